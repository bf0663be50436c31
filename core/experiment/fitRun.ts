import { message } from '../messages';
import { addMoments, errorOn, fitWeights, type FittedWeights, type Moments } from '../fit';
import { invalidParameter, UpbenchError } from '../tensor/errors';
import { fitKeyOf } from '../upsamplers';
import { emptyTraining, layerOf, type TrainingLayer } from './training';

/** How pictures are kept apart to see what the weights are worth on pictures they were not fitted on. */
export interface FitSplit {
  /** Share of the pictures that are only measured on, 0..0.9. */
  readonly holdOut: number;
  /** Parts of a cross-validation; 0 or 1 = none. */
  readonly folds: number;
}

export interface FitMeasure {
  readonly pictures: number;
  /** Mean squared error in 0..1 units squared, before clamping and rounding. */
  readonly mse: number;
  /** 10 log10(1 / mse), dB. */
  readonly psnr: number;
}

interface FitOutcome {
  /** Key of the layer: what the weights fit to. */
  readonly layer: string;
  readonly fitted: FittedWeights;
  readonly train: FitMeasure;
  /** On pictures the weights were not fitted on; null without any. */
  readonly holdOut: FitMeasure | null;
  /** Each part of a cross-validation: fitted on the others, measured on this one. */
  readonly folds: readonly { readonly train: FitMeasure; readonly test: FitMeasure }[];
}

/**
 * One fit, fed picture by picture: memory is that of one picture and of the moments, however many pictures there are.
 * Pictures are dealt to parts by their number, so the caller's order decides, not the order of arrival.
 */
export class FitRun {
  private readonly parts: Moments[];
  private readonly counts: number[];
  private readonly layer: TrainingLayer;
  private readonly isApart: (part: number) => boolean;

  constructor(
    layer: TrainingLayer,
    pictures: number,
    private readonly split: FitSplit,
    private readonly lambda: number,
  ) {
    this.layer = layer;
    checkSplit(split, pictures, lambda);
    // Refuses what cannot be fitted before any picture is read.
    layerOf(layer);
    const parts = split.folds > 1 ? split.folds : split.holdOut > 0 ? 2 : 1;
    this.parts = Array.from({ length: parts }, () => emptyTraining(layer));
    this.counts = this.parts.map(() => 0);
    this.isApart = (part) => split.folds <= 1 && part === 1;
  }

  /** The part a picture belongs to: folds in turn, held-out ones spread evenly over the list. */
  private partOf(index: number): number {
    const { folds, holdOut } = this.split;
    if (folds > 1) return index % folds;
    return Math.floor((index + 1) * holdOut + 1e-9) > Math.floor(index * holdOut + 1e-9) ? 1 : 0;
  }

  /** Whether picture number `index` is only measured on. */
  isHeldOut(index: number): boolean {
    return this.isApart(this.partOf(index));
  }

  /** Adds the moments of picture number `index`: whole pictures only, so one that fails half-way leaves nothing behind. */
  add(index: number, own: Moments): void {
    const part = this.partOf(index);
    addMoments(this.parts[part]!, own);
    this.counts[part] = this.counts[part]! + 1;
  }

  finish(): FitOutcome {
    const layer = layerOf(this.layer);
    const { id, parameters, scale, channels, degradation } = this.layer;
    const fit = (moments: Moments): FittedWeights => fitWeights(layer, moments, this.lambda);
    const all = this.parts.map((_, part) => part);
    const kept = all.filter((part) => !this.isApart(part));
    const apart = all.filter((part) => this.isApart(part) && this.counts[part]! > 0);
    const measure = (parts: readonly number[], fitted: FittedWeights): FitMeasure => ({
      pictures: parts.reduce((sum, part) => sum + this.counts[part]!, 0),
      ...errorOn(this.sum(parts), layer, fitted.solutions),
    });
    const fitted = fit(this.sum(kept));
    const folds = this.split.folds > 1 ? all.filter((part) => this.counts[part]! > 0) : [];
    return {
      layer: fitKeyOf(id, parameters, { scale, channels, degradation }),
      fitted,
      train: measure(kept, fitted),
      holdOut: apart.length > 0 ? measure(apart, fitted) : null,
      folds: folds.map((part) => {
        const others = all.filter((other) => other !== part);
        const without = fit(this.sum(others));
        return { train: measure(others, without), test: measure([part], without) };
      }),
    };
  }

  private sum(parts: readonly number[]): Moments {
    const total = emptyTraining(this.layer);
    for (const part of parts) addMoments(total, this.parts[part]!);
    return total;
  }
}

function checkSplit({ holdOut, folds }: FitSplit, pictures: number, lambda: number): void {
  if (!Number.isFinite(lambda) || lambda < 0) throw invalidParameter('lambda', message('finite-from-0'), lambda);
  if (!(holdOut >= 0 && holdOut <= 0.9)) throw invalidParameter('holdOut', message('expected-share'), holdOut);
  if (!Number.isInteger(folds) || folds < 0 || folds > 100)
    throw invalidParameter('folds', message('whole-number-between', { min: 0, max: 100 }), folds);
  if (folds > 1 && holdOut > 0)
    throw new UpbenchError('invalid-parameter', message('fit-hold-out-or-folds'), {
      parameter: 'folds',
    });
  if (folds > pictures) throw invalidParameter('folds', message('fit-most-folds', { pictures }), folds);
  if (holdOut > 0 && Math.floor(pictures * holdOut + 1e-9) < 1)
    throw invalidParameter('holdOut', message('fit-least-share', { pictures }), holdOut);
}
