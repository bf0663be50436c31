// Starts Electron and reports whether a window was shown.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the main process leaves a mark when its window is shown, or when an open one took over. */
export const SHOWN_FILE = 'UPBENCH_SHOWN_FILE';
/** What Chromium prints before it exits because its sandbox cannot start. */
const SANDBOX = /no usable sandbox|SUID sandbox helper|setuid sandbox|zygote_host_impl/i;
/** Only the end of what Electron prints can say why it ended. */
const KEPT_CHARACTERS = 20_000;

/**
 * @param {string} output what Electron printed last
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @param {string} folder of the electron package
 */
function reasonOf(output, code, signal, folder) {
  if (SANDBOX.test(output)) {
    const helper = join(folder, 'dist/chrome-sandbox');
    return (
      'the sandbox of Chromium cannot start on this system (to allow it, either run "sudo sysctl -w ' +
      'kernel.apparmor_restrict_unprivileged_userns=0", or make ' +
      `${helper} setuid: "sudo chown root ${helper} && sudo chmod 4755 ${helper}")`
    );
  }
  if (signal !== null) return `Electron was ended by ${signal} before it showed a window`;
  const missing = /error while loading shared libraries: (\S+?):/.exec(output)?.[1];
  if (missing !== undefined) return `Electron needs the system library ${missing}, which is not installed`;
  return `Electron ended with code ${String(code)} before it showed a window`;
}

/**
 * @param {string} binary
 * @param {readonly string[]} args
 * @param {{ folder: string, write?: (chunk: Buffer) => void }} options `folder`: of the electron package
 * @returns {Promise<{ code: number } | { reason: string }>} `reason` when it ended without having shown a window
 */
export function openWindow(binary, args, { folder, write = (chunk) => void process.stderr.write(chunk) }) {
  const place = mkdtempSync(join(tmpdir(), 'upbench-start-'));
  const mark = join(place, 'shown');
  return new Promise((resolve) => {
    /** @param {{ code: number } | { reason: string }} outcome */
    const done = (outcome) => {
      rmSync(place, { recursive: true, force: true });
      resolve(outcome);
    };
    const child = spawn(binary, args, {
      stdio: ['inherit', 'inherit', 'pipe'],
      env: { ...process.env, [SHOWN_FILE]: mark },
    });
    let output = '';
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_CHARACTERS);
      write(chunk);
    });
    child.on('error', (error) => {
      done({ reason: `Electron did not start (${error.message})` });
    });
    child.on('close', (code, signal) => {
      done(existsSync(mark) ? { code: code ?? 1 } : { reason: reasonOf(output, code, signal, folder) });
    });
  });
}
