// electron-builder, installed when it is first wanted.
import { join } from 'node:path';
import { installTools } from '../../core/cli/bin/toolPackage.mjs';

/** @returns {string} the script of its command line */
export function packer() {
  installTools(import.meta.dirname, 'electron-builder');
  return join(import.meta.dirname, 'node_modules/electron-builder/cli.js');
}
