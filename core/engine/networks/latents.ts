import type { Shape } from '../../tensor/tensor';
import { isFloat } from './tensors';

/** Of more values than this on a side an input is a picture. */
const LARGEST_LATENT = 8;

/** Whether an input is a latent: floats without the two axes of a picture, or with hardly any places on them. */
export function isLatent({ type, size }: { readonly type: number; readonly size: Shape }): boolean {
  if (!isFloat(type)) return false;
  const [, channels = 0, h = 0, w = 0] = size;
  return size.length === 2 || (size.length === 4 && channels > 4 && Math.max(h, w) < LARGEST_LATENT);
}

/** Normal values that are the same on every run, by Box and Muller's transform. */
export function normalValues(shape: Shape, seed: number): Float32Array {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 12345) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from(
    { length: shape.reduce((total, size) => total * size, 1) },
    () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()),
  );
}
