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
  type ValueForm,
} from '../math/errors';
import type { Size } from '../math/geometry';
import type { RowSource } from '../math/samples';
import { levelCount, levelLength, PeakPyramidBuilder, PyramidBuilder } from '../math/pyramid';
import type { TexelSpan } from '../math/tiles';
import { encodeTable8, linearTable, toLinear } from '../math/srgb';
import { blocksOf, spansOf, type PictureRows } from './rows';

/**
 * Levels 1.. of a picture, interleaved: 8-bit encoded, of deeper pictures linear floats. Level 0 is the picture itself.
 * Null for a level that is not kept: its tiles are made of the picture's rows when they are looked at.
 */
export interface MipLevels {
  readonly levels: readonly (Uint8Array | Float32Array | null)[];
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
  private readonly levels: (Uint8Array | Float32Array | null)[] = [];
  private readonly builder: PyramidBuilder;
  private readonly row: Float32Array;
  private readonly linear: (value: number) => number;

  /** Levels before `finest` are not kept. */
  constructor(
    width: number,
    height: number,
    channels: 1 | 3,
    form: ValueForm,
    { finest = 1, count = levelCount(width, height) }: { readonly finest?: number; readonly count?: number } = {},
  ) {
    const isDeep = form.bitDepth !== 8;
    this.count = count;
    for (let level = 1; level < this.count; level++) {
      if (level < finest) {
        this.levels.push(null);
        continue;
      }
      const length = levelLength(width, level) * levelLength(height, level) * channels;
      this.levels.push(isDeep ? new Float32Array(length) : new Uint8Array(length));
    }
    this.row = new Float32Array(width * channels);
    this.linear = linearOf(form);
    const encode = encodeTable8();
    this.builder = new PyramidBuilder(width, channels, this.count, (level, y, values) => {
      const target = this.levels[level - 1];
      if (!target) return;
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

/**
 * Texels of a level of a picture, made of its rows: the same values as those of a level that is kept, because all of its
 * texels but the last of a row or column stand for whole squares of pixels.
 */
export async function levelPart(
  picture: PictureRows,
  level: number,
  span: TexelSpan,
  breathe: () => Promise<void> | undefined,
): Promise<Uint8Array | Float32Array> {
  const { channels } = picture;
  const { left, right, top, bottom } = pixelsUnder(picture, level, span);
  const maker = new MipMaker(right - left, bottom - top, channels, picture, { finest: level, count: level + 1 });
  for await (const { rows } of blocksOf(picture, top, bottom, false)) {
    const { height, width, data } = rows;
    for (let y = 0; y < height; y++) {
      maker.push(data.subarray((y * width + left) * channels, (y * width + right) * channels));
      const turn = breathe();
      if (turn) await turn;
    }
  }
  return maker.finish().levels[level - 1]!;
}

/** The pixels that texels of a level stand for. */
function pixelsUnder(
  { width, height }: Size,
  level: number,
  { x0, x1, y0, y1 }: TexelSpan,
): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } {
  const side = 2 ** level;
  return { left: x0 * side, right: Math.min(width, x1 * side), top: y0 * side, bottom: Math.min(height, y1 * side) };
}

/** The values of an error map, which are made of pictures when they are wanted. */
export interface ErrorRows extends Size {
  readonly blockRows: number;
  /** What gives the values of rows `from` to `to`. */
  rowsIn(from: number, to: number, isPassing?: boolean): RowSource | Promise<RowSource>;
}

/** Levels 1.. of an error map and the statistics of its level 0 (which is computed per tile when it is looked at). */
export interface ErrorLevels {
  /** Null for a level that is not kept. */
  readonly levels: readonly (Float32Array | null)[];
  readonly count: number;
  readonly statistics: ErrorStatistics;
  readonly errors: ErrorRows;
}

/** The errors between two pictures of the same size. */
export function errorsOf(picture: PictureRows, reference: PictureRows, kind: ErrorKind, channel: Channel): ErrorRows {
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
  return {
    width,
    height,
    blockRows: picture.blockRows,
    async rowsIn(from, to, isPassing) {
      const own = await picture.rows(from, to, isPassing);
      const other = await reference.rows(from, to, isPassing);
      return (y, x0, count, out) => errorRow(own, other, kind, channel, y - from, x0, count, out);
    },
  };
}

/** One pass over a picture with one value per pixel. From afar each place shows the largest error it covers. */
export async function buildLevels(
  errors: ErrorRows,
  kind: DifferenceKind,
  breathe: () => Promise<void> | undefined,
  {
    finest = 1,
    isWanted = () => true,
  }: {
    /** Levels before it are not kept. */
    readonly finest?: number;
    /** Asked again and again; nothing is found once it says no. */
    readonly isWanted?: () => boolean;
  } = {},
): Promise<ErrorLevels> {
  const { width, height } = errors;
  const count = levelCount(width, height);
  const levels = Array.from({ length: count - 1 }, (_, i) =>
    i + 1 < finest ? null : new Float32Array(levelLength(width, i + 1) * levelLength(height, i + 1)),
  );
  const builder = new PeakPyramidBuilder(width, count, (level, y, values) =>
    levels[level - 1]?.set(values, y * values.length),
  );
  const bins = new Float64Array(ERROR_BINS);
  const row = new Float32Array(width);
  let sum = 0;
  for (const [from, to] of spansOf(errors, 0, height)) {
    const rows = await errors.rowsIn(from, to, true);
    if (!isWanted()) throw new UpbenchError('cancelled', message('viewer-closed'));
    for (let y = from; y < to; y++) {
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
  }
  builder.finish();
  return { levels, count, errors, statistics: { bins, pixels: width * height, mean: sum / (width * height) } };
}

/** Texels of a level of an error map that is not kept. */
export async function errorLevelPart(
  errors: ErrorRows,
  level: number,
  span: TexelSpan,
  breathe: () => Promise<void> | undefined,
): Promise<Float32Array> {
  const { left, right, top, bottom } = pixelsUnder(errors, level, span);
  const columns = span.x1 - span.x0;
  const out = new Float32Array(columns * (span.y1 - span.y0));
  const builder = new PeakPyramidBuilder(right - left, level + 1, (emitted, y, values) => {
    if (emitted === level) out.set(values, y * columns);
  });
  const row = new Float32Array(right - left);
  for (const [from, to] of spansOf(errors, top, bottom)) {
    const rows = await errors.rowsIn(from, to);
    for (let y = from; y < to; y++) {
      rows(y, left, right - left, row);
      builder.push(row);
      const turn = breathe();
      if (turn) await turn;
    }
  }
  builder.finish();
  return out;
}
