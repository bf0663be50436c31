import { message } from '../messages';
import { invalidParameter, shapeMismatch } from '../tensor/errors';
import { createTensor, elementCount, formatShape, type Tensor } from '../tensor/tensor';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import { requireTensor } from './plan';

const VALUES_PER_CHECK = 1 << 20;

/** Refuses what divide cannot take; returns the smallest divisor as the float32 that counts. */
export function planDivide(numerator: Tensor, denominator: Tensor, least: number): number {
  requireTensor('numerator', numerator);
  requireTensor('denominator', denominator);
  const { shape } = numerator;
  if (shape.length !== denominator.shape.length || shape.some((size, axis) => size !== denominator.shape[axis]))
    throw shapeMismatch(
      message('denominator-shape', { expected: formatShape(shape), received: formatShape(denominator.shape) }),
      { parameter: 'denominator' },
    );
  const smallest = Math.fround(least);
  if (!(smallest > 0) || smallest === Infinity) throw invalidParameter('least', message('finite-above-0'), least);
  return smallest;
}

/** torch.div(numerator, denominator.clamp(min=least)), element by element: one rounding of the exact quotient. */
export function divide(
  numerator: Tensor,
  denominator: Tensor,
  least: number,
  checkpoint: Checkpoint = noCheckpoint,
): Tensor {
  const smallest = planDivide(numerator, denominator, least);
  const output = createTensor(numerator.shape, new Float32Array(elementCount(numerator.shape)));
  const { data } = output;
  for (let i = 0; i < data.length; i++) {
    if (i % VALUES_PER_CHECK === 0) checkpoint();
    const divisor = denominator.data[i]!;
    // A NaN stays one, as in clamp.
    data[i] = numerator.data[i]! / (divisor < smallest ? smallest : divisor);
  }
  return output;
}
