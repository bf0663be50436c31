// `npm run list-dependencies`: writes docs/DEPENDENCIES.md from the lockfile and what is installed. Every direct dependency has
// its reason here; one without is refused.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');

/** @type {Readonly<Record<string, string>>} */
const reasons = {
  sharp:
    'Decodes PNG, JPEG, WebP, AVIF, TIFF and GIF. Ships as it is, like the next two; all others are bundled or tools.',
  'node-sqlite3-wasm': 'Appends results to SQLite files: the whole of SQLite as WebAssembly, nothing to compile.',
  '@img/sharp-wasm32':
    'The same decoder as WebAssembly, for Electron on Linux, where the native one collides with the GLib of the system.',
  '@axe-core/playwright': 'Finds what keeps people with a screen reader or a keyboard out of the window.',
  '@fontsource-variable/inter':
    'The typeface of the window, so that it looks the same everywhere and needs no network.',
  '@fontsource/jetbrains-mono': 'The typeface of numbers and code.',
  '@lucide/vue': 'Icons.',
  '@orpc/client': 'Calls the engine from the window, over a message port or a WebSocket.',
  '@orpc/contract': 'The types of those calls, shared by both sides.',
  '@orpc/server': 'Answers those calls in the engine, and checks what comes in.',
  '@playwright/test': 'Runs the window in a browser for the tests.',
  '@sparticuz/chromium': 'A Chromium inside a package, for machines that can have no other.',
  '@types/node': 'Types.',
  '@types/ws': 'Types.',
  '@vitejs/plugin-vue': 'Compiles the components of the window.',
  '@vitest/coverage-v8': 'Says which lines the tests reach.',
  '@vue/test-utils': 'Mounts components in tests.',
  echarts: 'Draws the charts, in the window and in reports.',
  electron: 'The desktop window. The package holds no binary; that comes with the first start.',
  'electron-vite': 'Builds main process, preload script and page together.',
  'electron-updater': 'Tells an installed application of a newer release; it downloads nothing.',
  eslint: 'Finds mistakes in the sources.',
  'eslint-config-prettier': 'Keeps ESLint out of what Prettier decides.',
  'eslint-plugin-vue': 'ESLint for components.',
  'fast-check': 'Makes inputs for properties that must hold for all of them.',
  fflate: 'Reads and writes ZIP and NPZ.',
  geotiff: 'Reads TIFF samples that libvips refuses: floats, signed numbers, bands, tiles of separate planes.',
  globals: 'Names that ESLint knows in each environment.',
  'happy-dom': 'A small document for tests of components.',
  'onnxruntime-web': 'Runs ONNX networks (loaded when one is opened); a second opinion on operators in tests.',
  pinia: 'The state of the window.',
  prettier: 'The form of the sources.',
  'reka-ui': 'Dialogs, menus, tabs and splitters with the right roles and keys.',
  typescript: 'The language.',
  'typescript-7': 'The same language by its faster compiler, where no components are checked.',
  'typescript-eslint': 'ESLint for TypeScript.',
  vite: 'Bundles.',
  vitest: 'Runs the tests.',
  vue: 'The window.',
  'vue-echarts': 'ECharts as a component.',
  'vue-i18n': 'English and Chinese.',
  'vue-tsc': 'Checks the types of components.',
  ws: 'WebSockets of the served workbench.',
  zod: 'Checks what comes from files and over the wire.',
};

/** @param {string} path @returns {any} */
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** @param {string} folder @returns {number} bytes of all files, without packages of its own */
function sizeOf(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === 'node_modules' ? 0 : sizeOf(path);
    else if (entry.isFile()) bytes += statSync(path).size;
  }
  return bytes;
}

/** @param {number} bytes */
const megabytes = (bytes) => (bytes < 1e5 ? '< 0.1' : (bytes / 1e6).toFixed(1));

export function dependenciesPage() {
  const { dependencies, devDependencies } = json('package.json');
  /** @type {Record<string, { version: string, license?: string, hasInstallScript?: boolean, dev?: boolean }>} */
  const packages = json('package-lock.json').packages;
  /** @param {string} name */
  const row = (name) => {
    const found = packages[`node_modules/${name}`];
    const reason = reasons[name];
    if (found === undefined) throw new Error(`${name} is not in package-lock.json: run npm install.`);
    if (reason === undefined) throw new Error(`${name} has no reason in test/dependencies.mjs.`);
    const size = megabytes(sizeOf(join(root, 'node_modules', name)));
    return `| ${name} | ${found.version} | ${found.license ?? 'unknown'} | ${size} | ${reason} |`;
  };
  const all = Object.entries(packages).filter(([path]) => path !== '');
  const scripts = all
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.split('node_modules/').at(-1));
  /** @type {Map<string, number>} */
  const licences = new Map();
  for (const [, { license = 'unknown' }] of all) licences.set(license, (licences.get(license) ?? 0) + 1);
  const counted = [...licences]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([name, n]) => `${name} ${String(n)}`);
  const head = ['| Package | Version | Licence | MB | Why |', '| --- | --- | --- | ---: | --- |'];
  return [
    '# Dependencies',
    '',
    'Written by `npm run list-dependencies` from `package-lock.json` and the installed files. Versions are exact; a size is that of',
    'the package alone, as installed.',
    '',
    '## Shipped as it is',
    '',
    ...head,
    ...Object.keys(dependencies).map(row),
    '',
    'With it comes one binary for each platform, `@img/sharp-...`, and the libvips it loads, `@img/sharp-libvips-...`',
    '(LGPL-3.0-or-later): they lie beside the application as files of their own that can be replaced.',
    '',
    '## Bundled or used to build and test',
    '',
    ...head,
    ...Object.keys(devDependencies).map(row),
    '',
    '## With everything they bring',
    '',
    `The lockfile names ${String(all.length)} packages, those of other platforms included, each with a hash of its content. Licences: ${counted.join(', ')}.`,
    '',
    `Packages with a script that would run at installation: ${scripts.join(', ')}. Nothing needs them: \`npm ci --ignore-scripts\` gives a working tree.`,
    '',
    '`npm run sbom` prints a bill of materials (SPDX) of what ships; `npm sbom --sbom-format cyclonedx` one of everything.',
    '`npm audit` asks the registry for known holes.',
    '',
  ].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(root, 'docs/DEPENDENCIES.md'), dependenciesPage());
