import type { Labels } from './labels';

/**
 * How often each class was taken for each: counts[t * classes + p] = pixels of class t that were called p. Ignored
 * pixels are in none of them. Matrices of several pictures are added.
 */
export interface Confusion {
  readonly classes: number;
  readonly counts: readonly number[];
  /** Pixels with the ignore label. */
  readonly ignored: number;
}

export function confusionOf(truth: Labels, predicted: Labels, classes: number, ignore: number | null): Confusion {
  const counts = new Float64Array(classes * classes);
  let ignored = 0;
  for (let i = 0; i < truth.data.length; i++) {
    const label = truth.data[i]!;
    if (label === ignore) ignored++;
    else counts[label * classes + predicted.data[i]!]!++;
  }
  return { classes, counts: [...counts], ignored };
}

export function addConfusions(a: Confusion, b: Confusion): Confusion {
  return {
    classes: a.classes,
    counts: a.counts.map((count, i) => count + b.counts[i]!),
    ignored: a.ignored + b.ignored,
  };
}

/** The counts of one class. */
export interface ClassCounts {
  /** Pixels of the class in the truth. */
  readonly truth: number;
  /** Pixels that were predicted as the class. */
  readonly predicted: number;
  /** Pixels where both agree. */
  readonly both: number;
}

export function classCounts({ classes, counts }: Confusion): ClassCounts[] {
  return Array.from({ length: classes }, (_, label) => {
    let truth = 0;
    let predicted = 0;
    for (let other = 0; other < classes; other++) {
      truth += counts[label * classes + other]!;
      predicted += counts[other * classes + label]!;
    }
    return { truth, predicted, both: counts[label * classes + label]! };
  });
}
