import type { EChartsOption, LineSeriesOption } from 'echarts';
import { endLabelRoom, endLabels, FADING, type CurveEnd } from './endLabels';
import { logSlope, shortNumber } from './scale';
import { baseOption, logAxis, methodStyle, symbolFill, roomAround, type ChartTheme } from './theme';

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

/** Time over output pixels on logarithmic axes, the lines named with their slopes in the order of their last time. */
export function timeAgainstPixels(
  lines: readonly GrowingTime[],
  theme: ChartTheme,
  texts: { readonly number: (value: number) => string; readonly pixels: (value: number) => string },
): EChartsOption {
  const all = withSlopes(lines).filter(({ points }) => points.length > 0);
  const pixels = all.flatMap(({ points }) => points.map(([x]) => x));
  const times = all.flatMap(({ points }) => points.map(([, y]) => y));
  const ends: CurveEnd[] = [];
  const series = all.map((line): LineSeriesOption => {
    const own = methodStyle(theme, line.id);
    const style = { ...own, hollow: own.hollow || line.variant === true };
    const [x = 0, y = 0] = line.points.at(-1) ?? [];
    ends.push({ name: line.name, value: Number.isNaN(line.slope) ? '' : texts.number(line.slope), style, x, y });
    return {
      type: 'line',
      name: line.name,
      ...FADING,
      symbol: style.symbol,
      symbolSize: 8,
      cursor: 'default',
      lineStyle: {
        color: style.colour,
        width: 1.5,
        type: line.variant ? 'dotted' : own.hollow ? 'dashed' : 'solid',
      },
      itemStyle: symbolFill(theme, style),
      data: line.points.map(([x, y]) => [x, y]),
      clip: false,
    };
  });
  const right = Math.max(...pixels) * 1.1;
  return {
    ...baseOption(theme),
    grid: roomAround({ left: 8, right: endLabelRoom(ends), top: 12, bottom: 4 }),
    xAxis: logAxis(theme, Math.min(...pixels) / 1.3, right, texts.pixels),
    yAxis: logAxis(theme, Math.min(...times) / 1.5, Math.max(...times) * 1.5, shortNumber),
    series: [...series, ...endLabels(ends, right, theme)],
  };
}
