import type { EChartsOption } from 'echarts';
import { BarChart, BoxplotChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components';
import { init, setPlatformAPI, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import {
  boxPlot,
  candidateCurve,
  FEWEST_CANDIDATES,
  type ChartTheme,
  type CurvePoint,
  lightTheme,
  metricDots,
  qualityAgainstTime,
  reliability,
  timePerMethod,
  WIDEST_FACE,
  widestText,
  wrongByDistance,
} from '../charts';
import { markOf } from '../experiment/keys';
import type { Language } from '../messages';
import { wordsIn, type Words } from './words';
import type { CheckpointCurve } from '../experiment/networkSchema';
import type { ImageResult, Results } from '../experiment/schema';
import { fromSpecial } from '../experiment/special';
import { calibrationError } from '../segmentation';
import type { Summary } from '../experiment/summarySchema';
import { formatFixed, formatMetric } from '../experiment/shown';
import { boxOf } from './summaryTable';
import { rankingMetric } from '../experiment/ranking';
import { columnsOf, metricOf, metricTitle, ranked, significant } from './table';

use([
  BarChart,
  BoxplotChart,
  CustomChart,
  LineChart,
  ScatterChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  LabelLayout,
  SVGRenderer,
]);

interface ReportChart {
  readonly title: string;
  readonly unit: string;
  /** Null where it could not be drawn; the report then says so in its place. */
  readonly svg: string | null;
  readonly isWide?: boolean;
}

/** Called for a chart that could not be drawn. */
type ChartTrouble = (title: string, error: unknown) => void;

/** A chart with what it draws. A chart that fails does not affect the rest of the report. */
interface Drawing extends Omit<ReportChart, 'svg'> {
  readonly draw: () => string;
}

function drawn({ draw, ...chart }: Drawing, onTrouble: ChartTrouble): ReportChart {
  try {
    return { ...chart, svg: draw() };
  } catch (error) {
    onTrouble(chart.title, error);
    return { ...chart, svg: null };
  }
}

/** The page is read in whatever face its reader has: words keep apart in the widest. */
setPlatformAPI({ measureText: (text, font) => ({ width: widestText(text, font ?? '') }) });
const paperTheme: ChartTheme = { ...lightTheme, letters: WIDEST_FACE };

const WIDTH = 470;

/** SVG markup that scales with its column; made without a page. */
function svgOf(option: EChartsOption, height: number, width = WIDTH): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    return chart.renderToSVGString().replace(/^<svg width="\d+" height="\d+"/, '<svg role="img"');
  } finally {
    chart.dispose();
  }
}

