import type { CustomSeriesOption, EChartsOption } from 'echarts';
import { barAxes, baseOption, methodStyle, roomAround, type ChartTheme } from './theme';

export interface TimedMethod {
  readonly key: string;
  readonly id: string;
  /** In the reader's language. */
  readonly name: string;
  readonly medianMs: number;
  readonly madMs: number;
  /** Every sample. */
  readonly timesMs?: readonly number[] | undefined;
  /** Not the first of its kind: hatched, since it shares the hue. */
  readonly repeated?: boolean;
}

interface TimeTexts {
  /** "0.94" */
  readonly number: (value: number) => string;
}

/** Fastest first. */
export function byTime(methods: readonly TimedMethod[]): TimedMethod[] {
  return [...methods].sort((a, b) => a.medianMs - b.medianMs);
}

/** Room under a bar that dots of samples need. */
const DOTS = 22;

/**
 * A box over the end of each bar from median - MAD to median + MAD, the median in figures beyond both, and below every
 * sample as a dot. One that is far slower than all medians stands at the edge: it must not make the bars short.
 */
function spreadSeries(methods: readonly TimedMethod[], theme: ChartTheme, texts: TimeTexts): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    z: 3,
    encode: { x: [0, 1], y: 2 },
    data: methods.map(({ medianMs, madMs }, index) => [Math.max(0, medianMs - madMs), medianMs + madMs, index]),
    renderItem: ({ coordSys }, api) => {
      const { x: from = 0, width = 0 } = coordSys as { readonly x?: number; readonly width?: number };
      const row = Number(api.value(2));
      const [left = 0, y = 0] = api.coord([api.value(0), row]);
      const [right = 0] = api.coord([api.value(1), row]);
      const text = texts.number(methods[row]?.medianMs ?? 0);
      const [, height = 0] = api.size?.([0, 1]) as number[];
      const dots = height < DOTS ? [] : (methods[row]?.timesMs ?? []);
      return {
        type: 'group',
        children: [
          ...dots.map((time) => ({
            type: 'circle' as const,
            shape: { cx: Math.min(from + width, api.coord([time, row])[0] ?? 0), cy: y + 9, r: 1.5 },
            style: { fill: theme.text3, opacity: 0.7 },
          })),
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
    grid: roomAround({ left: 8, right: 48, top: 4, bottom: 4 }),
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
