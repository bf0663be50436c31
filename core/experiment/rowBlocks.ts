import { cutRaster, makeSamples, formOf, rasterToTensor, type Raster, type ValueForm } from '../tensor/raster';
import { createTensor, type Tensor } from '../tensor/tensor';
import type { TensorMemory } from '../ops/tensorMemory';
import type { ParameterContext, ParameterValues, Upsampler } from '../upsamplers';
import type { Clock } from './timing';

/** Values of an output from which a method makes it block by block: what it holds then does not grow with the picture. */
export const VALUES_PER_BLOCK = 2 ** 23;
/** The transforms of the fast arithmetic take rows in groups; blocks begin where a group of the whole picture begins. */
const ROWS_PER_GROUP = 12;

/** Some rows of an input, with those around them that the output rows of the block read. */
export interface RowBlock {
  /** First row of the input that is taken. */
  readonly from: number;
  readonly rows: number;
  /** Rows of the input, counted from `from`, whose output is wanted. */
  readonly wanted: { readonly from: number; readonly rows: number };
}

/** Values of the output of the smallest block of a picture of this width, with the rows that its neighbours want. */
export const leastBlockValues = ({ width, channels, scale }: Omit<Size, 'height'>): number =>
  2 * ROWS_PER_GROUP * width * channels * scale * scale;

/** Rows around its own that a row of the output reads; null where the method makes the picture in one go. */
export const reachOf = (upsampler: Upsampler, parameters: ParameterValues, context: ParameterContext): number | null =>
  upsampler.exactly?.(parameters) ? null : (upsampler.rowReach?.(parameters, context) ?? null);

/**
 * The blocks of an input [height, width] whose output has `channels`; null where the picture is small enough to be made
 * in one go.
 */
export function blocksOf(
  { height, width, channels, scale }: Size,
  reach: number,
  valuesPerBlock = VALUES_PER_BLOCK,
): RowBlock[] | null {
  const perRow = width * channels * scale * scale;
  if (height * perRow <= valuesPerBlock) return null;
  const inGroups = (rows: number): number => Math.ceil(rows / ROWS_PER_GROUP) * ROWS_PER_GROUP;
  const step = inGroups(Math.max(1, valuesPerBlock / perRow));
  const blocks: RowBlock[] = [];
  for (let first = 0; first < height; first += step) {
    const end = Math.min(height, first + step);
    const from = Math.max(0, first - inGroups(reach));
    const to = Math.min(height, end + reach);
    blocks.push({ from, rows: to - from, wanted: { from: first - from, rows: end - first } });
  }
  return blocks;
}

interface Size {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly scale: number;
}

/** What a method makes of the blocks, one after the other, each rounded and put in its place. */
export class BlockedOutput {
  readonly raster: Raster;

  constructor(
    private readonly size: Size,
    form: ValueForm,
  ) {
    const [height, width] = [size.height * size.scale, size.width * size.scale];
    const data = makeSamples(form.bitDepth, height * width * size.channels);
    this.raster = { width, height, channels: size.channels, ...formOf(form), data };
  }

  /** @param made the rounded output of the whole block, with the rows that only its neighbours want */
  put({ from, wanted }: RowBlock, made: Raster): void {
    const line = this.raster.width * this.raster.channels;
    const first = wanted.from * this.size.scale * line;
    const values = made.data.subarray(first, first + wanted.rows * this.size.scale * line);
    this.raster.data.set(values, (from + wanted.from) * this.size.scale * line);
  }
}

/** Rows of [1, C, H, W], where the operators take them; give them back with `release`. */
export function rowsOfTensor({ shape, data }: Tensor, { from, rows }: Rows, tensors: TensorMemory): Tensor {
  const [, channels = 1, height = 0, width = 0] = shape;
  const part = createTensor([1, channels, rows, width]);
  for (let c = 0; c < channels; c++) {
    const first = (c * height + from) * width;
    part.data.set(data.subarray(first, first + rows * width), c * rows * width);
  }
  return tensors.share(part);
}

/** The same of a picture. */
export function rowsOfRaster(raster: Raster, { from, rows }: Rows, tensors: TensorMemory): Tensor {
  return tensors.share(rasterToTensor(cutRaster(raster, { x: 0, y: from, width: raster.width, height: rows })));
}

interface Rows {
  readonly from: number;
  readonly rows: number;
}

/** A clock that stands still while something is done that is no part of what it measures. */
export class StopClock implements Clock {
  private stood = 0;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now() - this.stood;
  }

  apart<Result>(run: () => Result): Result {
    const began = this.clock.now();
    try {
      return run();
    } finally {
      this.stood += this.clock.now() - began;
    }
  }
}
