import type { EChartsOption, SeriesOption, TooltipComponentOption } from 'echarts';
import type { ChartTheme } from '@core/charts';

const listOf = <One>(value: One | readonly One[] | undefined): readonly One[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as One];

/** Whether the chart is curves over one axis: then all values at one place are read together. */
const isCurves = (series: readonly SeriesOption[]): boolean =>
  series.length > 0 && series.every(({ type }) => type === 'line' || type === 'scatter' || type === 'custom');

/**
 * What a chart says under the pointer: at a place of its axis the value of every curve, largest first; on a point, a bar
 * or a dot its name and values. A chart that brings its own keeps it.
 */
export function withTooltip(option: EChartsOption, theme: ChartTheme, locale: string): EChartsOption {
  if (option.tooltip !== undefined) return option;
  const series = listOf(option.series) as readonly SeriesOption[];
  const lines = series.filter(({ type }) => type === 'line');
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 5 });
  const format = (value: unknown): string => {
    const all = (Array.isArray(value) ? value : [value]).filter((one): one is number => typeof one === 'number');
    return all.map((one) => number.format(one).replace('-', '−')).join(' · ');
  };
  const isAxis = lines.length > 1 && isCurves(series);
  const tooltip: TooltipComponentOption = {
    trigger: isAxis ? 'axis' : 'item',
    // Charts in the dock are low: what is said of many curves stands over the pictures above.
    appendTo: 'body',
    position: ([x, y], _params, _element, _rect, { contentSize: [width, height], viewSize }) => [
      Math.max(0, Math.min(x + 14, viewSize[0] - width)),
      y - height - 14,
    ],
    transitionDuration: 0,
    ...(isAxis ? { order: 'valueDesc' as const, axisPointer: { type: 'line', lineStyle: { color: theme.edge } } } : {}),
    backgroundColor: theme.surface,
    borderColor: theme.edge,
    borderWidth: 1,
    padding: [4, 8],
    textStyle: { color: theme.text1, fontFamily: theme.font, fontSize: 11 },
    valueFormatter: (value) => format(value),
  };
  return { ...option, tooltip };
}
