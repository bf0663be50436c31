// Who may import whom, as data: the linter reads it, and a test breaks every row once.

/** Folders of core that know nothing of Node, from the lowest to the highest. */
const LOW = ['messages', 'tensor'];
const PRIMITIVE = [...LOW, 'ops', 'kernels', 'init'];
const ABOVE_OPERATORS = ['messages', 'tensor', 'ops', 'init'];
const PURE = [
  ...PRIMITIVE,
  'samples',
  'dialects',
  'cost',
  'checkerboard',
  'fit',
  'upsamplers',
  'chain',
  'network',
  'lab',
  'metrics',
  'segmentation',
  'benchmark',
  'experiment',
  'charts',
  'report',
];

export const coreFolders = [...PURE, 'engine', 'server', 'cli'];

/** @param {string} folder every pure folder below this one */
const below = (folder) => PURE.slice(0, PURE.indexOf(folder));

const CONTRACT = ['engine/contract', 'experiment/schema'];
const ORPC = '@orpc/';

/**
 * @typedef {object} Layer
 * @property {string[]} files globs of the files the row is about
 * @property {string[]} [ignores]
 * @property {string} sample a made-up file of this layer, for the test of the rules
 * @property {string[]} core folders or modules of core it may import
 * @property {string[]} [coreTypes] modules of core whose types alone it may import
 * @property {string[] | 'any'} packages package names (a trailing slash stands for a scope); 'any' = all but `never`
 * @property {string[]} [never] packages refused where all others are allowed
 * @property {boolean} node whether it may import node:*
 * @property {boolean} [electronShared] whether it may import electron/shared
 * @property {string[]} breaks one import for each thing the row forbids, for the test of the rules
 */

/**
 * @param {string} folder
 * @param {string[]} core
 * @param {string[]} packages
 * @param {string[]} breaks
 * @returns {Layer}
 */
const pure = (folder, core, packages, breaks) => ({
  files: [`core/${folder}/**/*.ts`],
  sample: `core/${folder}/sample.ts`,
  core: [...core, folder],
  packages,
  node: false,
  breaks: [...breaks, 'node:fs', 'electron', 'vue', '../engine/contract/contract', `@core/${folder}/sample`],
});

