import { borderIndex, curveOf } from '../../ops/resampler';
import { cutRaster, formOf, makeSamples, maxValue, type Raster } from '../../tensor/raster';
import { likeness, rounded } from './likeness';

/** A shift to the right and down that a picture went through, in pixels. */
export type Shift = readonly [dx: number, dy: number];

/** A kernel that pictures are moved by parts of a pixel with. */
interface Kernel {
  readonly weight: (x: number) => number;
  /** Neighbours on each side. */
  readonly reach: number;
}
const lanczos3: Kernel = { weight: curveOf({ kind: 'lanczos', lobes: 3 }).weight, reach: 3 };
const linear: Kernel = { weight: curveOf({ kind: 'linear' }).weight, reach: 1 };
const cubicOf = (a: number): Kernel => ({ weight: curveOf({ kind: 'cubic', a }).weight, reach: 2 });

/** Interpolation by cubic splines (SciPy's default): the B-spline through the values of the pixels. */
const spline: Kernel = {
  weight(x) {
    const pole = Math.sqrt(3) - 2;
    let sum = 0;
    for (let k = Math.floor(x) - 1; k <= Math.floor(x) + 2; k++) {
      const t = Math.abs(x - k);
      const basis = t < 1 ? (4 - 6 * t * t + 3 * t ** 3) / 6 : t < 2 ? (2 - t) ** 3 / 6 : 0;
      sum += ((-6 * pole) / (1 - pole * pole)) * pole ** Math.abs(k) * basis;
    }
    return sum;
  },
  reach: 7,
};
const KERNELS = [linear, cubicOf(-0.5), cubicOf(-0.75), lanczos3, spline] as const;

/** The picture moved back by parts of a pixel: Lanczos-3 at the shifted places, the edge repeated. */
export function movedBack(picture: Raster, shift: Shift): Raster {
  return rounded(sampledAt(picture, shift, lanczos3));
}

/** The picture read at x + dx, y + dy through a kernel, the edge repeated; not rounded. */
function sampledAt(picture: Raster, [dx, dy]: Shift, { weight: weightAt, reach }: Kernel): Raster {
  const { width, height, channels } = picture;
  const taps = (shift: number): { offset: number; weight: number }[] => {
    const base = Math.floor(shift);
    const list = Array.from({ length: 2 * reach }, (_, k) => {
      const offset = base + 1 - reach + k;
      return { offset, weight: weightAt(offset - shift) };
    }).filter(({ weight }) => Math.abs(weight) > 1e-12);
    const total = list.reduce((sum, { weight }) => sum + weight, 0);
    return list.map(({ offset, weight }) => ({ offset, weight: weight / total }));
  };
  const [across, down] = [taps(dx), taps(dy)];
  const middle = new Float64Array(picture.data.length);
  const columns = across.map(({ weight, offset }) => ({
    weight,
    at: Int32Array.from({ length: width }, (_, x) => borderIndex(x + offset, width, 'replicate') * channels),
  }));
  for (let y = 0; y < height; y++)
    for (const { at, weight } of columns)
      for (let x = 0, o = y * width * channels; x < width; x++)
        for (let c = 0; c < channels; c++, o++) middle[o]! += weight * picture.data[y * width * channels + at[x]! + c]!;
  const data = new Float32Array(picture.data.length);
  const row = new Float64Array(width * channels);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (const { offset, weight } of down) {
      const base = borderIndex(y + offset, height, 'replicate') * width * channels;
      for (let i = 0; i < row.length; i++) row[i]! += weight * middle[base + i]!;
    }
    data.set(row, y * width * channels);
  }
  return { ...picture, data };
}

/** The whole picture with what left it at one side coming in at the other. */
export function rolledBack(picture: Raster, [dx, dy]: Shift): Raster {
  const { width, height, channels } = picture;
  const data = makeSamples(picture.bitDepth, picture.data.length);
  const wrap = (v: number, size: number): number => (v + size) % size;
  for (let y = 0, o = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (wrap(y + dy, height) * width + wrap(x + dx, width)) * channels;
      for (let c = 0; c < channels; c++) data[o++] = picture.data[from + c]!;
    }
  return { width, height, channels, ...formOf(picture), data };
}

/** Pixels that a shift by whole ones lost, as a share of all. */
export function lostShare({ width, height }: Raster, [dx, dy]: Shift): number {
  return 1 - ((width - Math.abs(dx)) * (height - Math.abs(dy))) / (width * height);
}

/** Where the errors that fill a lost strip are taken from: so many strips further in. */
const FILLS = [0, 1, 2, 4, 7, 11] as const;

