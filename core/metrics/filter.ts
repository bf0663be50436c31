/** One value per pixel, row-major. Stored in float32 to spare memory; sums are made in float64. */
export interface FloatPlane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** What lies beyond the border: the nearest pixel, or 0. */
export type Border = 'replicate' | 'zero';

export interface FilterOptions {
  readonly border: Border;
  readonly checkpoint?: (() => void) | undefined;
}

/** An odd number of taps around the middle one; correlation, not convolution: tap 0 meets the pixel furthest left (or up). */
export type Taps = Float64Array;

export function floatPlane(width: number, height: number): FloatPlane {
  return { width, height, data: new Float32Array(width * height) };
}

/** First along x with `across`, then along y with `down`; same size out. */
export function filterPlane(plane: FloatPlane, across: Taps, down: Taps, options: FilterOptions): FloatPlane {
  return filterDown(filterAcross(plane, across, options), down, options);
}

export function filterAcross(plane: FloatPlane, taps: Taps, { border, checkpoint }: FilterOptions): FloatPlane {
  const { width, height, data } = plane;
  const out = floatPlane(width, height);
  const radius = (taps.length - 1) / 2;
  const row = new Float64Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    if (y % 8 === 0) checkpoint?.();
    const start = y * width;
    for (let x = 0; x < width; x++) row[x + radius] = data[start + x]!;
    if (border === 'replicate') {
      row.fill(data[start]!, 0, radius);
      row.fill(data[start + width - 1]!, width + radius);
    }
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < taps.length; k++) sum += taps[k]! * row[x + k]!;
      out.data[start + x] = sum;
    }
  }
  return out;
}

export function filterDown(plane: FloatPlane, taps: Taps, { border, checkpoint }: FilterOptions): FloatPlane {
  const { width, height, data } = plane;
  const out = floatPlane(width, height);
  const radius = (taps.length - 1) / 2;
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    if (y % 8 === 0) checkpoint?.();
    sums.fill(0);
    for (let k = 0; k < taps.length; k++) {
      const from = y + k - radius;
      if (border === 'zero' && (from < 0 || from >= height)) continue;
      const start = Math.min(height - 1, Math.max(0, from)) * width;
      const tap = taps[k]!;
      for (let x = 0; x < width; x++) sums[x] = sums[x]! + tap * data[start + x]!;
    }
    out.data.set(sums, y * width);
  }
  return out;
}
