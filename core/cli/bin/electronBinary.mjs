// Finds the Electron executable, or the reason why it cannot be started.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './child.mjs';

const INSTALL_TIMEOUT_MS = 180_000;

/**
 * Reads what Electron's own index.js reads; requiring that would start a download.
 * @param {string} root
 */
function installedBinary(root) {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/** @param {string} version such as "20.20.2" */
export function canInstall(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/**
 * Why no window can be opened, before looking for Electron; undefined if it may be tried.
 * @param {{ env: NodeJS.ProcessEnv, platform: string, uid: number | undefined }} system
 */
export function whyNoWindow({ env, platform, uid }) {
  if (env['UPBENCH_HOST'] === 'served') return 'UPBENCH_HOST asks for the served workbench';
  if (env['UPBENCH_NO_ELECTRON'] === '1') return 'UPBENCH_NO_ELECTRON is set';
  if (platform !== 'linux') return undefined;
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display';
  if (uid === 0) return "Electron's sandbox does not start for the root user";
  return undefined;
}

/**
 * @param {string} root
 * @param {{ say: (line: string) => void, version?: string, timeoutMs?: number }} options
 * @returns {Promise<{ binary: string } | { reason: string }>}
 */
export async function findElectron(root, { say, version = process.versions.node, timeoutMs = INSTALL_TIMEOUT_MS }) {
  const present = installedBinary(root);
  if (present !== undefined) return { binary: present };
  const installer = join(root, 'node_modules/electron/install.js');
  if (!existsSync(installer)) return { reason: 'the electron package is not installed' };
  if (!canInstall(version)) {
    return {
      reason: `Electron is not downloaded yet, and downloading it needs Node 22.12 or newer (this is ${version})`,
    };
  }
  say('Downloading Electron (once) ...');
  const { code, output, timedOut } = await runNode([installer], { cwd: root, timeoutMs });
  const binary = installedBinary(root);
  if (code === 0 && binary !== undefined) return { binary };
  if (timedOut) return { reason: `downloading Electron took longer than ${String(timeoutMs / 1000)} s` };
  const cause = output.split('\n').find((line) => line.trim() !== '') ?? 'no message';
  return { reason: `Electron could not be downloaded (${cause.trim()})` };
}
