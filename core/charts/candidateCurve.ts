import type { EChartsOption, LineSeriesOption } from 'echarts';
import { stepsOf } from '../experiment/trainingSteps';
import { endLabelRoom, endLabels, FADING, type CurveEnd } from './endLabels';
import { looseRange, shortNumber } from './scale';
import { axisStyle, baseOption, methodStyle, symbolFill, roomAround, type ChartTheme } from './theme';

/** A candidate or a method with one value, the mean of a metric over the pictures. */
export interface CurvePoint {
  /** By what its look is found: `candidate:2`, `bicubic`. */
  readonly id: string;
  readonly name: string;
  readonly value: number;
}

/** Fewer are no curve. */
export const FEWEST_CANDIDATES = 3;
/** Methods that a curve is held against: the best ones. */
const MOST_CONSTANTS = 3;

/** The candidates in their order: by step, or as they are listed. */
export function curveOf(candidates: readonly CurvePoint[]): {
  readonly isNumeric: boolean;
  readonly points: readonly (CurvePoint & { readonly at: number })[];
} {
  const steps = stepsOf(candidates.map(({ name }) => name));
  const points = candidates
    .map((point, index) => ({ ...point, at: steps === null ? index : steps[index]! }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.at - b.at);
  return { isNumeric: steps !== null, points };
}

/** A metric over the checkpoints of a training; the best methods stand as dashed lines beside. */
export function candidateCurve(
  candidates: readonly CurvePoint[],
  methods: readonly CurvePoint[],
  better: 'higher' | 'lower',
  theme: ChartTheme,
  texts: { readonly number: (value: number) => string; readonly candidates: string },
): EChartsOption {
  const { points, isNumeric } = curveOf(candidates);
  const axis = axisStyle(theme);
  const sign = better === 'higher' ? -1 : 1;
  const constants = methods
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => sign * (a.value - b.value))
    .slice(0, MOST_CONSTANTS);
  const left = points[0]?.at ?? 0;
  const right = points.at(-1)?.at ?? 1;
  const own = methodStyle(theme, 'candidate:0');
  const last = points.at(-1);
  const ends: CurveEnd[] = [
    ...(last ? [{ name: texts.candidates, value: texts.number(last.value), style: own, x: right, y: last.value }] : []),
    ...constants.map(({ id, name, value }) => ({
      name,
      value: texts.number(value),
      style: methodStyle(theme, id),
      x: right,
      y: value,
    })),
  ];
  const range = looseRange([...points, ...constants].map(({ value }) => value));
  const line = (name: string, style: LineSeriesOption): LineSeriesOption => ({
    ...FADING,
    type: 'line',
    name,
    ...style,
  });
  return {
    ...baseOption(theme),
    grid: roomAround({ left: 8, right: endLabelRoom(ends), top: 10, bottom: 4 }),
    xAxis: {
      type: 'value',
      min: left,
      max: right,
      ...(isNumeric ? {} : { interval: 1 }),
      ...axis,
      axisLabel: {
        ...axis.axisLabel,
        hideOverlap: true,
        formatter: (value: number) =>
          isNumeric ? shortNumber(value) : (points.find(({ at }) => at === value)?.name ?? ''),
      },
      splitLine: { show: false },
    },
    yAxis: { type: 'value', ...range, ...axis },
    series: [
      line(texts.candidates, {
        symbol: own.symbol,
        symbolSize: 8,
        lineStyle: { color: own.colour, width: 1.5 },
        itemStyle: symbolFill(theme, own),
        data: points.map(({ at, value, name }) => ({ value: [at, value], name })),
      }),
      ...constants.map(({ id, name, value }) => {
        const style = methodStyle(theme, id);
        return line(name, {
          symbol: 'none',
          lineStyle: { color: style.colour, width: 1, type: 'dashed' },
          data: [
            [left, value],
            [right, value],
          ],
        });
      }),
      ...endLabels(ends, right, theme),
    ],
  };
}
