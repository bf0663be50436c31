import type { MethodResult, MetricResult } from '@core/experiment/schema';
import { fromSpecial } from '@core/experiment/special';
import { leadingMetric, lookOf } from '@core/experiment/shown';
import type { Metric } from '@core/metrics/metric';
import { metrics } from '@core/metrics/registry';
import { roundTo } from './numbers';

export type Region = 'full' | 'interior';

/** A column of the metrics table. */
export interface Column {
  readonly id: string;
  /** "PSNR-Y" */
  readonly title: string;
  /** "dB" */
  readonly unit: string;
  readonly better: 'higher' | 'lower' | null;
  readonly decimals: number;
  /** Null where the method has no such value. */
  readonly valueOf: (result: MethodResult) => number | null;
  /** Goes first where room is short. */
  readonly optional?: boolean;
}

const descriptorOf = (id: string): Metric | undefined => metrics.find((metric) => metric.id === id);

export function metricOf(result: MethodResult, id: string, region: Region): MetricResult | undefined {
  return result.metrics.find((metric) => metric.id === id && metric.region === region);
}

/**
 * One column per metric of these results, in the order of every table.
 * @param named metrics that were asked for by name: they have columns, whatever they are
 */
export function metricColumns(
  results: readonly MethodResult[],
  region: Region,
  dbDecimals: number,
  named: readonly string[] = [],
): Column[] {
  const seen = new Map<string, MetricResult>();
  for (const { metrics } of results) {
    for (const metric of metrics) if (metric.region === region && !seen.has(metric.id)) seen.set(metric.id, metric);
  }
  return [...seen.values()]
    .filter(({ id }) => named.includes(id) || descriptorOf(id)?.column !== 'left-out')
    .map((metric) => ({ ...metric, look: lookOf(metric.id) }))
    .sort((a, b) => a.look.rank - b.look.rank)
    .map(({ id, unit, better, look }): Column => {
      return {
        id,
        title: look.title,
        unit: look.unit ?? unit,
        better,
        decimals: look.decimals + (dbDecimals - 2),
        ...(descriptorOf(id)?.column === 'where-there-is-room' ? { optional: true } : {}),
        valueOf: (result) => {
          const metric = metricOf(result, id, region);
          return metric ? fromSpecial(metric.value) * look.factor : null;
        },
      };
    });
}

export const metricDecimals = (id: string): number => lookOf(id).decimals;

/** The metric that ranks. */
export const primaryMetric = (columns: readonly Column[]): Column | null => leadingMetric(columns) ?? null;

/** Best value of a column as shown, over the methods that count; null when there is none. */
export function bestOf(column: Column, results: readonly MethodResult[]): number | null {
  if (column.better === null) return null;
  let best: number | null = null;
  for (const result of results) {
    if (result.excludedFromBest) continue;
    const value = column.valueOf(result);
    if (value === null || Number.isNaN(value)) continue;
    const shown = roundTo(value, column.decimals);
    if (best === null || (column.better === 'higher' ? shown > best : shown < best)) best = shown;
  }
  return best;
}

/** Whether the value, as shown, is the best: ties share. */
export function isBest(column: Column, result: MethodResult, best: number | null): boolean {
  if (best === null || result.excludedFromBest) return false;
  const value = column.valueOf(result);
  return value !== null && roundTo(value, column.decimals) === best;
}

/**
 * How far a value is from the best, both as shown. `best`: equal as shown. `apart`: there is no distance, since one of them
 * is infinite; the value itself is then shown.
 */
export function distanceToBest(
  value: number,
  best: number,
  decimals: number,
): { readonly kind: 'best' | 'apart' } | { readonly kind: 'behind'; readonly by: number } {
  const shown = roundTo(value, decimals);
  if (shown === best) return { kind: 'best' };
  const by = roundTo(shown - best, decimals);
  return Number.isFinite(by) ? { kind: 'behind', by } : { kind: 'apart' };
}
