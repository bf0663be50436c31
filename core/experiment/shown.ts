import type { Language } from '../messages';
import type { Metric } from '../metrics/metric';
import { metrics, RANKING_METRICS } from '../metrics/registry';
import { maskLook } from '../segmentation/look';
import { RANKING_MASK_METRICS } from '../segmentation/registry';
import { fixedDecimal, roundDecimal } from '../tensor/decimal';
import type { NumberOrSpecial } from './schema';
import { fromSpecial } from './special';

/** How a metric is shown in tables of every kind: window, text, CSV, Markdown, LaTeX and HTML. */
interface MetricLook {
  readonly title: string;
  /** Undefined: the unit of the result itself. */
  readonly unit?: string | undefined;
  readonly decimals: number;
  /** 100 for shares that are shown in per cent. */
  readonly factor: number;
  /** Place in the order of tables. */
  readonly rank: number;
}

/** What is shown of a metric that this version does not know. */
const UNKNOWN_DECIMALS = 3;
const UNKNOWN_RANK = 1000;
const MASK_RANK = 100;

export function lookOf(id: string, names?: readonly string[], language: Language = 'en'): MetricLook {
  const mask = maskLook(id, names);
  if (mask !== undefined) {
    const { title, unit, decimals, factor, rank } = mask;
    return { title: title[language], unit, decimals, factor, rank: MASK_RANK + rank };
  }
  const picture: Metric | undefined = metrics.find((metric) => metric.id === id);
  if (picture !== undefined) {
    const { title, shortTitle = title, decimals, order } = picture;
    return { title: shortTitle[language], decimals, factor: 1, rank: order };
  }
  return { title: id, decimals: UNKNOWN_DECIMALS, factor: 1, rank: UNKNOWN_RANK };
}

const RANKING: readonly string[] = [...RANKING_MASK_METRICS, ...RANKING_METRICS];

/** The metric that puts methods in order, of those that were measured; the first where none of them says that it does. */
export function leadingMetric<Measured extends { readonly id: string }>(
  measured: readonly Measured[],
): Measured | undefined {
  for (const id of RANKING) {
    const found = measured.find((metric) => metric.id === id);
    if (found) return found;
  }
  return measured[0];
}

/** The value as it is shown, as a number: what is equal here is a tie everywhere. Infinities and NaN stay. */
export function shownValue(id: string, value: NumberOrSpecial): number {
  const { decimals, factor } = lookOf(id);
  return roundDecimal(fromSpecial(value) * factor, decimals);
}

/** `28.35`, `∞`, `–` for what is not a number or not there; the minus is a real one. */
export function formatMetric(id: string, value: NumberOrSpecial | null): string {
  const { decimals, factor } = lookOf(id);
  return formatFixed(fromSpecial(value ?? 'NaN') * factor, decimals);
}

/** The same with its sign: `+0.12`, `−0.29`, `0.00`. */
export function formatSignedMetric(id: string, value: NumberOrSpecial | null): string {
  const text = formatMetric(id, value);
  return value !== null && shownValue(id, value) > 0 ? `+${text}` : text;
}

export function formatFixed(value: number, decimals: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return fixedDecimal(value, decimals).replace('-', '−');
}

interface Judged {
  readonly id: string;
  readonly better: 'higher' | 'lower';
  readonly value: NumberOrSpecial;
}

/** The best of values as they are shown; undefined where there is none. Values that are not numbers take no part. */
export function bestShown(values: readonly Judged[]): number | undefined {
  let best: number | undefined;
  for (const { id, better, value } of values) {
    const shown = shownValue(id, value);
    if (Number.isNaN(shown)) continue;
    if (best === undefined || (better === 'higher' ? shown > best : shown < best)) best = shown;
  }
  return best;
}
