import type { EChartsOption, LineSeriesOption } from 'echarts';
import { endLabelRoom, endLabels, FADING, type CurveEnd } from './endLabels';
import { looseRange, shortNumber } from './scale';
import { axisStyle, baseOption, methodStyle, symbolFill, roomAround, type ChartTheme } from './theme';

export interface SweptKernel {
  readonly id: string;
  /** In the reader's language. */
  readonly name: string;
  /** Null for a method whose kernel does not grow: a level to compare with. */
  readonly kernelSize: number | null;
  readonly quality: number;
  /** No other has more quality for at most as many multiply-adds. */
  readonly pareto: boolean;
}

/** The kernels by method, in the order of their first appearance, each list from small to large. */
export function families(kernels: readonly SweptKernel[]): Map<string, SweptKernel[]> {
  const byId = new Map<string, SweptKernel[]>();
  for (const kernel of kernels)
    if (Number.isFinite(kernel.quality)) byId.set(kernel.id, [...(byId.get(kernel.id) ?? []), kernel]);
  for (const list of byId.values()) list.sort((a, b) => (a.kernelSize ?? 0) - (b.kernelSize ?? 0));
  return byId;
}

/** Quality over kernelSize, one line for each family, fixed methods as level lines; those on the Pareto front are large. */
export function sweepChart(
  kernels: readonly SweptKernel[],
  theme: ChartTheme,
  texts: { readonly number: (value: number) => string },
): EChartsOption {
  const axis = axisStyle(theme);
  const { min, max } = looseRange(kernels.map(({ quality }) => quality));
  const sizes = kernels.flatMap(({ kernelSize }) => kernelSize ?? []);
  const [first, last] = [Math.min(...sizes), Math.max(...sizes)];
  const ends: CurveEnd[] = [];
  const series = [...families(kernels)].map(([id, list]): LineSeriesOption => {
    const style = methodStyle(theme, id);
    const level = list.every(({ kernelSize }) => kernelSize === null);
    const points = level
      ? [first, last].map((x) => ({ x, y: list[0]!.quality, pareto: false }))
      : list.map(({ kernelSize, quality, pareto }) => ({ x: kernelSize!, y: quality, pareto }));
    const end = points.at(-1)!;
    const { name } = list[0]!;
    ends.push({ name, value: texts.number(end.y), style, x: end.x, y: end.y });
    return {
      type: 'line',
      name,
      ...FADING,
      symbol: style.symbol,
      showSymbol: !level,
      cursor: 'default',
      lineStyle: { color: style.colour, width: 1.5, type: level || style.hollow ? 'dashed' : 'solid' },
      itemStyle: symbolFill(theme, style),
      data: points.map(({ x, y, pareto }) => ({ value: [x, y], symbolSize: pareto ? 11 : 6 })),
      clip: false,
    };
  });
  return {
    ...baseOption(theme),
    grid: roomAround({ left: 8, right: endLabelRoom(ends), top: 10, bottom: 4 }),
    xAxis: {
      type: 'value',
      min: first,
      max: last,
      minInterval: 1,
      ...axis,
      splitLine: { show: false },
      axisLabel: { ...axis.axisLabel, formatter: (value: number) => `k${value}` },
    },
    yAxis: {
      type: 'value',
      min,
      max,
      ...axis,
      axisLabel: { ...axis.axisLabel, formatter: shortNumber },
    },
    series: [...series, ...endLabels(ends, last, theme)],
  };
}
