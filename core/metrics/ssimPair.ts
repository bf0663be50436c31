import { message } from '../messages';
import { borderIndex } from '../ops/resampler';
import type { BytePair, BytePlane } from './bytePairs';
import type { MetricOptions, MetricMap } from './metric';
import type { Rectangle } from './rectangle';
import { recycle, type Plane } from './planes';
import { ssimPlane, ssimWindow, type SsimWindow } from './ssimPlane';
import type { Receipt } from './receipt';

/** Pairs of planes of one size, each made when its turn comes, so that one is in memory at a time. */
interface PlanePairs {
  readonly width: number;
  readonly height: number;
  readonly pairs: readonly (() => readonly [Plane, Plane])[];
  /** The same planes as bytes, where the pictures are 8-bit: nothing as large as a plane is made then. */
  readonly bytes?: { readonly pair: BytePair; readonly planes: readonly BytePlane[] } | undefined;
}

interface SsimPairResult {
  readonly value: number;
  readonly inner: number | undefined;
  readonly map: MetricMap | undefined;
  /** By how much the planes were downsampled first; 1 = not. */
  readonly factor: number;
}

/** What the local SSIM can be: where a picture is the negative of the other it is below 0. */
export const SSIM_RANGE = [-1, 1] as const;

/** Smallest side, after crop and downsampling, that holds one window. */
export function smallestSide(options: MetricOptions): number {
  return ssimWindow(options.settings.ssim).taps.length;
}

/** Mean SSIM over pairs of planes of one size, their local maps averaged into one. Null when a plane is smaller than the window. The planes are used up. */
export function ssimOfPlanes(
  { width, height, pairs, bytes }: PlanePairs,
  options: MetricOptions,
  wantMap: boolean,
): SsimPairResult | null {
  const { downsample } = options.settings.ssim;
  const factor = downsample ? shrinkFactor(width, height) : 1;
  const window = ssimWindow(options.settings.ssim);
  if (Math.min(Math.ceil(width / factor), Math.ceil(height / factor)) < window.taps.length) return null;
  const inner = factor === 1 ? usableInner(options.inner, window) : undefined;
  const map = wantMap ? emptyMap(width, height, factor) : undefined;
  const sums = { value: 0, inner: 0 };
  if (bytes && options.bytes && factor === 1 && !wantMap) {
    for (const plane of bytes.planes) {
      const result = options.bytes.ssim(bytes.pair, { plane, crop: options.crop, window, inner });
      sums.value += result.ssim;
      sums.inner += result.inner ?? 0;
    }
    return {
      value: sums.value / pairs.length,
      inner: inner && sums.inner / pairs.length,
      map: undefined,
      factor,
    };
  }
  for (const pair of pairs) {
    const [x, y] = pair();
    const result = (options.ssimPlane ?? ssimPlane)(shrink(x, factor), shrink(y, factor), {
      window,
      checkpoint: options.checkpoint,
      inner,
      onRow: map && ((row, values) => addToMap(map, window, row, values, pairs.length)),
    });
    recycle(x, y);
    sums.value += result.ssim;
    sums.inner += result.inner ?? 0;
  }
  if (map) extendEdges(map, (window.taps.length - 1) / 2);
  return {
    value: sums.value / pairs.length,
    inner: inner && sums.inner / pairs.length,
    map,
    factor,
  };
}

function usableInner(inner: Rectangle | undefined, window: SsimWindow): Rectangle | undefined {
  return inner && Math.min(inner.width, inner.height) >= window.taps.length ? inner : undefined;
}

/** What the protocol did, in words. */
export function ssimParts(options: MetricOptions, factor: number): Receipt {
  const { window, covariance, downsample } = options.settings.ssim;
  const made = factor > 1 ? message('receipt-made-smaller', { factor }) : message('receipt-small-already');
  return [
    message(window === 'gaussian-11' ? 'receipt-gaussian-window' : 'receipt-uniform-window'),
    'K1 .01',
    'K2 .03',
    message(covariance === 'sample' ? 'receipt-sample-covariance' : 'receipt-population-covariance'),
    message('receipt-valid-region'),
    downsample ? made : message('receipt-no-downsampling'),
  ];
}

/** By how much ssim.m downsamples pictures of that size first. */
export const shrinkFactor = (width: number, height: number): number =>
  Math.max(1, Math.round(Math.min(width, height) / 256));

/**
 * ssim.m's `imfilter(x, ones(f)/f^2, 'symmetric')` followed by every f-th pixel: the box starts (f+1)>>1 - 1 pixels before
 * the sample, and the picture is mirrored at its borders.
 */
export function shrink(plane: Plane, factor: number): Plane {
  if (factor === 1) return plane;
  const width = Math.ceil(plane.width / factor);
  const height = Math.ceil(plane.height / factor);
  const before = ((factor + 1) >> 1) - 1;
  const data = new Float64Array(width * height);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o++) {
      let sum = 0;
      for (let dy = 0; dy < factor; dy++) {
        const row = borderIndex(y * factor + dy - before, plane.height, 'mirror') * plane.width;
        for (let dx = 0; dx < factor; dx++)
          sum += plane.data[row + borderIndex(x * factor + dx - before, plane.width, 'mirror')]!;
      }
      data[o] = sum / (factor * factor);
    }
  }
  return { width, height, data };
}

function emptyMap(fullWidth: number, fullHeight: number, factor: number): MetricMap {
  const width = Math.ceil(fullWidth / factor);
  const height = Math.ceil(fullHeight / factor);
  return { width, height, data: new Float32Array(width * height) };
}

/** Adds one valid row, centred on its windows. */
function addToMap(map: MetricMap, window: SsimWindow, row: number, values: Float64Array, planes: number): void {
  const radius = (window.taps.length - 1) / 2;
  const start = (row + radius) * map.width + radius;
  for (let i = 0; i < values.length; i++) map.data[start + i] = map.data[start + i]! + values[i]! / planes;
}

/** The outermost `radius` pixels have no window of their own: they show the nearest one. */
function extendEdges({ width, height, data }: MetricMap, radius: number): void {
  for (let y = radius; y < height - radius; y++) {
    data.fill(data[y * width + radius]!, y * width, y * width + radius);
    data.fill(data[(y + 1) * width - radius - 1]!, (y + 1) * width - radius, (y + 1) * width);
  }
  for (let y = 0; y < radius; y++) {
    data.copyWithin(y * width, radius * width, (radius + 1) * width);
    data.copyWithin((height - 1 - y) * width, (height - radius - 1) * width, (height - radius) * width);
  }
}
