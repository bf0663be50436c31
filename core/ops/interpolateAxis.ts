/** Where an output position looks along one axis, as PyTorch computes it. */

/** One axis of a resampling; `scale` is the scale factor in force, null when it is outSize / inSize. */
export interface Axis {
  readonly inSize: number;
  readonly outSize: number;
  readonly scale: number | null;
  /** Whether 'nearest' takes its exact shortcuts; see nearestIndices. */
  readonly shortcuts?: boolean;
}

/** For output d: sum over t in start[d]..start[d+1]-1 of weight[t] * x[index[t]]. */
export interface Taps {
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/** Index per output position. PyTorch computes it in float32 for every type, and so far outside 2^n sizes it shows. */
export function nearestIndices({ inSize, outSize, scale, shortcuts = false }: Axis, exact: boolean): Int32Array {
  const index = new Int32Array(outSize);
  const ratio = Math.fround(scale === null ? Math.fround(inSize) / Math.fround(outSize) : 1 / scale);
  for (let d = 0; d < outSize; d++) {
    // Same size copies and twice the size halves, whatever scale was given, but only on PyTorch's path for memory
    // that is also channels-last: pictures of one channel. With more channels the given scale decides.
    if (shortcuts && !exact && outSize === inSize) index[d] = d;
    else if (shortcuts && !exact && outSize === 2 * inSize) index[d] = d >> 1;
    else {
      const from = exact ? Math.fround(d + 0.5) : Math.fround(d);
      index[d] = Math.min(Math.floor(Math.fround(from * ratio)), inSize - 1);
    }
  }
  return index;
}

/** Input pixels per output pixel. */
function step({ inSize, outSize, scale }: Axis, alignCorners: boolean): number {
  if (alignCorners) return outSize > 1 ? (inSize - 1) / (outSize - 1) : 0;
  return scale === null ? inSize / outSize : 1 / scale;
}

/** Two taps per output: 1 - t and t. Positions left of the first centre are clamped; same size copies. */
export function linearTaps(axis: Axis, alignCorners: boolean): Taps {
  const { inSize, outSize } = axis;
  const ratio = step(axis, alignCorners);
  const taps = evenTaps(outSize, 2);
  for (let d = 0; d < outSize; d++) {
    const isCopy = inSize === outSize;
    const at = isCopy ? d : alignCorners ? ratio * d : Math.max(0, ratio * (d + 0.5) - 0.5);
    const i0 = Math.min(Math.floor(at), inSize - 1);
    const t = Math.min(Math.max(at - i0, 0), 1);
    taps.index[2 * d] = i0;
    taps.index[2 * d + 1] = isCopy || i0 === inSize - 1 ? i0 : i0 + 1;
    taps.weight[2 * d] = 1 - t;
    taps.weight[2 * d + 1] = t;
  }
  return taps;
}

/** Four taps per output (Keys 1981, a = -0.75); indices beyond the border repeat the edge. */
export function cubicTaps(axis: Axis, alignCorners: boolean): Taps {
  const { inSize, outSize } = axis;
  const ratio = step(axis, alignCorners);
  const taps = evenTaps(outSize, 4);
  for (let d = 0; d < outSize; d++) {
    const at = alignCorners ? ratio * d : ratio * (d + 0.5) - 0.5;
    const i0 = Math.min(Math.floor(at), inSize - 1);
    const t = Math.min(Math.max(at - i0, 0), 1);
    for (let k = 0; k < 4; k++) {
      taps.index[4 * d + k] = Math.min(Math.max(i0 - 1 + k, 0), inSize - 1);
      taps.weight[4 * d + k] = cubic(t + 1 - k, -0.75);
    }
  }
  return taps;
}

/** antialias: the triangle or the cubic (a = -0.5) widened by the step when making smaller, normalised. */
export function wideTaps(axis: Axis, alignCorners: boolean, mode: 'bilinear' | 'bicubic'): Taps {
  const { inSize, outSize } = axis;
  const ratio = step(axis, alignCorners);
  const widening = Math.max(ratio, 1);
  const support = (mode === 'bilinear' ? 1 : 2) * widening;
  const start = new Int32Array(outSize + 1);
  const index: number[] = [];
  const weight: number[] = [];
  for (let d = 0; d < outSize; d++) {
    const centre = ratio * (d + 0.5);
    const from = Math.max(Math.trunc(centre - support + 0.5), 0);
    const to = Math.min(Math.trunc(centre + support + 0.5), inSize);
    const window: number[] = [];
    for (let i = from; i < to; i++) {
      const x = (i - centre + 0.5) / widening;
      window.push(mode === 'bilinear' ? Math.max(0, 1 - Math.abs(x)) : cubic(x, -0.5));
    }
    const total = window.reduce((sum, w) => sum + w, 0);
    window.forEach((w, i) => {
      index.push(from + i);
      weight.push(total === 0 ? w : w / total);
    });
    start[d + 1] = index.length;
  }
  return { start, index: Int32Array.from(index), weight: Float64Array.from(weight) };
}

/** Keys' cubic convolution kernel. */
export function cubic(x: number, a: number): number {
  const u = Math.abs(x);
  if (u <= 1) return ((a + 2) * u - (a + 3)) * u * u + 1;
  return u < 2 ? ((u - 5) * u + 8) * u * a - 4 * a : 0;
}

function evenTaps(outSize: number, count: number): Taps {
  return {
    start: Int32Array.from({ length: outSize + 1 }, (_, d) => d * count),
    index: new Int32Array(outSize * count),
    weight: new Float64Array(outSize * count),
  };
}
