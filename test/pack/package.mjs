// `npm run package [-- ARGUMENTS]`: makes the installers of this system with electron-builder, which this command installs.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { packer } from './install.mjs';

const root = resolve(import.meta.dirname, '../..');
const { status } = spawnSync(process.execPath, [packer(), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
