import { message, type Message } from '../messages';
import { invalidParameter, UpbenchError } from '../tensor/errors';
import { createTensor, type Tensor } from '../tensor/tensor';

import type { FittableLayer } from './layers';
import { leastSquares, squaredErrorOf, type FitResult } from './leastSquares';
import { emptyMoments, type Moments } from './moments';

export { fittableLayer, type FittableLayer, type FitTraits, type LayerParameters } from './layers';
export { convDesign, convTransposeDesign, nearestConvDesign, pixelShuffleDesign } from './design';
export { layerKey, type LayerContext } from './key';
export { accumulate } from './accumulate';
export { addMoments, emptyMoments, featureCount, type Border, type Moments } from './moments';

/** Ridge that keeps ill-conditioned systems in check and moves weights by about one part in 10^8. */
export const DEFAULT_LAMBDA = 1e-8;

export interface FittedWeights {
  readonly weight: Tensor;
  readonly bias?: Tensor;
  readonly lambda: number;
  /** Mean squared error over the training values, in 0..1 units squared. */
  readonly mse: number;
  /** 10 log10(1 / mse) on the training values, dB. */
  readonly psnr: number;
  /** Least squares rows (positions) and unknowns per output. */
  readonly rows: number;
  readonly unknowns: number;
  /** Square root of an estimate of the normal matrix's condition. */
  readonly condition: number;
  readonly gradient: number;
  /** [output][unknown], in float64, the bias last where there is one. */
  readonly solutions: readonly Float64Array[];
  /** What the reader must know: a ridge was needed, unknowns were left at 0. */
  readonly notes: readonly Message[];
}

/** A layer that reads fewer than one in this many offsets of its patch, in each axis, gets moments of those alone. */
const SPARSE = 1.7;

/** Moments large enough for a layer, empty. */
export function momentsFor(layer: FittableLayer, context: { scale: number; channels: number }): Moments {
  const { entries, reach } = layer.design;
  const dense = entries.some((phase) => phase.some(({ channel }) => channel > 0));
  const scale = layer.source === 'unpooled' ? 1 : context.scale;
  const read = [...new Set(entries.flat().flatMap(({ dy, dx }) => [dy, dx]))].sort((a, b) => a - b);
  // A whole patch is summed faster for each pixel; a dilated kernel leaves too many of them unread.
  const isSparse = read.length * SPARSE < 2 * reach + 1;
  return emptyMoments(context.channels, isSparse ? read : 2 * reach + 1, scale, dense);
}

/** The best weights of one layer for the pictures behind `moments`. */
export function fitWeights(layer: FittableLayer, moments: Moments, lambda = DEFAULT_LAMBDA): FittedWeights {
  if (!Number.isFinite(lambda) || lambda < 0) throw invalidParameter('lambda', message('finite-from-0'), lambda);
  const unknowns = layer.design.unknowns + (layer.design.bias ? 1 : 0);
  if (moments.rows === 0) throw new UpbenchError('unavailable', message('fit-no-pictures'));
  const fit = leastSquares(moments, layer.design, lambda);
  if (fit.undetermined === unknowns) throw new UpbenchError('unavailable', message('fit-black-pictures'));
  const mse = fit.squaredError / fit.values;
  return {
    ...layer.assemble(fit.solutions),
    lambda,
    mse,
    psnr: psnrOf(mse),
    rows: moments.rows,
    unknowns,
    condition: fit.pivotRatio,
    gradient: fit.gradient,
    solutions: fit.solutions,
    notes: notesOf(fit, unknowns, moments.rows, lambda),
  };
}

/** Mean squared error of given solutions over the pictures behind `moments`; NaN without any. */
export function errorOn(
  moments: Moments,
  layer: FittableLayer,
  solutions: readonly Float64Array[],
): { readonly mse: number; readonly psnr: number } {
  const values = layer.design.outputs.reduce((sum, { targets }) => sum + targets.length, 0) * moments.rows;
  const mse = squaredErrorOf(moments, layer.design, solutions) / values;
  return { mse, psnr: psnrOf(mse) };
}

/** dB for values in 0..1, neither clamped nor rounded. */
const psnrOf = (mse: number): number => (mse === 0 ? Infinity : -10 * Math.log10(mse));

/** The same kernels for every channel: [n, 1, k, k] -> [channels n, 1, k, k], the bias likewise. */
export function repeatWeights<Made extends { readonly weight: Tensor; readonly bias?: Tensor }>(
  made: Made,
  channels: number,
): Made {
  const repeat = ({ shape, data }: Tensor): Tensor => {
    const out = new Float32Array(data.length * channels);
    for (let c = 0; c < channels; c++) out.set(data, c * data.length);
    return createTensor([shape[0]! * channels, ...shape.slice(1)], out);
  };
  return { ...made, weight: repeat(made.weight), ...(made.bias ? { bias: repeat(made.bias) } : {}) };
}

function notesOf(fit: FitResult, unknowns: number, rows: number, lambda: number): Message[] {
  const notes: Message[] = [];
  if (rows < unknowns) notes.push(message('fit-few-positions', { rows, unknowns }));
  if (fit.undetermined > 0) notes.push(message('fit-undetermined', { count: fit.undetermined, unknowns }));
  // Pivots as small as the ridge itself: without it they would be rounding noise.
  if (lambda > 0 && fit.pivotRatio ** 2 * lambda > 0.1) notes.push(message('fit-ridge', { lambda }));
  return notes;
}