/** @type {Layer[]} */
export const layers = [
  pure('messages', [], [], ['../tensor/tensor', '../ops/conv2d', 'fflate', 'zod']),
  pure('tensor', ['messages'], ['fflate'], ['../ops/conv2d', '../upsamplers/index', 'zod']),
  pure('ops', LOW, [], ['../upsamplers/index', '../metrics/index', '../kernels/conv2d', 'fflate']),
  pure('kernels', [...LOW, 'ops'], [], ['../upsamplers/index', '../metrics/index']),
  pure('init', LOW, [], ['../upsamplers/index', '../metrics/index', '../ops/conv2d']),
  pure('dialects', ABOVE_OPERATORS, [], ['../upsamplers/index', '../experiment/schema', '../kernels/conv2d', 'zod']),
  pure('samples', LOW, [], ['../ops/conv2d', '../upsamplers/index']),
  pure('cost', ABOVE_OPERATORS, [], ['../experiment/schema', '../checkerboard/index', '../kernels/conv2d']),
  pure('checkerboard', [...ABOVE_OPERATORS, 'cost'], [], ['../experiment/schema', '../upsamplers/index']),
  pure('fit', [...ABOVE_OPERATORS, 'cost', 'checkerboard'], [], ['../experiment/schema', '../upsamplers/index']),
  pure(
    'upsamplers',
    [...ABOVE_OPERATORS, 'dialects', 'cost', 'checkerboard', 'fit'],
    [],
    ['../experiment/schema', '../kernels/conv2d', '../chain/index', '../metrics/index', 'zod'],
  ),
  pure(
    'chain',
    [...ABOVE_OPERATORS, 'cost', 'checkerboard', 'fit', 'upsamplers'],
    [],
    ['../experiment/schema', '../metrics/index'],
  ),
  pure(
    'network',
    [...ABOVE_OPERATORS, 'cost', 'checkerboard', 'chain'],
    [],
    ['../experiment/schema', '../metrics/index', '../kernels/conv2d', 'onnxruntime-web'],
  ),
  pure('lab', [...ABOVE_OPERATORS, 'fit'], [], ['../experiment/schema', '../kernels/conv2d', '../upsamplers/index']),
  pure(
    'metrics',
    ['messages', 'tensor', 'ops', 'checkerboard'],
    [],
    ['../upsamplers/index', '../experiment/schema', '../init/box'],
  ),
  pure(
    'segmentation',
    ['messages', 'tensor', 'ops', 'checkerboard'],
    [],
    ['../upsamplers/index', '../metrics/index', '../experiment/schema'],
  ),
  pure('benchmark', below('benchmark'), [], ['../experiment/schema', 'zod']),
  pure('experiment', below('experiment'), ['zod', 'fflate'], ['../charts/index', 'sharp']),
  pure('charts', below('charts'), ['echarts'], ['../report/html']),
  pure('report', below('report'), ['echarts', 'fflate'], ['../cli/main']),
  {
    files: ['core/index.ts'],
    sample: 'core/index.ts',
    core: PURE,
    packages: [],
    node: false,
    breaks: ['./engine/contract/contract', './server/serve', 'node:fs', 'sharp'],
  },
  {
    files: ['core/engine/**/*.ts'],
    sample: 'core/engine/sample.ts',
    core: [...PURE, 'engine'],
    packages: ['sharp', 'zod', 'fflate', 'geotiff', 'parse-exr', 'onnxruntime-web', ORPC],
    node: true,
    breaks: [
      'electron',
      '../cli/main',
      '../server/serve',
      '../../electron/shared/api',
      '../../renderer/src/main',
      'ws',
    ],
  },
  {
    files: ['core/server/**/*.ts'],
    sample: 'core/server/sample.ts',
    core: [...PURE, 'engine', 'server'],
    packages: ['ws', ORPC],
    node: true,
    breaks: ['electron', '../cli/main', '../../electron/shared/api', '../../renderer/src/main', 'sharp'],
  },
  {
    files: ['core/cli/**/*.ts'],
    sample: 'core/cli/sample.ts',
    core: [...PURE, 'engine', 'server', 'cli'],
    packages: ['ws', 'node-sqlite3-wasm', 'zod', ORPC],
    node: true,
    breaks: ['electron', '../../electron/shared/api', '../../renderer/src/main', 'sharp'],
  },
  {
    files: ['electron/main/**/*.ts', 'electron/preload/**/*.ts', 'electron/shared/**/*.ts'],
    sample: 'electron/main/sample.ts',
    // Where pictures lie, which files a page may have and how sentences are said is the same for both hosts; nothing here
    // computes.
    core: [
      'engine/host/blobPath',
      'engine/host/engineKeeper',
      'engine/host/workFolder',
      'server/byteRange',
      'server/headers',
      'server/staticFiles',
      // Where no window opens, the same process serves the page to a browser.
      'server/servedHost',
      'server/stateFile',
      'tensor/pictureKinds',
      'tensor/fileNames',
      'tensor/errors',
      'messages',
    ],
    coreTypes: [...CONTRACT, 'engine/host/engineChannel'],
    packages: ['electron', ORPC],
    node: true,
    electronShared: true,
    breaks: [
      '@core/kernels/conv2d',
      '@core/engine/contract/contract',
      '../../core/tensor/tensor',
      '../../renderer/src/main',
      'vue',
    ],
  },
  {
    files: ['electron/*.ts'],
    sample: 'electron/engine.ts',
    core: ['engine'],
    packages: ['electron', ORPC],
    node: true,
    electronShared: true,
    breaks: ['@core/server/serve', '@core/cli/main', '@core/kernels/conv2d', '../renderer/src/main', 'vue'],
  },
  {
    files: ['renderer/src/**/*.ts', 'renderer/src/**/*.vue'],
    sample: 'renderer/src/sample.ts',
    core: [
      'messages',
      'tensor',
      'init',
      'checkerboard',
      'cost',
      'charts',
      'chain',
      'network',
      'lab',
      // Names of rules and what they are in other frameworks.
      'dialects',
      'upsamplers',
      // What metrics say of themselves stands in their files.
      'metrics',
      'experiment/defaults',
      'experiment/degradations',
      'experiment/givenNames',
      'experiment/keys',
      'experiment/methodCost',
      'experiment/networkSchema',
      'experiment/networkVerdict',
      'experiment/outputNames',
      'experiment/pairs',
      'experiment/paperTable',
      'experiment/peakMemory',
      'experiment/ranking',
      // Tables as text to copy; it draws and writes nothing.
      'report/paperTable',
      'report/tableFile',
      'experiment/setNames',
      'experiment/whyConclusion',
      'experiment/shown',
      'experiment/special',
      'experiment/summary',
      'experiment/session',
      'experiment/sessionBundle',
      'experiment/masks/schema',
      'segmentation',
      ...CONTRACT,
    ],
    packages: 'any',
    never: ['electron', 'sharp', 'ws'],
    node: false,
    electronShared: true,
    breaks: [
      'electron',
      'node:fs',
      'fs',
      'sharp',
      'ws',
      '@core/ops/conv2d',
      '@core/kernels/conv2d',
      '@core/engine/engine',
      '@core/fit/index',
      '@core/server/serve',
      '../../core/ops/conv2d',
      '../../electron/main/index',
    ],
  },
];
