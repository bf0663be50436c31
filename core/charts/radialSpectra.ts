import type { EChartsOption, LineSeriesOption } from 'echarts';
import { endLabelRoom, endLabels, FADING, type CurveEnd } from './endLabels';
import { axisStyle, baseOption, methodStyle, roomAround, type ChartTheme } from './theme';

/** Mean power per frequency of one picture. */
export interface RadialLine {
  /** Method id, or `reference`. */
  readonly id: string;
  readonly name: string;
  /** Cycles per pixel, rising, up to sqrt(1/2). */
  readonly radius: readonly number[];
  readonly decibels: readonly number[];
}

/** Power in dB over the frequency; the reference in ink and thicker, lines labelled at their ends. */
export function radialSpectra(
  lines: readonly RadialLine[],
  theme: ChartTheme,
  texts: { readonly frequency: string },
): EChartsOption {
  const axis = axisStyle(theme);
  const right = 0.75;
  const ends = lines.flatMap(({ id, name, radius, decibels }): CurveEnd[] => {
    const isReference = id === 'reference';
    const style = isReference ? { ...theme.other, colour: theme.text1 } : methodStyle(theme, id);
    const [x, y] = [radius.at(-1), decibels.at(-1)];
    return x === undefined || y === undefined || !Number.isFinite(y)
      ? []
      : [{ name, value: '', style, hasGlyph: !isReference, x, y }];
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
    yAxis: { type: 'value', scale: true, ...axis, axisLabel: { ...axis.axisLabel, formatter: '{value} dB' } },
    series: [
      ...lines.map(({ id, name, radius, decibels }): LineSeriesOption => {
        const isReference = id === 'reference';
        const style = methodStyle(theme, id);
        const colour = isReference ? theme.text1 : style.colour;
        return {
          type: 'line' as const,
          name,
          showSymbol: false,
          ...FADING,
          lineStyle: { color: colour, width: isReference ? 2.5 : 1.5, type: style.hollow ? 'dashed' : 'solid' },
          itemStyle: { color: colour },
          // The mean was taken away, so the ring around 0 says nothing.
          data: radius.map((r, i) => [r, decibels[i] ?? NaN]).slice(1),
        };
      }),
      ...endLabels(ends, right, theme),
    ],
  };
}
