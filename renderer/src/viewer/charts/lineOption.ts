import type { EChartsOption, LineSeriesOption } from 'echarts';
import { endLabelRoom, endLabels, FADING, methodStyle, type ChartTheme, type CurveEnd } from '@core/charts';
import { curveName, lineType, type Curve } from './curve';

interface Axis {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly format?: (value: number) => string;
}

/** Several curves over one axis, named in the order in which they end; the selected pane's is thicker. */
export function lineOption(
  curves: readonly Curve[],
  x: Axis,
  y: Axis,
  theme: ChartTheme,
  chosen: {
    readonly selectedKey: string;
    /** A place on the x axis with a dashed line. */
    readonly mark: number | null;
    /** What stands beside a curve's name, of the value it ends with. */
    readonly value: (value: number) => string;
  },
): EChartsOption {
  const axis = ({ name, min, max, format }: Axis) => ({
    type: 'value' as const,
    name,
    min,
    max,
    nameTextStyle: { color: theme.text2, fontSize: 11 },
    axisLabel: { color: theme.text2, fontSize: 11, ...(format ? { formatter: format } : {}) },
    axisLine: { show: true, lineStyle: { color: theme.edge } },
    splitLine: { lineStyle: { color: theme.line } },
  });
  const drawn = curves.filter(({ points }) => points.length > 0);
  const styleOf = ({ pane }: Curve) =>
    pane.role === 'reference' ? { ...theme.other, colour: theme.text1 } : methodStyle(theme, pane.methodId);
  const ends = drawn.map((curve): CurveEnd => {
    const [endX, endY] = curve.points.at(-1)!;
    const hasGlyph = curve.pane.role !== 'reference';
    return { name: curveName(curve), value: chosen.value(endY), style: styleOf(curve), hasGlyph, x: endX, y: endY };
  });
  const { mark, selectedKey } = chosen;
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: { left: 52, right: endLabelRoom(ends), top: 12, bottom: 36 },
    xAxis: { ...axis(x), nameLocation: 'middle', nameGap: 22, splitLine: { show: false } },
    yAxis: { ...axis(y), nameLocation: 'middle', nameGap: 38 },
    series: [
      ...drawn.map((curve): LineSeriesOption => ({
        type: 'line',
        name: curveName(curve),
        ...FADING,
        data: curve.points.map(([px, py]) => [px, py]),
        showSymbol: false,
        clip: true,
        color: styleOf(curve).colour,
        lineStyle: { width: curve.pane.key === selectedKey ? 2.5 : 1.5, type: lineType(curve, drawn) },
      })),
      ...endLabels(ends, x.max, theme),
      ...(mark === null
        ? []
        : [
            {
              type: 'line' as const,
              name: '',
              data: [
                [mark, y.min],
                [mark, y.max],
              ],
              showSymbol: false,
              silent: true,
              color: theme.text2,
              lineStyle: { width: 1, type: 'dashed' as const },
            },
          ]),
    ],
  };
}
