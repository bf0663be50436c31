import type { EChartsOption } from 'echarts';
import { shortNumber } from './scale';
import { barAxes, baseOption, methodStyle, roomAround, type ChartTheme } from './theme';

export interface MethodMemory {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  /** Most bytes in use at once while it ran: input, output, weights and whatever it needs in between. */
  readonly peakBytes: number;
  /** Input, output and weights alone. */
  readonly leastBytes: number;
}

/** Smallest first. */
export const byMemory = (methods: readonly MethodMemory[]): MethodMemory[] =>
  [...methods].sort((a, b) => a.peakBytes - b.peakBytes);

/** Bars of the bytes in use at once, the part that input, output and weights take anyway filled, the rest hollow. */
export function memoryPerMethod(
  methods: readonly MethodMemory[],
  theme: ChartTheme,
  texts: { readonly bytes: (value: number) => string },
): EChartsOption {
  const sorted = byMemory(methods);
  const bar = { type: 'bar', stack: 'bytes', barWidth: 12, cursor: 'default' } as const;
  return {
    ...baseOption(theme),
    grid: roomAround({ left: 8, right: 72, top: 4, bottom: 4 }),
    ...barAxes(
      theme,
      sorted.map(({ name }) => name),
      // The unit stands at the bars.
      (value) => shortNumber(value / 1e6),
    ),
    series: [
      {
        ...bar,
        data: sorted.map(({ id, leastBytes, peakBytes }) => ({
          value: Math.min(leastBytes, peakBytes),
          itemStyle: { color: methodStyle(theme, id).colour },
        })),
      },
      {
        ...bar,
        data: sorted.map(({ id, leastBytes, peakBytes }) => ({
          value: Math.max(0, peakBytes - leastBytes),
          itemStyle: { color: theme.surface, borderColor: methodStyle(theme, id).colour, borderWidth: 1 },
        })),
        label: {
          show: true,
          position: 'right',
          color: theme.text1,
          fontWeight: 600,
          formatter: ({ dataIndex }: { dataIndex: number }) => texts.bytes(sorted[dataIndex]?.peakBytes ?? 0),
        },
      },
    ],
  };
}
