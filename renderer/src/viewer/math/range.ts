import { ERROR_BINS_PER_STEP, isMapKind, type DifferenceKind, type ErrorStatistics } from './errors';

/** Shown from `low` to `high`; one range for all panes. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** The size of error that this share of all pixels of all pictures stays at or under, in /255. */
export function errorPercentile(
  statistics: readonly Pick<ErrorStatistics, 'bins' | 'pixels'>[],
  share: number,
): number {
  const total = statistics.reduce((sum, s) => sum + s.pixels, 0);
  if (total === 0) return 0;
  const bins = statistics[0]!.bins.length;
  let seen = 0;
  for (let bin = 0; bin < bins; bin++) {
    for (const s of statistics) seen += s.bins[bin]!;
    if (seen >= share * total) return bin / ERROR_BINS_PER_STEP;
  }
  return (bins - 1) / ERROR_BINS_PER_STEP;
}

/** The share of pixels whose error is larger than `size` (/255). */
export function shareAbove(statistics: readonly Pick<ErrorStatistics, 'bins' | 'pixels'>[], size: number): number {
  const total = statistics.reduce((sum, s) => sum + s.pixels, 0);
  if (total === 0) return 0;
  const from = Math.floor(size * ERROR_BINS_PER_STEP + 1e-9) + 1;
  let above = 0;
  for (const s of statistics) for (let bin = from; bin < s.bins.length; bin++) above += s.bins[bin]!;
  return above / total;
}

/** The next "round" end of a range: 1, 2, 4, ... 128, 255 of error size; of maps 0.01, 0.02, 0.05, ... 1. */
export function niceErrorEnd(size: number, kind: DifferenceKind = 'absolute'): number {
  if (isMapKind(kind)) return ([0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((end) => end * 255 >= size - 1e-9) ?? 1) * 255;
  return [1, 2, 4, 8, 16, 32, 64, 128].find((end) => end >= size - 1e-9) ?? 255;
}

/** Range of values for errors up to `size`: signed is symmetric around 0, squared ends at the square. */
export function errorRange(size: number, kind: DifferenceKind): ValueRange {
  if (isMapKind(kind)) return { low: 0, high: size / 255 };
  if (kind === 'signed') return { low: -size, high: size };
  return { low: 0, high: kind === 'squared' ? size * size : size };
}

/** With gain ×2 the same colours stand for half the error. */
export function gainedRange(range: ValueRange, gain: number): ValueRange {
  return { low: range.low / gain, high: range.high / gain };
}

/** Numbers at the colour bar: ends and equal steps between, so never more than `most`. */
export function rangeTicks(range: ValueRange, most = 5): number[] {
  const steps = Math.max(1, most - 1);
  return Array.from({ length: steps + 1 }, (_, i) => range.low + ((range.high - range.low) * i) / steps);
}

/** A number of the bar with as many digits as its range needs. */
export function formatTick(value: number, range: ValueRange, locale = 'en'): string {
  const step = (range.high - range.low) / 4;
  const digits =
    Number.isInteger(range.low) && Number.isInteger(step) ? 0 : step >= 10 ? 0 : step >= 1 ? 1 : step >= 0.1 ? 2 : 3;
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits, useGrouping: false })
    .format(value)
    .replace('-', '−');
}
