import type { Experiment, Failure, ImageResult, Results } from '../experiment/schema';
import { fromSpecial } from '../experiment/special';
import { macsOf } from '../experiment/costs';
import { labelOf } from '../experiment/names';
import { formatMetric } from '../experiment/shown';
import { message, say } from '../messages';
import { csvField } from '../tensor/csv';
import { bestKeys, parameterText } from './table';

const HEADER = [
  'file',
  'width',
  'height',
  'channels',
  'bitDepth',
  'crop_right',
  'crop_bottom',
  'scale',
  'mode',
  'degradation',
  'method',
  'key',
  'title',
  'parameters',
  'weights',
  'region',
  'metric',
  'value',
  'unit',
  'better',
  'protocol',
  'warning',
  'output_shape',
  'learnable_parameters',
  'macs',
  'macs_at_output_size',
  'bytes',
  'median_ms',
  'mad_ms',
  'samples',
  'left_out_of_best',
  'error_code',
  'error',
  'name',
  'shown',
  'best',
  'p99_ms',
  'peak_bytes',
] as const;

type Row = Partial<Record<(typeof HEADER)[number], string | number>>;

const lines = (rows: readonly Row[]): string =>
  rows.map((row) => `${HEADER.map((name) => csvField(row[name])).join(',')}\r\n`).join('');

/** Long form, one row per picture, method, region and metric, and one row per failure: what notebooks and spreadsheets filter well. */
export function renderCsv(results: Results): string {
  const { experiment, images, failed } = results;
  return csvHeader() + images.map((image) => csvOfImage(image, experiment)).join('') + csvOfFailures(failed);
}

/** The three parts of the table, for documents that are written picture by picture. */
export const csvHeader = (): string => `${HEADER.join(',')}\r\n`;

export const csvOfFailures = (failed: readonly Failure[]): string =>
  lines(failed.map((failure) => ({ file: failure.file, error_code: failure.code, error: failure.message })));

export function csvOfImage(image: ImageResult, experiment: Experiment): string {
  const rows: Row[] = [];
  const common: Row = {
    file: image.file,
    width: image.width,
    height: image.height,
    channels: image.channels,
    bitDepth: image.bitDepth,
    crop_right: image.crop.right,
    crop_bottom: image.crop.bottom,
    scale: experiment.scale,
    mode: experiment.mode,
    degradation: experiment.degradation,
  };
  for (const method of image.methods) {
    const own: Row = {
      ...common,
      method: method.id,
      key: method.key,
      title: method.title,
      name: labelOf(method),
      parameters: parameterText(method),
      ...(method.weights === undefined ? {} : { weights: method.weights }),
      output_shape: method.outputShape.join('x'),
      ...(method.cost === null
        ? {}
        : {
            learnable_parameters: method.cost.parameters,
            macs_at_output_size: method.cost.macsAtOutputSize,
            bytes: method.cost.bytes,
          }),
      ...(macsOf(method) === null ? {} : { macs: macsOf(method)! }),
      ...(method.given?.timeMs === undefined ? {} : { median_ms: method.given.timeMs }),
      ...(method.timing === null
        ? {}
        : { median_ms: method.timing.medianMs, mad_ms: method.timing.madMs, samples: method.timing.samples }),
      ...(method.timing?.p99Ms === undefined ? {} : { p99_ms: method.timing.p99Ms }),
      ...(method.timing?.peakBytes === undefined ? {} : { peak_bytes: method.timing.peakBytes }),
      ...(method.excludedFromBest === undefined ? {} : { left_out_of_best: method.excludedFromBest }),
    };
    const pattern = method.network?.pattern ?? null;
    if (pattern !== null)
      rows.push({
        ...own,
        region: 'constant colours',
        metric: 'network-pattern',
        value: pattern,
        shown: pattern.toFixed(2),
        unit: '/255',
        better: 'lower',
        protocol: say(message('csv-network-pattern')),
      });
    if (method.metrics.length === 0) rows.push(own);
    for (const metric of method.metrics) {
      rows.push({
        ...own,
        region: metric.region,
        metric: metric.id,
        value: fromSpecial(metric.value),
        shown: formatMetric(metric.id, metric.value),
        best: bestKeys(image, metric).has(method.key) ? 'yes' : 'no',
        unit: metric.unit,
        better: metric.better,
        protocol: metric.protocol,
        ...(metric.warning === undefined ? {} : { warning: metric.warning }),
      });
    }
  }
  for (const failure of image.failed)
    rows.push({ ...common, method: failure.id, key: failure.key, error_code: failure.code, error: failure.message });
  return lines(rows);
}
