import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The start script of the Linux packages, with a made-up program beside it.

const SCRIPT = resolve(import.meta.dirname, '../../resources/linux/upbench.sh');
let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);

function program(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-start script-'));
  mkdirSync(at('bin'));
  mkdirSync(at('tmp'));
  copyFileSync(SCRIPT, at('upbench'));
  chmodSync(at('upbench'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The made-up program: a server when it is asked to serve, else what `window` says. */
function withWindow(window: string): void {
  program(
    at('upbench-window'),
    `for word in "$@"; do [ "$word" = --serve ] && { for one in "$@"; do echo "served with <$one>"; done; exit 0; }; done\n${window}`,
  );
}

function environment(given: NodeJS.ProcessEnv = {}, user = 1000): NodeJS.ProcessEnv {
  program(at('bin', 'id'), `echo ${user}`);
  const { PATH = '' } = process.env;
  return { PATH: `${at('bin')}:${PATH}`, TMPDIR: at('tmp'), DISPLAY: ':0', ...given };
}

function start(given?: NodeJS.ProcessEnv, user?: number) {
  const { status, stdout, stderr } = spawnSync(at('upbench'), ['a picture.png', '--flag'], {
    env: environment(given, user),
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

const SERVED = ['--no-sandbox', '--ozone-platform=headless', '--serve', 'a picture.png', '--flag']
  .map((word) => `served with <${word}>\n`)
  .join('');
const because = (reason: string): string =>
  `Serving the workbench to your browser instead of opening a window, because ${reason}.\n`;
const cures = (second: string): string =>
  `the sandbox of Chromium cannot start on this system (to allow it, either run "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0", or ${second})`;

describe.runIf(process.platform === 'linux')('the start script of the Linux packages', () => {
  it('opens the window, and ends as it ends', () => {
    withWindow('echo "> $1"; echo "a note" >&2; : >"$UPBENCH_SHOWN_FILE"; exit 3');
    expect(start()).toEqual({ status: 3, stdout: '> a picture.png\n', stderr: 'a note\n' });
    expect(readdirSync(at('tmp'))).toEqual([]);
  });

  it.each<[string, string, (helper: string) => string]>([
    [
      'the sandbox of Chromium',
      'echo "[1:FATAL:zygote_host_impl_linux.cc(126)] No usable sandbox!" >&2; kill -TRAP $$',
      (helper) => cures(`make ${helper} setuid: "sudo chown root ${helper} && sudo chmod 4755 ${helper}"`),
    ],
    ['a signal', 'kill -SEGV $$', () => 'Electron was ended by signal 11 before it showed a window'],
    ['an exit', 'exit 0', () => 'Electron ended with code 0 before it showed a window'],
  ])('serves after an early end by %s, and says why', (_what, window, reason) => {
    withWindow(window);
    const { status, stdout, stderr } = start();
    expect({ status, stdout }).toEqual({ status: 0, stdout: SERVED });
    expect(stderr.endsWith(because(reason(at('chrome-sandbox'))))).toBe(true);
    expect(readdirSync(at('tmp'))).toEqual([]);
  });

  it('names the cure that an AppImage has', () => {
    withWindow('echo "No usable sandbox!" >&2; kill -TRAP $$');
    const { stderr } = start({ APPIMAGE: '/home/me/Upbench.AppImage' });
    expect(stderr).toContain(because(cures('install the .deb or .rpm package, which sets the sandbox up')));
  });

  it.each<[string, NodeJS.ProcessEnv, number, string]>([
    ['without a display', { DISPLAY: '' }, 1000, 'there is no display'],
    ['for root', {}, 0, "Electron's sandbox does not start for the root user"],
    ['when asked to', { UPBENCH_HOST: 'served' }, 1000, 'UPBENCH_HOST asks for the served workbench'],
  ])('does not try a window %s', (_what, given, user, reason) => {
    withWindow(`: >"${at('tried')}"`);
    expect(start(given, user)).toEqual({ status: 0, stdout: SERVED, stderr: because(reason) });
    expect(existsSync(at('tried'))).toBe(false);
  });

  it('says which system library is missing, which the server would need too', () => {
    withWindow('echo "x: error while loading shared libraries: libnss3.so: cannot open" >&2; exit 127');
    const { status, stdout, stderr } = start();
    expect({ status, stdout }).toEqual({ status: 127, stdout: '' });
    expect(stderr).toMatch(
      /Upbench cannot start, because it needs the system library libnss3\.so, which is not installed\.\n$/,
    );
  });

  it('passes a signal on to the window, and serves nothing then', async () => {
    withWindow(`trap 'exit 7' TERM; : >"${at('running')}"; while :; do sleep 0.05; done`);
    const child = spawn(at('upbench'), [], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
    const ended = new Promise((done) => child.once('close', done));
    while (!existsSync(at('running'))) await new Promise((done) => setTimeout(done, 20));
    child.kill('SIGTERM');
    expect(await ended).toBe(7);
    expect(said).toBe('');
    expect(readdirSync(at('tmp'))).toEqual([]);
  });
});
