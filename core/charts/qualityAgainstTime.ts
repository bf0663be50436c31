import type { EChartsOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import { freePlaces } from './labelPlaces';
import { offScaleBelow, paretoFront } from './pareto';
import { niceStep, shortNumber } from './scale';
import { axisStyle, baseOption, methodStyle, onGround, pointStyle, type ChartTheme } from './theme';

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
  const low = Math.min(...shown);
  const high = Math.max(...shown);
  const margin = Math.max((high - low) * 0.12, 1e-3);
  const step = niceStep((high - low + 2 * margin) / 4);
  const min = Math.floor((low - margin) / step) * step;
  const max = Math.ceil((high + margin) / step) * step;
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

/** Quality over median time (log), every point named, the Pareto front dashed and its names bold. */
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

  const places = freePlaces();
  // From the right, so that a name beside its point meets only points whose places are known.
  const fromRight = [...points].sort((a, b) => b.medianMs - a.medianMs);
  const scatter = fromRight.map((point): ScatterSeriesOption => {
    const style = methodStyle(theme, point.id);
    // Names to the left of points in the right third, so that they do not leave the chart.
    const share = Math.log(point.medianMs / xMin) / Math.log(xMax / xMin);
    return {
      ...pointStyle(theme, style),
      name: point.name,
      data: [[point.medianMs, point.y]],
      label: {
        show: true,
        position: share > 0.66 ? 'left' : 'right',
        ...onGround(theme),
        color: theme.text1,
        fontWeight: point.onFront ? 600 : 400,
        formatter: point.offScale ? `${point.name}  ${texts.number(point.quality)} ↓` : point.name,
      },
      labelLayout: places,
    };
  });
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
    grid: { left: 8, right: 16, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'log',
      min: xMin,
      max: xMax,
      ...axis,
      // The ends are no round numbers and would touch their neighbours.
      axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false, formatter: shortNumber },
    },
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
