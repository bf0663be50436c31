import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatNpy, parseNpy } from '../../../core/tensor/npy';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli, type CliOutcome } from '../../helpers/cli';
import { graphNode, neverEnding, onnxModel, randomTensor, seededNumbers, valueInfo } from '../../helpers/madeOnnx';
import { Writer } from '../../../core/network/onnx/wire';

const goldens = fileURLToPath(new URL('../../goldens/onnx/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'upbench-tiles-'));
const at = (name: string): string => join(folder, name);
const next = seededNumbers(3);
let places = placesWith({});
beforeAll(async () => {
  places = placesWith(await builtEngine());
});

function picture(name: string, shape: readonly number[]): string {
  const data = Float32Array.from({ length: shape.reduce((total, size) => total * size, 1) }, next);
  writeFileSync(at(name), formatNpy({ shape, data }));
  return at(name);
}
function model(name: string, ...given: Parameters<typeof onnxModel>): string {
  writeFileSync(at(name), onnxModel(...given));
  return at(name);
}
const run = (path: string, input: string, output: string, ...more: string[]): Promise<CliOutcome> =>
  runCli(['run-network', path, '--input', input, '--output', at(output), ...more], { places });
const open = [1, 3, null, null];

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Float64Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce((most, each) => Math.max(most, each), 0);

async function differenceOf(path: string, input: string): Promise<number> {
  const whole = await run(path, input, 'whole.npy');
  const tiled = await run(path, input, 'tiled.npy', '--tile', '16');
  const said = (whole.stderr + tiled.stderr).replace(/^(Wrote|Replaced) .*\n/gm, '');
  expect(said).toMatch(/^Run in \d+ tiles, which give the values of the whole picture\.\n$/);
  const [a, b] = ['whole.npy', 'tiled.npy'].map((name) => parseNpy(readFileSync(at(name))));
  expect(b!.shape).toEqual(a!.shape);
  return largest(a!.data, b!.data);
}

describe('tiles', () => {
  it.each(['nearest-conv', 'espcn-x3', 'k3-uneven', 'unet-k2', 'to-input-size'])(
    'of %s give the values of the whole picture',
    async (name) => {
      const input = picture('x.npy', [1, 3, 48, 64]);
      expect(await differenceOf(join(goldens, `${name}.onnx`), input)).toBeLessThan(1e-6);
    },
  );

  it('of one input size end where the whole picture does, also where the output is no multiple of the input', async () => {
    for (const [k, stride, pad] of [
      [3, 2, 1],
      [5, 3, 0],
    ] as const) {
      const w = randomTensor('w', [3, 3, k, k], seededNumbers(k));
      const nodes = [
        graphNode('ConvTranspose', ['x', 'w'], 'y', { strides: [stride, stride], pads: [pad, pad, pad, pad] }),
      ];
      const fixed = model(`fixed${k}.onnx`, { nodes, tensors: [w], input: [1, 3, 64, 64] });
      const free = model(`free${k}.onnx`, { nodes, tensors: [w], input: [1, 3, null, null] });
      for (const shape of [
        [1, 3, 64, 64],
        [1, 3, 100, 150],
      ]) {
        const input = picture('x.npy', shape);
        await run(free, input, 'whole.npy');
        await run(fixed, input, 'tiled.npy');
        const [a, b] = ['whole.npy', 'tiled.npy'].map((name) => parseNpy(readFileSync(at(name))));
        expect(b!.shape).toEqual(a!.shape);
        expect(largest(a!.data, b!.data)).toBeLessThan(1e-6);
      }
    }
  });

  it('meet odd sizes, strides, dilation, pooling, mirrored borders and convolutions without padding', async () => {
    const w = [randomTensor('w', [4, 3, 3, 3], next), randomTensor('v', [12, 4, 5, 5], next)];
    const path = model('mixed.onnx', {
      nodes: [
        graphNode('Conv', ['x', 'w'], 'a', { dilations: [2, 2], pads: [1, 2, 3, 2] }),
        graphNode('MaxPool', ['a'], 'p', { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] }),
        graphNode('Conv', ['p', 'v'], 'c'),
        graphNode('DepthToSpace', ['c'], 'y', { blocksize: 2, mode: 'CRD' }),
      ],
      tensors: w,
      input: open,
    });
    expect(await differenceOf(path, picture('odd.npy', [1, 3, 77, 51]))).toBeLessThan(1e-6);
  });

  it.each([
    ['global pooling', graphNode('GlobalAveragePool', ['x'], 'g'), graphNode('Mul', ['x', 'g'], 'y')],
    ['over the whole picture', graphNode('InstanceNormalization', ['x', 's', 's'], 'y')],
    ['global pooling', graphNode('ReduceMean', ['x'], 'g', { axes: [2, 3] }), graphNode('Sub', ['x', 'g'], 'y')],
    ['is attention', ...attention()],
  ])('are refused with the reason: %s', async (why, ...nodes) => {
    const path = model('global.onnx', { nodes, tensors: [randomTensor('s', [3], next)], input: open });
    const { code, stderr } = await run(path, picture('g.npy', [1, 3, 40, 40]), 'y.npy', '--tile', '16');
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be run in tiles');
    expect(stderr).toContain(why);
  });

  it('may be forced, with the seam measured', async () => {
    const nodes = [graphNode('GlobalAveragePool', ['x'], 'g'), graphNode('Mul', ['x', 'g'], 'y')];
    const path = model('forced.onnx', { nodes, input: open });
    const { code, stderr } = await run(path, picture('f.npy', [1, 3, 40, 56]), 'y.npy', '--tile', '16', '--force');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /forced tiles, not equal to the whole picture: at the seams neighbours differ by up to 0\.\d+/,
    );
    expect(parseNpy(readFileSync(at('y.npy'))).shape).toEqual([1, 3, 40, 56]);
  });

  it('of a network of one size have that size', async () => {
    const nodes = [graphNode('Conv', ['x', 'w'], 'y', { pads: [1, 1, 1, 1] })];
    const tensors = [randomTensor('w', [3, 3, 3, 3], next)];
    const input = picture('large.npy', [1, 3, 50, 70]);
    await run(model('any.onnx', { nodes, tensors, input: open }), input, 'any.npy');
    const { stderr } = await run(model('one.onnx', { nodes, tensors, input: [1, 3, 24, 24] }), input, 'one.npy');
    expect(stderr).toContain('tiles');
    expect(parseNpy(readFileSync(at('one.npy')))).toEqual(parseNpy(readFileSync(at('any.npy'))));
  });
});

