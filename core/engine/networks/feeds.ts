import { message } from '../../messages';
import { channelAxisOf } from '../../network/conventions';
import type { OnnxValue } from '../../network/onnx/model';
import { UpbenchError } from '../../tensor/errors';
import { numberToHalf } from '../../tensor/npy';
import type { Shape } from '../../tensor/tensor';
import type { RunTensor } from './ortSession';
import { layoutOf } from './tensors';

/** 1 GiB of floats: the runtime addresses four times as much in all. */
const MOST_VALUES = 2 ** 28;

/** Side of a picture where the file leaves it open. */
const USUAL_SIDE = 64;

/** The shape in use: what was asked for, else what the file states, 1 for a batch and a usual side for a picture. */
export function inputShape({ name, shape }: OnnxValue, given: Shape | null, file: string): Shape {
  if (given !== null) {
    const fits =
      shape === null ||
      (shape.length === given.length && shape.every((size, axis) => size === null || size === given[axis]));
    if (!fits)
      throw new UpbenchError(
        'shape-mismatch',
        message('onnx-input-shape', {
          name,
          stated: (shape ?? []).map((size) => size ?? '?').join('×'),
          given: given.join('×'),
        }),
      );
    return checkedSize(name, given);
  }
  if (shape === null) throw new UpbenchError('invalid-parameter', message('onnx-needs-input', { name, file }));
  const channelAxis = shape.length !== 4 ? null : channelAxisOf(layoutOf({ shape }));
  const usual = (axis: number): number => (axis === 0 ? 1 : axis === channelAxis ? 3 : USUAL_SIDE);
  return checkedSize(
    name,
    shape.map((size, axis) => size ?? usual(axis)),
  );
}

function checkedSize(name: string, shape: Shape): Shape {
  if (shape.reduce((total, size) => total * size, 1) > MOST_VALUES)
    throw new UpbenchError('too-large', message('onnx-input-too-large', { name, shape: shape.join('×') }));
  return shape;
}

/** An input of a network's own element type. */
export function feedOf(type: number, size: Shape, data: Float32Array): RunTensor {
  if (type === 10) return { shape: size, type, data: Uint16Array.from(data, numberToHalf) };
  if (type === 11) return { shape: size, type, data: Float64Array.from(data) };
  if (type === 7) return { shape: size, type, data: BigInt64Array.from(data, () => 1n) };
  if (type === 6) return { shape: size, type, data: Int32Array.from(data, () => 1) };
  if (type === 2 || type === 9)
    return { shape: size, type, data: Uint8Array.from(data, (value) => (type === 9 ? 1 : Math.round(value * 255))) };
  return { shape: size, type: 1, data };
}

/** Values 0 to 1 that are the same on every run. */
export function randomValues(shape: Shape): Float32Array {
  let state = 12345;
  return Float32Array.from({ length: shape.reduce((total, size) => total * size, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}
