import type { Axis, Taps } from '../ops/interpolateAxis';
import { LastTaps } from '../ops/lastTaps';
import { positionOf, resampleByRule, roundHalfEven, ruleTaps, sinc, type Samples } from '../ops/resampler';
import type { Kernel, ResampleRule } from '../ops/resampleRule';
import type { WholeTaps, WholeTapsResizer } from '../ops/wholeTaps';

/**
 * Whole-number arithmetic of a framework on bytes.
 * pillow: weights in 22 bits, rounded to a byte after each pass. opencv-linear: 11 bits, cut to 7 between the passes.
 * opencv-wide: 11 bits in both passes, rounded once. opencv-linear-exact: 8 bits. opencv-area: sums in floats.
 */
export type ByteArithmetic = 'pillow' | 'opencv-linear' | 'opencv-wide' | 'opencv-linear-exact' | 'opencv-area';

interface Size {
  readonly height: number;
  readonly width: number;
  readonly scale?: number | undefined;
}

/**
 * Resizing of bytes in whole numbers, as libraries do it. samples [P, H, W] of 0..255 -> [P, height, width]
 * @param byWholeTaps does what `resizeByWholeTaps` does, faster
 */
export function resizeBytes(
  x: Samples,
  size: Size,
  rule: ResampleRule,
  arithmetic: ByteArithmetic,
  byWholeTaps: WholeTapsResizer = resizeByWholeTaps,
): Samples {
  const taps = wholeTapsOf(x, size, rule, arithmetic);
  if (taps !== null) return byWholeTaps(x, taps);
  if (arithmetic === 'opencv-area') return opencvArea(x, size, rule);
  const { down, across } = axesOf(x, size);
  const bits = arithmetic === 'opencv-linear' ? 11 : 8;
  const pairs = { rows: linearPairs(down, rule, bits), columns: linearPairs(across, rule, bits) };
  return bits === 11 ? opencvLinear(x, pairs.rows, pairs.columns) : opencvLinearExact(x, pairs.rows, pairs.columns);
}

const axesOf = (x: Omit<Size, 'scale'>, size: Size): { readonly down: Axis; readonly across: Axis } => ({
  down: { inSize: x.height, outSize: size.height, scale: size.scale ?? null },
  across: { inSize: x.width, outSize: size.width, scale: size.scale ?? null },
});

/** The whole weights of a rule, or null where the arithmetic is none of sums of them. */
export function wholeTapsOf(
  x: Omit<Size, 'scale'>,
  size: Size,
  rule: ResampleRule,
  arithmetic: ByteArithmetic,
): WholeTaps | null {
  if (arithmetic !== 'pillow' && arithmetic !== 'opencv-wide') return null;
  const { down, across } = axesOf(x, size);
  const taps = (axis: Axis): Taps =>
    lastTaps.of(JSON.stringify([axis, rule, arithmetic]), () =>
      arithmetic === 'pillow' ? narrowTaps(axis, rule) : wideTaps(axis, rule),
    );
  return { rows: taps(down), columns: taps(across), rounding: arithmetic === 'pillow' ? 'each-pass' : 'once' };
}

const lastTaps = new LastTaps();

/** In 1 / 2^22, half away from 0. */
function narrowTaps(axis: Axis, rule: ResampleRule): Taps {
  const taps = ruleTaps(axis, rule);
  return { ...taps, weight: taps.weight.map((w) => Math.trunc(w * SUM_UNIT + (w < 0 ? -0.5 : 0.5))) };
}

/** Sums of bytes by whole weights, across first. */
export function resizeByWholeTaps(x: Samples, { rows, columns, rounding }: WholeTaps): Samples {
  const round = (sum: number): number => byteOf(Math.floor((sum + SUM_UNIT / 2) / SUM_UNIT));
  return downwards(across(x, columns, rounding === 'once' ? (sum) => sum : round), rows, round);
}

const byteOf = (value: number): number => Math.min(255, Math.max(0, value));

/** Sums of both passes are in 1 / 2^22: of one weight in Pillow, of two in OpenCV. */
const SUM_UNIT = 2 ** 22;

/** Every row of `x` by whole weights, then `round`. */
function across(x: Samples, columns: Taps, round: (sum: number) => number): Samples {
  const width = columns.start.length - 1;
  const data = new Float64Array(x.planes * x.height * width);
  for (let line = 0; line < x.planes * x.height; line++)
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let t = columns.start[j]!; t < columns.start[j + 1]!; t++)
        sum += columns.weight[t]! * x.data[line * x.width + columns.index[t]!]!;
      data[line * width + j] = round(sum);
    }
  return { ...x, width, data };
}

/** Every column of `x` by whole weights, then `round`. */
function downwards(x: Samples, rows: Taps, round: (sum: number) => number): Samples {
  const height = rows.start.length - 1;
  const data = new Float64Array(x.planes * height * x.width);
  const row = new Float64Array(x.width);
  for (let p = 0; p < x.planes; p++)
    for (let i = 0; i < height; i++) {
      row.fill(0);
      for (let t = rows.start[i]!; t < rows.start[i + 1]!; t++) {
        const base = (p * x.height + rows.index[t]!) * x.width;
        const weight = rows.weight[t]!;
        for (let j = 0; j < x.width; j++) row[j]! += weight * x.data[base + j]!;
      }
      const base = (p * height + i) * x.width;
      for (let j = 0; j < x.width; j++) data[base + j] = round(row[j]!);
    }
  return { planes: x.planes, height, width: x.width, data };
}

