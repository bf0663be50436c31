import { noCheckpoint, type Checkpoint } from './checkpoint';
import { cubic, type Axis, type Taps } from './interpolateAxis';
import type { Border, Coordinates, Kernel, NearestRounding, ResampleRule } from './resampleRule';

/** Planes of one size in float64: [planes, height, width], values in any unit. */
export interface Samples {
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

/** Input pixels per output pixel. */
function stepOf({ inSize, outSize, scale }: Axis, coordinates: Coordinates): number {
  if (coordinates === 'align-corners') return outSize > 1 ? (inSize - 1) / (outSize - 1) : 0;
  return scale === null ? inSize / outSize : 1 / scale;
}

/** Where output pixel `d` looks, in input pixels. */
export function positionOf(axis: Axis, coordinates: Coordinates, d: number): number {
  const step = stepOf(axis, coordinates);
  switch (coordinates) {
    case 'half-pixel':
      return step * (d + 0.5) - 0.5;
    case 'pytorch-half-pixel':
      return axis.outSize > 1 ? step * (d + 0.5) - 0.5 : 0;
    case 'half-pixel-symmetric': {
      // The wanted size before it was rounded; the picture's centre stays where it is.
      const wanted = axis.inSize / step;
      const offset = (axis.inSize / 2) * (1 - axis.outSize / wanted);
      return offset + step * (d + 0.5) - 0.5;
    }
    case 'align-corners':
    case 'asymmetric':
      return step * d;
    case 'half-pixel-floor':
      return step * (d + 0.5);
    case 'opencv-area': {
      const first = Math.floor(d * step);
      const share = d + 1 - (first + 1) / step;
      return first + (share <= 0 ? 0 : share - Math.floor(share));
    }
  }
}

/** The same in float32, operation by operation: a nearest neighbour half-way between two pixels depends on it. */
function singlePosition(axis: Axis, coordinates: Coordinates, d: number): number {
  const f = Math.fround;
  const { inSize, outSize, scale } = axis;
  const step =
    coordinates === 'align-corners'
      ? outSize > 1
        ? f(f(inSize - 1) / f(outSize - 1))
        : 0
      : f(scale === null ? f(inSize) / f(outSize) : 1 / scale);
  if (coordinates === 'align-corners' || coordinates === 'asymmetric') return f(d * step);
  if (coordinates === 'half-pixel-floor') return f(f(d + 0.5) * step);
  return f(f(f(d + 0.5) * step) - 0.5);
}

function roundPosition(x: number, rounding: NearestRounding): number {
  switch (rounding) {
    case 'floor':
      return Math.floor(x);
    case 'ceil':
      return Math.ceil(x);
    case 'round-prefer-floor':
      return Math.ceil(x - 0.5);
    case 'round-prefer-ceil':
      return Math.floor(x + 0.5);
    case 'round-even':
      return roundHalfEven(x);
  }
}

/** Halves go to the even number, as NumPy and IEEE 754 round. */
export function roundHalfEven(x: number): number {
  const up = Math.floor(x + 0.5);
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

/** The nearest pixel by positions in 1 / 65536, a half going to the left. */
function fixedIndex({ inSize, outSize }: Axis, d: number): number {
  const step = Math.floor((inSize * 65536 + Math.floor(outSize / 2)) / outSize);
  return Math.floor((step * d + Math.floor(step / 2) - 1) / 65536);
}

interface Curve {
  /** 0 beyond this distance. */
  readonly support: number;
  readonly weight: (x: number) => number;
}

export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function mitchell(x: number): number {
  const u = Math.abs(x);
  if (u < 1) return ((21 * u - 36) * u * u + 16) / 18;
  return u < 2 ? (((-7 * u + 36) * u - 60) * u + 32) / 18 : 0;
}

/** The kernel as a curve of the distance in pixels. */
export function curveOf(kernel: Exclude<Kernel, { kind: 'nearest' | 'coverage' | 'windows' | 'spline' }>): Curve {
  switch (kernel.kind) {
    case 'box':
      return { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) };
    case 'linear':
      return { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) };
    case 'hamming':
      return {
        support: 1,
        weight: (x) => (Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0),
      };
    case 'mitchell':
      return { support: 2, weight: mitchell };
    case 'gaussian':
      // TensorFlow's: radius 1.5, sigma a third of it.
      return { support: 1.5, weight: (x) => (Math.abs(x) < 1.5 ? Math.exp((-x * x) / (2 * 0.5 * 0.5)) : 0) };
    case 'cubic':
      return { support: 2, weight: (x) => cubic(x, kernel.a) };
    case 'lanczos':
      return {
        support: kernel.lobes,
        weight: (x) => (Math.abs(x) < kernel.lobes ? sinc(x) * sinc(x / kernel.lobes) : 0),
      };
  }
}

/** The input pixel that stands for pixel `i`, or -1 where there is none. */
export function borderIndex(i: number, size: number, border: Border): number {
  if (i >= 0 && i < size) return i;
  switch (border) {
    case 'replicate':
      return i < 0 ? 0 : size - 1;
    case 'mirror': {
      const at = ((i % (2 * size)) + 2 * size) % (2 * size);
      return at < size ? at : 2 * size - 1 - at;
    }
    case 'reflect': {
      if (size === 1) return 0;
      const period = 2 * (size - 1);
      const at = ((i % period) + period) % period;
      return at < size ? at : period - at;
    }
    case 'renormalise':
    case 'zeros':
      return -1;
  }
}

