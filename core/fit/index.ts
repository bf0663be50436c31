import { invalidParameter, UpbenchError } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';

import { fittableLayer, type FittableLayer, type LayerParameters } from './layers';
import { leastSquares, type FitResult } from './leastSquares';
import { emptyMoments, type Moments } from './moments';

export { fittableLayer, FITTABLE_METHODS, type FittableLayer } from './layers';
export { leastSquares, type FitResult } from './leastSquares';
export { accumulate, addMoments, emptyMoments, type Border, type Moments } from './moments';

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
  /** What the reader must know: a ridge was needed, unknowns were left at 0. */
  readonly notes: readonly string[];
}

/** Moments large enough for a layer, empty. */
export function momentsFor(layer: FittableLayer, context: { scale: number; channels: number }): Moments {
  const dense = layer.design.entries.some((entries) => entries.some(({ channel }) => channel > 0));
  return emptyMoments(
    context.channels,
    2 * layer.design.reach + 1,
    layer.source === 'unpooled' ? 1 : context.scale,
    dense,
  );
}

/** The best weights of one method for the pictures behind `moments`. */
export function fitWeights(
  methodId: string,
  parameters: LayerParameters,
  context: { scale: number; channels: number },
  moments: Moments,
  lambda = DEFAULT_LAMBDA,
): FittedWeights {
  if (!Number.isFinite(lambda) || lambda < 0) throw invalidParameter('lambda', 'a finite number >= 0', lambda);
  const layer = fittableLayer(methodId, parameters, context);
  const unknowns = layer.design.unknowns + (layer.design.bias ? 1 : 0);
  if (moments.rows === 0) throw new UpbenchError('unavailable', 'There are no training pictures to fit weights on.');
  const fit = leastSquares(moments, layer.design, lambda);
  if (fit.undetermined === unknowns)
    throw new UpbenchError('unavailable', 'The training pictures are black: they determine no weights.');
  const mse = fit.squaredError / fit.values;
  return {
    ...layer.assemble(fit.solutions),
    lambda,
    mse,
    psnr: mse === 0 ? Infinity : -10 * Math.log10(mse),
    rows: moments.rows,
    unknowns,
    condition: fit.pivotRatio,
    gradient: fit.gradient,
    notes: notesOf(fit, unknowns, moments.rows),
  };
}

function notesOf(fit: FitResult, unknowns: number, rows: number): string[] {
  const notes: string[] = [];
  if (rows < unknowns)
    notes.push(`Only ${rows} positions for ${unknowns} unknowns: the weights fit these pictures and nothing else.`);
  if (fit.undetermined > 0)
    notes.push(`The pictures do not determine ${fit.undetermined} of ${unknowns} unknowns; those are 0.`);
  return notes;
}
