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

/** A copy in which every phase of every channel has the channel's mean: phases are measured in the middle half. */
export function withoutPattern(data: Float32Array, shape: Shape, [sh, sw]: readonly [number, number]): Float32Array {
  const [n = 1, c = 1, h = 1, w = 1] = shape;
  const even = Float32Array.from(data);
  // What the border does is no pattern.
  const inset = (size: number, s: number): number => {
    const quarter = Math.floor(size / 4 / s) * s;
    return size - 2 * quarter >= 2 * s ? quarter : 0;
  };
  const top = inset(h, sh);
  const left = inset(w, sw);
  for (let plane = 0; plane < n * c; plane++) {
    const from = plane * h * w;
    const sums = new Float64Array(sh * sw);
    const counts = new Float64Array(sh * sw);
    for (let y = top; y < h - top; y++)
      for (let x = left; x < w - left; x++) {
        const phase = (y % sh) * sw + (x % sw);
        sums[phase]! += data[from + y * w + x]!;
        counts[phase]! += 1;
      }
    const means = sums.map((sum, i) => (counts[i]! > 0 ? sum / counts[i]! : 0));
    const mean = means.reduce((total, value) => total + value, 0) / means.length;
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) even[from + y * w + x]! -= means[(y % sh) * sw + (x % sw)]! - mean;
  }
  return even;
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

/** The middle of what differs between two outputs, in 1/255 of `range`, each channel around its own mean. */
export function cropOf(before: Float32Array, after: Float32Array, shape: Shape, range: number): PatternCrop {
  const [, c = 1, h = 1, w = 1] = shape;
  const channels = c >= 3 ? 3 : 1;
  const [height, width] = [Math.min(CROP_SIDE, h), Math.min(CROP_SIDE, w)];
  const [top, left] = [Math.floor((h - height) / 2), Math.floor((w - width) / 2)];
  const values = new Array<number>(height * width * channels).fill(0);
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = (channel * h + top + y) * w + left + x;
        const difference = ((before[at]! - after[at]!) / range) * 255;
        values[(y * width + x) * channels + channel] = difference;
        sum += difference;
      }
    const mean = sum / (height * width);
    for (let i = channel; i < values.length; i += channels) values[i]! -= mean;
  }
  return { width, height, channels, values: values.map((value) => Number(value.toFixed(4))) };
}
