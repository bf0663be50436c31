import type { CustomSeriesOption, EChartsOption } from 'echarts';
import { barAxes, baseOption, methodStyle, type ChartTheme } from './theme';

export interface TimedMethod {
  readonly key: string;
  readonly id: string;
  /** In the reader's language. */
  readonly name: string;
  readonly medianMs: number;
  readonly madMs: number;
  /** Not the first of its kind: hatched, since it shares the hue. */
  readonly repeated?: boolean;
}

export interface TimeTexts {
  /** "0.94" */
  readonly number: (value: number) => string;
}

/** Fastest first. */
export function byTime(methods: readonly TimedMethod[]): TimedMethod[] {
  return [...methods].sort((a, b) => a.medianMs - b.medianMs);
}

/** A box over the end of each bar from median - MAD to median + MAD, and the median in figures beyond both. */
function spreadSeries(methods: readonly TimedMethod[], theme: ChartTheme, texts: TimeTexts): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    z: 3,
    encode: { x: [0, 1], y: 2 },
    data: methods.map(({ medianMs, madMs }, index) => [Math.max(0, medianMs - madMs), medianMs + madMs, index]),
    renderItem: (_params, api) => {
      const row = Number(api.value(2));
      const [left = 0, y = 0] = api.coord([api.value(0), row]);
      const [right = 0] = api.coord([api.value(1), row]);
      const text = texts.number(methods[row]?.medianMs ?? 0);
      return {
        type: 'group',
        children: [
          {
            type: 'rect',
            shape: { x: left, y: y - 3, width: Math.max(1, right - left), height: 6 },
            style: { fill: theme.surface, stroke: theme.text1, lineWidth: 1 },
          },
          {
            type: 'text',
            style: {
              text,
              x: right + 12,
              y,
              verticalAlign: 'middle',
              fill: theme.text1,
              font: `600 11px ${theme.font}`,
            },
          },
        ],
      };
    },
  };
}

/** Bars of the median time in milliseconds from zero, fastest on top, with the median absolute deviation. */
export function timePerMethod(methods: readonly TimedMethod[], theme: ChartTheme, texts: TimeTexts): EChartsOption {
  const sorted = byTime(methods);
  return {
    ...baseOption(theme),
    grid: { left: 8, right: 48, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    ...barAxes(
      theme,
      sorted.map(({ name }) => name),
      String,
    ),
    series: [
      {
        type: 'bar',
        barWidth: 12,
        cursor: 'default',
        data: sorted.map(({ id, medianMs, repeated }) => ({
          value: medianMs,
          itemStyle: {
            color: methodStyle(theme, id).colour,
            ...(repeated
              ? {
                  decal: {
                    symbol: 'rect',
                    dashArrayX: [1, 0],
                    dashArrayY: [2, 3],
                    rotation: -Math.PI / 4,
                    color: theme.surface,
                  },
                }
              : {}),
          },
        })),
      },
      spreadSeries(sorted, theme, texts),
    ],
  };
}
