import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';
import {
  errorBin,
  ERROR_BINS,
  errorRow,
  peakOf,
  type Channel,
  type DifferenceKind,
  type ErrorKind,
  type ErrorStatistics,
  type PixelData,
  type ValueForm,
} from '../math/errors';
import type { RowSource } from '../math/samples';
import { levelCount, levelLength, PeakPyramidBuilder, PyramidBuilder } from '../math/pyramid';
import { encodeTable8, linearTable, toLinear } from '../math/srgb';

/** Levels 1.. of a picture, interleaved: 8-bit encoded, of deeper pictures linear floats. Level 0 is the picture itself. */
export interface MipLevels {
  readonly levels: readonly (Uint8Array | Float32Array)[];
  readonly count: number;
}

/** Linear light of a value of a picture. */
export function linearOf(form: ValueForm): (value: number) => number {
  if (form.bitDepth === 32) {
    const scale = 1 / peakOf(form);
    return (value) => toLinear(value * scale);
  }
  const table = linearTable(form.bitDepth === 8 ? 255 : 65535, peakOf(form));
  return (value) => table[value]!;
}

/**
 * Builds the mip levels of a picture row by row. Means are taken in linear light: a black and white checkerboard
 * becomes 188, as the eye sees it from afar, not 128.
 */
export class MipMaker {
  readonly count: number;
  private readonly levels: (Uint8Array | Float32Array)[] = [];
  private readonly builder: PyramidBuilder;
  private readonly row: Float32Array;
  private readonly linear: (value: number) => number;

  constructor(width: number, height: number, channels: 1 | 3, form: ValueForm) {
    const isDeep = form.bitDepth !== 8;
    this.count = levelCount(width, height);
    for (let level = 1; level < this.count; level++) {
      const length = levelLength(width, level) * levelLength(height, level) * channels;
      this.levels.push(isDeep ? new Float32Array(length) : new Uint8Array(length));
    }
    this.row = new Float32Array(width * channels);
    this.linear = linearOf(form);
    const encode = encodeTable8();
    this.builder = new PyramidBuilder(width, channels, this.count, (level, y, values) => {
      const target = this.levels[level - 1]!;
      if (isDeep) target.set(values, y * values.length);
      else
        for (let i = 0, o = y * values.length; i < values.length; i++, o++)
          target[o] = encode[(values[i]! * 65535 + 0.5) | 0]!;
    });
  }

  push(row: Uint8Array | Uint16Array | Float32Array): void {
    const { row: values, linear } = this;
    for (let i = 0; i < row.length; i++) values[i] = linear(row[i]!);
    this.builder.push(values);
  }

  finish(): MipLevels {
    this.builder.finish();
    return { levels: this.levels, count: this.count };
  }
}

/** Levels 1.. of an error map and the statistics of its level 0 (which is computed per tile when it is looked at). */
export interface ErrorLevels {
  readonly levels: readonly Float32Array[];
  readonly count: number;
  readonly statistics: ErrorStatistics;
  /** Values of level 0, made when they are looked at. */
  readonly rows: RowSource;
}

/** One pass over the errors between two pictures of the same size. */
export async function buildErrorLevels(
  picture: PixelData,
  reference: PixelData,
  kind: ErrorKind,
  channel: Channel,
  breathe: () => Promise<void> | undefined,
): Promise<ErrorLevels> {
  const { width, height } = picture;
  if (reference.width !== width || reference.height !== height) {
    throw new UpbenchError(
      'size-mismatch',
      message('difference-sizes', {
        picture: `${width}×${height}`,
        reference: `${reference.width}×${reference.height}`,
      }),
    );
  }
  const rows: RowSource = (y, x0, count, out) => errorRow(picture, reference, kind, channel, y, x0, count, out);
  return buildLevels(picture, rows, kind, breathe);
}

/** One pass over a picture with one value per pixel. From afar each place shows the largest error it covers. */
export async function buildLevels(
  { width, height }: { readonly width: number; readonly height: number },
  rows: RowSource,
  kind: DifferenceKind,
  breathe: () => Promise<void> | undefined,
): Promise<ErrorLevels> {
  const count = levelCount(width, height);
  const levels = Array.from(
    { length: count - 1 },
    (_, i) => new Float32Array(levelLength(width, i + 1) * levelLength(height, i + 1)),
  );
  const builder = new PeakPyramidBuilder(width, count, (level, y, values) =>
    levels[level - 1]!.set(values, y * values.length),
  );
  const bins = new Float64Array(ERROR_BINS);
  const row = new Float32Array(width);
  let sum = 0;
  for (let y = 0; y < height; y++) {
    rows(y, 0, width, row);
    for (let x = 0; x < width; x++) {
      const value = row[x]!;
      sum += value;
      bins[errorBin(value, kind)]! += 1;
    }
    builder.push(row);
    const turn = breathe();
    if (turn) await turn;
  }
  builder.finish();
  return { levels, count, rows, statistics: { bins, pixels: width * height, mean: sum / (width * height) } };
}