/** Collects taps output by output. */
class TapList {
  private readonly starts: number[] = [0];
  private readonly indices: number[] = [];
  private readonly weights: number[] = [];

  add(index: number, weight: number): void {
    this.indices.push(index);
    this.weights.push(weight);
  }

  /** Ends an output's taps, brought to a sum of 1 where `normalise` says so. */
  end(normalise: boolean): void {
    const from = this.starts.at(-1)!;
    if (normalise) {
      let total = 0;
      for (let t = from; t < this.weights.length; t++) total += this.weights[t]!;
      if (total !== 0) for (let t = from; t < this.weights.length; t++) this.weights[t]! /= total;
    }
    this.starts.push(this.weights.length);
  }

  taps(): Taps {
    return {
      start: Int32Array.from(this.starts),
      index: Int32Array.from(this.indices),
      weight: Float64Array.from(this.weights),
    };
  }
}

/** A position whose share of the way to the next pixel is one of a table's, where the kernel has one. */
function steppedPosition(x: number, kernel: Kernel): number {
  if (kernel.kind !== 'cubic' || kernel.steps === undefined) return x;
  const first = Math.floor(x);
  return first + Math.floor((x - first) * kernel.steps + 0.5) / kernel.steps;
}

/** What every output pixel of one axis is the weighted sum of. A spline is taken to have been filtered before. */
export function ruleTaps(axis: Axis, rule: ResampleRule): Taps {
  const { inSize, outSize } = axis;
  const { kernel, coordinates, border } = rule;
  const list = new TapList();
  if (kernel.kind === 'nearest') {
    const at = kernel.single === true ? singlePosition : positionOf;
    const step = stepOf(axis, coordinates);
    let sum = positionOf(axis, coordinates, 0);
    for (let d = 0; d < outSize; d++, sum += step) {
      const i =
        kernel.fixed === true
          ? fixedIndex(axis, d)
          : roundPosition(kernel.summed === true ? sum : at(axis, coordinates, d), kernel.rounding);
      list.add(Math.min(Math.max(i, 0), inSize - 1), 1);
      list.end(false);
    }
    return list.taps();
  }
  if (kernel.kind === 'coverage' || kernel.kind === 'windows') {
    const step = inSize / outSize;
    for (let d = 0; d < outSize; d++) {
      const exact = kernel.kind === 'coverage';
      const from = exact ? d * step : Math.floor((d * inSize) / outSize);
      const to = exact ? Math.min((d + 1) * step, inSize) : Math.ceil(((d + 1) * inSize) / outSize);
      for (let i = Math.floor(from); i < to; i++) {
        const share = Math.min(i + 1, to) - Math.max(i, from);
        if (share > 1e-9) list.add(Math.min(i, inSize - 1), share);
      }
      list.end(true);
    }
    return list.taps();
  }
  const curve = kernel.kind === 'spline' ? splineCurve(kernel.order ?? 3) : curveOf(kernel);
  const widening = rule.antialias ? Math.max(stepOf(axis, coordinates), 1) : 1;
  const reach = curve.support * widening;
  for (let d = 0; d < outSize; d++) {
    const x = steppedPosition(positionOf(axis, coordinates, d), kernel);
    for (let i = Math.ceil(x - reach); i <= Math.floor(x + reach); i++) {
      const weight = curve.weight((i - x) / widening);
      const index = borderIndex(i, inSize, border);
      if (weight !== 0 && index >= 0) list.add(index, weight);
    }
    list.end(border !== 'zeros');
  }
  return list.taps();
}

/** The B-spline of an order: sum over k of (-1)^k C(n+1, k) (x + (n+1)/2 - k)^n where that is positive, over n!. */
function splineCurve(order: number): Curve {
  const half = (order + 1) / 2;
  const terms: number[] = [];
  let factor = 1;
  for (let n = 2; n <= order; n++) factor *= n;
  for (let k = 0, choose = 1; k <= order + 1; choose = (choose * (order + 1 - k)) / (k + 1), k++)
    terms.push((k % 2 === 0 ? choose : -choose) / factor);
  return {
    support: half,
    weight(x) {
      // Of the two sides the one with fewer terms: the curve is even.
      const at = half - Math.abs(x);
      if (at <= 0) return 0;
      let sum = 0;
      for (let k = 0; k < at; k++) sum += terms[k]! * (at - k) ** order;
      return sum;
    },
  };
}

/** Poles of the filter that makes a spline go through the pixels (Unser 1999, table I). */
const SPLINE_POLES: Readonly<Record<2 | 3 | 4 | 5, readonly number[]>> = {
  2: [Math.sqrt(8) - 3],
  3: [Math.sqrt(3) - 2],
  4: [
    Math.sqrt(664 - Math.sqrt(438976)) + Math.sqrt(304) - 19,
    Math.sqrt(664 + Math.sqrt(438976)) - Math.sqrt(304) - 19,
  ],
  5: [
    Math.sqrt(67.5 - Math.sqrt(4436.25)) + Math.sqrt(26.25) - 6.5,
    Math.sqrt(67.5 + Math.sqrt(4436.25)) - Math.sqrt(26.25) - 6.5,
  ],
};

