import type { EChartsOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import type { Limits } from '../benchmark/limits';
import { freePlaces, isNamed } from './labelPlaces';
import { shortNumber } from './scale';
import { axisStyle, baseOption, methodStyle, onGround, pointStyle, type ChartTheme } from './theme';

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

export interface RooflineTexts {
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
  const axis = axisStyle(theme);
  const places = freePlaces();
  const intensities = points.map(({ intensity }) => intensity);
  const speeds = points.map(({ gflops }) => gflops);
  // Past the ridge, so that both kinds of limit are in sight.
  const ridge = limits ? [limits.peakGflops / limits.memoryGBs] : [];
  const xMin = Math.min(...intensities, ...ridge) / 2;
  const xMax = Math.max(...intensities, ...ridge) * 4;
  const yMax = Math.max(...speeds, ...(limits ? [limits.peakGflops] : [])) * 4;
  const yMin = Math.min(...speeds) / 2;

  const roof = (bandwidth: number, peakGflops: number, dashed: boolean): LineSeriesOption => ({
    type: 'line',
    silent: true,
    symbol: 'none',
    lineStyle: { color: theme.text2, width: 1.5, type: dashed ? 'dashed' : 'solid' },
    data: [xMin, peakGflops / bandwidth, xMax]
      .filter((x, i) => i !== 1 || (x > xMin && x < xMax))
      .map((x) => [x, attainable(x, bandwidth, peakGflops)]),
  });
  const word = (text: string, x: number, y: number, position: 'right' | 'left'): ScatterSeriesOption => ({
    type: 'scatter',
    silent: true,
    symbolSize: 1,
    // A symbol's opacity is its name's, too.
    itemStyle: { color: 'transparent', opacity: 1 },
    data: [[x, y]],
    label: { show: true, position, formatter: text, color: theme.text2 },
    labelLayout: places,
  });
  const roofs = ({ peakGflops, memoryGBs, cacheGBs }: Limits) => {
    // Just inside the chart; the memory's name under its line, the cache's over its own.
    const start = xMin * 1.1;
    return [
      roof(memoryGBs, peakGflops, false),
      roof(cacheGBs, peakGflops, true),
      word(texts.peak, xMax, peakGflops * 1.7, 'left'),
      word(texts.memory, start, attainable(start, memoryGBs, peakGflops) / 2, 'right'),
      word(texts.cache, start, attainable(start, cacheGBs, peakGflops) * 2.2, 'right'),
    ];
  };
  const scatter = points.map((point): ScatterSeriesOption => {
    const own = methodStyle(theme, point.id);
    const style = { ...own, hollow: own.hollow || point.variant === true };
    const share = Math.log(point.intensity / xMin) / Math.log(xMax / xMin);
    return {
      ...pointStyle(theme, style),
      name: point.name,
      data: [[point.intensity, point.gflops]],
      label: {
        show: isNamed(point.variant, points.length),
        position: share > 0.6 ? 'left' : 'right',
        ...onGround(theme),
        color: theme.text1,
        formatter: `${point.name}  ${texts.number(point.gflops)}`,
      },
      labelLayout: places,
    };
  });
  const log = { type: 'log', ...axis } as const;
  const label = { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false, formatter: shortNumber };
  return {
    ...baseOption(theme),
    grid: { left: 8, right: 20, top: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...log, min: xMin, max: xMax, axisLabel: label },
    yAxis: { ...log, min: yMin, max: yMax, axisLabel: label },
    series: [...(limits ? roofs(limits) : []), ...scatter],
  };
}
