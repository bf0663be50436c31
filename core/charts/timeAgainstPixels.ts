import type { EChartsOption, LineSeriesOption } from 'echarts';
import { freePlaces, isNamed } from './labelPlaces';
import { logSlope } from './scale';
import { axisStyle, baseOption, methodStyle, symbolFill, type ChartTheme } from './theme';

export interface GrowingTime {
  readonly key: string;
  /** Whose hue and glyph it has. */
  readonly id: string;
  readonly name: string;
  /** Another way to compute the same: dotted. */
  readonly variant?: boolean;
  /** Output pixels and median milliseconds, in any order. */
  readonly points: readonly (readonly [pixels: number, ms: number])[];
}

/** With its slope: 1 where time grows as the pixels do. NaN with fewer than two sizes. */
export function withSlopes(lines: readonly GrowingTime[]): (GrowingTime & { readonly slope: number })[] {
  return lines
    .map((line) => ({ ...line, points: [...line.points].sort((a, b) => a[0] - b[0]) }))
    .map((line) => ({ ...line, slope: logSlope(line.points) }));
}

/** Time over output pixels on logarithmic axes, every line named with its slope. */
export function timeAgainstPixels(
  lines: readonly GrowingTime[],
  theme: ChartTheme,
  texts: { readonly number: (value: number) => string; readonly pixels: (value: number) => string },
): EChartsOption {
  const axis = axisStyle(theme);
  const places = freePlaces();
  const all = withSlopes(lines).filter(({ points }) => points.length > 0);
  const pixels = all.flatMap(({ points }) => points.map(([x]) => x));
  const times = all.flatMap(({ points }) => points.map(([, y]) => y));
  const series = all.map((line): LineSeriesOption => {
    const style = methodStyle(theme, line.id);
    return {
      type: 'line',
      name: line.name,
      symbol: style.symbol,
      symbolSize: 8,
      cursor: 'default',
      lineStyle: {
        color: style.colour,
        width: 1.5,
        type: line.variant ? 'dotted' : style.hollow ? 'dashed' : 'solid',
      },
      itemStyle: symbolFill(theme, style),
      data: line.points.map(([x, y]) => [x, y]),
      endLabel: {
        show: isNamed(line.variant, all.length),
        distance: 6,
        color: theme.text1,
        formatter: Number.isNaN(line.slope) ? line.name : `${line.name}  ${texts.number(line.slope)}`,
      },
      labelLayout: places,
      clip: false,
    };
  });
  const log = { type: 'log', ...axis } as const;
  const ends = { showMinLabel: false, showMaxLabel: false };
  return {
    ...baseOption(theme),
    grid: { left: 8, right: 180, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...log,
      min: Math.min(...pixels) / 1.3,
      max: Math.max(...pixels) * 1.1,
      axisLabel: { ...axis.axisLabel, ...ends, formatter: texts.pixels },
    },
    yAxis: {
      ...log,
      min: Math.min(...times) / 1.5,
      max: Math.max(...times) * 1.5,
      axisLabel: { ...axis.axisLabel, ...ends, formatter: (value: number) => String(Number(value.toPrecision(2))) },
    },
    series,
  };
}
