import type { EChartsOption, LineSeriesOption } from 'echarts';
import { axisStyle, baseOption, lineOfUse, type ChartTheme } from './theme';
import { besideLegend, type LegendEntry } from './valueLegend';

/** How sure one method's scores are, by bins of confidence. */
export interface Reliability {
  readonly id: string;
  /** Unique in the chart. */
  readonly name: string;
  /** Which use of its method it is, from 0. */
  readonly repeat: number;
  readonly bins: readonly { readonly pixels: number; readonly right: number; readonly confidence: number }[];
  /** Expected calibration error, 0..1. */
  readonly error: number;
}

/** Mean confidence and share of right pixels of a bin, in per cent; null for an empty one. */
function binPoint({ pixels, right, confidence }: Reliability['bins'][number]): [number, number] | null {
  return pixels === 0 ? null : [(100 * confidence) / pixels, (100 * right) / pixels];
}

/** A reliability diagram: right pixels over confidence; on the diagonal, scores are as sure as they are right. */
export function reliability(
  lines: readonly Reliability[],
  theme: ChartTheme,
  texts: { readonly number: (value: number) => string; readonly ideal: string },
): EChartsOption {
  const ordered = [...lines].sort((a, b) => a.error - b.error);
  const ideal: LegendEntry = { name: texts.ideal, value: '' };
  const legend = [...ordered.map(({ name, error }): LegendEntry => ({ name, value: texts.number(error) })), ideal];
  const axis = { type: 'value', min: 0, max: 100, interval: 25, ...axisStyle(theme) } as const;
  return {
    ...baseOption(theme),
    ...besideLegend(legend, theme, 10),
    xAxis: { ...axis, splitLine: { show: false } },
    yAxis: axis,
    series: [
      ...ordered.map((line): LineSeriesOption => ({
        ...lineOfUse(theme, line),
        data: line.bins.flatMap((bin) => {
          const point = binPoint(bin);
          return point ? [point] : [];
        }),
      })),
      {
        type: 'line',
        name: texts.ideal,
        symbol: 'none',
        silent: true,
        lineStyle: { color: theme.text3, width: 1, type: 'dashed' },
        itemStyle: { color: theme.text3 },
        data: [
          [0, 0],
          [100, 100],
        ],
      },
    ],
  };
}
