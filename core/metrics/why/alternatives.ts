import { message, type Message } from '../../messages';
import { maxValue, type Raster } from '../../tensor/raster';
import type { PairMeasure } from './evaluate';
import { planesRow, PLANES, WINDOWS, type Cause, type CauseId, type WhyState } from './state';

/** One thing done otherwise, and how unusual that is (log2 of one over its share). */
export interface Alternative {
  readonly cause: (state: WhyState) => Cause;
  readonly id: CauseId;
  readonly bits: number;
  readonly change: (state: WhyState) => WhyState;
}

interface AlternativesOptions {
  readonly metric: string;
  readonly base: WhyState;
  readonly reference: Raster;
  readonly measure: PairMeasure;
  /** Known scale; the usual crop. */
  readonly scale: number | undefined;
  /** The largest crop tried. */
  readonly mostCrop: number;
}

/** Every single setting that may differ from `base`, ranges last because they depend on the planes. */
export function alternativesOf(options: AlternativesOptions): Alternative[] {
  const { metric, base, reference } = options;
  const isSsim = metric.startsWith('ssim');
  const list: Alternative[] = [];
  const add = (id: CauseId, bits: number, value: string, words: Message, part: Partial<WhyState>): void => {
    const changed = { ...base, ...part };
    if (JSON.stringify(changed) === JSON.stringify(base)) return;
    list.push({ id, bits, cause: () => ({ id, value, words }), change: (state) => ({ ...state, ...part }) });
  };
  const isGrey = reference.channels === 1;
  for (const row of PLANES) {
    if (
      reference.channels !== 3 &&
      !(isGrey && (row.id === 'bt601' || row.id === 'bt601-rounded' || row.id === 'channels'))
    )
      continue;
    const id: CauseId = 'mix' in row ? 'luma' : 'channels';
    const words = message('why-planes', { planes: message(`why-planes-${row.id}`) });
    add(id, row.bits + (isGrey ? 2 : 0) + (metric.endsWith('-y') ? 0 : 1.5), row.id, words, { planes: row.id });
  }
  if (!isSsim && reference.channels === 3)
    add('channels', 3, 'per-channel', message('why-per-channel'), { planes: 'channels', combine: 'per-channel' });
  for (let crop = 0; crop <= options.mostCrop; crop++) {
    const usual = crop === 0 || crop === options.scale;
    add('crop', usual ? 2 : 4, String(crop), message('why-crop', { crop }), { crop });
  }
  if (isSsim) {
    for (const { id, size, sigma, bits } of WINDOWS)
      add(
        'ssim-window',
        bits,
        id,
        sigma === null ? message('why-window-uniform', { size }) : message('why-window-gaussian', { size, sigma }),
        { window: id },
      );
    for (const covariance of ['population', 'sample'] as const)
      add('ssim-covariance', 2, covariance, message(`why-covariance-${covariance}`), { covariance });
    for (const downsample of [true, false])
      add('ssim-downsample', 2.5, downsample ? 'yes' : 'no', message(downsample ? 'why-smaller' : 'why-not-smaller'), {
        downsample,
      });
  }
  if (reference.bitDepth !== 8) add('rounding', 3, '8-bit', message('why-bytes'), { bytes: true });
  return [...list, ...ranges(options)];
}

/** Other values of MAX (or L). */
function ranges({ metric, base, reference, measure }: AlternativesOptions): Alternative[] {
  const unit = maxValue(reference) / 255;
  const inFile = (peak: number): string => String(Number((peak * unit).toPrecision(6)));
  const list: Alternative[] = [];
  const add = (bits: number, code: RangeCode, peakOf: (state: WhyState) => number): void => {
    const peak = peakOf(base);
    if (!(peak > 0) || peak === base.peak) return;
    list.push({
      id: 'range',
      bits,
      cause: (state) => ({
        id: 'range',
        value: inFile(peakOf(state)),
        words: message(`why-range-${code}`, { range: inFile(peakOf(state)) }),
      }),
      change: (state) => ({ ...state, peak: peakOf(state) }),
    });
  };
  const extremes = (state: WhyState, who: 'reference' | 'picture') => measure.extremes(who, state.planes, state.bytes);
  const span = ({ least, most }: { least: number; most: number }): number => most - least;
  add(3, 'span', (state) => span(extremes(state, 'reference')));
  add(3, 'max', (state) => extremes(state, 'reference').most);
  add(4, 'picture-span', (state) => span(extremes(state, 'picture')));
  add(4, 'picture-max', (state) => extremes(state, 'picture').most);
  add(3.5, 'one', () => 1 / unit);
  add(3.5, 'float-255', () => 255 * 255);
  add(3.5, 'float-2', () => 510);
  const depths = reference.bitDepth === 8 ? [1023, 4095, 65535] : [255, 1023, 4095, 16383, 65535];
  for (const depth of depths) add(reference.bitDepth === 8 ? 5 : 3, 'depth', () => depth / unit);
  add(5, 'depth', () => 256);
  if (metric.endsWith('-y') && planesRow(base.planes).mix) {
    add(4, 'luma-span', () => 219);
    add(4.5, 'luma-max', () => 235);
  }
  return list;
}
type RangeCode =
  | 'span'
  | 'max'
  | 'picture-span'
  | 'picture-max'
  | 'one'
  | 'float-255'
  | 'float-2'
  | 'depth'
  | 'luma-span'
  | 'luma-max';
