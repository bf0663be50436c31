import type { EChartsOption } from 'echarts';
import { curveName, lineType, type ChartLook, type Curve } from './look';

export interface Axis {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly format?: (value: number) => string;
}

/** Several curves over one axis, each named at its right end; the selected pane's is thicker. */
export function lineOption(
  curves: readonly Curve[],
  x: Axis,
  y: Axis,
  look: ChartLook,
  selectedKey: string,
  mark: number | null,
): EChartsOption {
  const axis = ({ name, min, max, format }: Axis) => ({
    type: 'value' as const,
    name,
    min,
    max,
    nameTextStyle: { color: look.text, fontSize: 11 },
    axisLabel: { color: look.text, fontSize: 11, ...(format ? { formatter: format } : {}) },
    axisLine: { show: true, lineStyle: { color: look.line } },
    splitLine: { lineStyle: { color: look.line } },
  });
  return {
    animation: false,
    textStyle: { fontFamily: look.font },
    grid: { left: 52, right: 150, top: 12, bottom: 36 },
    xAxis: { ...axis(x), nameLocation: 'middle', nameGap: 22, splitLine: { show: false } },
    yAxis: { ...axis(y), nameLocation: 'middle', nameGap: 38 },
    series: [
      ...curves.map((curve) => ({
        type: 'line' as const,
        name: curveName(curve),
        data: curve.points.map(([px, py]) => [px, py]),
        showSymbol: false,
        silent: true,
        clip: true,
        color: curve.pane.role === 'reference' ? look.text : look.methodColour(curve.pane.methodId),
        lineStyle: { width: curve.pane.key === selectedKey ? 2.5 : 1.5, type: lineType(curve, curves) },
        endLabel: { show: true, formatter: '{a}', color: look.text, fontSize: 11 },
        labelLayout: { moveOverlap: 'shiftY' as const },
      })),
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
              color: look.text,
              lineStyle: { width: 1, type: 'dashed' as const },
            },
          ]),
    ],
  };
}
