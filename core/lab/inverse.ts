import { factorise, solve } from '../fit/cholesky';
import { conv2d, convTranspose2d } from '../ops';
import { convTranspose2dOutputSize } from '../tensor/sizes';
import { createTensor, type Tensor } from '../tensor/tensor';

export interface ThereAndBack {
  /** conv2d of the input, [1, h, w] */
  readonly small: Tensor;
  /** conv_transpose2d of that with the same weights, [1, H, W] */
  readonly back: Tensor;
  /** outputPadding that brings the shape back, per axis. */
  readonly outputPadding: readonly [number, number];
  /** The picture of least energy whose convolution is `small`, [1, H, W]. */
  readonly leastSquares: Tensor;
  /** Whether the convolution lost nothing, so that the least-squares answer is the input itself. */
  readonly exists: boolean;
  /** Independent measurements, and unknowns. */
  readonly rank: number;
  readonly unknowns: number;
  /** Largest absolute difference to the input. */
  readonly backError: number;
  readonly leastSquaresError: number;
}

interface ThereAndBackOptions {
  readonly stride: number;
  readonly padding: number;
}

/**
 * Convolves and transposes back with the same weights: the adjoint returns the shape and not the values. Beside it
 * the pseudo-inverse A⁺b = Aᵀ(AAᵀ)⁺b, which is the input exactly where A has full column rank.
 *
 * @param input [1, H, W]
 * @param weight [1, 1, k, k]
 */
export function thereAndBack(input: Tensor, weight: Tensor, options: ThereAndBackOptions): ThereAndBack {
  const [, height = 1, width = 1] = input.shape;
  const small = conv2d(input, weight, null, options);
  const [, rows = 1, columns = 1] = small.shape;
  const kernelSize = weight.shape[2]!;
  const least = convTranspose2dOutputSize([rows, columns], { kernelSize, ...options });
  const outputPadding = [height - least[0], width - least[1]] as const;
  const adjoint = (picture: Tensor): Tensor =>
    convTranspose2d(picture, weight, null, { ...options, outputSize: [height, width] });
  const count = rows * columns;
  // Row m of A is the adjoint of the m-th unit picture.
  const A = Array.from({ length: count }, (_, m) => {
    const unit = createTensor([1, rows, columns]);
    unit.data[m] = 1;
    return adjoint(unit).data;
  });
  const gram = new Float64Array(count * count);
  for (let m = 0; m < count; m++) {
    for (let n = 0; n < count; n++) gram[m * count + n] = A[m]!.reduce((sum, value, i) => sum + value * A[n]![i]!, 0);
  }
  const factor = factorise(gram, count);
  const weights = solve(factor, Float64Array.from(small.data));
  const answer = createTensor([1, height, width]);
  for (let i = 0; i < answer.data.length; i++) {
    answer.data[i] = A.reduce((sum, row, m) => sum + row[i]! * weights[m]!, 0);
  }
  const back = adjoint(small);
  const unknowns = height * width;
  const worst = (picture: Tensor): number =>
    picture.data.reduce((most, value, i) => Math.max(most, Math.abs(value - input.data[i]!)), 0);
  return {
    small,
    back,
    outputPadding,
    leastSquares: answer,
    exists: factor.rank === unknowns,
    rank: factor.rank,
    unknowns,
    backError: worst(back),
    leastSquaresError: worst(answer),
  };
}
