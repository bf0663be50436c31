import type { PaddingMode } from '../tensor/options';

/** Taps of one output phase along one axis: each reads the cell's input position + `offset`, weighted by the sum of the kernel's `taps`. */
export interface AxisTap {
  readonly offset: number;
  readonly taps: readonly number[];
}

/** One axis of a convolution as a grid of cells of `phases.length` outputs that read inputs `step` apart. */
export interface ConvAxis {
  readonly step: number;
  readonly phases: readonly (readonly AxisTap[])[];
}

/** out[o] = sum_k w[k] x[o*stride - padding + k*dilation] */
export function convAxis(kernel: number, stride: number, padding: number, dilation: number, repeat = 1): ConvAxis {
  const taps = Array.from({ length: kernel }, (_, k) => ({ offset: k * dilation - padding, taps: [k] }));
  return { step: stride, phases: Array.from({ length: repeat }, () => taps) };
}

/** out[i*stride - padding + k*dilation] += w[k] x[i]: output o = q*stride + p takes the k for which o + padding - k*dilation divides. */
export function transposedAxis(kernel: number, stride: number, padding: number, dilation: number): ConvAxis {
  const phases = Array.from({ length: stride }, (_, phase) => {
    const taps: AxisTap[] = [];
    for (let k = 0; k < kernel; k++) {
      const distance = phase + padding - k * dilation;
      if (distance % stride === 0) taps.push({ offset: distance / stride, taps: [k] });
    }
    return taps;
  });
  return { step: 1, phases };
}

/** out[o] = sum_k w[k] x[floor((o - padding + k) / scale)]: taps that fall on the same input are summed before they multiply. */
export function nearestAxis(kernel: number, scale: number, padding: number): ConvAxis {
  const phases = Array.from({ length: scale }, (_, phase) => {
    const taps = new Map<number, number[]>();
    for (let k = 0; k < kernel; k++) {
      const offset = Math.floor((phase - padding + k) / scale);
      taps.set(offset, [...(taps.get(offset) ?? []), k]);
    }
    return [...taps].map(([offset, sum]) => ({ offset, taps: sum }));
  });
  return { step: 1, phases };
}

/** Smallest and largest offset of all phases; 0 and 0 where no tap exists. */
export function offsetRange(axis: ConvAxis): { min: number; max: number } {
  const offsets = axis.phases.flatMap((phase) => phase.map(({ offset }) => offset));
  return offsets.length === 0 ? { min: 0, max: 0 } : { min: Math.min(...offsets), max: Math.max(...offsets) };
}

/** Source position of each of `count` virtual positions beginning at `first`; -1 where the border holds zero. */
export function borderMap(first: number, count: number, size: number, mode: PaddingMode): Int32Array {
  const map = new Int32Array(count);
  for (let i = 0; i < count; i++) map[i] = source(first + i, size, mode);
  return map;
}

function source(position: number, size: number, mode: PaddingMode): number {
  if (position >= 0 && position < size) return position;
  if (mode === 'zeros' || size === 0) return -1;
  if (mode === 'replicate') return position < 0 ? 0 : size - 1;
  if (mode === 'circular') return ((position % size) + size) % size;
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((position % period) + period) % period;
  return folded < size ? folded : period - folded;
}
