import { asInput, asPicture, type Conventions, type Layout } from '../../network/conventions';
import type { Shape } from '../../tensor/tensor';
import { halfToNumber } from '../../tensor/npy';
import type { RunTensor } from './ortSession';

/** ONNX's numbers of floats that networks are exported with: float32, float16, float64. */
const FLOATS: readonly number[] = [1, 10, 11];
export const isFloat = (type: number | undefined): boolean => type !== undefined && FLOATS.includes(type);

const isColour = (size: number | null | undefined): boolean => size === 1 || size === 3;

/** Channels first or last, as the shape says it. */
export function layoutOf({ shape }: { readonly shape: readonly (number | null)[] | null }): Layout {
  return shape?.length === 4 && isColour(shape[3]) && !isColour(shape[1]) ? 'nhwc' : 'nchw';
}

/** Values of any element type as float32. */
export function floatsOf({ type, data }: RunTensor): Float32Array {
  if (type === 1) return data as Float32Array;
  if (type === 10) return Float32Array.from(data as Uint16Array, halfToNumber);
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

/** Values and channels as they are; only the layout may be another one. */
const plain = (layout: Layout): Conventions => ({ range: '1', channels: 'rgb', layout });

/** A tensor of four axes as float32 planes [N, C, H, W], whatever its type and layout. */
export const planesOf = (tensor: RunTensor): { readonly shape: Shape; readonly data: Float32Array } =>
  asPicture(floatsOf(tensor), tensor.shape, plain(layoutOf(tensor)));

/** Values for an input of that size, which are made as planes [N, C, H, W]. */
export async function fromPlanes(
  size: Shape,
  make: (planes: Shape) => Float32Array | Promise<Float32Array>,
): Promise<Float32Array> {
  const layout = layoutOf({ shape: size });
  if (layout === 'nchw') return make(size);
  const [n = 1, h = 1, w = 1, c = 1] = size;
  return asInput(await make([n, c, h, w]), [n, c, h, w], plain(layout)).data;
}
