import type { Message, Text } from '../messages';
import { message } from '../messages';
import { classCounts, type ClassCounts } from './confusion';
import type { Tally } from './tally';

/** Which classes a mean is over. `union`: those in truth or prediction; `all`: those in neither count as 0. */
export const CLASS_CHOICES = ['truth', 'union', 'all'] as const;
export type CountedClasses = (typeof CLASS_CHOICES)[number];

export interface MaskSettings {
  readonly counts: CountedClasses;
  readonly ignore: number | null;
  /** Names of the classes by their label; a class without one is called by its number. */
  readonly names?: readonly string[] | undefined;
}

export interface MaskValue {
  readonly value: number;
  readonly receipt: Message;
}
/** The metric does not exist here, and why. */
export interface NoMaskValue {
  readonly unavailable: Message;
}

/** One number about labels, or one per class. */
export interface MaskMetric {
  readonly id: string;
  readonly title: Text;
  /** What it is, in a sentence. */
  readonly definition: Text;
  /** What it cannot detect. */
  readonly blindSpot: Text;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** Digits shown after the point; of fractions, of the value in per cent. */
  readonly decimals: number;
  /** A share of 0..1, which tables show in per cent. */
  readonly isShare: boolean;
  /** Methods are put in order by the metric with the lowest of these that was measured. */
  readonly ranks?: number;
  /** Answers once per class, as `id-<label>`. */
  readonly perClass?: true;
  compute(tally: Tally, settings: MaskSettings, label: number): MaskValue | NoMaskValue;
}

export function defineMaskMetric<const Id extends string>(
  metric: MaskMetric & { readonly id: Id },
): MaskMetric & { readonly id: Id } {
  return metric;
}

interface Counted {
  readonly classes: readonly ClassCounts[];
  /** Labels that the means are over. */
  readonly labels: readonly number[];
  /** Labels left out: the ignored one, those that do not occur, or (where only those in truth count) not in the truth. */
  readonly left: readonly number[];
}

/** The classes that count. A class that is ignored has no truth, so a prediction of it is held against it nowhere. */
export function countedClasses(tally: Tally, { counts, ignore }: Pick<MaskSettings, 'counts' | 'ignore'>): Counted {
  const classes = classCounts(tally.confusion);
  const labels: number[] = [];
  const left: number[] = [];
  for (const [label, { truth, predicted }] of classes.entries()) {
    const isIn = counts === 'all' || truth > 0 || (counts === 'union' && predicted > 0);
    (isIn && label !== ignore ? labels : left).push(label);
  }
  return { classes, labels, left };
}

export function nameOf(label: number, { names }: Pick<MaskSettings, 'names'>): string {
  return names?.[label] ?? String(label);
}

/** "mean of 3 classes present in truth or prediction, left out: 2; ignore label 255; 1 picture" */
export function meanReceipt(tally: Tally, settings: MaskSettings, what: Message): Message {
  const { labels, left } = countedClasses(tally, settings);
  return message('mask-mean-receipt', {
    what,
    classes: labels.length,
    counts: message(`mask-counts-${settings.counts}`),
    left: left.map((label) => nameOf(label, settings)),
    ignore: settings.ignore,
    ignored: tally.confusion.ignored,
    pictures: tally.pictures,
  });
}

export function pixelReceipt(tally: Tally, settings: MaskSettings, what: Message): Message {
  return message('mask-pixel-receipt', {
    what,
    ignore: settings.ignore,
    ignored: tally.confusion.ignored,
    pictures: tally.pictures,
  });
}

/** Mean of what `of` says of the classes that count; refused where none does. */
export function meanOfClasses(
  tally: Tally,
  settings: MaskSettings,
  what: Message,
  of: (label: number, counts: ClassCounts) => number,
): MaskValue | NoMaskValue {
  const { classes, labels } = countedClasses(tally, settings);
  if (labels.length === 0) return { unavailable: message('mask-no-pixels') };
  const sum = labels.reduce((total, label) => total + of(label, classes[label]!), 0);
  return { value: sum / labels.length, receipt: meanReceipt(tally, settings, what) };
}

/** a / b, 0 where both are 0: only a class that is nowhere and counts all the same gets there. */
export const share = (a: number, b: number): number => (b === 0 ? 0 : a / b);
