import { message } from '../../messages';
import { borderIndex, curveOf } from '../../ops/resampler';
import { cutRaster, formOf, makeSamples, maxValue, type Raster } from '../../tensor/raster';
import type { PairFix } from './fix';
import { gainOf, LEAST_CORRELATION, likeness, rounded } from './likeness';
import { subPixelShift } from './phaseCorrelation';
import type { Cause } from './state';

/** Shifts tried, in pixels. */
const FARTHEST = 3;
/** Side of the part that shifts are looked for in. */
const WINDOW = 384;
/** A pair that was made well lies within a tenth of a pixel: this far off it is moved, though that may cost little. */
const CLEAR = 0.25;
const CLEAR_GAIN_DB = 0.01;

/** The picture moved back by whole pixels, and by parts of one: the best of each that is a fix. */
export function shifts(
  reference: Raster,
  picture: Raster,
  { checkpoint, leastGain, usualGain }: { checkpoint: () => void; leastGain: number; usualGain: number },
): PairFix[] {
  const { width, height } = reference;
  const least = Math.min(width, height);
  if (least < 4 * FARTHEST + 4) return [];
  const far = FARTHEST;
  const side = { width: Math.min(WINDOW, width - 2 * far), height: Math.min(WINDOW, height - 2 * far) };
  const at = { x: (width - side.width) >> 1, y: (height - side.height) >> 1 };
  const fixed = cutRaster(reference, { ...at, ...side });
  let best = { dx: 0, dy: 0, mse: Infinity };
  let still = Infinity;
  for (let dy = -far; dy <= far; dy++)
    for (let dx = -far; dx <= far; dx++) {
      checkpoint();
      const moved = cutRaster(picture, { x: at.x + dx, y: at.y + dy, ...side });
      const { mse } = likeness(fixed, moved);
      if (dx === 0 && dy === 0) still = mse;
      if (mse < best.mse) best = { dx, dy, mse };
    }
  const list: PairFix[] = [];
  const { dx, dy } = best;
  const add = (
    shift: readonly [number, number],
    { a, b }: { a: Raster; b: Raster },
    bits: number,
    before: (after: number) => readonly Raster[],
  ): void => {
    const { mse: after, correlation } = likeness(a, b);
    const isClear = leastGain < usualGain && Math.hypot(...shift) >= CLEAR;
    if (gainOf(still, after) < (isClear ? CLEAR_GAIN_DB : leastGain) || correlation < LEAST_CORRELATION) return;
    // What moves the picture back, as skimage's phase_cross_correlation says it.
    const [x, y] = shift.map((v) => (Number.isInteger(v) ? String(0 - v) : (0 - v).toFixed(2)));
    const [saidX = '', saidY = ''] = [x, y].map((text) => text?.replace('-', '−'));
    const cause: Cause = { id: 'shift', value: `${x},${y}`, words: message('why-shift', { x: saidX, y: saidY }) };
    list.push({
      cause,
      bits,
      reference: a,
      picture: b,
      before: still,
      after,
      isExact: shift.every(Number.isInteger),
      guesses: () => ({ reference, pictures: before(after) }),
    });
  };
  if (dx !== 0 || dy !== 0) {
    const part = { width: width - Math.abs(dx), height: height - Math.abs(dy) };
    const a = cutRaster(reference, { x: Math.max(0, -dx), y: Math.max(0, -dy), ...part });
    const b = cutRaster(picture, { x: Math.max(0, dx), y: Math.max(0, dy), ...part });
    add([dx, dy], { a, b }, 3, (after) => beforeWhole(reference, picture, [dx, dy], after));
    if (list[0]?.after === 0) return list;
  }
  const moved = cutRaster(picture, { x: at.x + dx, y: at.y + dy, ...side });
  const [fx, fy] = refined(fixed, picture, { ...at, ...side }, [dx, dy], subPixelShift(fixed, moved));
  if (Math.hypot(fx, fy) > 0.04 && Math.abs(fx) <= 1 && Math.abs(fy) <= 1) {
    const shift = [round2(dx + fx), round2(dy + fy)] as const;
    const back = movedBack(picture, shift);
    const margin = Math.ceil(Math.max(Math.abs(shift[0]), Math.abs(shift[1]))) + 2;
    const part = { x: margin, y: margin, width: width - 2 * margin, height: height - 2 * margin };
    const whole = list.at(-1)?.after ?? still;
    const before = list.length;
    add(shift, { a: cutRaster(reference, part), b: cutRaster(back, part) }, Math.hypot(...shift) >= CLEAR ? 2 : 4, () =>
      beforeParts(reference, picture, shift, checkpoint),
    );
    // Parts of a pixel must bring something that the whole ones do not.
    const last = list.at(-1);
    if (list.length > before && last && last.after > whole * (leastGain < usualGain ? 0.998 : 0.8)) list.pop();
  }
  return list;
}