function attention(): Uint8Array[] {
  const shape = (name: string, of: string, to: string): Uint8Array => graphNode('Reshape', [of, name], to);
  return [
    graphNode('Shape', ['x'], 'size'),
    graphNode('Flatten', ['x'], 'f', { axis: 2 }),
    graphNode('Transpose', ['f'], 't', { perm: [1, 0] }),
    graphNode('MatMul', ['t', 'f'], 'm'),
    graphNode('Softmax', ['m'], 'p'),
    graphNode('MatMul', ['f', 'p'], 'o'),
    shape('size', 'o', 'y'),
  ];
}

describe('networks that cannot be run', () => {
  const body = (): Uint8Array => {
    const graph = new Writer();
    graph.bytes(1, graphNode('Identity', ['c'], 'd')).bytes(1, graphNode('Add', ['v', 'v'], 'w'));
    graph
      .text(2, 'b')
      .bytes(11, valueInfo('i', [], 7))
      .bytes(11, valueInfo('c', [], 9))
      .bytes(11, valueInfo('v', null));
    return graph
      .bytes(12, valueInfo('d', [], 9))
      .bytes(12, valueInfo('w', null))
      .done();
  };
  it.each([
    ['has no operator Foo', graphNode('Foo', ['x'], 'y'), []],
    ['never ends', graphNode('Loop', ['', '', 'x'], 'y', { body: body() }), []],
    ['spatial dimensions', graphNode('Conv', ['x', 'w'], 'y'), [randomTensor('w', [3, 3, 3], next)]],
  ])('get a sentence: %s', async (says, node, tensors) => {
    const path = model('bad.onnx', { nodes: [node], tensors, input: open });
    const { code, stderr } = await run(path, picture('b.npy', [1, 3, 20, 20]), 'y.npy');
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('end with a cancel, however long they would go on', async () => {
    const path = model('long.onnx', neverEnding(open));
    const input = picture('e.npy', [1, 3, 20, 20]);
    const signal = AbortSignal.timeout(1000);
    const { code } = await runCli(['run-network', path, '--input', input, '--output', at('f.npy')], { places, signal });
    expect(code).toBe(130);
  });

  it('are refused with the figure before memory is taken', async () => {
    const nodes = [
      graphNode('Conv', ['x', 'w'], 'c', { pads: [1, 1, 1, 1] }),
      graphNode('DepthToSpace', ['c'], 'y', { blocksize: 16, mode: 'CRD' }),
    ];
    const path = model('large.onnx', {
      nodes,
      tensors: [randomTensor('w', [4096, 1, 3, 3], next)],
      input: [1, 1, null, null],
    });
    const { code, stderr } = await run(path, picture('l.npy', [1, 1, 1200, 1200]), 'y.npy');
    expect(code).toBe(2);
    expect(stderr).toMatch(/on 1200×1200 needs about \d+\.\d GB of memory, but .* can be had\. Run it in tiles of \d+/);
  });
});
