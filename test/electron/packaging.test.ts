import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PICTURE_ENDINGS } from '@core/tensor/pictureKinds';
import { describe, expect, test } from 'vitest';

// What can be seen of the installers without making any; `npm run test:pack` makes the application in them.

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const config = read('electron-builder.yml');

describe('the installers', () => {
  test('are all there, and the release takes up every one of them', () => {
    const targets = [...config.matchAll(/^ {2}target: \[(.*)\]$/gm)].flatMap(([, list = '']) => list.split(', '));
    expect([...new Set(targets)].sort()).toEqual(['AppImage', 'deb', 'dmg', 'nsis', 'rpm', 'zip']);
    const release = read('.github/workflows/release.yml');
    // nsis makes an .exe.
    for (const ending of ['AppImage', 'deb', 'rpm', 'dmg', 'exe', 'zip'])
      expect(release).toContain(`dist/*.${ending}\n`);
    expect(release).toContain('sha256sum');
    // By which an installed application learns of it.
    expect(release).toContain('-c.publish.provider=github');
    expect(release).toContain('dist/latest*.yml\n');
  });

  test('have an icon of every size it is asked for in', () => {
    const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
    for (const size of sizes) {
      const bytes = readFileSync(join(ROOT, `resources/icons/${size}.png`));
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([size, size]);
    }
    expect(readdirSync(join(ROOT, 'resources/icons')).filter((name) => name.endsWith('.png'))).toHaveLength(
      sizes.length,
    );
    for (const [, path = ''] of config.matchAll(/icon: (\S+)/g)) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });

  test('are associated with picture files that open, and with nothing else', () => {
    const associated = [...config.matchAll(/\{ ext: (\w+), .*mimeType: image\/\w+,/g)].map(([, ending]) => ending);
    expect(associated.length).toBeGreaterThan(7);
    expect(associated.filter((ending = '') => !PICTURE_ENDINGS.includes(ending))).toEqual([]);
  });

  test('are made by actions that cannot change under their name', () => {
    for (const name of readdirSync(join(ROOT, '.github/workflows'))) {
      const uses = [...read(`.github/workflows/${name}`).matchAll(/uses: (\S+)(.*)/g)];
      expect(uses.length).toBeGreaterThan(0);
      for (const [, action, comment] of uses) {
        expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        expect(comment).toMatch(/ # v\d+\.\d+\.\d+$/);
      }
    }
  });

  test('leave nothing of a developer switched on', () => {
    for (const fuse of [
      'runAsNode: false',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'enableEmbeddedAsarIntegrityValidation: true',
      'onlyLoadAppFromAsar: true',
      'grantFileProtocolExtraPrivileges: false',
    ])
      expect(config).toContain(`  ${fuse}\n`);
    for (const native of ['sharp', '@img']) expect(config).toContain(`  - node_modules/${native}/**\n`);
  });
});