/** The estimate improved where the difference itself is least: a parabola through three shifts of each axis, twice. */
function refined(
  fixed: Raster,
  picture: Raster,
  window: { x: number; y: number; width: number; height: number },
  [dx, dy]: readonly [number, number],
  start: readonly [number, number],
): [number, number] {
  if (Math.hypot(...start) < 0.04 || Math.max(Math.abs(start[0]), Math.abs(start[1])) > 1.2) return [...start];
  const margin = FARTHEST;
  const part = { x: margin, y: margin, width: window.width - 2 * margin, height: window.height - 2 * margin };
  if (Math.min(part.width, part.height) < 16) return [...start];
  const area = cutRaster(picture, window);
  const target = cutRaster(fixed, part);
  const error = ([x, y]: readonly [number, number]): number =>
    likeness(target, cutRaster(movedBack(area, [dx + x, dy + y]), part)).mse;
  let best: [number, number] = [...start];
  for (const step of [0.1, 0.04])
    for (const axis of [0, 1] as const) {
      const along = (by: number): number => error(axis === 0 ? [best[0] + by, best[1]] : [best[0], best[1] + by]);
      const [low, middle, high] = [along(-step), along(0), along(step)];
      const bend = low - 2 * middle + high;
      if (!(bend > 0)) continue;
      best[axis] += Math.min(2, Math.max(-2, (low - high) / (2 * bend))) * step;
    }
  best = best.map((value) => Math.min(1.2, Math.max(-1.2, value))) as [number, number];
  return best;
}

const round2 = (value: number): number => Math.round(value * 100) / 100 + 0;

/** The picture moved back by parts of a pixel: Lanczos-3 at the shifted places, the edge repeated. */
function movedBack(picture: Raster, [dx, dy]: readonly [number, number]): Raster {
  return rounded(sampledAt(picture, [dx, dy], lanczos3));
}

type Kernel = (x: number) => number;
const lanczos3: Kernel = curveOf({ kind: 'lanczos', lobes: 3 }).weight;
const linear: Kernel = curveOf({ kind: 'linear' }).weight;
const cubicOf = (a: number): Kernel => curveOf({ kind: 'cubic', a }).weight;

/** The picture read at x + dx, y + dy through a kernel, the edge repeated; not rounded. */
function sampledAt(picture: Raster, [dx, dy]: readonly [number, number], kernel: Kernel): Raster {
  const { width, height, channels } = picture;
  const taps = (shift: number): { offset: number; weight: number }[] => {
    const base = Math.floor(shift);
    const list = Array.from({ length: 6 }, (_, k) => {
      const offset = base - 2 + k;
      return { offset, weight: kernel(offset - shift) };
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

/** Where the errors that fill a lost strip are taken from: so many strips further in. */
const FILLS = [0, 1, 2, 4, 7, 11] as const;

/**
 * The picture before it was moved by whole pixels, over the whole reference. The strip that left it is unknown: it gets
 * the errors of strips further in, another one in each guess. A picture that was rolled round has lost nothing.
 */
function beforeWhole(
  reference: Raster,
  picture: Raster,
  [dx, dy]: readonly [number, number],
  after: number,
): readonly Raster[] {
  const { width, height, channels } = picture;
  const data = makeSamples(picture.bitDepth, picture.data.length);
  const wrap = (v: number, size: number): number => (v + size) % size;
  for (let y = 0, o = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (wrap(y + dy, height) * width + wrap(x + dx, width)) * channels;
      for (let c = 0; c < channels; c++) data[o++] = picture.data[from + c]!;
    }
  const rolled: Raster = { width, height, channels, ...formOf(picture), data };
  const lost = { left: Math.max(0, -dx), right: Math.max(0, dx), top: Math.max(0, -dy), bottom: Math.max(0, dy) };
  const rim = width * height - (width - Math.abs(dx)) * (height - Math.abs(dy));
  const ofRim = (likeness(reference, rolled).mse * width * height - after * (width * height - rim)) / rim;
  if (ofRim <= 3 * after + 1) return [rolled];
  return FILLS.map((strips) => filled(reference, rolled, lost, strips));
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

/** Pixels above which the kernels that moved a picture are not undone one by one. */
const MOST_UNDONE = 4e6;
const ROUNDS = 8;

/**
 * The picture before it was moved by parts of a pixel: linear, cubic and Lanczos interpolation are undone, each by going
 * back, forth again, and mending what that shows to be missing (Van Cittert). Rims that the kernels reach are filled.
 */
function beforeParts(
  reference: Raster,
  picture: Raster,
  shift: readonly [number, number],
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
  const kernels = isLarge ? [lanczos3] : [linear, cubicOf(-0.5), cubicOf(-0.75), lanczos3];
  return kernels.flatMap((kernel, k) => {
    let before = sampledAt(picture, shift, lanczos3);
    for (let round = 0; round < (isLarge ? 0 : ROUNDS); round++) {
      checkpoint();
      const again = sampledAt(before, [-dx, -dy], kernel);
      const missing = { ...again, data: again.data.map((value, i) => picture.data[i]! - value) };
      const more = sampledAt(missing, shift, lanczos3);
      before = { ...before, data: before.data.map((value, i) => value + more.data[i]!) as Float32Array };
    }
    return [filled(reference, rounded(before), margins, FILLS[k]!)];
  });
}
