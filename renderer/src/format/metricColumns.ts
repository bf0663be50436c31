import { fromSpecial, type MethodResult, type MetricResult } from '@core/experiment/schema';
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

const NAMES: Readonly<
  Record<
    string,
    { readonly title: string; readonly decimals: number; readonly hidden?: boolean; readonly optional?: boolean }
  >
> = {
  psnr: { title: 'PSNR', decimals: 2 },
  'psnr-y': { title: 'PSNR-Y', decimals: 2 },
  ssim: { title: 'SSIM', decimals: 4 },
  'ssim-y': { title: 'SSIM-Y', decimals: 4 },
  mae: { title: 'MAE', decimals: 2, optional: true },
  mse: { title: 'MSE', decimals: 2, hidden: true },
  'max-error': { title: 'Max', decimals: 0, hidden: true },
  'ms-ssim': { title: 'MS-SSIM', decimals: 4 },
  gmsd: { title: 'GMSD', decimals: 4 },
  flip: { title: 'FLIP', decimals: 4 },
  ssimulacra2: { title: 'SSIMULACRA 2', decimals: 2 },
};

export function metricOf(result: MethodResult, id: string, region: Region): MetricResult | undefined {
  return result.metrics.find((metric) => metric.id === id && metric.region === region);
}

/** One column per metric of these results, in their order; ids this page does not know get a plain column. */
export function metricColumns(results: readonly MethodResult[], region: Region, dbDecimals: number): Column[] {
  const seen = new Map<string, MetricResult>();
  for (const { metrics } of results) {
    for (const metric of metrics) if (metric.region === region && !seen.has(metric.id)) seen.set(metric.id, metric);
  }
  return [...seen.values()]
    .filter(({ id }) => NAMES[id]?.hidden !== true)
    .map(({ id, unit, better }): Column => {
      const known = NAMES[id];
      return {
        id,
        title: known?.title ?? titleOf(id),
        unit,
        better,
        decimals: (known?.decimals ?? 2) + (dbDecimals - 2),
        ...(known?.optional ? { optional: true } : {}),
        valueOf: (result) => {
          const metric = metricOf(result, id, region);
          return metric ? fromSpecial(metric.value) : null;
        },
      };
    });
}

/** "PSNR-Y"; an id this page does not know as words. */
export const metricTitle = (id: string): string => NAMES[id]?.title ?? titleOf(id);

export const metricDecimals = (id: string): number => NAMES[id]?.decimals ?? 3;

const titleOf = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ');

/** The metric that ranks: luma where there is colour. */
export function primaryMetric(columns: readonly Column[]): Column | null {
  return columns.find(({ id }) => id === 'psnr-y') ?? columns.find(({ id }) => id === 'psnr') ?? columns[0] ?? null;
}

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
