import type { Shape } from '../tensor/tensor';
import type { OnnxModel } from './onnx/model';
import type { PatternCrop } from './patternDetail';

/** Mean of every channel of [N, C, H, W], over batch and place. */
export function channelMeans(data: ArrayLike<number>, shape: Shape): number[] {
  const [n = 1, c = 1, h = 1, w = 1] = shape;
  const area = h * w;
  return Array.from({ length: c }, (_, channel) => {
    let sum = 0;
    for (let b = 0; b < n; b++) {
      const from = (b * c + channel) * area;
      for (let i = 0; i < area; i++) sum += data[from + i]!;
    }
    return sum / (n * area);
  });
}

/** Standard deviation of every channel. */
export function channelSpreads(data: ArrayLike<number>, shape: Shape): number[] {
  const means = channelMeans(data, shape);
  const squares = channelMeans(
    Float64Array.from({ length: data.length }, (_, i) => data[i]! ** 2),
    shape,
  );
  return squares.map((square, c) => Math.sqrt(Math.max(0, square - means[c]! ** 2)));
}

/** Where a grid is measured: what the border does is no pattern. Whole periods off each side, of a quarter. */
function insetOf(size: number, period: number): number {
  const quarter = Math.floor(size / 4 / period) * period;
  return size - 2 * quarter >= 2 * period ? quarter : 0;
}

/** How far every phase of every plane is from the plane's mean, [plane][phase], in the middle half, over all samples. */
export function phaseDeviations(
  samples: readonly Float32Array[],
  shape: Shape,
  [sh, sw]: readonly [number, number],
): Float64Array {
  const [n = 1, c = 1, h = 1, w = 1] = shape;
  const [top, left] = [insetOf(h, sh), insetOf(w, sw)];
  const phases = sh * sw;
  const found = new Float64Array(n * c * phases);
  const counts = new Float64Array(phases);
  for (let y = top; y < h - top; y++)
    for (let x = left; x < w - left; x++) counts[(y % sh) * sw + (x % sw)]! += samples.length;
  for (let plane = 0; plane < n * c; plane++) {
    const from = plane * h * w;
    const means = found.subarray(plane * phases, (plane + 1) * phases);
    for (const data of samples)
      for (let y = top; y < h - top; y++)
        for (let x = left; x < w - left; x++) means[(y % sh) * sw + (x % sw)]! += data[from + y * w + x]!;
    for (let i = 0; i < phases; i++) means[i] = counts[i]! > 0 ? means[i]! / counts[i]! : 0;
    const mean = means.reduce((total, value) => total + value, 0) / phases;
    for (let i = 0; i < phases; i++) means[i]! -= mean;
  }
  return found;
}

/** A copy without those deviations: every phase of every channel has the channel's mean. */
export function withoutPattern(
  data: Float32Array,
  shape: Shape,
  stride: readonly [number, number],
  deviations = phaseDeviations([data], shape, stride),
): Float32Array {
  const [n = 1, c = 1, h = 1, w = 1] = shape;
  const [sh, sw] = stride;
  const even = Float32Array.from(data);
  for (let plane = 0; plane < n * c; plane++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        even[(plane * h + y) * w + x]! -= deviations[(plane * sh + (y % sh)) * sw + (x % sw)]!;
  return even;
}

/**
 * What of a grid is left in the mean of samples that are no constants: the largest distance of a phase to the mean.
 * @param period of the grid at the output, on both axes
 */
export function phaseReach(difference: Float32Array, shape: Shape, period: readonly [number, number]): number | null {
  const fits = period.every((size, axis) => Number.isInteger(size) && size >= 1 && size <= (shape[2 + axis] ?? 0));
  if (!fits) return null;
  return phaseDeviations([difference], shape, period).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Largest deviation from the mean of what differs between two outputs, over channels, in the middle half of the picture. */
export function reach(before: Float32Array, after: Float32Array, shape: Shape): number {
  const [n = 1, c = 1, h = 1, w = 1] = shape;
  const [top, left] = [Math.floor(h / 4), Math.floor(w / 4)];
  let most = 0;
  for (let plane = 0; plane < n * c; plane++) {
    const from = plane * h * w;
    let sum = 0;
    let count = 0;
    const each = (run: (difference: number) => void): void => {
      for (let y = top; y < h - top; y++)
        for (let x = left; x < w - left; x++) run(before[from + y * w + x]! - after[from + y * w + x]!);
    };
    each((difference) => {
      sum += difference;
      count++;
    });
    each((difference) => {
      most = Math.max(most, Math.abs(difference - sum / count));
    });
  }
  return most;
}

/** From the last operator where it says so, else from what came out. */
export function outputRange({ graph }: OnnxModel, output: string, seen: readonly Float32Array[]): number {
  const node = graph.nodes.find(({ outputs }) => outputs.includes(output));
  if (node && ['Sigmoid', 'HardSigmoid', 'Softmax'].includes(node.operator)) return 1;
  if (node?.operator === 'Tanh') return 2;
  let least = Infinity;
  let most = -Infinity;
  for (const data of seen)
    for (const value of data) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  return most > least ? most - least : 1;
}

/** Side of the part of a pattern that is kept to be looked at. */
const CROP_SIDE = 32;

/**
 * The middle of what differs between two outputs, in 1/255 of `range`, each channel around its own mean. Of an output that is
 * no picture of one or three channels: the channel that differs most.
 */
export function cropOf(before: Float32Array, after: Float32Array, shape: Shape, range: number): PatternCrop {
  const [, c = 1, h = 1, w = 1] = shape;
  const [height, width] = [Math.min(CROP_SIDE, h), Math.min(CROP_SIDE, w)];
  const [top, left] = [Math.floor((h - height) / 2), Math.floor((w - width) / 2)];
  const partOf = (channel: number): Float64Array => {
    const part = Float64Array.from({ length: height * width }, (_, i) => {
      const at = (channel * h + top + Math.floor(i / width)) * w + left + (i % width);
      return ((before[at]! - after[at]!) / range) * 255;
    });
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    return part.map((value) => value - mean);
  };
  const parts = Array.from({ length: c }, (_, channel) => partOf(channel));
  const all = Array.from(parts.keys());
  const peaks = parts.map((part) => part.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const strongest = peaks.indexOf(Math.max(...peaks));
  const shown = c === 3 ? all : [Math.max(0, strongest)];
  const values = Array.from({ length: height * width }, (_, i) =>
    shown.map((channel) => Number(parts[channel]![i]!.toFixed(4))),
  ).flat();
  return { width, height, channels: shown.length, values, ...(c > 3 || c === 2 ? { channel: shown[0]! } : {}) };
}