/** The charts of one picture: those of the window, for paper. */
export function chartsOf(image: ImageResult, onTrouble: ChartTrouble, language: Language = 'en'): ReportChart[] {
  const words = wordsIn(language);
  const { methods } = image;
  const { by } = ranked(image, language);
  const charts: Drawing[] = [];
  const named = methods.map((method) => ({ key: method.key, id: markOf(method), name: method.title, method }));
  const timed = named.flatMap(({ method, ...one }) =>
    method.timing === null ? [] : [{ ...one, method, medianMs: method.timing.medianMs, madMs: method.timing.madMs }],
  );
  if (by !== null && by.better === 'higher' && timed.length > 1) {
    // A share is drawn in the unit that it is written in.
    const unit = by.unit === '%' ? 100 : 1;
    const number = (value: number) => formatMetric(by.id, value / unit);
    const rated = timed.flatMap(({ method, ...one }) => {
      const metric = metricOf(method, by);
      const excluded = method.excludedFromBest !== undefined;
      return metric === undefined ? [] : [{ ...one, excluded, quality: fromSpecial(metric.value) * unit }];
    });
    charts.push({
      title: words('chart-quality-time'),
      unit: words('chart-quality-time-unit', { metric: `${by.title}${by.unit === '' ? '' : `, ${by.unit}`}` }),
      draw: () => svgOf(qualityAgainstTime(rated, paperTheme, { number }), 240),
    });
  }
  if (by !== null) {
    const rated = named.flatMap(({ id, name, method }): (CurvePoint & Pick<typeof method, 'candidate'>)[] => {
      const metric = metricOf(method, by);
      // Checkpoints have a curve of their own.
      if (metric === undefined || method.network?.series !== undefined) return [];
      return [{ id, name, value: fromSpecial(metric.value), candidate: method.candidate }];
    });
    charts.push(...curveDrawing(rated, { ...by, unit: by.unit ?? '' }, words));
  }
  if (timed.length > 0) {
    const bars = timed.map(({ method, ...one }) => ({
      ...one,
      repeated: methods.findIndex((other) => markOf(other) === markOf(method)) !== methods.indexOf(method),
    }));
    charts.push({
      title: words('chart-time'),
      unit: words('chart-time-unit'),
      draw: () =>
        svgOf(timePerMethod(bars, paperTheme, { number: (value) => significant(value) }), 30 + 28 * bars.length),
    });
  }
  const wrong = named.flatMap(({ method, id, name }) =>
    method.mask === undefined
      ? []
      : [
          {
            id,
            name: method.order === 'labels' ? `${name} ⊞` : name,
            ...method.mask.profile,
            certainty: method.mask.certainty,
            repeat: methods.filter((other) => other.id === id).indexOf(method),
          },
        ],
  );
  if (wrong.length > 0) {
    charts.push({
      isWide: true,
      title: words('chart-wrong'),
      unit: words('chart-wrong-unit'),
      draw: () =>
        svgOf(wrongByDistance(wrong, paperTheme, { number: (value) => formatFixed(value, 1) }), 240, 2 * WIDTH),
    });
  }
  const sure = wrong.flatMap(({ id, name, repeat, certainty }) =>
    certainty ? [{ id, name, repeat, bins: certainty.bins, error: calibrationError(certainty) }] : [],
  );
  if (sure.length > 0) {
    charts.push({
      isWide: true,
      title: words('chart-reliability'),
      unit: words('chart-reliability-unit'),
      draw: () =>
        svgOf(
          reliability(sure, paperTheme, {
            number: (value) => formatFixed(value, 4),
            ideal: words('chart-reliability-ideal'),
          }),
          240,
          2 * WIDTH,
        ),
    });
  }
  const rows = columnsOf(image, 'full', language).map((column) => ({
    title: column.title,
    better: column.better,
    text: (value: number) => formatMetric(column.id, value),
    values: methods.flatMap((method) => {
      const metric = metricOf(method, column);
      return metric === undefined ? [] : [{ key: method.key, value: fromSpecial(metric.value) }];
    }),
  }));
  const dotted = rows.filter(({ values }) => values.filter(({ value }) => !Number.isNaN(value)).length > 1);
  if (dotted.length > 1 && methods.length > 1) {
    charts.push({
      isWide: true,
      title: words('chart-metrics'),
      unit: words('chart-metrics-unit'),
      draw: () => svgOf(metricDots(dotted, named, paperTheme), 76 + 24 * dotted.length, 2 * WIDTH),
    });
  }
  return charts.map((chart) => drawn(chart, onTrouble));
}

/** A metric over the checkpoints of a training, where there are candidates enough for a curve. */
function curveDrawing(
  rated: readonly (CurvePoint & { readonly candidate?: { readonly place?: number | undefined } | undefined })[],
  {
    id,
    title,
    unit,
    better,
  }: { readonly id: string; readonly title: string; readonly unit: string; readonly better: 'higher' | 'lower' },
  words: Words,
): Drawing[] {
  const place = ({ candidate }: (typeof rated)[number]): number => candidate?.place ?? 0;
  const candidates = rated.filter(({ candidate }) => candidate !== undefined).sort((a, b) => place(a) - place(b));
  if (candidates.length < FEWEST_CANDIDATES) return [];
  const methods = rated.filter(({ candidate }) => candidate === undefined);
  const number = (value: number): string => formatMetric(id, value);
  const texts = { number, candidates: words('chart-candidates-line') };
  return [
    {
      isWide: true,
      title: words('chart-candidates', { metric: title }),
      unit: words('chart-candidates-unit', { unit }),
      draw: () => svgOf(candidateCurve(candidates, methods, better, paperTheme, texts), 240, 2 * WIDTH),
    },
  ];
}

