// Decides whether out/ was built from the sources as they are now.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['core', 'electron', 'renderer', 'resources'];
const FILES = ['package.json', 'electron.vite.config.ts', 'tsconfig.base.json', 'tsconfig.core.json'];
const OUTPUTS = ['main/cli.js', 'main/index.js', 'preload/index.cjs', 'renderer/index.html', 'core/index.js'];
const STAMP = 'build.stamp';

/**
 * One hash over path, size and modification time of everything a build reads: an edit, a new file and a deleted file
 * all change it, which the newest time alone would not.
 * @param {string} root
 */
export function fingerprint(root) {
  /** @type {string[]} */
  const lines = [];
  /** @param {string} path */
  const add = (path) => {
    const stat = statSync(`${root}/${path}`, { throwIfNoEntry: false });
    if (stat !== undefined) lines.push(`${path}\0${String(stat.size)}\0${String(stat.mtimeMs)}\n`);
  };
  /** @param {string} folder */
  const walk = (folder) => {
    const entries = readdirSync(`${root}/${folder}`, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (!entry.isDirectory()) add(path);
      // Python's caches beside the scripts are not sources.
      else if (entry.name !== '__pycache__') walk(path);
    }
  };
  for (const folder of FOLDERS) if (existsSync(`${root}/${folder}`)) walk(folder);
  for (const path of FILES) add(path);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** @param {string} root */
export function isFresh(root) {
  const out = join(root, 'out');
  if (!OUTPUTS.every((file) => existsSync(join(out, file)))) return false;
  // An installed package ships its build without the means to build.
  if (!existsSync(join(root, 'electron.vite.config.ts'))) return true;
  const stamp = join(out, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
}

/**
 * @param {string} root
 * @param {string} print the fingerprint taken before the build began: an edit made meanwhile leaves the build stale
 */
export function writeStamp(root, print) {
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out', STAMP), print);
}
