import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditFile } from '../../../core/engine/networks/auditFile';
import { readNetworkFile } from '../../../core/engine/networks/networkFile';
import { rewriteNetwork } from '../../../core/engine/networks/rewriteNetwork';
import { tensorBytes } from '../../../core/network/onnx/makeNode';
import { halfToNumber, numberToHalf } from '../../../core/tensor/npy';
import { graphNode, onnxModel, seededNumbers, type MadeModel } from '../../helpers/madeOnnx';

const folder = mkdtempSync(join(tmpdir(), 'upbench-types-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

const numbers = seededNumbers(3);
const randoms = (count: number): Float32Array =>
  Float32Array.from({ length: count }, () => Math.round(numbers() * 32) / 64); // Sums of these are exact in float16.
const [first, up, nearest] = [randoms(8 * 3 * 9), randoms(8 * 3 * 9), randoms(3 * 8 * 9)];

/** x -> a convolution -> an uneven transposed convolution -> y, in float32 or float16. */
const layers = (from: string, to: string): Uint8Array[] => [
  graphNode('Conv', [from, 'w'], 'middle', { pads: [1, 1, 1, 1] }),
  graphNode('ConvTranspose', ['middle', 'up'], to, { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] }),
];
const weights = (type: number): Uint8Array[] => [
  tensorBytes({ name: 'w', shape: [8, 3, 3, 3], data: first }, type),
  tensorBytes({ name: 'up', shape: [8, 3, 3, 3], data: up }, type),
];
function saved(name: string, model: MadeModel): string {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, onnxModel(model));
  return path;
}
const plain = (name: string, type: number): string =>
  saved(name, { nodes: layers('x', 'y'), tensors: weights(type), input: [1, 3, null, null], type });

describe('types and layouts of exports', () => {
  it('half-precision numbers are rounded to the nearest, and to the even one of two', () => {
    expect(
      [1, -0, 65519, 65520, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 2 ** -24, 2 ** -15, NaN].map(numberToHalf),
    ).toEqual([0x3c00, 0x8000, 0x7bff, 0x7c00, 0x3c00, 0x3c02, 0, 1, 0x0200, 0x7e00]);
    for (let bits = 0; bits < 0x7c00; bits++) expect(numberToHalf(halfToNumber(bits))).toBe(bits);
  });

  it('the grid that reaches the output is the same in float16, float64, channels last and bytes', async () => {
    const bytes = saved('bytes', {
      nodes: [
        graphNode('Cast', ['x'], 'numbers', { to: 1 }),
        graphNode('Div', ['numbers', 'peak'], 'unit'),
        ...layers('unit', 'out'),
        graphNode('Mul', ['out', 'part'], 'scaled'),
        graphNode('Add', ['scaled', 'half'], 'moved'),
        graphNode('Round', ['moved'], 'whole'),
        graphNode('Cast', ['whole'], 'y', { to: 2 }),
      ],
      tensors: [
        ...weights(1),
        tensorBytes({ name: 'peak', shape: [], data: Float32Array.of(255) }),
        tensorBytes({ name: 'part', shape: [], data: Float32Array.of(20) }),
        tensorBytes({ name: 'half', shape: [], data: Float32Array.of(128) }),
      ],
      input: [1, 3, null, null],
      type: 2,
    });
    const wide = saved('float64', {
      nodes: [
        graphNode('Cast', ['x'], 'single', { to: 1 }),
        ...layers('single', 'out'),
        graphNode('Cast', ['out'], 'y', { to: 11 }),
      ],
      tensors: weights(1),
      input: [1, 3, null, null],
      type: 11,
    });
    const last = saved('last', {
      nodes: [
        graphNode('Transpose', ['x'], 'planes', { perm: [0, 3, 1, 2] }),
        ...layers('planes', 'out'),
        graphNode('Transpose', ['out'], 'y', { perm: [0, 2, 3, 1] }),
      ],
      tensors: weights(1),
      input: [null, null, null, 3],
    });
    const audits = [];
    for (const path of [plain('float32', 1), plain('float16', 10), wide, last, bytes])
      audits.push(await auditFile(path, { input: null, signal }));
    const [single, half, double, channelsLast, byte] = audits;
    const reached = single!.layers[0]!.reachesOutput!;
    expect(reached).toBeGreaterThan(5);
    expect(half!.layers[0]!.reachesOutput).toBeCloseTo(reached, 0);
    expect(double!.layers[0]!.reachesOutput).toBeCloseTo(reached, 3);
    expect(channelsLast!.layers[0]!.reachesOutput).toBeCloseTo(reached, 0);
    expect(byte!.layers[0]!.reachesOutput! / reached).toBeCloseTo(1, 0);
    expect(channelsLast!.macs).toBe(single!.macs);
    expect([channelsLast!.network.inputs[0]!.shape, channelsLast!.network.outputs[0]!.shape]).toEqual([
      [1, 64, 64, 3],
      [1, 128, 128, 3],
    ]);
  });

  it('a layer in float16 becomes another that holds', async () => {
    const type = 10;
    const uneven = await readNetworkFile(plain('uneven', type));
    const shuffled = await rewriteNetwork(uneven, 'y', 'pixel-shuffle', [1, 3, 16, 20], { signal });
    expect(shuffled.proof.holds).toBe(true);
    expect(shuffled.proof.largestDifference.network).toBeLessThan(shuffled.proof.bound);
    const path = saved('nearest', {
      nodes: [
        graphNode('Conv', ['x', 'w'], 'middle', { pads: [1, 1, 1, 1] }),
        graphNode('Resize', ['middle', '', 'scales'], 'large', {
          mode: 'nearest',
          coordinate_transformation_mode: 'asymmetric',
          nearest_mode: 'floor',
        }),
        graphNode('Conv', ['large', 'last'], 'y', { pads: [1, 1, 1, 1] }),
      ],
      tensors: [
        ...weights(type).slice(0, 1),
        tensorBytes({ name: 'last', shape: [3, 8, 3, 3], data: nearest }, type),
        tensorBytes({ name: 'scales', shape: [4], data: Float32Array.of(1, 1, 2, 2) }),
      ],
      input: [1, 3, null, null],
      type,
    });
    const transposed = await rewriteNetwork(await readNetworkFile(path), 'large', 'conv-transpose', [1, 3, 16, 20], {
      signal,
    });
    expect(transposed.proof.holds).toBe(true);
    const back = join(folder, 'transposed.onnx');
    writeFileSync(back, transposed.bytes);
    const again = await rewriteNetwork(
      await readNetworkFile(back),
      'large/ConvTranspose',
      'nearest-conv',
      [1, 3, 16, 20],
      {
        signal,
      },
    );
    expect(again.proof.holds).toBe(true);
  });
});