/** The ranking's metric over candidates, as means over all pictures; null where there are too few of them. */
export function summaryCurve(
  { summary, checkpoints = [] }: Pick<Results, 'summary' | 'checkpoints'>,
  onTrouble: ChartTrouble,
  language: Language = 'en',
): ReportChart | null {
  const metric = summary && rankingMetric(summary);
  if (metric === undefined) return null;
  const own = new Set(checkpoints.flatMap(({ points }) => points.map(({ key }) => key)));
  const rated = metric.methods.flatMap((method) => {
    const { mean, title: name, candidate } = method;
    return mean === null || own.has(method.key)
      ? []
      : [{ id: markOf(method), name, value: fromSpecial(mean), candidate }];
  });
  const title = metricTitle(metric.id, language);
  const [drawing] = curveDrawing(rated, { ...metric, title }, wordsIn(language));
  return drawing === undefined ? null : drawn(drawing, onTrouble);
}

/** Quality and pattern of a folder of checkpoints along the training; one of them is no curve. */
export function checkpointCharts(
  { metric, points, others }: CheckpointCurve,
  onTrouble: ChartTrouble,
  language: Language = 'en',
): ReportChart[] {
  const words = wordsIn(language);
  const candidates = words('checkpoints-line');
  const along = (of: (point: CheckpointCurve['points'][number]) => number | null): CurvePoint[] =>
    points.flatMap((point) => {
      const value = of(point);
      return value === null ? [] : [{ id: point.mark, name: point.key, value }];
    });
  const [quality, patterns] = [along(({ value }) => value), along(({ pattern }) => pattern)];
  const drawings: Drawing[] = [];
  if (metric !== null && quality.length > 1) {
    const number = (value: number): string => formatMetric(metric.id, value);
    const lines = others.map(({ mark: id, title: name, value }): CurvePoint => ({ id, name, value }));
    drawings.push({
      title: words('checkpoints-quality-title', { metric: metricTitle(metric.id, language) }),
      unit: words('chart-candidates-unit', { unit: metric.unit }),
      draw: () => svgOf(candidateCurve(quality, lines, metric.better, paperTheme, { number, candidates }), 240),
    });
  }
  if (patterns.length > 1) {
    const number = (value: number): string => formatFixed(value, 2);
    drawings.push({
      title: words('checkpoints-pattern-title'),
      unit: words('checkpoints-pattern-unit'),
      draw: () => svgOf(candidateCurve(patterns, [], 'lower', paperTheme, { number, candidates }), 240),
    });
  }
  return drawings.map((drawing) => drawn(drawing, onTrouble));
}

/** How the values of the ranking's metric are spread over the pictures. */
export function summaryChart(summary: Summary, onTrouble: ChartTrouble, language: Language = 'en'): ReportChart | null {
  const words = wordsIn(language);
  const metric = rankingMetric(summary);
  if (metric === undefined) return null;
  const boxes = metric.methods.flatMap((method) => {
    const box = boxOf(method);
    return box === null ? [] : [{ id: markOf(method), name: method.title, ...box }];
  });
  if (boxes.length === 0) return null;
  const chart = {
    isWide: true,
    title: words('chart-over-pictures', { metric: metricTitle(metric.id, language) }),
    unit: words('chart-box-unit', { unit: metric.unit }),
    draw: () => svgOf(boxPlot(boxes, paperTheme), 40 + 30 * boxes.length, 2 * WIDTH),
  };
  return drawn(chart, onTrouble);
}
