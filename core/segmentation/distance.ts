import type { Labels } from './labels';

/**
 * Chessboard distances on label pictures: a step to any of the 8 neighbours is 1. Two passes over the picture, down and
 * up, make them exact.
 */

/** Farther than any pixel of a picture. */
const UNREACHED = 0x3fffffff;

/** Lets each pixel take one more than its smallest neighbour, where `joins` lets it pass. */
function relax(out: Int32Array, width: number, height: number, joins: (a: number, b: number) => boolean): void {
  const take = (at: number, from: number): void => {
    const through = out[from]! + 1;
    if (through < out[at]! && joins(at, from)) out[at] = through;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (x > 0) take(at, at - 1);
      if (y === 0) continue;
      take(at, at - width);
      if (x > 0) take(at, at - width - 1);
      if (x + 1 < width) take(at, at - width + 1);
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      const at = y * width + x;
      if (x + 1 < width) take(at, at + 1);
      if (y + 1 === height) continue;
      take(at, at + width);
      if (x + 1 < width) take(at, at + width + 1);
      if (x > 0) take(at, at + width - 1);
    }
  }
}

/** Whether one of the 8 neighbours of the pixel passes `test`. */
function hasNeighbour(
  { width, height, data }: Labels,
  x: number,
  y: number,
  test: (label: number) => boolean,
): boolean {
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
      if (test(data[v * width + u]!)) return true;
    }
  }
  return false;
}

/**
 * Of every pixel the distance to the nearest one of another label, or outside the picture: 1 for those that touch it.
 * The mask of a class, padded by zeros and eroded d times by 3x3, is what lies farther than d.
 */
export function depthInside(labels: Labels): Int32Array {
  const { width, height, data } = labels;
  const out = new Int32Array(width * height).fill(UNREACHED);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const isAtEdge = x === 0 || y === 0 || x === width - 1 || y === height - 1;
      const own = data[at]!;
      if (isAtEdge || hasNeighbour(labels, x, y, (label) => label !== own)) out[at] = 1;
    }
  }
  relax(out, width, height, (a, b) => data[a] === data[b]);
  return out;
}

/**
 * Of every pixel the distance to the nearest pixel at a boundary between two classes (0 = it is one). The picture's edge
 * and the ignored pixels are no boundary. `UNREACHED` everywhere where there is none.
 */
export function distanceToBoundary(labels: Labels, ignore: number | null): Int32Array {
  const { width, height, data } = labels;
  const out = new Int32Array(width * height).fill(UNREACHED);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = data[y * width + x]!;
      if (own === ignore) continue;
      if (hasNeighbour(labels, x, y, (label) => label !== own && label !== ignore)) out[y * width + x] = 0;
    }
  }
  relax(out, width, height, () => true);
  return out;
}

/**
 * Squared Euclidean distance of every pixel to the nearest one that is marked; Infinity where none is.
 * Felzenszwalb, P., Huttenlocher, D. (2012), Distance Transforms of Sampled Functions, doi:10.4086/toc.2012.v008a019:
 * the lower envelope of parabolas, along the columns and then along the rows.
 */
export function squaredDistances(marked: Uint8Array, width: number, height: number): Float64Array {
  const out = new Float64Array(width * height);
  for (let i = 0; i < out.length; i++) out[i] = marked[i] === 1 ? 0 : Infinity;
  const longest = Math.max(width, height);
  const places = new Int32Array(longest);
  const bounds = new Float64Array(longest + 1);
  const line = new Float64Array(longest);
  const along = (start: number, step: number, count: number): void => {
    for (let i = 0; i < count; i++) line[i] = out[start + i * step]!;
    let last = -1;
    for (let q = 0; q < count; q++) {
      const height0 = line[q]!;
      if (height0 === Infinity) continue;
      let meet = -Infinity;
      while (last >= 0) {
        const p = places[last]!;
        meet = (height0 + q * q - (line[p]! + p * p)) / (2 * (q - p));
        if (meet > bounds[last]!) break;
        last--;
      }
      last++;
      places[last] = q;
      bounds[last] = last === 0 ? -Infinity : meet;
      bounds[last + 1] = Infinity;
    }
    if (last < 0) return;
    let parabola = 0;
    for (let i = 0; i < count; i++) {
      while (bounds[parabola + 1]! < i) parabola++;
      const p = places[parabola]!;
      out[start + i * step] = (i - p) ** 2 + line[p]!;
    }
  };
  for (let x = 0; x < width; x++) along(x, width, height);
  for (let y = 0; y < height; y++) along(y * width, 1, width);
  return out;
}
