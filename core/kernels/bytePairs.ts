import { message } from '../messages';
import { shapeMismatch } from '../tensor/errors';
import { formatShape, type Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { JobKind, type Machine } from './machine';
import { meanOfWindows, sumWindows, WINDOW_ROWS, type SsimSums } from './similarity';

/** An 8-bit picture, interleaved as files hold it. */
export interface BytePicture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Copies of pictures in the kernels' memory: the one that every method of a run is held against is copied once. The two
 * that were used last are kept until `forget`.
 */
export class HeldPictures {
  private held: { readonly data: Uint8Array; readonly address: number }[] = [];

  constructor(
    private readonly machine: Machine,
    /** Of a picture that is held whole. */
    readonly mostBytes = MOST_HELD_BYTES,
    /** Of the rows of a larger one that are copied at once. */
    readonly blockBytes = BLOCK_BYTES,
  ) {}

  addressOf(data: Uint8Array): number {
    const { memory } = this.machine;
    const at = this.held.findIndex((one) => one.data === data);
    const [found] = at < 0 ? [] : this.held.splice(at, 1);
    // First the oldest is given back: three at once would be the largest part of a run's memory.
    while (found === undefined && this.held.length >= 2) memory.free(this.held.shift()!.address);
    const address = found?.address ?? memory.allocate(data.length);
    if (found === undefined) memory.bytes(address, data.length).set(data);
    this.held.push({ data, address });
    return address;
  }

  forget(): void {
    for (const { address } of this.held.splice(0)) this.machine.memory.free(address);
  }
}

/** Larger pictures are not copied whole, but some rows at a time: the copies would be half of a run's memory. */
export const MOST_HELD_BYTES = 2 ** 28;
/** Of the rows of one picture that are copied at once. */
export const BLOCK_BYTES = 2 ** 24;

interface CopiedRows {
  /** Of both pictures' copies. */
  readonly a: number;
  readonly b: number;
  /** Rows of the copies that come before the first wanted. */
  readonly above: number;
  /** The wanted rows, counted from the first of all. */
  readonly from: number;
  readonly rows: number;
}

/**
 * Rows `y` to `y + height` of two pictures in the kernels' memory: all at once where both are held, else block by block.
 * @param step blocks have a multiple of so many rows  @param more rows that each block reads beyond its own
 */
function* copiedRows(
  arena: Arena,
  held: HeldPictures,
  [reference, picture]: readonly [BytePicture, BytePicture],
  {
    y,
    height,
    step,
    more = 0,
  }: { readonly y: number; readonly height: number; readonly step: number; readonly more?: number },
): Generator<CopiedRows> {
  if (reference.data.length <= held.mostBytes) {
    yield { a: held.addressOf(reference.data), b: held.addressOf(picture.data), above: y, from: 0, rows: height };
    return;
  }
  const { memory } = arena.machine;
  const line = reference.width * reference.channels;
  const most = Math.min(height, Math.max(1, Math.floor(held.blockBytes / (line * step))) * step);
  const bytes = (most + more) * line;
  const [a, b] = [arena.allocate(bytes), arena.allocate(bytes)];
  for (let from = 0; from < height; from += most) {
    const rows = Math.min(most, height - from);
    for (const [address, { data }] of [
      [a, reference],
      [b, picture],
    ] as const) {
      const part = data.subarray((y + from) * line, (y + from + rows + more) * line);
      memory.bytes(address, part.length).set(part);
    }
    yield { a, b, above: 0, from, rows };
  }
}

/** Parts of one array behind each other. */
function joined<Values extends Float64Array | Int32Array>(
  parts: readonly Values[],
  make: (length: number) => Values,
): Values {
  const out = make(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
const joinedDoubles = (parts: readonly Float64Array[]): Float64Array =>
  joined(parts, (length) => new Float64Array(length));

/** Rows that one item takes: enough to be worth a call, few enough for all threads. */
const ROWS_PER_ITEM = 64;
const PIXELS_PER_ITEM = 1 << 16;

/** [1, C, H, W] in 0..1 -> bytes [H, W, C], rounded half up and clamped as `tensorToRaster` does. */
export function runToBytes(arena: Arena, tensor: Tensor): Uint8Array<ArrayBuffer> {
  const [batch, channels = 0, height = 0, width = 0] = tensor.shape;
  if (batch !== 1 || tensor.shape.length !== 4 || channels < 1)
    throw shapeMismatch(message('raster-shape', { received: formatShape(tensor.shape) }));
  const pixels = height * width;
  const target = arena.allocate(pixels * channels);
  arena.machine.run({
    kind: JobKind.toBytes,
    parameters: [arena.input(tensor), target, pixels, channels, PIXELS_PER_ITEM],
    items: Math.ceil(pixels / PIXELS_PER_ITEM),
    scratchBytes: 0,
    estimateMs: (pixels * channels) / 1e6,
  });
  // A copy of its own: the kernels' memory is shared, and files and messages take plain bytes.
  return new Uint8Array(arena.machine.memory.bytes(target, pixels * channels));
}

/** Words that say where a part of two pictures is. */
function partWords({ width, channels }: BytePicture, { x, y, ...size }: Part): readonly number[] {
  const row = width * channels;
  return [row, y * row + x * channels, size.width, size.height, channels];
}

export interface ByteSums {
  readonly sumOfSquares: number;
  readonly sumOfMagnitudes: number;
  readonly largest: number;
  readonly count: number;
}

/** Sums of picture - reference over a part of both. */
export function runByteDifferences(
  arena: Arena,
  held: HeldPictures,
  pair: readonly [BytePicture, BytePicture],
  part: Part,
): ByteSums {
  const sums = sumParts(arena, held, pair, part, false);
  const total = { sumOfSquares: 0, sumOfMagnitudes: 0, largest: 0 };
  for (let i = 0; i < sums.length; i += 3) {
    total.sumOfSquares += sums[i]!;
    total.sumOfMagnitudes += sums[i + 1]!;
    total.largest = Math.max(total.largest, sums[i + 2]!);
  }
  return { ...total, count: part.width * part.height * pair[0].channels };
}

/** What the kernel's differences of the luma are multiples of: 65.481 R / 255 is 65481 R / 255000. */
const LUMA_UNIT = 255_000;

/** Sum of the squared differences of Y = 16 + (65.481 R + 128.553 G + 24.966 B) / 255 over a part of two RGB pictures. */
export function runLumaSquares(
  arena: Arena,
  held: HeldPictures,
  pair: readonly [BytePicture, BytePicture],
  part: Part,
): number {
  if (pair[0].channels !== 3) throw shapeMismatch(message('rgb-pictures', { channels: pair[0].channels }));
  return sumParts(arena, held, pair, part, true).reduce((sum, value) => sum + value, 0) / LUMA_UNIT ** 2;
}

/** Three sums per item. */
function sumParts(
  arena: Arena,
  held: HeldPictures,
  pair: readonly [BytePicture, BytePicture],
  part: Part,
  isLuma: boolean,
): Float64Array {
  const [reference] = pair;
  const found: Float64Array[] = [];
  for (const { a, b, above, rows } of copiedRows(arena, held, pair, { ...part, step: ROWS_PER_ITEM })) {
    const items = Math.ceil(rows / ROWS_PER_ITEM);
    const out = arena.allocate(items * 24);
    const place = partWords(reference, { ...part, y: above, height: rows });
    arena.machine.run({
      kind: JobKind.byteDifferences,
      parameters: [a, b, out, ...place, ROWS_PER_ITEM, isLuma ? 1 : 0],
      items,
      scratchBytes: 0,
      estimateMs: (part.width * rows * reference.channels) / (isLuma ? 1.5e6 : 6e6),
    });
    found.push(arena.machine.memory.doubles(out, items * 3).slice());
  }
  const all = joinedDoubles(found);
  return isLuma ? all.filter((_, i) => i % 3 === 0) : all;
}

/** Strides along one side of a block. */
const BLOCK_STRIDES = 8;

export interface PhaseSums {
  /** Per channel: the error summed over each phase of the part, [stride * stride]. */
  readonly totals: readonly Float64Array[];
  /** Per channel: the same of every whole block of 8 x 8 strides, row by row, [blocks][stride * stride]. */
  readonly blocks: readonly Int32Array[];
}

/** Sums of picture - reference by phase over a part of both; phases count from the corner of the part. */
export function runBytePhases(
  arena: Arena,
  held: HeldPictures,
  pair: readonly [BytePicture, BytePicture],
  part: Part,
  stride: number,
): PhaseSums {
  const [reference] = pair;
  const { channels } = reference;
  const phases = stride * stride;
  const side = BLOCK_STRIDES * stride;
  const bands = Math.ceil(part.height / side);
  const columns = Math.floor(part.width / side);
  const rows = Math.floor(part.height / side);
  const line = Math.ceil((part.width * channels * 2) / 16) * 16 + 64;
  const { memory } = arena.machine;
  const [foundTotals, foundParts]: [Float64Array[], Int32Array[]] = [[], []];
  for (const { a, b, above, rows: own } of copiedRows(arena, held, pair, { ...part, step: side })) {
    const items = Math.ceil(own / side);
    const sums = arena.allocate(items * channels * columns * phases * 4);
    const totals = arena.allocate(items * channels * phases * 8);
    const place = partWords(reference, { ...part, y: above, height: own });
    arena.machine.run({
      kind: JobKind.bytePhases,
      parameters: [a, b, sums, ...place, side, stride, totals, line],
      items,
      scratchBytes: stride * line,
      estimateMs: (part.width * own * channels) / 3e6,
    });
    foundTotals.push(memory.doubles(totals, items * channels * phases).slice());
    foundParts.push(memory.ints(sums, items * channels * columns * phases).slice());
  }
  const all = joinedDoubles(foundTotals);
  const parts = joined(foundParts, (length) => new Int32Array(length));
  return {
    totals: Array.from({ length: channels }, (_, c) => {
      const own = new Float64Array(phases);
      for (let band = 0; band < bands; band++)
        for (let i = 0; i < phases; i++) own[i] = own[i]! + all[(band * channels + c) * phases + i]!;
      return own;
    }),
    blocks: Array.from({ length: channels }, (_, c) => {
      const own = new Int32Array(rows * columns * phases);
      for (let row = 0; row < rows; row++) {
        const from = (row * channels + c) * columns * phases;
        own.set(parts.subarray(from, from + columns * phases), row * columns * phases);
      }
      return own;
    }),
  };
}

/** One channel, or what makes one number of three: (weights . RGB) / divisor + offset. */
export type BytePlane =
  | { readonly channel: number }
  | {
      readonly weights: readonly [number, number, number];
      readonly divisor: number;
      readonly offset: number;
    };

export interface ByteSsimOptions {
  readonly plane: BytePlane;
  /** Pixels left out on every side. */
  readonly crop: number;
  readonly taps: readonly number[];
  readonly c1: number;
  readonly c2: number;
  readonly covarianceFactor: number;
  /** A part of the cropped picture whose own mean is wanted too. */
  readonly inner?: Part | undefined;
}

/** Mean local SSIM of one plane of two 8-bit pictures, in float64: the sums of `runSsimPlane` on the planes themselves. */
export function runByteSsim(
  arena: Arena,
  held: HeldPictures,
  pair: readonly [BytePicture, BytePicture],
  { plane, crop, taps, c1, c2, covarianceFactor, inner }: ByteSsimOptions,
): SsimSums & { readonly inner: number | undefined } {
  const { width, channels, height } = pair[0];
  const row = width * channels;
  const first = crop * channels + ('channel' in plane ? plane.channel : 0);
  const mixture = 'channel' in plane ? 0 : arena.doubles([...plane.weights, plane.divisor, plane.offset]);
  const size = taps.length;
  const whole = { planes: 1, height: height - 2 * crop, width: width - 2 * crop, size, inner };
  const halfTaps = arena.doubles(taps.slice(0, (size + 1) / 2));
  const constants = arena.doubles([0, c1, c2, covarianceFactor]);
  const found: Float64Array[] = [];
  // A window reaches over the rows below its first.
  const place = { y: crop, height: Math.max(1, whole.height - size + 1), step: WINDOW_ROWS, more: size - 1 };
  for (const { a, b, above, from, rows } of copiedRows(arena, held, pair, place)) {
    const sums = sumWindows(arena, {
      ...whole,
      kind: JobKind.ssimBytes,
      bytes: 8,
      height: Math.min(rows + size - 1, whole.height - from),
      inner: inner && { ...inner, y: inner.y - from },
      a: a + above * row + first,
      b: b + above * row + first,
      taps: halfTaps,
      constants,
      source: [row, channels, mixture],
    });
    found.push(sums.slice());
  }
  return meanOfWindows(joinedDoubles(found), whole);
}

/** The rows of an 8-bit picture filtered for PNG, each with the kind of its filter first. */
export function runPngFilter(arena: Arena, picture: BytePicture, triesPaeth: boolean): Uint8Array<ArrayBuffer> {
  const { width, height, channels, data } = picture;
  const { memory } = arena.machine;
  const bytes = width * channels;
  const source = arena.allocate(data.length);
  memory.bytes(source, data.length).set(data);
  const size = (bytes + 1) * height;
  const target = arena.allocate(size);
  arena.machine.run({
    kind: JobKind.pngFilter,
    parameters: [source, target, bytes, height, channels, ROWS_PER_ITEM, triesPaeth ? 1 : 0],
    items: Math.ceil(height / ROWS_PER_ITEM),
    scratchBytes: 2 * bytes + 256,
    estimateMs: data.length / (triesPaeth ? 2e6 : 8e6),
  });
  return new Uint8Array(memory.bytes(target, size));
}
