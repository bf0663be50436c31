import type { Shape } from '../tensor/tensor';
import type { OnnxModel } from './onnx/model';

/** Channels before rows and columns, or behind them as TensorFlow's exports have them. */
export type Layout = 'nchw' | 'nhwc';

/** How a network wants its pictures, and gives them back. */
export interface Conventions {
  readonly range: '1' | '255' | '-1..1';
  readonly channels: 'rgb' | 'bgr' | 'y';
  readonly layout: Layout;
}

/** Rows and columns among four axes. */
export const axesOf = (layout: Layout): readonly [number, number] => (layout === 'nchw' ? [2, 3] : [1, 2]);
export const channelAxisOf = (layout: Layout): 1 | 3 => (layout === 'nchw' ? 1 : 3);
/** Four axes in that layout. */
export const shapeIn = (layout: Layout, n: number, c: number, h: number, w: number): Shape =>
  layout === 'nchw' ? [n, c, h, w] : [n, h, w, c];

/** What a file says of it in the properties that ONNX has for pictures. */
export function statedConventions({ metadata, graph }: OnnxModel): Partial<Conventions> {
  const format = metadata.get('Image.BitmapPixelFormat') ?? '';
  const range = metadata.get('Image.NominalPixelRange') ?? '';
  const channels = /^Bgr/i.test(format) ? 'bgr' : /^Rgb/i.test(format) ? 'rgb' : /^Gray/i.test(format) ? 'y' : null;
  const values = /0_255/.test(range)
    ? '255'
    : /0_1\b|Normalized_0_1/.test(range)
      ? '1'
      : /1_1/.test(range)
        ? '-1..1'
        : null;
  const isBytes = graph.inputs[0]?.type === 2;
  return {
    ...(channels === null ? {} : { channels }),
    ...(isBytes ? { range: '255' as const } : values === null ? {} : { range: values }),
  };
}

/** Values 0..1 in the network's range, or back; the same array where nothing changes. */
function scaled(data: Float32Array, range: Conventions['range'], isBack: boolean): Float32Array {
  if (range === '1') return data;
  const out = new Float32Array(data.length);
  // One loop per formula: a branch inside it would cost as much as the arithmetic.
  if (range === '255' && isBack) for (let i = 0; i < out.length; i++) out[i] = data[i]! / 255;
  else if (range === '255') for (let i = 0; i < out.length; i++) out[i] = data[i]! * 255;
  else if (isBack) for (let i = 0; i < out.length; i++) out[i] = (data[i]! + 1) / 2;
  else for (let i = 0; i < out.length; i++) out[i] = data[i]! * 2 - 1;
  return out;
}

/** Channels first, [N, C, H, W], to channels last or the other way, and blue before red where the network wants it. */
function ordered(
  data: Float32Array,
  c: number,
  plane: number,
  { layout, channels }: Conventions,
  isBack: boolean,
): Float32Array {
  const isTurned = channels === 'bgr' && c === 3;
  if (layout === 'nchw' && !isTurned) return data;
  const out = new Float32Array(data.length);
  for (let from = 0; from < data.length; from += c * plane)
    for (let channel = 0; channel < c; channel++) {
      const own = from + channel * plane;
      const other = isTurned ? 2 - channel : channel;
      if (layout === 'nchw') out.set(data.subarray(own, own + plane), from + other * plane);
      else if (isBack) for (let i = 0; i < plane; i++) out[own + i] = data[from + i * c + other]!;
      else for (let i = 0; i < plane; i++) out[from + i * c + other] = data[own + i]!;
    }
  return out;
}

/** Pictures [N, C, H, W] of 0..1 as the network wants it; the same array where it is that already. */
export function asInput(
  data: Float32Array,
  [n = 1, c = 1, h = 1, w = 1]: Shape,
  how: Conventions,
): { shape: Shape; data: Float32Array } {
  return {
    shape: shapeIn(how.layout, n, c, h, w),
    data: ordered(scaled(data, how.range, false), c, h * w, how, false),
  };
}

/** What a network gave as pictures [N, C, H, W] of 0..1; the same array where it is that already. */
export function asPicture(data: Float32Array, shape: Shape, how: Conventions): { shape: Shape; data: Float32Array } {
  const [n = 1, a = 1, b = 1, d = 1] = shape;
  const [c, h, w] = how.layout === 'nchw' ? [a, b, d] : [d, a, b];
  return { shape: [n, c, h, w], data: scaled(ordered(data, c, h * w, how, true), how.range, true) };
}

/** Luma and colour differences of BT.601 with luma 16..235, as super-resolution papers take them; all in 0..1. */
export function toLuma(data: Float32Array): { readonly y: Float32Array; readonly colours: Float32Array } {
  const plane = data.length / 3;
  const y = new Float32Array(plane);
  const colours = new Float32Array(2 * plane);
  for (let i = 0; i < plane; i++) {
    const [r, g, b] = [data[i]!, data[plane + i]!, data[2 * plane + i]!];
    y[i] = (16 + 65.481 * r + 128.553 * g + 24.966 * b) / 255;
    colours[i] = (128 - 37.797 * r - 74.203 * g + 112 * b) / 255;
    colours[plane + i] = (128 + 112 * r - 93.786 * g - 18.214 * b) / 255;
  }
  return { y, colours };
}

export function fromLuma(y: Float32Array, colours: Float32Array): Float32Array {
  const plane = y.length;
  const out = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    const luma = (255 * y[i]! - 16) / 219;
    const [cb, cr] = [(255 * colours[i]! - 128) / 224, (255 * colours[plane + i]! - 128) / 224];
    out[i] = luma + 1.402 * cr;
    out[plane + i] = luma - 0.344136 * cb - 0.714136 * cr;
    out[2 * plane + i] = luma + 1.772 * cb;
  }
  return out;
}
