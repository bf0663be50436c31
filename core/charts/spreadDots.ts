import type { CustomSeriesOption, EChartsOption, ScatterSeriesOption } from 'echarts';
import { looseRange, shortNumber } from './scale';
import { axisStyle, baseOption, methodStyle, symbolFill, type ChartTheme } from './theme';

interface SpreadMethod {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  /** One value for each picture. */
  readonly values: readonly number[];
}

interface Spread extends SpreadMethod {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Mean, least and largest of every method's finite values, the best first; methods without any are left out. */
export function spreadOf(methods: readonly SpreadMethod[], better: 'higher' | 'lower'): Spread[] {
  const spreads = methods.flatMap((method): Spread[] => {
    const values = method.values.filter((value) => Number.isFinite(value));
    if (values.length === 0) return [];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [{ ...method, values, mean, low: Math.min(...values), high: Math.max(...values) }];
  });
  return spreads.sort((a, b) => (better === 'higher' ? b.mean - a.mean : a.mean - b.mean));
}

/** A thin line from the least to the largest value of each method. */
function ranges(spreads: readonly Spread[], theme: ChartTheme): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    encode: { x: [0, 1], y: 2 },
    data: spreads.map(({ low, high }, row) => [low, high, row]),
    renderItem: (_params, api) => {
      const row = Number(api.value(2));
      const [x1 = 0, y = 0] = api.coord([api.value(0), row]);
      const [x2 = 0] = api.coord([api.value(1), row]);
      return {
        type: 'line',
        shape: { x1, y1: y, x2, y2: y },
        style: { stroke: theme.edge, lineWidth: 1 },
      };
    },
  };
}

/**
 * One row for each method: its mean as the method's glyph, every picture a small dot and the range a line when there
 * are several. The means stand in a column of their own at the right, where no range crosses them out. The axis does not begin at zero: decibels have no zero worth showing.
 */
export function spreadDots(
  methods: readonly SpreadMethod[],
  better: 'higher' | 'lower',
  theme: ChartTheme,
  texts: { readonly number: (value: number) => string },
): EChartsOption {
  const spreads = spreadOf(methods, better);
  const axis = axisStyle(theme);
  const { min, max } = looseRange(spreads.flatMap(({ values }) => values));
  const means = spreads.map((spread, row): ScatterSeriesOption => {
    const style = methodStyle(theme, spread.id);
    return {
      type: 'scatter',
      name: spread.name,
      symbol: style.symbol,
      symbolSize: 10,
      cursor: 'default',
      z: 4,
      itemStyle: symbolFill(theme, style),
      data: [[spread.mean, row]],
    };
  });
  const rows = {
    type: 'category' as const,
    inverse: true,
    ...axis,
    axisLabel: { ...axis.axisLabel, color: theme.text1, interval: 0 },
  };
  const single: ScatterSeriesOption = {
    type: 'scatter',
    silent: true,
    symbol: 'circle',
    symbolSize: 4,
    z: 3,
    itemStyle: { color: theme.text3, opacity: 0.7 },
    data: spreads.flatMap(({ values }, row) => (values.length > 1 ? values.map((value) => [value, row]) : [])),
  };
  return {
    ...baseOption(theme),
    xAxis: {
      type: 'value',
      min,
      max,
      splitNumber: 4,
      ...axis,
      axisLine: { show: false },
      axisLabel: { ...axis.axisLabel, formatter: shortNumber },
    },
    yAxis: [
      { ...rows, data: spreads.map(({ name }) => name) },
      {
        ...rows,
        position: 'right',
        data: spreads.map(({ mean }) => texts.number(mean)),
        axisLine: { show: false },
        splitLine: { show: false },
        axisLabel: { ...rows.axisLabel, fontWeight: 600 },
      },
    ],
    series: [ranges(spreads, theme), single, ...means],
  };
}
