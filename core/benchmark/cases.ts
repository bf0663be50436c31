import type { Operators } from '../ops/operators';
import type { TensorMemory } from '../ops/tensorMemory';
import { createTensor, type IndexTensor, type Tensor } from '../tensor/tensor';
import type { BenchOperator } from '../upsamplers';
import { shapesOf, type Row } from './rows';

export interface BenchCase {
  readonly operator: BenchOperator;
  readonly channels: number;
  /** Channels an operator that mixes them gives; as many as it takes unless said. */
  readonly outChannels?: number | undefined;
  /** Side of the square output. */
  readonly size: number;
}

/** Whether any number of channels can come out; the others keep theirs. */
const mixesChannels = ({ layer, depthwise = false }: BenchOperator): boolean =>
  layer.kernel !== undefined && !depthwise;

export function rowOf({ operator, channels, outChannels = channels, size }: BenchCase): Row {
  return {
    row: operator.id,
    title: operator.title,
    scale: 2,
    outChannels: mixesChannels(operator) ? outChannels : channels,
    ...operator.layer,
    input: [channels, size / 2, size / 2],
    ...(operator.depthwise ? { groups: channels } : {}),
  };
}

/** mulberry32, -1..1 */
function noise(length: number, seed: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(length);
  let state = Math.imul(seed + 1, 0x9e3779b9);
  for (let i = 0; i < length; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    out[i] = ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  }
  return out;
}

interface PreparedCase {
  run(): Tensor;
  /** Gives the memory of the inputs back. */
  dispose(): void;
}

/** What goes into a case: the same values for every implementation. */
export interface CaseInputs {
  readonly x: Tensor;
  /** Of an unpooling: positions within a plane. */
  readonly indices?: IndexTensor;
  readonly weight?: Tensor;
  readonly bias?: Tensor;
}

export function inputsOf(bench: BenchCase): CaseInputs {
  const row = rowOf(bench);
  const shapes = shapesOf(row);
  const count = (name: string): number => shapes[name]!.reduce((product, size) => product * size, 1);
  const made = (name: string, seed: number, factor: number): Tensor =>
    createTensor(
      shapes[name]!,
      noise(count(name), seed).map((value) => value * factor),
    );
  const x = made('x', 1, 1);
  if (row.kind === 'bilinear') return { x };
  if (row.kind === 'unpool') {
    const [, height, width] = row.input;
    // Positions as pooling with 2 x 2 windows records them, a corner of its own for every value.
    const data = Int32Array.from({ length: count('i') }, (_, i) => {
      const [column, line, corner] = [i % width, Math.floor(i / width) % height, (i * 7) % 4];
      return (2 * line + (corner >> 1)) * 2 * width + 2 * column + (corner & 1);
    });
    return { x, indices: { shape: shapes['i']!, data } };
  }
  return { x, weight: made('w', 2, 1 / 8), bias: made('b', 3, 1 / 8) };
}

/** The case with its inputs made. */
export function prepareCase(
  bench: BenchCase,
  { operators, tensors }: { readonly operators: Operators; readonly tensors: TensorMemory },
): PreparedCase {
  const { kind, scale, padding = 0, groups = 1 } = rowOf(bench);
  const { x: made, indices, weight, bias } = inputsOf(bench);
  const x = tensors.share(made);
  const dispose = (): void => tensors.release(x);
  if (indices) return { dispose, run: () => operators.maxUnpool2d(x, indices, { kernelSize: 2 }) };
  if (!weight || !bias)
    return { dispose, run: () => operators.interpolate(x, { scaleFactor: scale, mode: 'bilinear' }) };
  if (kind === 'convTranspose')
    return { dispose, run: () => operators.convTranspose2d(x, weight, bias, { stride: scale, padding, groups }) };
  if (kind === 'nearestConv')
    return { dispose, run: () => operators.nearestConv2d(x, weight, bias, { scaleFactor: scale, padding }) };
  return { dispose, run: () => operators.convPixelShuffle(x, weight, bias, { upscaleFactor: scale, padding }) };
}

/** Largest |a - b|; a wrong length or a value that is no number is infinitely wrong. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < b.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
}
