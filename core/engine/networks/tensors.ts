import type { Shape } from '../../tensor/tensor';
import { halfToNumber } from '../../tensor/npy';
import type { RunTensor } from './ortSession';

export type Layout = 'nchw' | 'nhwc';

/** ONNX's numbers of floats that networks are exported with: float32, float16, float64. */
const FLOATS: readonly number[] = [1, 10, 11];
export const isFloat = (type: number | undefined): boolean => type !== undefined && FLOATS.includes(type);

const isColour = (size: number | null | undefined): boolean => size === 1 || size === 3;

/** Channels first or last, as the shape says it; TensorFlow's exports have them last. */
export function layoutOf({ shape }: { readonly shape: readonly (number | null)[] | null }): Layout {
  return shape?.length === 4 && isColour(shape[3]) && !isColour(shape[1]) ? 'nhwc' : 'nchw';
}

/** Rows and columns among four axes. */
export const axesOf = (layout: Layout): readonly [number, number] => (layout === 'nchw' ? [2, 3] : [1, 2]);

/** Values of any element type as float32. */
export function floatsOf({ type, data }: RunTensor): Float32Array {
  if (type === 1) return data as Float32Array;
  if (type === 10) return Float32Array.from(data as Uint16Array, halfToNumber);
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

/** A tensor of four axes as float32 planes [N, C, H, W], whatever its type and layout. */
export function planesOf(tensor: RunTensor): { readonly shape: Shape; readonly data: Float32Array } {
  const values = floatsOf(tensor);
  if (layoutOf(tensor) === 'nchw') return { shape: tensor.shape, data: values };
  const [n = 1, h = 1, w = 1, c = 1] = tensor.shape;
  return { shape: [n, c, h, w], data: withChannels(values, [n, h, w, c], 'first') };
}

/** Values for an input of that size, which are made as planes [N, C, H, W]. */
export async function fromPlanes(
  size: Shape,
  make: (planes: Shape) => Float32Array | Promise<Float32Array>,
): Promise<Float32Array> {
  if (layoutOf({ shape: size }) === 'nchw') return make(size);
  const [n = 1, h = 1, w = 1, c = 1] = size;
  return withChannels(await make([n, c, h, w]), [n, c, h, w], 'last');
}

/** Values with the channels moved from last to first, or from first to last. @param shape as the values have it */
function withChannels(values: Float32Array, shape: Shape, to: 'first' | 'last'): Float32Array {
  const [n = 1] = shape;
  const [c = 1, area] = to === 'first' ? [shape[3], shape[1]! * shape[2]!] : [shape[1], shape[2]! * shape[3]!];
  const moved = new Float32Array(values.length);
  for (let b = 0; b < n; b++)
    for (let channel = 0; channel < c; channel++)
      for (let i = 0; i < area; i++) {
        const first = (b * c + channel) * area + i;
        const last = (b * area + i) * c + channel;
        if (to === 'first') moved[first] = values[last]!;
        else moved[last] = values[first]!;
      }
  return moved;
}
