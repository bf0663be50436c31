import { bestShown, leadingMetric, lookOf, shownValue } from '../experiment/shown';
import { significantDecimal } from '../tensor/decimal';
import type { ImageResult, MethodResult, MetricResult } from '../experiment/schema';
import { fromSpecial } from '../experiment/special';
import type { Language } from '../messages';

/** What every face of a result table needs: columns, formatted values, which are best. */

export interface Column {
  readonly id: string;
  readonly region: MetricResult['region'];
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly title: string;
}

export const metricTitle = (id: string, language?: Language): string => lookOf(id, undefined, language).title;

/** The metrics of one region that at least one method has, in reading order. */
export function columnsOf(
  image: ImageResult,
  region: MetricResult['region'] = 'full',
  language: Language = 'en',
): Column[] {
  const found = new Map<string, Column & { readonly rank: number }>();
  for (const method of image.methods) {
    for (const metric of method.metrics) {
      if (metric.region !== region || found.has(metric.id)) continue;
      const { title, unit = metric.unit, rank } = lookOf(metric.id, image.masks?.names, language);
      found.set(metric.id, { id: metric.id, region, unit, better: metric.better, title, rank });
    }
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank);
}

export function metricOf(method: MethodResult, column: Pick<Column, 'id' | 'region'>): MetricResult | undefined {
  return method.metrics.find((metric) => metric.id === column.id && metric.region === column.region);
}

/** Keys of the methods whose shown value is best in a column; ties as shown share, methods left out of "best" never win. */
export function bestKeys(image: ImageResult, column: Pick<Column, 'id' | 'region' | 'better'>): ReadonlySet<string> {
  const judged = image.methods.flatMap((method) => {
    const metric = metricOf(method, column);
    return method.excludedFromBest !== undefined || metric === undefined ? [] : [{ key: method.key, ...metric }];
  });
  const best = bestShown(judged.map(({ value }) => ({ id: column.id, better: column.better, value })));
  return new Set(judged.filter(({ value }) => shownValue(column.id, value) === best).map(({ key }) => key));
}

/** Methods from best to worst by the first quality metric they share (PSNR-Y for colour, PSNR for grey); methods without it last. */
export function ranked(image: ImageResult, language?: Language): { methods: MethodResult[]; by: Column | null } {
  const columns = columnsOf(image, 'full', language);
  const by = leadingMetric(columns) ?? null;
  if (by === null) return { methods: [...image.methods], by };
  const value = (method: MethodResult) => {
    const metric = metricOf(method, by);
    const number = metric === undefined ? NaN : fromSpecial(metric.value);
    const score = Number.isNaN(number) ? -Infinity : by.better === 'higher' ? number : -number;
    return score;
  };
  const methods = [...image.methods].sort((a, b) => {
    const left = value(a);
    const right = value(b);
    return left === right ? 0 : right - left;
  });
  return { methods, by };
}

/** `1.23`, `0.004`, `12 300` -> three significant digits for times and counts with SI prefixes. */
export function formatCount(value: number): string {
  if (value === 0) return '0';
  const units: readonly (readonly [number, string])[] = [
    [1e12, ' T'],
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ];
  for (const [size, unit] of units) if (Math.abs(value) >= size) return `${significant(value / size)}${unit}`;
  // A count below a thousand is whole as it stands: 48, not 48.0.
  return Number.isInteger(value) ? String(value) : significant(value);
}

/** A value as text, or a dash where there is none. */
export const orDash = (value: number | null, format: (value: number) => string): string =>
  value === null ? '–' : format(value);

export function significant(value: number, digits = 3): string {
  return Number.isFinite(value) ? significantDecimal(value, digits) : '–';
}

/** Parameters a reader needs to tell two uses of a method apart: `kernelSize=4 stride=2 ...`. */
export function parameterText(method: MethodResult): string {
  return Object.entries(method.parameters)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}
