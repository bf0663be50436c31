import { LEFT_OUT_MARK, withParameters } from './names';
import type { ImageResult, NumberOrSpecial } from './schema';
import { fromSpecial } from './special';
import { bestShown, formatMetric, formatSignedMetric, leadingMetric, shownValue } from './shown';
import type { MethodSummary, MetricSummary, Summary } from './summarySchema';

/** The ranking over several pictures, for every face of the product: methods over all, and picture by picture. */

export interface RankingRow {
  readonly method: MethodSummary;
  /** The name with short parameters, and a mark where it takes no part. */
  readonly name: string;
  /** 1, 2, ... ; the same for means that are shown as equal; null for one that takes no part. */
  readonly place: number | null;
  /** The best mean as shown, or level with it. */
  readonly isBest: boolean;
  readonly mean: string;
  readonly median: string;
  readonly spread: string;
  readonly wins: string;
  /** Mean of the paired differences to the best with its interval; empty for the best and for those that take no part. */
  readonly difference: string;
}

/** Pictures that a metric's means are over. */
export const countOf = ({ count, methods }: MetricSummary): number =>
  count ?? Math.max(0, ...methods.map((method) => method.count));

/**
 * The metric the ranking goes by: mean IoU, PSNR-Y, PSNR or the first of whole pictures. One that lost half or more of
 * the pictures others have is passed over.
 */
export function rankingMetric({ metrics }: Summary): MetricSummary | undefined {
  const whole = metrics.filter(({ region }) => region === 'full');
  const most = Math.max(0, ...whole.map(countOf));
  const wide = whole.filter((metric) => 2 * countOf(metric) > most || most === 0);
  return leadingMetric(wide);
}

export const summaryName = ({ title, short = '', excludedFromBest }: MethodSummary): string =>
  withParameters(title, short) + (excludedFromBest === undefined ? '' : ` ${LEFT_OUT_MARK}`);

/** Rows in the order of the summary: best first. */
export function rankingRows({ id, methods }: MetricSummary): RankingRow[] {
  const shown = ({ mean }: MethodSummary): number | null => (mean === null ? null : shownValue(id, mean));
  const text = (value: NumberOrSpecial | null) => formatMetric(id, value);
  let place = 0;
  return methods.map((method, index) => {
    const isRanked = method.excludedFromBest === undefined;
    const before = methods[index - 1];
    // Without a mean nothing is level.
    const isLevel = before !== undefined && shown(method) !== null && shown(before) === shown(method);
    if (isRanked && !isLevel) place = index + 1;
    const isBest = isRanked && place === 1;
    return {
      method,
      isBest,
      name: summaryName(method),
      place: isRanked ? place : null,
      mean: text(method.mean),
      median: text(method.median),
      spread: text(method.standardDeviation),
      wins: isRanked ? String(method.wins) : '–',
      difference: isBest ? '' : differenceText(id, method),
    };
  });
}

function differenceText(id: string, { difference }: MethodSummary): string {
  if (difference === undefined) return '';
  const { mean, low, high } = difference;
  const interval =
    low === undefined || high === undefined ? '' : ` [${formatSignedMetric(id, low)}, ${formatSignedMetric(id, high)}]`;
  return `${formatSignedMetric(id, mean)}${interval}`;
}

/** One picture of the ranking. */
export interface PictureRow {
  /** From 0, in the order of the results. */
  readonly index: number;
  readonly file: string;
  /** By the key of the method; null where it has no value here. */
  readonly values: Readonly<Record<string, NumberOrSpecial | null>>;
  /** Keys of the methods that no other is better than, as shown. */
  readonly best: readonly string[];
  /** How far the best is ahead of the worst of those that are ranked, as shown; null where that is no number. */
  readonly span: number | null;
}

/** What one picture adds to the table of pictures of a metric; an object of a few numbers, so thousands can be kept. */
export function pictureRow(
  { file, methods }: Pick<ImageResult, 'file' | 'methods'>,
  index: number,
  { id, region, better }: Pick<MetricSummary, 'id' | 'region' | 'better'>,
): PictureRow {
  const values: Record<string, NumberOrSpecial | null> = {};
  const judged: { readonly key: string; readonly value: NumberOrSpecial }[] = [];
  for (const { key, metrics, excludedFromBest } of methods) {
    const value = metrics.find((metric) => metric.id === id && metric.region === region)?.value ?? null;
    values[key] = value;
    if (value !== null && excludedFromBest === undefined && !Number.isNaN(fromSpecial(value)))
      judged.push({ key, value });
  }
  const best = bestShown(judged.map(({ value }) => ({ id, better, value })));
  const worst = bestShown(judged.map(({ value }) => ({ id, better: better === 'higher' ? 'lower' : 'higher', value })));
  const span = best === undefined || worst === undefined ? NaN : Math.abs(best - worst);
  return {
    index,
    file,
    values,
    best: judged.filter(({ value }) => shownValue(id, value) === best).map(({ key }) => key),
    span: Number.isFinite(span) ? span : null,
  };
}

/** By which a table of pictures is sorted: the list's order, the name, how much the methods differ, or a method's key. */
type PictureOrder = 'index' | 'file' | 'span' | { readonly key: string };

const byName = new Intl.Collator('en', { numeric: true });

/** Sorted rows; what has no number comes last, whichever way. */
export function sortPictures(rows: readonly PictureRow[], order: PictureOrder, descending: boolean): PictureRow[] {
  const sign = descending ? -1 : 1;
  const numberOf = (row: PictureRow): number => {
    if (order === 'index') return row.index;
    if (order === 'span') return row.span ?? NaN;
    const value = typeof order === 'object' ? row.values[order.key] : null;
    return value === null || value === undefined ? NaN : fromSpecial(value);
  };
  return [...rows].sort((a, b) => {
    if (order === 'file') return sign * byName.compare(a.file, b.file) || a.index - b.index;
    const [left, right] = [numberOf(a), numberOf(b)];
    if (Number.isNaN(left) || Number.isNaN(right))
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || a.index - b.index;
    return left === right ? a.index - b.index : sign * (left < right ? -1 : 1);
  });
}