/** Every column down, then every row across, in float64. x [P, H, W] -> [P, rows, columns] */
export function applyTaps(
  x: Samples,
  { rows, columns }: { readonly rows: Taps; readonly columns: Taps },
  checkpoint: Checkpoint = noCheckpoint,
): Samples {
  const height = rows.start.length - 1;
  const width = columns.start.length - 1;
  const data = new Float64Array(x.planes * height * width);
  const row = new Float64Array(x.width);
  for (let p = 0, o = 0; p < x.planes; p++) {
    for (let i = 0; i < height; i++) {
      row.fill(0);
      for (let t = rows.start[i]!; t < rows.start[i + 1]!; t++) {
        const weight = rows.weight[t]!;
        const base = (p * x.height + rows.index[t]!) * x.width;
        for (let j = 0; j < x.width; j++) row[j]! += weight * x.data[base + j]!;
      }
      for (let j = 0; j < width; j++, o++) {
        let sum = 0;
        for (let t = columns.start[j]!; t < columns.start[j + 1]!; t++)
          sum += columns.weight[t]! * row[columns.index[t]!]!;
        data[o] = sum;
      }
      if (i % 16 === 0) checkpoint();
    }
  }
  return { planes: x.planes, height, width, data };
}

export interface ResampledSize {
  readonly height: number;
  readonly width: number;
  /** The factor in force on both axes where it is not out / in. */
  readonly scale?: number | undefined;
  /** An axis whose size stays is copied, whatever the factor: PyTorch's linear modes. */
  readonly copiesSameSize?: boolean | undefined;
}

/** `x` resampled to a size by the rule. */
export function resampleByRule(
  x: Samples,
  size: ResampledSize,
  rule: ResampleRule,
  checkpoint: Checkpoint = noCheckpoint,
): Samples {
  const axis = (inSize: number, outSize: number): Axis => {
    const isCopied = size.copiesSameSize === true && inSize === outSize;
    return { inSize, outSize, scale: isCopied ? null : (size.scale ?? null) };
  };
  const rows = ruleTaps(axis(x.height, size.height), rule);
  const columns = ruleTaps(axis(x.width, size.width), rule);
  const source = rule.kernel.kind === 'spline' ? splineCoefficients(x, rule.border, rule.kernel.order ?? 3) : x;
  return applyTaps(source, { rows, columns }, checkpoint);
}

/** Coefficients of the B-spline through the pixels of both axes. */
function splineCoefficients(x: Samples, border: Border, order: 2 | 3 | 4 | 5): Samples {
  const data = x.data.slice();
  for (let p = 0; p < x.planes; p++) {
    const base = p * x.height * x.width;
    for (const pole of SPLINE_POLES[order]) {
      const filter = { pole, border };
      for (let i = 0; i < x.height; i++) filterLine(data, { from: base + i * x.width, stride: 1, n: x.width }, filter);
      for (let j = 0; j < x.width; j++) filterLine(data, { from: base + j, stride: x.width, n: x.height }, filter);
    }
  }
  return { ...x, data };
}

interface Line {
  readonly from: number;
  readonly stride: number;
  readonly n: number;
}

/** One line in place: the recursive filter of one pole (Unser 1999), started by the border's own sum. */
function filterLine(
  data: Float64Array,
  { from, stride, n }: Line,
  { pole: z, border }: { readonly pole: number; readonly border: Border },
): void {
  if (n < 2) return;
  const gain = (1 - z) * (1 - 1 / z);
  const value = (i: number): number => data[from + i * stride]!;
  const set = (i: number, v: number): void => void (data[from + i * stride] = v);
  for (let i = 0; i < n; i++) set(i, gain * value(i));
  const line = Float64Array.from({ length: n }, (_, i) => value(i));
  // The sum over the whole periodic line that the border makes: exact, and short where z^k has died out.
  const reach = Math.min(60, 4 * n);
  const rule: Border = border === 'reflect' ? 'reflect' : border === 'mirror' ? 'mirror' : 'replicate';
  let start = 0;
  for (let k = 0; k < reach; k++) start += z ** k * line[borderIndex(-k, n, rule)]!;
  set(0, start);
  for (let i = 1; i < n; i++) set(i, value(i) + z * value(i - 1));
  // The same from the other end, over what the first pass made beyond the border.
  let beyond = value(n - 1);
  const tail: number[] = [beyond];
  for (let k = 1; k < reach; k++) {
    beyond = line[borderIndex(n - 1 + k, n, rule)]! + z * beyond;
    tail.push(beyond);
  }
  let end = 0;
  for (let k = 0; k < reach; k++) end += z ** k * tail[k]!;
  set(n - 1, -z * end);
  for (let i = n - 2; i >= 0; i--) set(i, z * (value(i + 1) - value(i)));
}
