import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { writePng } from '@core/engine/pictures/png';
import type { MethodResult } from '@core/experiment/schema';
import { readResults } from '../../helpers/batch';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';
import { graphNode, onnxModel, storedTensor, type MadeModel } from '../../helpers/madeOnnx';
import { makeRaster } from '../../helpers/pictures';

let io: Partial<CommandIo>;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const compare = (...args: string[]) => runCli(['compare', ...args], io);
const model = (name: string, made: MadeModel): void => writeFileSync(at(name), onnxModel(made));

/** Colours times these factors plus `added`, doubled by repeating. */
function doubling(factors: readonly number[], added: number, input = [1, 3, null, null]): MadeModel {
  const shape = input[1] === null ? [1, 1, 1, 3] : [1, factors.length, 1, 1];
  const channelsFirst = input[1] !== null;
  const turn = (from: string, to: string, perm: readonly number[]): Uint8Array =>
    graphNode('Transpose', [from], to, { perm });
  return {
    nodes: [
      graphNode('Mul', ['x', 'factors'], 'm'),
      graphNode('Add', ['m', 'added'], 'a'),
      ...(channelsFirst ? [] : [turn('a', 'first', [0, 3, 1, 2])]),
      graphNode('Resize', [channelsFirst ? 'a' : 'first', '', 'scales'], channelsFirst ? 'y' : 'r', {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      }),
      ...(channelsFirst ? [] : [turn('r', 'y', [0, 2, 3, 1])]),
    ],
    tensors: [
      storedTensor('factors', shape, Float32Array.from(factors)),
      storedTensor('added', [], Float32Array.of(added)),
      storedTensor('scales', [4], Float32Array.of(1, 1, 2, 2)),
    ],
    input,
  };
}

let results: ReturnType<typeof readResults>;
let said = '';
const of = (key: string): MethodResult => results.images[0]!.methods.find((method) => method.key === key)!;

