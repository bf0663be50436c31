import { luma } from './srgb';

export type ErrorKind = 'absolute' | 'signed' | 'squared';
/** Local metrics that the engine computes. Both are shown as what is lost: FLIP, and 1 - SSIM, so that bright is bad. */
export type MapKind = 'ssim' | 'flip';
export type DifferenceKind = ErrorKind | MapKind;
export const isMapKind = (kind: DifferenceKind): kind is MapKind => kind === 'ssim' || kind === 'flip';

/** A value as people know it: what is lost of SSIM becomes SSIM again. */
export const shownValue = (value: number, kind: DifferenceKind): number => (kind === 'ssim' ? 1 - value : value);

/** `rgb`: the mean of the three channels' errors. */
export type Channel = 'rgb' | 'r' | 'g' | 'b' | 'y';

/** How the values of a picture are to be read. */
export interface ValueForm {
  /** 8 and 16 are whole numbers, 32 is float. */
  readonly bitDepth: 8 | 16 | 32;
  /** The value of white, where it is not the largest of the bit depth or 1 for floats. */
  readonly peak?: number;
}

/** Pixels of one picture, rows from the top, channels interleaved: [height × width × channels]. */
export interface PixelData extends ValueForm {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array | Uint16Array | Float32Array;
}

/** The value of white. */
export function peakOf({ bitDepth, peak }: ValueForm): number {
  return peak ?? { 8: 255, 16: 65535, 32: 1 }[bitDepth];
}

/** Errors are counted in 255ths of white, also for 16-bit files and floats (where they have fractions). */
export function unitScale(form: ValueForm): number {
  return 255 / peakOf(form);
}

/**
 * One row of picture minus reference, in /255 units (squared: its square).
 * @param out [width], from column `x0` of both pictures
 */
export function errorRow(
  picture: PixelData,
  reference: PixelData,
  kind: ErrorKind,
  channel: Channel,
  y: number,
  x0: number,
  width: number,
  out: Float32Array,
): void {
  const pictureScale = unitScale(picture);
  const referenceScale = unitScale(reference);
  const a = picture.data;
  const b = reference.data;
  const stepA = picture.channels;
  const stepB = reference.channels;
  let i = (y * picture.width + x0) * stepA;
  let j = (y * reference.width + x0) * stepB;
  // A grey picture has the same value in all channels.
  const [g1, b1] = stepA === 3 ? [1, 2] : [0, 0];
  const [g2, b2] = stepB === 3 ? [1, 2] : [0, 0];
  const grey = stepA === 1 && stepB === 1;
  for (let x = 0; x < width; x++, i += stepA, j += stepB) {
    const dr = a[i]! * pictureScale - b[j]! * referenceScale;
    if (grey || channel === 'r') {
      out[x] = shaped(dr, kind);
      continue;
    }
    const dg = a[i + g1]! * pictureScale - b[j + g2]! * referenceScale;
    const db = a[i + b1]! * pictureScale - b[j + b2]! * referenceScale;
    if (channel === 'g') out[x] = shaped(dg, kind);
    else if (channel === 'b') out[x] = shaped(db, kind);
    else if (channel === 'y') out[x] = shaped(luma(dr, dg, db), kind);
    else out[x] = (shaped(dr, kind) + shaped(dg, kind) + shaped(db, kind)) / 3;
  }
}

function shaped(error: number, kind: ErrorKind): number {
  return kind === 'signed' ? error : kind === 'absolute' ? Math.abs(error) : error * error;
}

/** Bins per /255 step in the histogram of error sizes. */
export const ERROR_BINS_PER_STEP = 8;
export const ERROR_BINS = 255 * ERROR_BINS_PER_STEP + 1;

/** Size of a value in /255 steps: |e|, for squared errors the root, of maps a 255th: one resolution serves all kinds. */
export function sizeOf(value: number, kind: DifferenceKind): number {
  if (isMapKind(kind)) return Math.abs(value) * 255;
  return kind === 'squared' ? Math.sqrt(value) : Math.abs(value);
}

/** Bin of a value's size. */
export function errorBin(value: number, kind: DifferenceKind): number {
  const size = sizeOf(value, kind);
  // Rounded up: what a bin stands for is never less than what it counts, so a range that ends there holds it.
  return Math.min(ERROR_BINS - 1, Math.max(0, Math.ceil(size * ERROR_BINS_PER_STEP - 1e-4)));
}

/** What the whole-picture pass over an error map finds. */
export interface ErrorStatistics {
  /** Pixels per bin of the error's size; see `errorBin`. */
  readonly bins: Float64Array;
  readonly pixels: number;
  /** Mean of the values of this kind: MAE, bias or MSE, in /255 or its square. */
  readonly mean: number;
}
