import type { Said } from '../messages';
import type { Raster } from '../tensor/raster';
import { asBytes, type Differences } from './bytePairs';
import type { MetricOptions, MetricValue, Unavailable } from './metric';
import { croppedSize, tooSmall, unitOf } from './planes';
import { channelPart, cropPart, receipt, unitPart } from './receipt';
import type { Rectangle } from './rectangle';

/** Rows between two looks at the cancel flag; a row of 10000 px takes well under a millisecond. */
export const ROWS_PER_CHECK = 16;

interface PairDifferences extends Differences {
  /** The same of `MetricOptions.inner`, where that is given. */
  readonly inner: Differences | undefined;
}

/** What MSE, MAE, PSNR and the maximum error are made of: one pass over both rasters for all of them. */
export function differences(reference: Raster, picture: Raster, options: MetricOptions): PairDifferences {
  const { crop, inner, shared } = options;
  const name = `differences ${crop} ${JSON.stringify(inner ?? null)}`;
  const known = shared?.get(name) as PairDifferences | undefined;
  if (known !== undefined) return known;
  const result =
    byteDifferences(reference, picture, options) ?? sumDifferences(reference, picture, crop, inner, options.checkpoint);
  shared?.set(name, result);
  return result;
}

function byteDifferences(
  reference: Raster,
  picture: Raster,
  { crop, inner, bytes }: MetricOptions,
): PairDifferences | null {
  const pair = asBytes(reference, picture, bytes);
  const size = croppedSize(reference, crop);
  if (!pair || !bytes || !size) return null;
  return {
    ...bytes.differences(pair, { x: crop, y: crop, ...size }),
    inner: inner && bytes.differences(pair, { ...inner, x: inner.x + crop, y: inner.y + crop }),
  };
}

class Sums implements Differences {
  sumOfSquares = 0;
  sumOfMagnitudes = 0;
  largest = 0;
  count = 0;

  addRun(a: Raster['data'], b: Raster['data'], from: number, to: number): void {
    let squares = 0;
    let magnitudes = 0;
    let { largest } = this;
    for (let i = from; i < to; i++) {
      const d = Math.abs(b[i]! - a[i]!);
      squares += d * d;
      magnitudes += d;
      if (d > largest) largest = d;
    }
    this.sumOfSquares += squares;
    this.sumOfMagnitudes += magnitudes;
    this.largest = largest;
    this.count += to - from;
  }

  add(other: Differences): void {
    this.sumOfSquares += other.sumOfSquares;
    this.sumOfMagnitudes += other.sumOfMagnitudes;
    this.largest = Math.max(this.largest, other.largest);
    this.count += other.count;
  }
}

function sumDifferences(
  reference: Raster,
  picture: Raster,
  crop: number,
  inner: Rectangle | undefined,
  checkpoint?: () => void,
): PairDifferences {
  const { channels, data: a } = reference;
  const { data: b } = picture;
  const width = reference.width - 2 * crop;
  const height = reference.height - 2 * crop;
  const within = new Sums();
  const around = new Sums();
  for (let y = 0; y < height; y++) {
    if (y % ROWS_PER_CHECK === 0) checkpoint?.();
    const start = ((y + crop) * reference.width + crop) * channels;
    const end = start + width * channels;
    if (inner === undefined || y < inner.y || y >= inner.y + inner.height) around.addRun(a, b, start, end);
    else {
      const from = start + inner.x * channels;
      const to = from + inner.width * channels;
      around.addRun(a, b, start, from);
      within.addRun(a, b, from, to);
      around.addRun(a, b, to, end);
    }
  }
  around.add(within);
  return { ...around, inner: inner && within };
}

/** How a metric of the differences alone is computed; `valueOf` sees the size of a unit, too. */
export const ofDifferences =
  (
    name: Said,
    inReceipt: Said,
    valueOf: (found: Differences, unit: number) => number,
  ): ((reference: Raster, picture: Raster, options: MetricOptions) => MetricValue | Unavailable) =>
  (reference, picture, options) => {
    const { crop } = options;
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, name) };
    const all = differences(reference, picture, options);
    const unit = unitOf(reference);
    return {
      value: valueOf(all, unit),
      inner: all.inner && valueOf(all.inner, unit),
      receipt: receipt(inReceipt, channelPart(reference), cropPart(crop), unitPart(reference)),
    };
  };

/** 10 log10(255^2 / MSE), MSE in 0..255 units; identical pictures give Infinity. */
export function psnrOf(mse: number): number {
  return mse === 0 ? Infinity : 10 * Math.log10((255 * 255) / mse);
}
