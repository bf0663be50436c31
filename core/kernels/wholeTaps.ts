import type { Taps } from '../ops/interpolateAxis';
import type { WholeTaps } from '../ops/wholeTaps';
import type { Arena } from './arena';
import type { BytePicture } from './bytePairs';
import { JobKind } from './machine';
import { inRuns } from './resampling';

/** Rows of an item: the lines that two items share are made twice, so not too few. */
const LEAST_ROWS = 96;
const VALUES_PER_MS = 1e6;
/** A weight of 23 bits is two numbers of 16: 2^11 high + low. */
const HALF = 11;
/** Pixels that one step of a kernel makes across. */
const PIXELS = 4;

type Rounding = WholeTaps['rounding'];

/** An axis as the kernel reads it. */
interface PackedAxis {
  /** First input of every output. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** [outputs][words] */
  readonly weights: Int32Array;
  readonly words: number;
  /** Most inputs of an output. */
  readonly most: number;
}

/** Axes that were packed before: the same is asked for again and again. */
const packed = new WeakMap<Taps, Map<string, PackedAxis>>();

function remembered(taps: Taps, name: string, make: () => PackedAxis): PackedAxis {
  const known = packed.get(taps) ?? new Map<string, PackedAxis>();
  packed.set(taps, known);
  const found = known.get(name) ?? make();
  known.set(name, found);
  return found;
}

const both = (low: number, high: number): number => (low & 0xffff) | (high << 16);

/** Weights of one output, `room` of them, in the words of the kernel. */
function packWeights(weights: Int32Array, rounding: Rounding, isSingle: boolean): number[] {
  const pairs = (of: (w: number) => number): number[] =>
    Array.from({ length: weights.length / 2 }, (_, t) => both(of(weights[2 * t]!), of(weights[2 * t + 1]!)));
  if (rounding === 'once') return pairs((w) => w);
  const highs = pairs((w) => w >> HALF);
  const lows = pairs((w) => w & (2 ** HALF - 1));
  // Pair by pair; with one channel eight taps at a time.
  const run = isSingle ? 4 : 1;
  const words: number[] = [];
  for (let t = 0; t < highs.length; t += run) words.push(...highs.slice(t, t + run), ...lows.slice(t, t + run));
  return words;
}

/** The rows: every output's own taps. */
function packRows(taps: Taps, rounding: Rounding): PackedAxis {
  return remembered(taps, `rows ${rounding}`, () => {
    const { start, index, weight } = inRuns(taps);
    const outputs = start.length - 1;
    const count = Int32Array.from({ length: outputs }, (_, i) => start[i + 1]! - start[i]!);
    const most = count.reduce((a, b) => Math.max(a, b), 1);
    const room = rounding === 'once' ? most : most + (most % 2);
    const weights = new Int32Array(outputs * room);
    for (let i = 0; i < outputs; i++) {
      const own = new Int32Array(room);
      own.set(Int32Array.from(weight.subarray(start[i]!, start[i + 1]!)));
      // Down the picture a weight stands alone where nothing is rounded between.
      weights.set(rounding === 'once' ? own : packWeights(own, rounding, false), i * room);
    }
    const first = Int32Array.from({ length: outputs }, (_, i) => index[start[i]!] ?? 0);
    return { first, count, weights, words: room, most };
  });
}

/** The columns: as many taps for every output, those that are none weighing 0 and lying in the picture where there is room. */
function packColumns(taps: Taps, rounding: Rounding, inSize: number, channels: number): PackedAxis {
  const isSingle = channels === 1;
  return remembered(taps, `columns ${rounding} ${channels}`, () => {
    const { start, index, weight } = inRuns(taps);
    const outputs = start.length - 1;
    const count = Int32Array.from({ length: outputs }, (_, i) => start[i + 1]! - start[i]!);
    const step = isSingle ? 8 : 2;
    const room = Math.ceil(count.reduce((a, b) => Math.max(a, b), 1) / step) * step;
    const words = rounding === 'once' ? room / 2 : room;
    const padded = Math.ceil(outputs / PIXELS) * PIXELS;
    const weights = new Int32Array(padded * words);
    const first = new Int32Array(padded);
    for (let i = 0; i < outputs; i++) {
      const at = index[start[i]!] ?? 0;
      const from = Math.max(0, Math.min(at, inSize - room));
      const own = new Int32Array(room);
      own.set(Int32Array.from(weight.subarray(start[i]!, start[i + 1]!)), at - from);
      weights.set(packWeights(own, rounding, isSingle), i * words);
      first[i] = from * channels;
    }
    return { first, count, weights, words, most: room };
  });
}

/**
 * `resizeByWholeTaps` of core/dialects with SIMD (assembly/wholeTaps.ts): the same bytes. picture [H, W, C] -> [H', W', C]
 * @param into where the result goes; views of the kernels' memory are read and written in place
 */
export function runWholeTaps(arena: Arena, picture: BytePicture, taps: WholeTaps, into?: Uint8Array): Uint8Array {
  const { width, height, channels, data } = picture;
  const { machine } = arena;
  const { memory } = machine;
  const rows = packRows(taps.rows, taps.rounding);
  const columns = packColumns(taps.columns, taps.rounding, width, channels);
  const outHeight = taps.rows.start.length - 1;
  const outWidth = taps.columns.start.length - 1;
  const length = outHeight * outWidth * channels;
  const known = columns.most <= width ? memory.addressOf(data) : undefined;
  // In a picture that is narrower than its taps, padding reads what lies behind it.
  const x = known ?? arena.allocate(data.length + columns.most * channels);
  if (known === undefined) memory.bytes(x, data.length).set(data);
  const target = into ?? new Uint8Array(length);
  const inPlace = memory.addressOf(target);
  const y = inPlace ?? arena.allocate(length);
  const taken = columns.most / PIXELS + (rows.most * outHeight) / Math.max(height, outHeight) / PIXELS;
  const estimateMs = (length * (0.5 + taken / 2)) / VALUES_PER_MS;
  const threads = machine.threadsFor(estimateMs);
  const blockRows = Math.min(outHeight, Math.max(LEAST_ROWS, threads > 1 ? Math.ceil(outHeight / (threads * 8)) : 0));
  const items = Math.ceil(outHeight / blockRows);
  const valueBytes = taps.rounding === 'once' ? 4 : 1;
  // An odd number of cache lines keeps the lines off the powers of two.
  const lineBytes = (Math.ceil((outWidth * channels * valueBytes + 80) / 64) | 1) * 64;
  const ring = rows.most + 1;
  const tail = Math.ceil((rows.most + 2) / 16) * 64;
  machine.run({
    kind: JobKind.wholeTaps,
    parameters: [
      x,
      y,
      width * channels,
      channels,
      outHeight,
      outWidth,
      blockRows,
      arena.ints(rows.first),
      arena.ints(rows.count),
      arena.ints(rows.weights),
      rows.words,
      arena.ints(columns.first),
      arena.ints(columns.weights),
      columns.most / 2,
      ring,
      lineBytes,
      valueBytes === 4 ? 1 : 0,
      tail,
    ],
    items,
    scratchBytes: tail + 64 + ring * lineBytes,
    estimateMs,
  });
  if (inPlace === undefined) target.set(memory.bytes(y, length));
  return target;
}