/**
 * Pictures that were rolled back, over the whole reference. The strip that left them is unknown: it gets the errors of
 * strips further in, other ones in each guess. A picture that was rolled round has lost nothing.
 * @param after mean squared error of what both hold
 */
export function withStrips(reference: Raster, rolled: readonly Raster[], [dx, dy]: Shift, after: number): Raster[] {
  const rim = lostShare(reference, [dx, dy]);
  const ofRim = (likeness(reference, rolled[0]!).mse - after * (1 - rim)) / rim;
  if (ofRim <= 3 * after + 1) return [...rolled];
  const lost = { left: Math.max(0, -dx), right: Math.max(0, dx), top: Math.max(0, -dy), bottom: Math.max(0, dy) };
  const count = Math.max(FILLS.length, rolled.length + 1);
  return Array.from({ length: count }, (_, k) =>
    filled(reference, rolled[k % rolled.length]!, lost, FILLS[k % FILLS.length]!),
  );
}

interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The picture with margins that lie off the reference as the strips further in do. */
function filled(reference: Raster, picture: Raster, margins: Margins, strips: number): Raster {
  const { width, height, channels } = picture;
  const [most, unit] = [maxValue(picture), maxValue(picture) / maxValue(reference)];
  const inside = (v: number, before: number, after: number, size: number): number => {
    const [first, last] = [before, size - 1 - after];
    const far = (by: number): number => Math.min(last, Math.max(first, by));
    if (v < first) return far(2 * first - 1 - v + strips * before);
    return v > last ? far(2 * last + 1 - v - strips * after) : v;
  };
  const data = picture.data.slice();
  for (let y = 0; y < height; y++) {
    const fromY = inside(y, margins.top, margins.bottom, height);
    for (let x = 0; x < width; x++) {
      const fromX = inside(x, margins.left, margins.right, width);
      if (fromX === x && fromY === y) continue;
      for (let c = 0; c < channels; c++) {
        const [to, from] = [(y * width + x) * channels + c, (fromY * width + fromX) * channels + c];
        const value = unit * reference.data[to]! + picture.data[from]! - unit * reference.data[from]!;
        data[to] = picture.bitDepth === 32 ? value : Math.min(most, Math.max(0, Math.floor(value + 0.5)));
      }
    }
  }
  return { ...picture, data };
}

/** Whether what came in at the rim has nothing to do with the picture: black, or another side of it. */
function isRimBad(reference: Raster, picture: Raster, { left, right, top, bottom }: Margins): boolean {
  const { width, height } = reference;
  const part = { x: left, y: top, width: width - left - right, height: height - top - bottom };
  const inner = likeness(cutRaster(reference, part), cutRaster(picture, part)).mse;
  const share = (part.width * part.height) / (width * height);
  const ofRim = (likeness(reference, picture).mse - inner * share) / (1 - share);
  return ofRim > 3 * inner + 1;
}

/** Pixels above which the kernels that moved a picture are not undone one by one. */
const MOST_UNDONE = 4e6;
const ROUNDS = 8;

/**
 * The picture before it was moved by parts of a pixel: linear, cubic, Lanczos and spline interpolation are undone, each by
 * going back, forth again, and mending what that shows to be missing (Van Cittert). Rims that show something else are filled.
 * One picture of each kernel: whose it was nobody knows, but a number can be held against each.
 */
export function beforeParts(
  reference: Raster,
  picture: Raster,
  shift: Shift,
  checkpoint: () => void,
): readonly Raster[] {
  const [dx, dy] = shift;
  const lost = (by: number): number => (by === 0 ? 0 : Math.ceil(Math.abs(by)) + 1);
  const margins = {
    left: dx < 0 ? lost(dx) : Math.min(1, lost(dx)),
    right: dx > 0 ? lost(dx) : Math.min(1, lost(dx)),
    top: dy < 0 ? lost(dy) : Math.min(1, lost(dy)),
    bottom: dy > 0 ? lost(dy) : Math.min(1, lost(dy)),
  };
  const isLarge = picture.width * picture.height > MOST_UNDONE;
  return (isLarge ? [lanczos3] : KERNELS).map((kernel, k) => {
    let before = sampledAt(picture, shift, lanczos3);
    for (let round = 0; round < (isLarge ? 0 : ROUNDS); round++) {
      checkpoint();
      const again = sampledAt(before, [-dx, -dy], kernel);
      const missing = { ...again, data: again.data.map((value, i) => picture.data[i]! - value) };
      const more = sampledAt(missing, shift, lanczos3);
      before = { ...before, data: before.data.map((value, i) => value + more.data[i]!) as Float32Array };
    }
    const plain = rounded(before);
    return isRimBad(reference, plain, margins) ? filled(reference, plain, margins, FILLS[k]!) : plain;
  });
}
