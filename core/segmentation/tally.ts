import type { Tensor } from '../tensor/tensor';
import {
  boundaryMatches,
  boundaryOverlap,
  distanceProfile,
  type BoundaryMatches,
  type BoundaryOverlap,
  type DistanceProfile,
} from './boundary';
import { addCertainties, certaintyOf, type Certainty, type ScoreKind } from './certainty';
import { addConfusions, confusionOf, type Confusion } from './confusion';
import type { Labels } from './labels';

/**
 * Everything that was counted when labels were held against the truth, in whole pixels. Every metric of masks is a
 * function of these counts, and the counts of several pictures are added, so a number over many pictures is that of one
 * large one (the field's mIoU) and not a mean of means.
 */
export interface Tally {
  readonly pictures: number;
  readonly confusion: Confusion;
  readonly boundary: BoundaryOverlap;
  readonly matches: BoundaryMatches;
  readonly profile: DistanceProfile;
  /** Missing where there are labels only. */
  readonly certainty?: Certainty | undefined;
}

interface TallyOptions {
  readonly classes: number;
  readonly ignore: number | null;
  /** Tolerance of the boundary F, in pixels. */
  readonly boundaryPixels: number;
  readonly checkpoint?: (() => void) | undefined;
}

/** Counts of one picture. `scores` are those the labels came from, if probabilities can be made of them. */
export function tallyOf(
  truth: Labels,
  predicted: Labels,
  scores: { readonly values: Tensor; readonly kind: ScoreKind } | null,
  { classes, ignore, boundaryPixels, checkpoint }: TallyOptions,
): Tally {
  checkpoint?.();
  const confusion = confusionOf(truth, predicted, classes, ignore);
  checkpoint?.();
  const boundary = boundaryOverlap(truth, predicted, classes, ignore);
  checkpoint?.();
  const profile = distanceProfile(truth, predicted, ignore);
  const matches = boundaryMatches(truth, predicted, classes, ignore, boundaryPixels, checkpoint);
  return {
    pictures: 1,
    confusion,
    boundary,
    matches,
    profile,
    ...(scores === null ? {} : { certainty: certaintyOf(scores.values, truth, scores.kind, ignore, checkpoint) }),
  };
}

/** Counts of two lots of pictures with the same classes. */
export function addTallies(a: Tally, b: Tally): Tally {
  const certainty = a.certainty && b.certainty && addCertainties(a.certainty, b.certainty);
  return {
    pictures: a.pictures + b.pictures,
    confusion: addConfusions(a.confusion, b.confusion),
    boundary: {
      // Pictures of several sizes have several distances: the largest stands for them.
      distance: Math.max(a.boundary.distance, b.boundary.distance),
      both: add(a.boundary.both, b.boundary.both),
      either: add(a.boundary.either, b.boundary.either),
    },
    matches: {
      pixels: a.matches.pixels,
      truth: add(a.matches.truth, b.matches.truth),
      truthFound: add(a.matches.truthFound, b.matches.truthFound),
      predicted: add(a.matches.predicted, b.matches.predicted),
      predictedRight: add(a.matches.predictedRight, b.matches.predictedRight),
    },
    profile: { pixels: add(a.profile.pixels, b.profile.pixels), wrong: add(a.profile.wrong, b.profile.wrong) },
    ...(certainty ? { certainty } : {}),
  };
}

function add(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value + b[i]!);
}
