import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packer } from './install.mjs';

// The package as electron-builder makes it, with a made-up Electron: what it would be put around is not needed to see
// what is put in. Packs the built application, so the build runs before.

const ROOT = resolve(import.meta.dirname, '../..');
/** By which the fuses are found in a binary: the marker, a version, their number, one letter each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'embeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

let folder: string;
let unpacked: string;

function madeUpElectron(): string {
  const dist = join(folder, 'electron');
  mkdirSync(join(dist, 'resources'), { recursive: true });
  mkdirSync(join(dist, 'locales'));
  // As a fresh Electron has them: 1 is on, 0 is off.
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES.length]), Buffer.from('10110001')]);
  writeFileSync(join(dist, 'electron'), Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)]), { mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak', 'chrome_crashpad_handler'])
    writeFileSync(join(dist, name), 'made up');
  return dist;
}

interface Packed {
  /** Where its bytes begin, counted from the end of the header. */
  readonly offset?: string;
  readonly size?: number;
  /** It lies beside the archive. */
  readonly unpacked?: boolean;
  readonly integrity?: { readonly algorithm: string };
}

/** Paths in an asar archive: a pickle with the length of a JSON header, then the header. */
function asarPaths(file: string): Map<string, Packed> {
  const bytes = readFileSync(file);
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as Entry;
  interface Entry extends Packed {
    readonly files?: Record<string, Entry>;
  }
  const paths = new Map<string, Entry>();
  const walk = (entry: Entry, path: string): void => {
    if (entry.files === undefined) paths.set(path, entry);
    for (const [name, below] of Object.entries(entry.files ?? {})) walk(below, path === '' ? name : `${path}/${name}`);
  };
  walk(header, '');
  return paths;
}

const sizeOf = (path: string): number =>
  readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

/** Runs Node on a script and keeps what it printed. */
function run(cwd: string, ...args: readonly string[]): { status: number | null; stdout: string; said: string } {
  const env = { ...process.env, UPBENCH_SHARP: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 170_000,
  });
  return { status, stdout, said: stdout + stderr };
}

