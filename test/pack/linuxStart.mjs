// What electron-builder calls once a folder is packed: on Linux the start script takes the name of the program, which
// AppImage, deb and rpm start, and the program stands beside it.
import { chmodSync, copyFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SCRIPT = resolve(import.meta.dirname, '../../resources/linux/upbench.sh');
/** @type {object | null | undefined} */
let fuses;

/** @param {any} context of electron-builder, whose own types are not installed here */
export default async function linuxStart(context) {
  const { appOutDir, electronPlatformName, packager } = context;
  if (electronPlatformName !== 'linux') return;
  // electron-builder would set the fuses next, in the file of that name: they are set now, while it is the program.
  fuses ??= packager.config.electronFuses;
  await packager.addElectronFuses(context, await packager.generateFuseConfig(fuses));
  packager.config.electronFuses = null;
  const name = join(appOutDir, packager.executableName);
  renameSync(name, `${name}-window`);
  copyFileSync(SCRIPT, name);
  chmodSync(name, 0o755);
}
