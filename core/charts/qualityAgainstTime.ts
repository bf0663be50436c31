import type { EChartsOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import { offScaleBelow, paretoFront } from './pareto';
import { looseRange, shortNumber } from './scale';
import { axisStyle, baseOption, logAxis, methodStyle, pointStyle, type ChartTheme } from './theme';
import { besideLegend, type LegendEntry } from './valueLegend';

export interface RatedMethod {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly medianMs: number;
  readonly quality: number;
  /** Left out of the front (it saw the reference). */
  readonly excluded?: boolean;
}

export interface QualityTexts {
  readonly number: (value: number) => string;
}

interface Placed extends RatedMethod {
  /** Where it is drawn. */
  readonly y: number;
  readonly offScale: boolean;
  readonly onFront: boolean;
}

/** Where each point goes, which ones are on the front, and the range of the quality axis. */
export function placePoints(methods: readonly RatedMethod[]): {
  readonly points: Placed[];
  readonly front: Placed[];
  readonly min: number;
  readonly max: number;
} {
  const finite = methods.filter(({ medianMs, quality }) => medianMs > 0 && Number.isFinite(quality));
  const limit = offScaleBelow(finite.map(({ quality }) => quality));
  const shown = finite.filter(({ quality }) => quality >= limit).map(({ quality }) => quality);
  const { min, max } = looseRange(shown, 0.12);
  const best = new Set(
    paretoFront(finite.filter(({ excluded }) => !excluded).map((method) => ({ ...method, cost: method.medianMs }))).map(
      ({ key }) => key,
    ),
  );
  const points = finite.map((method): Placed => {
    const offScale = method.quality < limit;
    return { ...method, offScale, y: offScale ? min : method.quality, onFront: best.has(method.key) };
  });
  const front = points.filter(({ onFront }) => onFront).sort((a, b) => a.medianMs - b.medianMs);
  return { points, front, min, max };
}

/** Quality over median time (log), the methods named in the order of their quality, the Pareto front dashed and its names bold. */
export function qualityAgainstTime(
  methods: readonly RatedMethod[],
  theme: ChartTheme,
  texts: QualityTexts,
): EChartsOption {
  const { points, front, min, max } = placePoints(methods);
  const axis = axisStyle(theme);
  const times = points.map(({ medianMs }) => medianMs);
  const xMin = Math.min(...times) / 1.8;
  const xMax = Math.max(...times) * 1.8;

  const byQuality = [...points].sort((a, b) => b.quality - a.quality);
  const legend = byQuality.map(({ name, quality, offScale, onFront }): LegendEntry => ({
    name,
    value: `${texts.number(quality)}${offScale ? ' ↓' : ''}`,
    isBold: onFront,
  }));
  const scatter = byQuality.map((point): ScatterSeriesOption => ({
    ...pointStyle(theme, methodStyle(theme, point.id)),
    name: point.name,
    data: [[point.medianMs, point.y]],
  }));
  const steps: LineSeriesOption = {
    type: 'line',
    step: 'end',
    silent: true,
    symbol: 'none',
    lineStyle: { color: theme.text2, width: 1, type: 'dashed' },
    data: [...front.map(({ medianMs, y }) => [medianMs, y]), ...front.slice(-1).map(({ y }) => [xMax, y])],
  };
  return {
    ...baseOption(theme),
    ...besideLegend(legend, theme, 12),
    xAxis: logAxis(theme, xMin, xMax, shortNumber),
    yAxis: {
      type: 'value',
      min,
      max,
      ...axis,
      axisLabel: { ...axis.axisLabel, formatter: shortNumber },
    },
    series: [steps, ...scatter],
  };
}