beforeAll(async () => {
  const { computeWorker, runtimeWorker } = await builtEngine();
  io = { places: placesWith({ computeWorker, runtimeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-networks-'));
  const picture = makeRaster({ width: 48, height: 32 }, (x, y, c) => (x * 9 + y * 5 + c * 60 + ((x * y) % 7)) % 256);
  writeFileSync(at('photo.png'), writePng(picture));
  model('plain.onnx', doubling([1, 1, 1], 0));
  model('wide.onnx', doubling([1, 1, 1], 4));
  model('red.onnx', doubling([0.5, 1, 1], 0));
  model('last.onnx', doubling([1, 1, 1], 0, [1, null, null, 3]));
  model('luma.onnx', doubling([1], 0, [1, 1, null, null]));
  model('said.onnx', {
    ...doubling([1, 1, 1], 0),
    metadata: { 'Image.BitmapPixelFormat': 'Bgr8', 'Image.NominalPixelRange': 'Normalized_1_1' },
  });
  const network = (name: string, file: string) => ['--network', `${name}=${at(file)}`];
  const { code, stdout, stderr } = await compare(
    at('photo.png'),
    '--methods',
    'nearest',
    '--samples',
    '1',
    '--out',
    at('out'),
    '--session',
    at('session.json'),
    ...network('plain', 'plain.onnx'),
    ...network('tiles', 'plain.onnx:tile=8'),
    ...network('wide', 'wide.onnx'),
    ...network('red', 'red.onnx:range=1'),
    ...network('blue', 'red.onnx:channels=bgr,range=1'),
    ...network('last', 'last.onnx'),
    ...network('luma', 'luma.onnx'),
    ...network('said', 'said.onnx'),
  );
  expect(code).toBe(0);
  said = stdout + stderr;
  results = readResults(at('out'));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a network as a method', () => {
  it('gives its own pixels, whole and in tiles, with time, parameters and multiply-adds', () => {
    const nearest = of('nearest');
    for (const key of ['plain', 'tiles', 'last', 'said']) expect(of(key).metrics).toEqual(nearest.metrics);
    expect(of('plain')).toMatchObject({ id: 'candidate', title: 'plain', outputShape: [1, 3, 32, 48] });
    expect(of('plain').network).toMatchObject({ scale: 2, tiles: 1, range: '1', channels: 'rgb', known: 'grey-card' });
    expect(of('tiles').network!.tiles).toBe(6);
    expect(of('plain').cost).toMatchObject({ parameters: 3, macs: 0 });
    expect(of('plain').timing!.samples).toBeGreaterThan(0);
    expect(of('last').network!.layout).toBe('nhwc');
  });

  it('finds conventions in the file, or by a grey card', () => {
    expect(of('said').network).toMatchObject({ range: '-1..1', channels: 'bgr', known: 'file' });
    expect(of('wide').network).toMatchObject({ range: '255', known: 'grey-card' });
    expect(of('luma').network).toMatchObject({ channels: 'y' });
    expect(of('luma').warnings.join()).toContain('the luma');
  });

  it('names colours that do not come back, in the order of its channels', () => {
    const lost = (key: string): string => of(key).warnings.join(' ');
    expect(lost('red')).toContain('128 becomes 64, 128, 128');
    expect(lost('red')).toContain('red (255, 0, 0) becomes 128, 0, 0');
    expect(lost('blue')).toContain('blue (0, 0, 255) becomes 0, 0, 128');
    expect(lost('blue')).not.toContain('green (');
    expect(of('plain').warnings).toEqual([]);
  });

  it('is held against the fitted pixel shuffle k5, which is added', () => {
    const verdict = results.networks!.find(({ key }) => key === 'plain')!;
    const value = (key: string): number => Number(of(key).metrics.find(({ id }) => id === verdict.metric)!.value);
    expect(verdict).toMatchObject({ count: 1, against: 'pixel-shuffle' });
    expect(verdict.difference).toBeCloseTo(value('plain') - value('pixel-shuffle'), 9);
    expect(verdict.sentence).toMatch(/^plain (?:beats|does not beat) the fitted pixel shuffle k5/);
    expect(said).toContain(verdict.sentence);
    expect(readFileSync(at('out', 'report.html'), 'utf8')).toContain(verdict.sentence);
  });

  it('is in the session with the hash of its file, and runs from there', async () => {
    const session = JSON.parse(readFileSync(at('session.json'), 'utf8')) as {
      weights: { name: string; sha256: string }[];
    };
    expect(session.weights.map(({ name }) => name)).toContain(at('plain.onnx'));
    expect(session.weights[0]!.sha256).toMatch(/^[0-9a-f]{64}$/);
    const { code } = await compare(at('session.json'), '--out', at('again'));
    expect(code).toBe(0);
    const again = readResults(at('again')).images[0]!.methods.find(({ key }) => key === 'plain')!;
    expect(again.metrics).toEqual(of('plain').metrics);
  });

  it('is refused with a sentence where it does not fit', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await compare(at('photo.png'), '--methods', 'nearest', '--samples', '0', ...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused('--scale', '3', '--network', `a=${at('plain.onnx')}`)).toContain('a enlarges by 2');
    expect(await refused('--network', `a=${at('plain.onnx')}:channels=y`)).toContain('channels=y');
    expect(await refused('--network', `a=${at('plain.onnx')}:range=7`)).toContain('range');
    expect(await refused('--network', `a=${at('plain.onnx')}:rnge=255`)).toContain('but received "rnge=255"');
    expect(await refused('--network', `a=${at('none.onnx')}`)).toContain('none.onnx');
    writeFileSync(at('model.json'), '{"format": "layers-model", "modelTopology": {}}');
    expect(await refused('--network', `a=${at('model.json')}`)).toContain('a TensorFlow.js network');
    writeFileSync(at('model.pth'), 'x');
    expect(await refused('--network', `a=${at('model.pth')}`)).toContain('a PyTorch checkpoint');
  });

  it('that aborts its runtime takes nothing else along', async () => {
    // 19 GB of values from a few: more than the runtime can address.
    model('huge.onnx', {
      nodes: [graphNode('Expand', ['x', 'size'], 'e'), graphNode('ReduceMax', ['e'], 'y', { axes: [2, 3] })],
      tensors: [storedTensor('size', [4], BigInt64Array.of(1n, 3n, 40_000n, 40_000n))],
      input: [1, 3, 1, 1],
    });
    const { code, stderr } = await compare(
      at('photo.png'),
      '--methods',
      'nearest',
      '--samples',
      '0',
      '--out',
      at('survived'),
      '--scale',
      '2',
      '--network',
      `huge=${at('huge.onnx')}`,
      '--network',
      `plain=${at('plain.onnx')}`,
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/memory|runtime/);
    const [image] = readResults(at('survived')).images;
    expect(image!.failed.map(({ key }) => key)).toEqual(['huge']);
    expect(image!.methods.find(({ key }) => key === 'plain')!.metrics).toEqual(of('plain').metrics);
  });

  it('uses its border up, strides that do not divide, or factors of odd pictures: what was done is said', async () => {
    const conv = (pads: readonly number[], strides: readonly number[], from: string, to: string): Uint8Array =>
      graphNode('Conv', [from, 'w'], to, { kernel_shape: [3, 3], pads, strides, group: 3 });
    const resize = (from: string, by: string): Uint8Array =>
      graphNode('Resize', [from, '', by], 'y', {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      });
    // The middle tap alone: the picture itself.
    const w = storedTensor(
      'w',
      [3, 1, 3, 3],
      Float32Array.from({ length: 27 }, (_, i) => (i % 9 === 4 ? 1 : 0)),
    );
    const by = (factor: number): Uint8Array => storedTensor('by', [4], Float32Array.of(1, 1, factor, factor));
    const input = [1, 3, null, null];
    model('valid.onnx', {
      nodes: [conv([0, 0, 0, 0], [1, 1], 'x', 'c'), resize('c', 'by')],
      tensors: [w, by(2)],
      input,
    });
    model('strided.onnx', {
      nodes: [conv([1, 1, 1, 1], [2, 2], 'x', 'c'), resize('c', 'by')],
      tensors: [w, by(4)],
      input,
    });
    const odd = makeRaster({ width: 50, height: 38 }, (x, y, c) => (x * 9 + y * 5 + c * 60) % 256);
    writeFileSync(at('odd.png'), writePng(odd));
    const { code, stdout } = await compare(
      at('odd.png'),
      '--methods',
      'nearest',
      '--samples',
      '0',
      '--out',
      at('odd'),
      '--network',
      `valid=${at('valid.onnx')}`,
      '--network',
      `strided=${at('strided.onnx')}`,
    );
    expect(code).toBe(0);
    const [image] = readResults(at('odd')).images;
    const [nearest, valid, strided] = ['nearest', 'valid', 'strided'].map((key) =>
      image!.methods.find((method) => method.key === key)!,
    );
    // Small 25x19: the border is repeated, and what it became is cut off.
    expect(valid!.metrics).toEqual(nearest!.metrics);
    expect(valid!.warnings.join(' ')).toContain('was extended by 2 columns and 2 rows');
    expect(strided!.outputShape).toEqual([1, 3, 38, 50]);
    expect(stdout).toContain('was extended');
  });

  it('of a folder are one over time, in natural order', async () => {
    mkdirSync(at('checkpoints'));
    for (const [step, factor] of [
      [10, 0.9],
      [2, 0.5],
      [100, 1],
    ] as const)
      model(join('checkpoints', `step${step}.onnx`), doubling([factor, factor, factor], 0));
    // The last one gives every other pixel 8/255 more.
    const grid = Float32Array.of(0, 8 / 255, 0, 0);
    model(join('checkpoints', 'step1000.onnx'), {
      ...doubling([1, 1, 1], 0),
      nodes: [
        graphNode('ConvTranspose', ['x', 'weight', 'bias'], 'c', { kernel_shape: [2, 2], strides: [2, 2], group: 3 }),
        graphNode('Identity', ['c'], 'y'),
      ],
      tensors: [
        storedTensor(
          'weight',
          [3, 1, 2, 2],
          Float32Array.from({ length: 12 }, (_, i) => 1 + grid[i % 4]!),
        ),
        storedTensor('bias', [3], new Float32Array(3)),
      ],
    });
    const { code, stdout } = await compare(
      at('photo.png'),
      '--methods',
      'none',
      '--samples',
      '0',
      '--out',
      at('steps'),
      '--networks',
      at('checkpoints'),
    );
    expect(code).toBe(0);
    const made = readResults(at('steps'));
    expect(made.experiment.methods.map(({ key }) => key)).toEqual([
      'pixel-shuffle',
      'step2',
      'step10',
      'step100',
      'step1000',
    ]);
    const [curve] = made.checkpoints!;
    expect(curve).toMatchObject({ series: 'checkpoints', pictures: 1, metric: { id: 'psnr-y' } });
    expect(curve!.points.map(({ step }) => step)).toEqual([2, 10, 100, 1000]);
    const values = curve!.points.map(({ value }) => value!);
    expect(values.slice(0, 3)).toEqual(values.slice(0, 3).toSorted((a, b) => a - b));
    expect(curve!.points.slice(0, 3).map(({ pattern }) => pattern!.toFixed(3))).toEqual(['0.000', '0.000', '0.000']);
    // 8/255 on one of four phases, times the brightest of the probe's channels, 0.9.
    expect(curve!.points[3]!.pattern).toBeCloseTo(8 * 0.9 * 0.75, 3);
    expect(curve!.others.map(({ key }) => key)).toEqual(['pixel-shuffle']);
    expect(stdout).toContain('Checkpoints of checkpoints');
    expect(readFileSync(at('steps', 'results.csv'), 'utf8')).toContain('network-pattern,5.4');
    const lines = readFileSync(at('steps', 'checkpoints.csv'), 'utf8').trim().split('\r\n');
    expect(lines.map((line) => line.split(',')[3])).toEqual(['step', '2', '10', '100', '1000']);
    const report = readFileSync(at('steps', 'report.html'), 'utf8');
    expect(report).toContain('class="checkpoints"');
    expect(report).toContain('Pattern over the checkpoints');
    // Of a folder only the best is audited.
    expect(report.match(/<section class="network">/g)).toHaveLength(1);
    expect(report).toContain(`The network ${curve!.points.toSorted((a, b) => b.value! - a.value!)[0]!.key}`);
    expect(readFileSync(at('steps', 'results.md'), 'utf8')).toContain('| step1000 |');
  });
});
