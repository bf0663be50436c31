import { createFft } from './fft';
import type { Field } from './phases';

/** Power |F|^2 / (W H)^2 per frequency, row-major; index (0, 0) is the mean, as the transform leaves it. */
export interface PowerSpectrum {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

interface SpectrumOptions {
  /** hann: faded to 0 at the borders (power divided by the window's own), so that the borders do not show as a cross. @default 'none' */
  readonly window?: 'none' | 'hann';
  /** Take the mean away first. @default false */
  readonly removeMean?: boolean;
  readonly checkpoint?: (() => void) | undefined;
}

/**
 * 2-D power spectrum of a real field, normalised so that without a window the sum over all frequencies is the mean square
 * of the field (Parseval).
 */
export function powerSpectrum(field: Field, options: SpectrumOptions = {}): PowerSpectrum {
  const { width, height } = field;
  const { re, im, columns } = transformRows(prepare(field, options), width, height, options.checkpoint);
  const data = new Float64Array(width * height);
  const fft = createFft(height);
  const a = new Float64Array(height);
  const b = new Float64Array(height);
  const scale = 1 / (width * height) ** 2;
  for (let x = 0; x < columns; x++) {
    if (x % 16 === 0) options.checkpoint?.();
    for (let y = 0; y < height; y++) {
      a[y] = re[y * columns + x]!;
      b[y] = im[y * columns + x]!;
    }
    fft.forward(a, b);
    for (let y = 0; y < height; y++) {
      const power = (a[y]! * a[y]! + b[y]! * b[y]!) * scale;
      data[y * width + x] = power;
      // The spectrum of a real field is symmetric about the origin.
      data[((height - y) % height) * width + ((width - x) % width)] = power;
    }
  }
  return { width, height, data };
}

/** w[n] = sin^2(pi (n + 1/2) / N), scaled to a mean square of 1. */
export function hannWindow(size: number): Float64Array {
  const window = Float64Array.from({ length: size }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / size) ** 2);
  const rms = Math.sqrt(window.reduce((sum, w) => sum + w * w, 0) / size);
  return window.map((w) => w / rms);
}

function prepare(
  { width, height, data }: Field,
  { window = 'none', removeMean = false }: SpectrumOptions,
): Float64Array {
  const mean = removeMean ? data.reduce((sum, value) => sum + value, 0) / data.length : 0;
  if (window === 'none') return removeMean ? data.map((value) => value - mean) : data;
  const across = hannWindow(width);
  const down = hannWindow(height);
  return data.map((value, i) => (value - mean) * across[i % width]! * down[Math.floor(i / width)]!);
}

/** Transforms the rows, two real ones at a time as one complex; keeps the first half of the columns, [H, W/2 + 1]. */
function transformRows(data: Float64Array, width: number, height: number, checkpoint?: () => void) {
  const columns = (width >> 1) + 1;
  const re = new Float64Array(height * columns);
  const im = new Float64Array(height * columns);
  const fft = createFft(width);
  const a = new Float64Array(width);
  const b = new Float64Array(width);
  for (let y = 0; y < height; y += 2) {
    if (y % 16 === 0) checkpoint?.();
    const paired = y + 1 < height;
    a.set(data.subarray(y * width, (y + 1) * width));
    if (paired) b.set(data.subarray((y + 1) * width, (y + 2) * width));
    else b.fill(0);
    fft.forward(a, b);
    for (let x = 0; x < columns; x++) {
      const mirrored = (width - x) % width;
      const o = y * columns + x;
      re[o] = (a[x]! + a[mirrored]!) / 2;
      im[o] = (b[x]! - b[mirrored]!) / 2;
      if (!paired) continue;
      re[o + columns] = (b[x]! + b[mirrored]!) / 2;
      im[o + columns] = (a[mirrored]! - a[x]!) / 2;
    }
  }
  return { re, im, columns };
}

/** Mean power per radius: `radius` in cycles per pixel up to sqrt(1/2), the corner; `power` the mean over the ring. */
export interface RadialProfile {
  readonly radius: Float64Array;
  readonly power: Float64Array;
}

/**
 * Rings of width 1/M, M = the longer side, up to M/sqrt(2): a profile that stops at M/2 (Durall, Keuper, Keuper 2020,
 * doi:10.1109/CVPR42600.2020.00791) never sees the diagonal corner (1/2, 1/2), where the pattern of stride 2 sits.
 */
export function radialProfile({ width, height, data }: PowerSpectrum): RadialProfile {
  const rings = Math.max(width, height);
  const count = Math.round(rings * Math.SQRT1_2) + 1;
  const sums = new Float64Array(count);
  const members = new Float64Array(count);
  for (let y = 0; y < height; y++) {
    const fy = Math.min(y, height - y) / height;
    for (let x = 0; x < width; x++) {
      const fx = Math.min(x, width - x) / width;
      const ring = Math.round(Math.hypot(fx, fy) * rings);
      sums[ring] = sums[ring]! + data[y * width + x]!;
      members[ring] = members[ring]! + 1;
    }
  }
  return {
    radius: Float64Array.from({ length: count }, (_, ring) => Math.min(ring / rings, Math.SQRT1_2)),
    power: sums.map((sum, ring) => (members[ring]! > 0 ? sum / members[ring]! : 0)),
  };
}

/** 10 log10(power + floor), the mean moved to the centre, for display; [H, W]. */
export function centredDecibels({ width, height, data }: PowerSpectrum, floor = 1e-12): Float32Array {
  const out = new Float32Array(data.length);
  const right = width >> 1;
  const down = height >> 1;
  for (let y = 0, i = 0; y < height; y++) {
    const row = ((y + down) % height) * width;
    for (let x = 0; x < width; x++, i++) out[row + ((x + right) % width)] = 10 * Math.log10(data[i]! + floor);
  }
  return out;
}

/** The frequencies a stride s leaves marks at, in cycles per pixel: (u/s, v/s) but (0, 0), each once up to its mirror image. */
export function strideHarmonics(stride: number): { readonly fy: number; readonly fx: number }[] {
  const harmonics = [];
  for (let v = 0; v < stride; v++) {
    for (let u = 0; u < stride; u++) {
      const mirrored = ((stride - v) % stride) * stride + ((stride - u) % stride);
      if (v * stride + u > 0 && v * stride + u <= mirrored) harmonics.push({ fy: v / stride, fx: u / stride });
    }
  }
  return harmonics;
}
