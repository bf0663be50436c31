/** Weighted input positions of every output along one axis; positions run on from `first`, clamped to the axis. */
export interface Resampling {
  /** First input position per output; may lie up to two before the axis. */
  readonly first: Int32Array;
  /** Weights per output, in float64. */
  readonly weights: readonly (readonly number[])[];
}

export type ResampleMode = 'bilinear' | 'bicubic' | 'area';

export interface ResampleAxis {
  readonly mode: ResampleMode;
  readonly from: number;
  readonly to: number;
  /** The factor the caller gave, when the positions are to follow it rather than the sizes. */
  readonly scaleFactor?: number | undefined;
  readonly alignCorners: boolean;
  readonly antialias: boolean;
}

/** Input step per output step. */
function stepOf({ from, to, scaleFactor, alignCorners }: ResampleAxis): number {
  if (alignCorners) return to > 1 ? (from - 1) / (to - 1) : 0;
  return scaleFactor === undefined ? from / to : 1 / scaleFactor;
}

/** The whole factor s for which output q*s + p always sees the same taps around q, or 0. */
export function wholeFactor(axis: ResampleAxis): number {
  const s = axis.to / axis.from;
  if (!Number.isInteger(s) || s < 2 || axis.alignCorners || axis.antialias || axis.mode === 'area') return 0;
  return Math.abs(stepOf(axis) * s - 1) < 1e-12 ? s : 0;
}

/** Taps of the `s` outputs of one cell, positions relative to the cell's input. */
export function cellTaps(mode: 'bilinear' | 'bicubic', s: number): Resampling {
  return collect(s, (p) => taps(mode, (p + 0.5) / s - 0.5));
}

/** Taps of all outputs of `axis`. */
export function resampleTaps(axis: ResampleAxis): Resampling {
  const { mode, from, to, alignCorners, antialias } = axis;
  if (mode === 'area') return collect(to, (o) => areaTaps(o, from, to));
  const step = stepOf(axis);
  if (antialias) return collect(to, (o) => wideTaps(mode, step, o, from));
  return collect(to, (o) => {
    const position = alignCorners ? step * o : step * (o + 0.5) - 0.5;
    if (mode === 'bicubic') return taps(mode, position);
    const clamped = Math.max(0, position);
    const first = Math.min(Math.floor(clamped), from - 1);
    return { first, weights: [1 - Math.min(clamped - first, 1), Math.min(clamped - first, 1)] };
  });
}

interface Taps {
  first: number;
  weights: number[];
}

function collect(count: number, make: (o: number) => Taps): Resampling {
  const first = new Int32Array(count);
  const weights: number[][] = [];
  for (let o = 0; o < count; o++) {
    const made = make(o);
    first[o] = made.first;
    weights.push(made.weights);
  }
  return { first, weights };
}

function taps(mode: 'bilinear' | 'bicubic', position: number): Taps {
  const below = Math.floor(position);
  const t = position - below;
  if (mode === 'bilinear') return { first: below, weights: [1 - t, t] };
  return { first: below - 1, weights: [cubic(t + 1, -0.75), cubic(t, -0.75), cubic(1 - t, -0.75), cubic(2 - t, -0.75)] };
}

/** Keys' cubic kernel (1981) with free parameter a, for x >= 0. */
function cubic(x: number, a: number): number {
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/** The mean over the inputs that the output covers. */
function areaTaps(o: number, from: number, to: number): Taps {
  const first = Math.floor((o * from) / to);
  const end = Math.ceil(((o + 1) * from) / to);
  return { first, weights: new Array<number>(end - first).fill(1 / (end - first)) };
}

/** The kernel widened by the step when making smaller, cut at the borders and normalised. */
function wideTaps(mode: 'bilinear' | 'bicubic', step: number, o: number, from: number): Taps {
  const wide = Math.max(step, 1);
  const support = (mode === 'bilinear' ? 1 : 2) * wide;
  const centre = step * (o + 0.5);
  const first = Math.max(Math.trunc(centre - support + 0.5), 0);
  const end = Math.min(Math.trunc(centre + support + 0.5), from);
  const raw: number[] = [];
  for (let i = first; i < end; i++) {
    const x = Math.abs((i - centre + 0.5) / wide);
    raw.push(mode === 'bicubic' ? cubic(x, -0.5) : Math.max(0, 1 - x));
  }
  const sum = raw.reduce((a, b) => a + b, 0);
  return { first, weights: sum === 0 ? raw : raw.map((w) => w / sum) };
}
