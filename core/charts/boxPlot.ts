import type { EChartsOption } from 'echarts';
import { axisStyle, baseOption, methodStyle, type ChartTheme } from './theme';

interface BoxedMethod {
  readonly id: string;
  readonly name: string;
  /** Finite: minimum, lower quartile, median, upper quartile, maximum. */
  readonly box: readonly [number, number, number, number, number];
  readonly mean: number;
}

/** Values over many pictures: the box holds the middle half, the line is the median, the dot the mean, whiskers all. */
export function boxPlot(methods: readonly BoxedMethod[], theme: ChartTheme): EChartsOption {
  const axis = axisStyle(theme);
  return {
    ...baseOption(theme),
    xAxis: { type: 'value', scale: true, splitNumber: 5, ...axis },
    yAxis: {
      type: 'category',
      inverse: true,
      data: methods.map(({ name }) => name),
      ...axis,
      axisLabel: { ...axis.axisLabel, color: theme.text1, interval: 0 },
      splitLine: { show: false },
    },
    series: [
      {
        type: 'boxplot',
        boxWidth: [8, 14],
        cursor: 'default',
        data: methods.map(({ id, box }) => ({
          value: [...box],
          itemStyle: { color: theme.surface, borderColor: methodStyle(theme, id).colour, borderWidth: 1.5 },
        })),
      },
      {
        type: 'scatter',
        symbolSize: 6,
        cursor: 'default',
        data: methods.map(({ id, mean }, index) => ({
          value: [mean, index],
          itemStyle: { color: methodStyle(theme, id).colour },
        })),
      },
    ],
  };
}