/** The share of the way to the next pixel, as OpenCV keeps it: in float32. */
function placeOf(axis: Axis, rule: ResampleRule, d: number): { readonly first: number; readonly share: number } {
  const x = positionOf(axis, rule.coordinates, d);
  const first = Math.floor(Math.fround(x));
  return { first, share: Math.fround(Math.fround(x) - first) };
}

/** Weights of OpenCV's cubic and Lanczos kernels at a share of the way, brought to a sum of 1. */
function wideWeights(kernel: Kernel, share: number): readonly number[] {
  if (kernel.kind === 'cubic') {
    const { a } = kernel;
    const far = (t: number): number => ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
    const near = (t: number): number => ((a + 2) * t - (a + 3)) * t * t + 1;
    const weights = [far(share + 1), near(share), near(1 - share)].map(Math.fround);
    return [...weights, Math.fround(1 - weights[0]! - weights[1]! - weights[2]!)];
  }
  const weights = Array.from({ length: 8 }, (_, i) => sinc(share + 3 - i) * sinc((share + 3 - i) / 4));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/** Cubic and Lanczos in 1 / 2048; what lies beyond the picture repeats its edge. */
function wideTaps(axis: Axis, rule: ResampleRule): Taps {
  const count = rule.kernel.kind === 'cubic' ? 4 : 8;
  const { inSize, outSize } = axis;
  const taps = {
    start: Int32Array.from({ length: outSize + 1 }, (_, d) => d * count),
    index: new Int32Array(outSize * count),
    weight: new Float64Array(outSize * count),
  };
  for (let d = 0; d < outSize; d++) {
    const { first, share } = placeOf(axis, rule, d);
    wideWeights(rule.kernel, share).forEach((w, k) => {
      taps.index[d * count + k] = Math.min(Math.max(first - count / 2 + 1 + k, 0), inSize - 1);
      taps.weight[d * count + k] = roundHalfEven(Math.fround(w) * 2048);
    });
  }
  return taps;
}

interface Pair {
  readonly first: number;
  readonly next: number;
  /** Of the next pixel, in 1 / 2^bits. */
  readonly weight: number;
}

function linearPairs(axis: Axis, rule: ResampleRule, bits: number): Pair[] {
  const { inSize, outSize } = axis;
  return Array.from({ length: outSize }, (_, d) => {
    const { first, share } = placeOf(axis, rule, d);
    // Beyond the edge both are the same pixel, and each share is still cut by itself.
    const clamp = (i: number): number => Math.min(Math.max(i, 0), inSize - 1);
    return { first: clamp(first), next: clamp(first + 1), weight: roundHalfEven(share * 2 ** bits) };
  });
}

/** Weights in 1 / 2048; rows in 1 / 2048, brought to 1 / 128 each before they meet. */
function opencvLinear(x: Samples, rows: readonly Pair[], columns: readonly Pair[]): Samples {
  const share = (weight: number, value: number): number => Math.floor((weight * (value >> 4)) / 65536);
  return inPairs(x, rows, columns, 2048, (w, upper, lower) => (share(2048 - w, upper) + share(w, lower) + 2) >> 2);
}

/** INTER_LINEAR_EXACT: weights in 1 / 256, rounded half up once. */
function opencvLinearExact(x: Samples, rows: readonly Pair[], columns: readonly Pair[]): Samples {
  return inPairs(x, rows, columns, 256, (w, upper, lower) => ((256 - w) * upper + w * lower + 2 ** 15) >> 16);
}

function inPairs(
  x: Samples,
  rows: readonly Pair[],
  columns: readonly Pair[],
  unit: number,
  join: (weight: number, upper: number, lower: number) => number,
): Samples {
  const [height, width] = [rows.length, columns.length];
  const data = new Float64Array(x.planes * height * width);
  for (let p = 0, o = 0; p < x.planes; p++)
    for (const { first, next, weight } of rows)
      for (const column of columns) {
        const at = (row: number): number => {
          const base = (p * x.height + row) * x.width;
          return (unit - column.weight) * x.data[base + column.first]! + column.weight * x.data[base + column.next]!;
        };
        data[o++] = join(weight, at(first), at(next));
      }
  return { planes: x.planes, height, width, data };
}

/** Means of covered pixels: of 2x2 in whole numbers, half up; of others in floats, halves to the even number. */
function opencvArea(x: Samples, size: Size, rule: ResampleRule): Samples {
  const isHalf = x.height === 2 * size.height && x.width === 2 * size.width;
  const made = resampleByRule(x, size, rule);
  // Floats of a sum that is whole by right may be a hair off.
  const exact = (value: number): number => Math.round(value * 2 ** 20) / 2 ** 20;
  const data = made.data.map((value) =>
    byteOf(isHalf ? Math.floor(exact(value) + 0.5) : roundHalfEven(Math.fround(exact(value)))),
  );
  return { ...made, data };
}
