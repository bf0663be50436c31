import type { EChartsOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import type { Limits } from '../benchmark/limits';
import { shortNumber } from './scale';
import { baseOption, logAxis, methodStyle, pointStyle, type ChartTheme } from './theme';
import { besideLegend, type LegendEntry } from './valueLegend';

/** One measured layer: what it computes for each byte it must move, and how fast it did. */
export interface RooflinePoint {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  /** Another way to compute the same: hollow. */
  readonly variant?: boolean;
  /** Floating point operations for each byte read or written once. */
  readonly intensity: number;
  readonly gflops: number;
}

interface RooflineTexts {
  readonly number: (value: number) => string;
  readonly peak: string;
  readonly memory: string;
  readonly cache: string;
}

/** What a layer could reach at most: limited by arithmetic or by the bytes it moves (Williams, Waterman, Patterson 2009, doi:10.1145/1498765.1498785). */
export const attainable = (intensity: number, bandwidthGBs: number, peakGflops: number): number =>
  Math.min(peakGflops, intensity * bandwidthGBs);

/** Share of what the memory and the arithmetic allow; above 1 where the data stay in the cache. */
export const shareOfRoof = ({ intensity, gflops }: RooflinePoint, limits: Limits): number =>
  gflops / attainable(intensity, limits.memoryGBs, limits.peakGflops);

/** Gflop/s over operations per byte, both logarithmic, under the roofs that were measured. */
export function roofline(
  points: readonly RooflinePoint[],
  limits: Limits | null,
  theme: ChartTheme,
  texts: RooflineTexts,
): EChartsOption {
  const intensities = points.map(({ intensity }) => intensity);
  const speeds = points.map(({ gflops }) => gflops);
  // Past the ridge, so that both kinds of limit are in sight.
  const ridge = limits ? [limits.peakGflops / limits.memoryGBs] : [];
  const xMin = Math.min(...intensities, ...ridge) / 2;
  const xMax = Math.max(...intensities, ...ridge) * 4;
  const yMax = Math.max(...speeds, ...(limits ? [limits.peakGflops] : [])) * 4;
  const yMin = Math.min(...speeds) / 2;

  const line = (name: string, from: number, to: number, bandwidth: number, look: 'solid' | 'dashed', width: number) => {
    const peak = limits?.peakGflops ?? 0;
    return {
      type: 'line',
      name,
      silent: true,
      symbol: 'none',
      lineStyle: { color: theme.text2, width, type: look },
      itemStyle: { color: theme.text2 },
      data: [from, to].map((x) => [x, attainable(x, bandwidth, peak)]),
    } satisfies LineSeriesOption;
  };
  /** A slope up to where arithmetic limits, and the level from the first of them on. */
  const roofs = ({ peakGflops, memoryGBs, cacheGBs }: Limits): LineSeriesOption[] => {
    const end = (bandwidth: number): number => Math.max(xMin, Math.min(xMax, peakGflops / bandwidth));
    return [
      line(texts.peak, end(cacheGBs), xMax, Infinity, 'solid', 2.5),
      line(texts.cache, xMin, end(cacheGBs), cacheGBs, 'dashed', 1.5),
      line(texts.memory, xMin, end(memoryGBs), memoryGBs, 'solid', 1.5),
    ];
  };
  const bySpeed = [...points].sort((a, b) => b.gflops - a.gflops);
  const legend: LegendEntry[] = [
    ...(limits ? [texts.peak, texts.cache, texts.memory] : []).map((name) => ({ name, value: '' })),
    ...bySpeed.map(({ name, gflops }) => ({ name, value: texts.number(gflops) })),
  ];
  const scatter = bySpeed.map((point): ScatterSeriesOption => {
    const own = methodStyle(theme, point.id);
    const style = { ...own, hollow: own.hollow || point.variant === true };
    return { ...pointStyle(theme, style), name: point.name, data: [[point.intensity, point.gflops]] };
  });
  return {
    ...baseOption(theme),
    ...besideLegend(legend, theme, 16),
    xAxis: logAxis(theme, xMin, xMax, shortNumber),
    yAxis: logAxis(theme, yMin, yMax, shortNumber),
    series: [...(limits ? roofs(limits) : []), ...scatter],
  };
}
