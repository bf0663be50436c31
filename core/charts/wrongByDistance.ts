import type { EChartsOption, LineSeriesOption } from 'echarts';
import { axisStyle, baseOption, lineOfUse, type ChartTheme } from './theme';
import { besideLegend, type LegendEntry } from './valueLegend';

/** One method's wrong pixels by their distance from the nearest boundary of the truth. */
interface WrongPixels {
  readonly id: string;
  /** Unique in the chart. */
  readonly name: string;
  /** Which use of its method it is, from 0: the second is dotted, further ones dashed. */
  readonly repeat: number;
  readonly pixels: readonly number[];
  readonly wrong: readonly number[];
}

/** Where the order of the legend is read. */
const READ_AT = 1;
const MOST = 16;

/** Distances that are worth drawing: up to one behind the last at which any method is wrong. */
export function shownDistance(lines: readonly Pick<WrongPixels, 'wrong'>[]): number {
  const last = Math.max(0, ...lines.map(({ wrong }) => wrong.findLastIndex((count) => count > 0)));
  return Math.min(MOST, Math.max(5, last + 1));
}

/** Share of wrong pixels in per cent over the distance in pixels; the last point of the axis is the last drawn. */
export function wrongByDistance(
  lines: readonly WrongPixels[],
  theme: ChartTheme,
  texts: { readonly number: (value: number) => string },
): EChartsOption {
  const axis = axisStyle(theme);
  const end = shownDistance(lines);
  const share = ({ pixels, wrong }: WrongPixels, at: number): number =>
    (pixels[at] ?? 0) === 0 ? NaN : (100 * (wrong[at] ?? 0)) / pixels[at]!;
  const rank = (line: WrongPixels): number => share(line, READ_AT) || 0;
  const ordered = [...lines].sort((a, b) => rank(b) - rank(a));
  const legend = ordered.map((line): LegendEntry => ({ name: line.name, value: `${texts.number(rank(line))} %` }));
  return {
    ...baseOption(theme),
    ...besideLegend(legend, theme, 10),
    xAxis: { type: 'value', min: 0, max: end, minInterval: 1, ...axis, splitLine: { show: false } },
    yAxis: { type: 'value', min: 0, ...axis },
    series: ordered.map((line): LineSeriesOption => ({
      ...lineOfUse(theme, line),
      data: Array.from({ length: end + 1 }, (_, at) => [at, share(line, at)]),
      ...(line === ordered[0]
        ? {
            markLine: {
              silent: true,
              symbol: 'none',
              label: { show: false },
              lineStyle: { color: theme.edge, type: 'solid', width: 1 },
              data: [{ xAxis: READ_AT }],
            },
          }
        : {}),
    })),
  };
}
