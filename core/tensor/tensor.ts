import { message } from '../messages';
import { invalidParameter, shapeMismatch, tooLarge, UpbenchError } from './errors';

/** Sizes of the axes, outermost first. Pictures are [N, C, H, W]; an unbatched picture is [C, H, W]. */
export type Shape = readonly number[];

/** Dense float32 values in row-major order; `data.length` is the product of `shape`. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Positions as max-pooling records them: flat indices into one H*W plane, per (n, c). */
export interface IndexTensor {
  readonly shape: Shape;
  readonly data: Int32Array;
}

/** The most values one tensor may hold: the length limit of a typed array in today's engines. */
export const MAX_ELEMENTS = 2 ** 31 - 1;

/** Number of values in `shape`; refuses sizes that are no whole numbers >= 0 or whose product cannot be allocated. */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0) throw invalidParameter('shape', message('whole-numbers-from-0'), shape);
    count *= size;
  }
  if (count > MAX_ELEMENTS) throw tooLarge(message('a-tensor-of'), shape, MAX_ELEMENTS);
  return count;
}

/** Zeros for `shape`, or a sentence when they do not fit into memory. */
export function allocate(shape: Shape): Float32Array<ArrayBuffer> {
  return reserve(shape, (count) => new Float32Array(count));
}

/** `count` doubles to sum in, or a sentence when they do not fit into memory. */
export function allocateSums(count: number): Float64Array {
  return reserve([count], (n) => new Float64Array(n));
}

function reserve<Values>(shape: Shape, make: (count: number) => Values): Values {
  const count = elementCount(shape);
  try {
    return make(count);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UpbenchError('too-large', message('tensor-memory', { shape: formatShape(shape) }));
  }
}

/** A tensor over `data` (not copied), or filled with zeros when `data` is left out. */
export function createTensor(shape: Shape, data?: Float32Array | readonly number[]): Tensor {
  const count = elementCount(shape);
  const values = data === undefined ? allocate(shape) : data instanceof Float32Array ? data : Float32Array.from(data);
  if (values.length !== count) {
    throw shapeMismatch(message('values-for-shape', { count, shape: formatShape(shape), received: values.length }));
  }
  return { shape: [...shape], data: values };
}

/** An index tensor over `data` (not copied), or filled with zeros when `data` is left out. */
export function createIndexTensor(shape: Shape, data?: Int32Array | readonly number[]): IndexTensor {
  const count = elementCount(shape);
  const values =
    data === undefined
      ? reserve(shape, (n) => new Int32Array(n))
      : data instanceof Int32Array
        ? data
        : Int32Array.from(data);
  if (values.length !== count) {
    throw shapeMismatch(message('indices-for-shape', { count, shape: formatShape(shape), received: values.length }));
  }
  return { shape: [...shape], data: values };
}

/** `[1, 3, 4, 5]` as people read it: `1×3×4×5`. */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}
