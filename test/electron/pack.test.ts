import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The package as electron-builder makes it, with a made-up Electron: what it would be put around is not needed to see
// what is put in. Packs the built application, so the build runs before.

const ROOT = resolve(import.meta.dirname, '../..');
/** By which the fuses are found in a binary: the marker, a version, their number, one letter each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'embeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

let folder: string;
let unpacked: string;

function madeUpElectron(): string {
  const dist = join(folder, 'electron');
  mkdirSync(join(dist, 'resources'), { recursive: true });
  mkdirSync(join(dist, 'locales'));
  // As a fresh Electron has them: 1 is on, 0 is off.
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES.length]), Buffer.from('10110001')]);
  writeFileSync(join(dist, 'electron'), Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)]), { mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak', 'chrome_crashpad_handler'])
    writeFileSync(join(dist, name), 'made up');
  return dist;
}

/** Paths in an asar archive: a pickle with the length of a JSON header, then the header. */
function asarPaths(file: string): Map<string, { unpacked?: boolean; integrity?: { algorithm: string } }> {
  const bytes = readFileSync(file);
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as Entry;
  interface Entry {
    files?: Record<string, Entry>;
    unpacked?: boolean;
    integrity?: { algorithm: string };
  }
  const paths = new Map<string, Entry>();
  const walk = (entry: Entry, path: string): void => {
    if (entry.files === undefined) paths.set(path, entry);
    for (const [name, below] of Object.entries(entry.files ?? {})) walk(below, path === '' ? name : `${path}/${name}`);
  };
  walk(header, '');
  return paths;
}

const sizeOf = (path: string): number =>
  readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-pack-'));
  await build({
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    projectDir: ROOT,
    publish: 'never',
    config: {
      extends: join(ROOT, 'electron-builder.yml'),
      electronDist: madeUpElectron(),
      directories: { output: join(folder, 'dist') },
    },
  });
  unpacked = join(folder, 'dist/linux-unpacked');
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform === 'linux')('the packed application', () => {
  test('has everything it starts, and nothing of the sources or the tests', () => {
    const paths = asarPaths(join(unpacked, 'resources/app.asar'));
    for (const path of [
      'package.json',
      'out/main/index.js',
      'out/main/engine.js',
      'out/main/conductor.js',
      'out/main/poolWorker.js',
      'out/main/trainingWorker.js',
      'out/main/limitsWorker.js',
      'out/preload/index.cjs',
      'out/renderer/index.html',
      'resources/icons/512.png',
      'resources/samples/still-life.png',
    ]) {
      expect(paths.has(path), path).toBe(true);
    }
    const roots = new Set([...paths.keys()].map((path) => path.split('/')[0]));
    expect([...roots].sort()).toEqual(['LICENSE', 'node_modules', 'out', 'package.json', 'resources'].sort());
    expect([...paths.keys()].filter((path) => /\.(ts|vue|map)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
    const bundled = [...paths.keys()].filter((path) =>
      /^node_modules\/(electron|vue|echarts|typescript|vite)\//.test(path),
    );
    expect(bundled).toEqual([]);
  });

  test('keeps sharp outside the archive, and a hash of every file inside', () => {
    const paths = asarPaths(join(unpacked, 'resources/app.asar'));
    const native = [...paths].filter(([path]) => path.endsWith('.node') || /\.so(\.|$)/.test(path));
    expect(native.length).toBeGreaterThan(0);
    for (const [path, { unpacked: isOutside }] of native) {
      expect(isOutside, path).toBe(true);
      expect(existsSync(join(unpacked, 'resources/app.asar.unpacked', path)), path).toBe(true);
    }
    expect(paths.get('out/main/index.js')?.integrity?.algorithm).toBe('SHA256');
  });

  test('is a module package with our entry, of a size that can be explained', () => {
    const bytes = statSync(join(unpacked, 'resources/app.asar')).size;
    const outside = sizeOf(join(unpacked, 'resources/app.asar.unpacked'));
    process.stdout.write(`app.asar ${(bytes / 1e6).toFixed(1)} MB, beside it ${(outside / 1e6).toFixed(1)} MB\n`);
    expect(bytes).toBeLessThan(15_000_000);
    expect(outside).toBeLessThan(30_000_000);
  });

  test('has its fuses set', () => {
    const binary = readFileSync(join(unpacked, 'upbench'));
    const at = binary.indexOf(SENTINEL) + SENTINEL.length + 2;
    const state = Object.fromEntries(FUSES.map((name, i) => [name, binary.toString('latin1', at + i, at + i + 1)]));
    expect(state).toMatchObject({
      runAsNode: '0',
      nodeOptions: '0',
      nodeCliInspect: '0',
      embeddedAsarIntegrityValidation: '1',
      onlyLoadAppFromAsar: '1',
      grantFileProtocolExtraPrivileges: '0',
    });
  });
});
