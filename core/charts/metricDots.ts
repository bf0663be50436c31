import type { EChartsOption, ScatterSeriesOption } from 'echarts';
import { axisStyle, baseOption, methodStyle, symbolFill, roomAround, type ChartTheme } from './theme';

/** One metric's values over the methods. */
interface DotRow {
  readonly title: string;
  readonly better: 'higher' | 'lower';
  readonly values: readonly { readonly key: string; readonly value: number }[];
  readonly text: (value: number) => string;
}

interface DottedMethod {
  readonly key: string;
  readonly id: string;
  readonly name: string;
}

/** Where a value stands between the worst (0) and the best (1) of its row; 1 for all when they are equal. */
export function standing({ values, better }: Pick<DotRow, 'values' | 'better'>, value: number): number {
  const finite = values.map((one) => one.value).filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  if (!Number.isFinite(value)) return value > 0 === (better === 'higher') ? 1 : 0;
  if (high === low) return 1;
  return better === 'higher' ? (value - low) / (high - low) : (high - value) / (high - low);
}

/** A line for each metric from its worst to its best value, every method a dot on it: who is good at what. */
export function metricDots(
  rows: readonly DotRow[],
  methods: readonly DottedMethod[],
  theme: ChartTheme,
): EChartsOption {
  const axis = axisStyle(theme);
  const end = ({ values, better, text }: DotRow, best: boolean): string => {
    const finite = values.map(({ value }) => value).filter((value) => !Number.isNaN(value));
    const wanted = (better === 'higher') === best ? Math.max(...finite) : Math.min(...finite);
    return text(wanted);
  };
  const names = {
    inverse: true,
    ...axis,
    splitLine: { show: true, lineStyle: { color: theme.line } },
    axisLine: { show: false },
  };
  return {
    ...baseOption(theme),
    legend: {
      bottom: 0,
      left: 0,
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 12,
      textStyle: { color: theme.text1, fontSize: 11 },
    },
    grid: roomAround({ left: 8, right: 8, top: 4, bottom: 56 }),
    xAxis: { type: 'value', min: -0.04, max: 1.04, show: false },
    yAxis: [
      {
        ...names,
        type: 'category',
        data: rows.map((row) => `${row.title}   ${end(row, false)}`),
        axisLabel: { ...axis.axisLabel, color: theme.text1, interval: 0 },
      },
      {
        ...names,
        type: 'category',
        position: 'right',
        data: rows.map((row) => end(row, true)),
        splitLine: { show: false },
        axisLabel: { ...axis.axisLabel, color: theme.text1, fontWeight: 600, interval: 0 },
      },
    ],
    series: methods.map((method): ScatterSeriesOption => {
      const style = methodStyle(theme, method.id);
      return {
        type: 'scatter',
        name: method.name,
        symbol: style.symbol,
        symbolSize: 10,
        cursor: 'default',
        itemStyle: symbolFill(theme, style),
        data: rows.flatMap((row, index) => {
          const value = row.values.find(({ key }) => key === method.key)?.value;
          return value === undefined || Number.isNaN(value) ? [] : [[standing(row, value), index]];
        }),
      };
    }),
  };
}
