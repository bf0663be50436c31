import type { EChartsOption, LineSeriesOption } from 'echarts';
import { endLabelRoom, endLabels, FADING, type CurveEnd } from './endLabels';
import { axisStyle, baseOption, methodStyle, roomAround, type ChartTheme } from './theme';

/** How an enlarging kernel treats each frequency along one axis. */
export interface ResponseLine {
  /** Method id. */
  readonly id: string;
  readonly name: string;
  /** Linear, 1 = as it went in; at `frequencies`. */
  readonly gains: readonly number[];
}

/** Smaller gains are drawn at this value. */
const LOWEST_DB = -60;

export const decibelsOf = (gain: number): number => Math.max(LOWEST_DB, 20 * Math.log10(gain));

/** Gain in dB over cycles per output pixel; a dashed line where the frequencies of the small picture end. */
export function kernelResponse(
  frequencies: readonly number[],
  lines: readonly ResponseLine[],
  scale: number,
  theme: ChartTheme,
  texts: { readonly frequency: string },
): EChartsOption {
  const axis = axisStyle(theme);
  const right = frequencies.at(-1) ?? 0.5;
  const ends = lines.map(({ id, name, gains }): CurveEnd => {
    return { name, value: '', style: methodStyle(theme, id), x: right, y: decibelsOf(gains.at(-1) ?? 0) };
  });
  return {
    ...baseOption(theme),
    grid: roomAround({ left: 12, right: endLabelRoom(ends), top: 8, bottom: 22 }),
    xAxis: {
      type: 'value',
      min: 0,
      max: right,
      name: texts.frequency,
      nameLocation: 'middle',
      nameGap: 22,
      nameTextStyle: { color: theme.text2 },
      ...axis,
    },
    yAxis: {
      type: 'value',
      min: LOWEST_DB,
      max: 10,
      ...axis,
      axisLabel: { ...axis.axisLabel, formatter: '{value} dB' },
    },
    series: [
      ...lines.map(({ id, name, gains }, i): LineSeriesOption => {
        const { colour } = methodStyle(theme, id);
        return {
          type: 'line',
          name,
          showSymbol: false,
          ...FADING,
          lineStyle: { color: colour, width: i === 0 ? 2.5 : 1.5, type: i === 0 ? 'solid' : 'dashed' },
          itemStyle: { color: colour },
          data: frequencies.map((frequency, at) => [frequency, decibelsOf(gains[at] ?? 0)]),
        };
      }),
      {
        type: 'line',
        name: '',
        showSymbol: false,
        silent: true,
        lineStyle: { color: theme.text2, width: 1, type: 'dashed' },
        data: [
          [1 / (2 * scale), LOWEST_DB],
          [1 / (2 * scale), 10],
        ],
      },
      ...endLabels(ends, right, theme),
    ],
  };
}
