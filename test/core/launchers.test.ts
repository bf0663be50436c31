import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runNode } from '../../core/cli/bin/child.mjs';
import { canInstall, findElectron, whyNoWindow } from '../../core/cli/bin/electronBinary.mjs';
import { openWindow, SHOWN_FILE } from '../../core/cli/bin/electronWindow.mjs';
import { fingerprint, isFresh, writeStamp } from '../../core/cli/bin/freshness.mjs';

let root = '';
function put(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'upbench-launchers-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('whether the build is stale', () => {
  beforeEach(() => {
    for (const file of ['main/cli.js', 'main/index.js', 'preload/index.cjs', 'renderer/index.html', 'core/index.js']) {
      put(`out/${file}`);
    }
    put('electron.vite.config.ts');
    put('core/a.ts', 'one');
    put('core/b.ts', 'two');
    writeStamp(root, fingerprint(root));
  });

  it('is fresh right after a build', () => {
    expect(isFresh(root)).toBe(true);
  });

  it.each<[string, () => void]>([
    ['an edited file', () => put('core/a.ts', 'changed')],
    ['a file written again with the same length', () => utimesSync(join(root, 'core/a.ts'), 1, 1)],
    ['a new file', () => put('renderer/src/new.ts')],
    ['a deleted file', () => rmSync(join(root, 'core/b.ts'))],
    ['a missing output', () => rmSync(join(root, 'out/main/cli.js'))],
    ['a missing stamp', () => rmSync(join(root, 'out/build.stamp'))],
  ])('is stale after %s', (_, change) => {
    change();
    expect(isFresh(root)).toBe(false);
  });

  it('is fresh in an installed package, which ships no means to build', () => {
    rmSync(join(root, 'electron.vite.config.ts'));
    put('core/a.ts', 'changed');
    expect(isFresh(root)).toBe(true);
  });
});

describe('why there is no window', () => {
  const linux = { env: { DISPLAY: ':0' }, platform: 'linux', uid: 1000 };
  it.each([
    [linux, undefined],
    [{ ...linux, env: { WAYLAND_DISPLAY: 'wayland-0' } }, undefined],
    [{ ...linux, env: {} }, 'there is no display'],
    [{ ...linux, uid: 0 }, "Electron's sandbox does not start for the root user"],
    [{ env: {}, platform: 'darwin', uid: 501 }, undefined],
    [{ env: {}, platform: 'win32', uid: undefined }, undefined],
    [{ ...linux, env: { DISPLAY: ':0', UPBENCH_HOST: 'served' } }, 'UPBENCH_HOST asks for the served workbench'],
    [{ ...linux, env: { DISPLAY: ':0', UPBENCH_NO_ELECTRON: '1' } }, 'UPBENCH_NO_ELECTRON is set'],
  ])('%j: %s', (system, reason) => {
    expect(whyNoWindow(system)).toBe(reason);
  });

  it.each([
    ['20.20.2', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['24.0.0', true],
  ])('Node %s can install Electron: %s', (version, can) => {
    expect(canInstall(version)).toBe(can);
  });
});

describe('finding Electron', () => {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);

  it('takes the binary that is there', async () => {
    put('node_modules/electron/path.txt', 'electron');
    put('node_modules/electron/dist/electron');
    expect(await findElectron(root, { say })).toEqual({ binary: join(root, 'node_modules/electron/dist/electron') });
  });

  it('says when the package is missing', async () => {
    expect(await findElectron(root, { say })).toEqual({ reason: 'the electron package is not installed' });
  });

  it('does not try where the installer cannot run', async () => {
    put('node_modules/electron/install.js', '');
    expect(await findElectron(root, { say, version: '20.19.0' })).toEqual({
      reason: 'Electron is not downloaded yet, and downloading it needs Node 22.12 or newer (this is 20.19.0)',
    });
  });

  it('names the cause of a failed download', async () => {
    put('node_modules/electron/install.js', 'console.error("HTTPError: 403"); process.exit(1);');
    expect(await findElectron(root, { say, version: '22.12.0' })).toEqual({
      reason: 'Electron could not be downloaded (HTTPError: 403)',
    });
  });

  it('gives up on a download that hangs', async () => {
    put('node_modules/electron/install.js', 'setInterval(() => {}, 1000);');
    expect(await findElectron(root, { say, version: '22.12.0', timeoutMs: 500 })).toEqual({
      reason: 'downloading Electron took longer than 0.5 s',
    });
  });

  it('uses what the installer brought', async () => {
    const writes = ["'path.txt', 'electron'", "'dist/electron', ''"];
    const script = `const fs = require('fs'); process.chdir(__dirname); fs.mkdirSync('dist');`;
    put('node_modules/electron/install.js', `${script}${writes.map((one) => `fs.writeFileSync(${one});`).join('')}`);
    expect(await findElectron(root, { say, version: '22.12.0' })).toEqual({
      binary: join(root, 'node_modules/electron/dist/electron'),
    });
  });
});

describe('the upbench launcher', () => {
  it('reports a child that cannot start as a failure', async () => {
    expect(await runNode(['-e', 'process.exit(3)'], { cwd: root })).toMatchObject({ code: 3, timedOut: false });
    expect((await runNode([], { cwd: join(root, 'missing') })).code).toBe(1);
  });
});

describe.skipIf(process.platform === 'win32')('an Electron that was started', () => {
  const electron = async (script: string): Promise<object> => {
    put('electron', `#!/bin/sh\n${script}\n`);
    chmodSync(join(root, 'electron'), 0o755);
    return openWindow(join(root, 'electron'), [], { folder: '/e', write: () => undefined });
  };
  const shown = `echo > "$${SHOWN_FILE}"`;
  const helper = '/e/dist/chrome-sandbox';

  it.each<[string, string, object]>([
    ['showed its window and ended well', `${shown}; exit 0`, { code: 0 }],
    ['showed its window and failed later', `${shown}; exit 3`, { code: 3 }],
    ['ended well without a window', 'exit 0', { reason: 'Electron ended with code 0 before it showed a window' }],
    ['was ended by a signal', 'kill -TRAP $$', { reason: 'Electron was ended by SIGTRAP before it showed a window' }],
    [
      'lacks a library',
      'echo "electron: error while loading shared libraries: libnss3.so: cannot open" >&2; exit 127',
      { reason: 'Electron needs the system library libnss3.so, which is not installed' },
    ],
    [
      'has no sandbox',
      'echo "FATAL:zygote_host_impl_linux.cc(126)] No usable sandbox!" >&2; kill -TRAP $$',
      {
        reason:
          'the sandbox of Chromium cannot start on this system (to allow it, either run "sudo sysctl -w ' +
          'kernel.apparmor_restrict_unprivileged_userns=0", or make ' +
          `${helper} setuid: "sudo chown root ${helper} && sudo chmod 4755 ${helper}")`,
      },
    ],
  ])('%s', async (_what, script, outcome) => {
    expect(await electron(script)).toEqual(outcome);
  });
});
