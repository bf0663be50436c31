// The licences of everything that ships: which packages a bundle took in is asked of the bundler, not kept by hand.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FILE = 'licences.json';
const LICENCE_FILE = /^(licen[cs]e|copying|notice|third-party)/i;

/** @typedef {{ name: string, version: string, licence: string, text: string }} Licence */

/** @param {string} folder of one installed package @returns {Licence} */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const own = files.filter(({ name: file }) => LICENCE_FILE.test(file));
  // libvips lists the licences of its parts in its README.
  const told = own.length > 0 ? own : files.filter(({ name: file }) => /^readme/i.test(file));
  const texts = told.map(({ name: file }) => readFileSync(join(folder, file), 'utf8').trim());
  return { name, version, licence: String(license ?? 'unknown'), text: texts.join('\n\n') };
}

/** @param {string} id of a module @returns {string | undefined} the folder of the package it belongs to */
function packageFolder(id) {
  const path = id.replaceAll('\\', '/').replace(/^\0/, '').replace(/\?.*$/, '');
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

/**
 * A plugin of the bundler that writes beside a bundle the licences of the packages in it.
 * @param {string} base what the bundler's names of files begin at
 */
export function licencesPlugin(base) {
  /** @type {Set<string>} */
  const folders = new Set();
  return {
    name: 'upbench-licences',
    /** @param {{ id: string }} module */
    moduleParsed({ id }) {
      const folder = packageFolder(id);
      if (folder !== undefined && existsSync(join(folder, 'package.json'))) folders.add(folder);
    },
    /**
     * @this {{ emitFile: (file: { type: 'asset', fileName: string, source: string }) => void }}
     * @param {unknown} _options
     * @param {Record<string, { type: string, originalFileNames?: readonly string[] }>} bundle
     */
    generateBundle(_options, bundle) {
      // Typefaces come in by style sheets, whose imports are no modules.
      const files = Object.values(bundle).flatMap(({ originalFileNames = [] }) => originalFileNames);
      for (const file of files) {
        const folder = packageFolder(resolve(base, file));
        if (folder !== undefined) folders.add(folder);
      }
      const all = [...folders].map(licenceOf).sort((a, b) => (a.name < b.name ? -1 : 1));
      this.emitFile({ type: 'asset', fileName: FILE, source: JSON.stringify(all) });
    },
  };
}

/**
 * Writes `out/renderer/licences.txt`: the bundled packages of all bundles, and those that ship as they are.
 * @param {string} root
 */
export function writeLicences(root) {
  /** @type {Map<string, Licence>} */
  const all = new Map();
  for (const bundle of ['out/main', 'out/preload', 'out/renderer']) {
    const file = join(root, bundle, FILE);
    if (!existsSync(file)) continue;
    for (const one of /** @type {Licence[]} */ (JSON.parse(readFileSync(file, 'utf8')))) all.set(one.name, one);
  }
  const modules = join(root, 'node_modules');
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const native = readdirSync(join(modules, '@img')).map((name) => `@img/${name}`);
  for (const name of [...Object.keys(dependencies), ...native]) all.set(name, licenceOf(join(modules, name)));
  const sections = [...all.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, licence, text }) => `${name} ${version}\n${licence}\n\n${text}\n`);
  const head = 'Upbench is under the MIT licence. It contains, or ships with, the packages below.\n';
  const own = readFileSync(join(root, 'LICENSE'), 'utf8');
  const line = `\n${'-'.repeat(78)}\n\n`;
  writeFileSync(join(root, 'out/renderer/licences.txt'), [head + '\n' + own, ...sections].join(line));
}
