// Tools that only one command needs have a package of their own, installed by that command.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs the package in `folder` exactly as its lockfile says, unless that is done. Throws when it cannot be had.
 * @param {string} folder that holds package.json and package-lock.json
 * @param {string} what it is, for the line that is printed: "the compiler of the kernels"
 */
export function installTools(folder, what) {
  /** @type {{ devDependencies: Record<string, string> }} */
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const isThere = Object.entries(devDependencies).every(([name, version]) => {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  });
  if (isThere) return;
  process.stderr.write(`Installing ${what} ...\n`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    // A script file of Windows is started by a shell.
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`Could not install ${what}: run "npm ci" in ${folder} to see why.`);
}