/** Writes out every file of the archive, those beside it too. */
function extract(into: string): void {
  const archive = join(unpacked, 'resources/app.asar');
  const bytes = readFileSync(archive);
  const start = 8 + bytes.readUInt32LE(4);
  for (const [path, { offset = '0', size = 0, unpacked: isOutside }] of asarPaths(archive)) {
    const target = join(into, path);
    mkdirSync(dirname(target), { recursive: true });
    const from = start + Number(offset);
    const content = isOutside ? readFileSync(join(`${archive}.unpacked`, path)) : bytes.subarray(from, from + size);
    writeFileSync(target, content);
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-pack-'));
  writeFileSync(
    join(folder, 'builder.json'),
    JSON.stringify({
      extends: join(ROOT, 'electron-builder.yml'),
      electronDist: madeUpElectron(),
      directories: { output: join(folder, 'dist') },
    }),
  );
  const made = run(
    ROOT,
    packer(),
    '--linux',
    'dir',
    '--x64',
    '--publish',
    'never',
    '--config',
    join(folder, 'builder.json'),
  );
  if (made.status !== 0) throw new Error(made.said);
  unpacked = join(folder, 'dist/linux-unpacked');
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform === 'linux')('the packed application', () => {
  test('has everything it starts, and nothing of the sources or the tests', () => {
    const paths = asarPaths(join(unpacked, 'resources/app.asar'));
    for (const path of [
      'package.json',
      'out/main/index.js',
      'out/main/engine.js',
      'out/main/computeWorker.js',
      'out/main/poolWorker.js',
      'out/main/encodeWorker.js',
      'out/main/trainingWorker.js',
      'out/main/limitsWorker.js',
      'out/main/runtimeWorker.js',
      'out/preload/index.cjs',
      'out/renderer/index.html',
      'resources/icons/512.png',
      'resources/samples/still-life.png',
    ]) {
      expect(paths.has(path), path).toBe(true);
    }
    const roots = new Set([...paths.keys()].map((path) => path.split('/')[0]));
    expect([...roots].sort()).toEqual(['LICENSE', 'node_modules', 'out', 'package.json', 'resources'].sort());
    expect([...paths.keys()].filter((path) => /\.(ts|vue|map)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
    const bundled = [...paths.keys()].filter((path) =>
      /^node_modules\/(electron|vue|echarts|typescript|vite)\//.test(path),
    );
    expect(bundled).toEqual([]);
  });

  test('decodes by WebAssembly on Linux, and holds a hash of every file inside', () => {
    const paths = asarPaths(join(unpacked, 'resources/app.asar'));
    const native = [...paths.keys()].filter((path) => path.includes('@img/') && /\.so(\.|$)|linux/.test(path));
    expect(native).toEqual([]);
    const wasm = 'node_modules/@img/sharp-wasm32';
    expect([...paths.keys()].some((path) => path.startsWith(wasm) && path.endsWith('.wasm'))).toBe(true);
    expect(existsSync(join(unpacked, 'resources/app.asar.unpacked', wasm))).toBe(true);
    expect(paths.get('out/main/index.js')?.integrity?.algorithm).toBe('SHA256');
  });

  test('is a module package with our entry, of a size that can be explained', () => {
    const bytes = statSync(join(unpacked, 'resources/app.asar')).size;
    const outside = sizeOf(join(unpacked, 'resources/app.asar.unpacked'));
    process.stdout.write(`app.asar ${(bytes / 1e6).toFixed(1)} MB, beside it ${(outside / 1e6).toFixed(1)} MB\n`);
    // 14 MB of them are the runtime of networks.
    expect(bytes).toBeLessThan(36_000_000);
    expect(outside).toBeLessThan(30_000_000);
  });

  test('holds of the runtime of networks what it loads', () => {
    const paths = [...asarPaths(join(unpacked, 'resources/app.asar')).keys()];
    expect(paths.filter((path) => path.startsWith('node_modules/onnxruntime-web/dist/')).sort()).toEqual(
      ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm', 'ort.node.min.mjs'].map(
        (name) => `node_modules/onnxruntime-web/dist/${name}`,
      ),
    );
  });

  test('is started by the script that serves where no window opens', () => {
    const script = readFileSync(join(ROOT, 'resources/linux/upbench.sh'), 'utf8');
    expect(readFileSync(join(unpacked, 'upbench'), 'utf8')).toBe(script);
    for (const name of ['upbench', 'upbench-window'])
      expect(statSync(join(unpacked, name)).mode & 0o111, name).toBe(0o111);
  });

  test('has its fuses set', () => {
    const binary = readFileSync(join(unpacked, 'upbench-window'));
    const at = binary.indexOf(SENTINEL) + SENTINEL.length + 2;
    const state = Object.fromEntries(FUSES.map((name, i) => [name, binary.toString('latin1', at + i, at + i + 1)]));
    expect(state).toMatchObject({
      runAsNode: '0',
      nodeOptions: '0',
      nodeCliInspect: '0',
      embeddedAsarIntegrityValidation: '1',
      onlyLoadAppFromAsar: '1',
      grantFileProtocolExtraPrivileges: '0',
    });
  });

  test('holds the licences of what it contains', () => {
    const paths = asarPaths(join(unpacked, 'resources/app.asar'));
    expect(paths.has('LICENSE')).toBe(true);
    extract(join(folder, 'licences'));
    const text = readFileSync(join(folder, 'licences/out/renderer/licences.txt'), 'utf8');
    for (const name of ['vue', 'echarts', 'zod', 'sharp', '@img/sharp-wasm32', '@fontsource-variable/inter'])
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+`, 'm'));
  });

  describe('works as it was packed, with nothing of the checkout beside it', () => {
    let app: string;
    const cli = (...args: readonly string[]) => {
      const module = JSON.stringify(pathToFileURL(join(app, 'out/main/cli.js')).href);
      const start = `import { main } from ${module}; process.exitCode = await main(process.argv.slice(1));`;
      return run(folder, '--input-type=module', '-e', start, '--', ...args);
    };
    beforeAll(() => {
      app = join(folder, 'extracted');
      extract(app);
    });

    test('runs a network', () => {
      const model = join(ROOT, 'test/goldens/onnx/espcn-x3.onnx');
      const { status, said } = cli('audit', model, '--json', '-');
      expect(said).toContain('PixelShuffle');
      expect(status).toBe(0);
    });

    test('compares every sample', () => {
      const samples = readdirSync(join(app, 'resources/samples')).filter((name) => name.endsWith('.png'));
      expect(samples.length).toBeGreaterThan(2);
      for (const sample of samples) {
        const { status, said } = cli('compare', join(app, 'resources/samples', sample), '--out', join(folder, sample));
        expect(said).not.toContain('Internal fault');
        expect(status, said).toBe(0);
        expect(existsSync(join(folder, sample, 'report.html'))).toBe(true);
      }
    });

    test('fits weights that are not shipped, sweeps over kernels, and opens a session', () => {
      const sample = join(app, 'resources/samples/still-life.png');
      const unshipped = ['--method', 'pixel-shuffle:kernelSize=7,groups=dense', '--methods', 'none'];
      const fitted = cli('compare', sample, ...unshipped, '--json', '-');
      expect(fitted.status, fitted.said).toBe(0);
      expect(fitted.stdout).toContain('fitted');
      for (const args of [
        ['fit', '--train', sample, '--method', 'pixel-shuffle:kernelSize=3', '--out', join(folder, 'f.safetensors')],
        ['sweep', sample, '--largest', '4'],
        ['compare', sample, '--methods', 'bilinear', '--session', join(folder, 'session.zip')],
        ['compare', join(folder, 'session.zip')],
      ]) {
        const { status, said } = cli(...args);
        expect(status, said).toBe(0);
      }
    });
  });
});
