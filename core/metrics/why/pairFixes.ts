import { message, type Message } from '../../messages';
import { borderIndex, sinc } from '../../ops/resampler';
import { cutRaster, formOf, makeSamples, maxValue, type Raster } from '../../tensor/raster';
import { subPixelShift } from './phaseCorrelation';
import type { Cause, CauseId } from './state';

/** A fault of the pair itself, and the pair without it. */
export interface PairFix {
  readonly cause: Cause;
  readonly bits: number;
  readonly reference: Raster;
  readonly picture: Raster;
  /** Whether undoing it brings every pixel back exactly. */
  readonly isExact: boolean;
  /** Mean squared difference before and after over what both hold, in 0..255 units. */
  readonly before: number;
  readonly after: number;
}

/** Shifts tried, in pixels. */
const FARTHEST = 3;
/** Side of the part that shifts are looked for in. */
const WINDOW = 384;
/** Decibels that a fix must gain, and correlation that must remain, before it is accepted. */
const USUAL_GAIN_DB = 1;
const LEAST_CORRELATION = 0.6;

/** Mean squared difference and correlation of two pictures of one size, over all channels, in 0..255 units. */
export function likeness(a: Raster, b: Raster): { readonly mse: number; readonly correlation: number } {
  const unitA = 255 / maxValue(a);
  const unitB = 255 / maxValue(b);
  const n = Math.min(a.data.length, b.data.length);
  let [sa, sb, saa, sbb, sab, error] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = a.data[i]! * unitA;
    const y = b.data[i]! * unitB;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
    error += (x - y) * (x - y);
  }
  const va = saa / n - (sa / n) ** 2;
  const vb = sbb / n - (sb / n) ** 2;
  const covariance = sab / n - (sa / n) * (sb / n);
  const isFlat = va < 1e-9 || vb < 1e-9;
  return { mse: error / n, correlation: isFlat ? (error / n < 1 ? 1 : 0) : covariance / Math.sqrt(va * vb) };
}

export interface FixOptions {
  readonly checkpoint?: (() => void) | undefined;
  /** Decibels that a fix must gain; less where a number to explain is given. @default 1 */
  readonly leastGain?: number | undefined;
}

/** The faults that were found in the pair: undoing them brings the pictures much closer. The strongest first. */
export function pairFixes(
  reference: Raster,
  picture: Raster,
  { checkpoint = () => undefined, leastGain = USUAL_GAIN_DB }: FixOptions = {},
): PairFix[] {
  const same = likeness(reference, picture);
  if (same.mse === 0) return [];
  const found: PairFix[] = [];
  const consider = (id: CauseId, bits: number, value: string, words: Message, a: Raster, b: Raster): void => {
    checkpoint();
    const after = likeness(a, b);
    // Over the same pixels: a shift that only leaves a bad border out is not a fix.
    const gain = 10 * Math.log10(same.mse / Math.max(after.mse, 1e-6));
    if (gain < leastGain || after.correlation < LEAST_CORRELATION || after.correlation < same.correlation - 0.02)
      return;
    found.push({
      ...{ cause: { id, value, words }, bits, reference: a, picture: b, before: same.mse, after: after.mse },
      isExact: id === 'flip' || id === 'channels-swapped',
    });
  };
  for (const kind of ['horizontal', 'vertical', 'both'] as const)
    consider('flip', 3, kind, message(`why-flip-${kind}`), reference, flipped(picture, kind));
  if (picture.width === picture.height)
    consider('flip', 4, 'transposed', message('why-flip-transposed'), reference, transposed(picture));
  if (picture.channels === 3)
    consider('channels-swapped', 3, 'red-blue', message('why-swapped'), reference, swapped(picture));
  for (const { value, words, bits, map, id } of TONES) consider(id, bits, value, words, reference, toned(picture, map));
  const gamma = fittedGamma(reference, picture);
  if (gamma !== null) {
    const value = gamma.toFixed(2);
    const map = (v: number): number => v ** (1 / gamma);
    consider('gamma', 5, value, message('why-gamma', { gamma: value }), reference, toned(picture, map));
  }
  found.push(...shifts(reference, picture, checkpoint, leastGain));
  if (reference.alpha || picture.alpha) {
    if (onlyTransparentDiffer(reference, picture)) {
      const words = message('why-transparent');
      const [a, b] = [over(reference, 0), over(picture, 0)];
      const after = likeness(a, b).mse;
      found.push({
        cause: { id: 'transparent', value: 'all', words },
        bits: 2,
        reference: a,
        picture: b,
        before: same.mse,
        after,
        isExact: false,
      });
    } else
      for (const [value, ground] of [
        ['white', 1],
        ['black', 0],
      ] as const)
        consider('alpha', 3, value, message(`why-alpha-${value}`), over(reference, ground), over(picture, ground));
  }
  return found.sort((a, b) => a.after - b.after);
}

/** Curves of one value (0..1) that undo a common fault. */
const TONES: readonly {
  readonly id: CauseId;
  readonly value: string;
  readonly words: Message;
  readonly bits: number;
  readonly map: (v: number) => number;
}[] = [
  {
    ...{ id: 'levels', value: '16..235', words: message('why-levels-squeezed'), bits: 3 },
    map: (v) => (v * 255 - 16) / 219,
  },
  {
    ...{ id: 'levels', value: 'stretched', words: message('why-levels-stretched'), bits: 4 },
    map: (v) => (16 + v * 219) / 255,
  },
  {
    ...{ id: 'gamma', value: 'linear', words: message('why-gamma-linear'), bits: 4 },
    map: (v) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055),
  },
  {
    ...{ id: 'gamma', value: 'encoded-twice', words: message('why-gamma-twice'), bits: 4 },
    map: (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4),
  },
];

/** The power g that explains picture = reference^g best, null where there is none or it is 1. */
function fittedGamma(reference: Raster, picture: Raster): number | null {
  const [ma, mb] = [maxValue(reference), maxValue(picture)];
  let [xy, xx] = [0, 0];
  const step = Math.max(1, Math.floor(reference.data.length / 200_000));
  for (let i = 0; i < reference.data.length; i += step) {
    const a = reference.data[i]! / ma;
    const b = picture.data[i]! / mb;
    if (a <= 0.05 || a >= 0.98 || b <= 0.01 || b >= 0.995) continue;
    const x = Math.log(a);
    // Weighed by how little rounding to 8 bits moves the logarithm.
    xy += a * b * x * Math.log(b);
    xx += a * b * x * x;
  }
  const g = xx > 0 ? xy / xx : 1;
  // Half a hundredth off would cost more than rounding does: the nearest twentieth, where it is that close.
  const even = Math.round(g * 20) / 20;
  const gamma = Math.abs(even - g) < 0.01 ? even : g;
  return gamma > 0.2 && gamma < 5 && Math.abs(gamma - 1) > 0.03 ? gamma : null;
}

/** The picture moved back by whole pixels, and by parts of one: the best of each that is a fix. */
function shifts(reference: Raster, picture: Raster, checkpoint: () => void, leastGain: number): PairFix[] {
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
  const add = (shift: readonly [number, number], a: Raster, b: Raster, bits: number): void => {
    const { mse: after, correlation } = likeness(a, b);
    const before = still;
    if (10 * Math.log10(before / Math.max(after, 1e-6)) < leastGain || correlation < LEAST_CORRELATION) return;
    // What moves the picture back, as skimage's phase_cross_correlation says it.
    const [x, y] = shift.map((v) => (Number.isInteger(v) ? String(0 - v) : (0 - v).toFixed(2)));
    const cause: Cause = { id: 'shift', value: `${x},${y}`, words: message('why-shift', { x: x!, y: y! }) };
    list.push({ cause, bits, reference: a, picture: b, before, after, isExact: false });
  };
  if (dx !== 0 || dy !== 0) {
    const part = { width: width - Math.abs(dx), height: height - Math.abs(dy) };
    const a = cutRaster(reference, { x: Math.max(0, -dx), y: Math.max(0, -dy), ...part });
    const b = cutRaster(picture, { x: Math.max(0, dx), y: Math.max(0, dy), ...part });
    add([dx, dy], a, b, 3);
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
    add(shift, cutRaster(reference, part), cutRaster(back, part), 4);
    // Parts of a pixel must bring something that the whole ones do not.
    const last = list.at(-1);
    if (list.length > before && last && last.after > whole * (leastGain < USUAL_GAIN_DB ? 0.97 : 0.8)) list.pop();
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
  const { width, height, channels } = picture;
  const taps = (shift: number): { offset: number; weight: number }[] => {
    const base = Math.floor(shift);
    const list = Array.from({ length: 6 }, (_, k) => {
      const offset = base - 2 + k;
      const x = offset - shift;
      return { offset, weight: Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0 };
    });
    const total = list.reduce((sum, { weight }) => sum + weight, 0);
    return list.map(({ offset, weight }) => ({ offset, weight: weight / total }));
  };
  const [across, down] = [taps(dx), taps(dy)];
  const middle = new Float64Array(picture.data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const { offset, weight } of across)
          sum += weight * picture.data[(y * width + borderIndex(x + offset, width, 'replicate')) * channels + c]!;
        middle[(y * width + x) * channels + c] = sum;
      }
  const data = new Float32Array(picture.data.length);
  for (let y = 0; y < height; y++)
    for (let i = 0; i < width * channels; i++) {
      let sum = 0;
      for (const { offset, weight } of down)
        sum += weight * middle[borderIndex(y + offset, height, 'replicate') * width * channels + i]!;
      data[y * width * channels + i] = sum;
    }
  return rounded({ ...picture, data });
}

/** Values brought back to the form of the file. */
function rounded(raster: Raster): Raster {
  const { width, height, channels } = raster;
  const most = maxValue(raster);
  const data = makeSamples(raster.bitDepth, raster.data.length);
  const isFloat = raster.bitDepth === 32;
  for (let i = 0; i < data.length; i++)
    data[i] = isFloat ? raster.data[i]! : Math.min(most, Math.max(0, Math.floor(raster.data[i]! + 0.5)));
  return { width, height, channels, ...formOf(raster), data };
}

function toned(raster: Raster, map: (v: number) => number): Raster {
  const most = maxValue(raster);
  const data = new Float32Array(raster.data.length);
  if (raster.bitDepth === 8) {
    const table = Float64Array.from({ length: 256 }, (_, v) => most * map(v / most));
    for (let i = 0; i < data.length; i++) data[i] = table[raster.data[i]!]!;
  } else for (let i = 0; i < data.length; i++) data[i] = most * map(raster.data[i]! / most);
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) data[i] = 0;
  return rounded({ ...raster, data });
}

export function flipped(raster: Raster, kind: 'horizontal' | 'vertical' | 'both'): Raster {
  const { width, height, channels } = raster;
  const data = makeSamples(raster.bitDepth, raster.data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const fx = kind === 'vertical' ? x : width - 1 - x;
      const fy = kind === 'horizontal' ? y : height - 1 - y;
      for (let c = 0; c < channels; c++)
        data[(y * width + x) * channels + c] = raster.data[(fy * width + fx) * channels + c]!;
    }
  return { width, height, channels, ...formOf(raster), data };
}

function transposed(raster: Raster): Raster {
  const { width, height, channels } = raster;
  const data = makeSamples(raster.bitDepth, raster.data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        data[(x * height + y) * channels + c] = raster.data[(y * width + x) * channels + c]!;
  return { width: height, height: width, channels, ...formOf(raster), data };
}

/** Whether every pixel that differs is fully transparent in both (one without alpha is opaque nowhere it differs). */
function onlyTransparentDiffer(a: Raster, b: Raster): boolean {
  const { channels } = a;
  if (!a.alpha && !b.alpha) return false;
  for (let i = 0, pixel = 0; i < a.data.length; i += channels, pixel++) {
    const opacity = Math.max(a.alpha?.[pixel] ?? 0, b.alpha?.[pixel] ?? 0);
    if (opacity === 0) continue;
    for (let c = 0; c < channels; c++) if (a.data[i + c] !== b.data[i + c]) return false;
  }
  return true;
}

/** The picture over an even ground, 0 = black, 1 = white. */
function over(raster: Raster, ground: number): Raster {
  const { alpha, channels } = raster;
  if (!alpha) return raster;
  const most = maxValue(raster);
  const full = raster.bitDepth === 32 ? 1 : maxValue({ bitDepth: raster.bitDepth });
  const data = new Float32Array(raster.data.length);
  for (let i = 0; i < data.length; i++) {
    const share = alpha[Math.floor(i / channels)]! / full;
    data[i] = raster.data[i]! * share + ground * most * (1 - share);
  }
  return rounded({ ...raster, data });
}

/** The part of the larger picture on which the other one lies best, where their sizes differ by less than half. */
export interface SizeFit {
  readonly reference: Raster;
  readonly picture: Raster;
  /** Pixels left out of each: left, top, right, bottom. */
  readonly ofReference: Margins;
  readonly ofPicture: Margins;
  readonly mse: number;
}
type Margins = readonly [left: number, top: number, right: number, bottom: number];

/** Border cropped on each side at most, in pixels of size difference. */
const LARGEST_DIFFERENCE = 64;

export function fitSizes(reference: Raster, picture: Raster): SizeFit | null {
  const dw = reference.width - picture.width;
  const dh = reference.height - picture.height;
  if (Math.max(Math.abs(dw), Math.abs(dh)) > LARGEST_DIFFERENCE || (dw === 0 && dh === 0)) return null;
  if (reference.channels !== picture.channels) return null;
  const width = Math.min(reference.width, picture.width);
  const height = Math.min(reference.height, picture.height);
  let best: SizeFit | null = null;
  for (let oy = 0; oy <= Math.abs(dh); oy++)
    for (let ox = 0; ox <= Math.abs(dw); ox++) {
      const at = (grows: boolean, o: number): number => (grows ? o : 0);
      const ra = { x: at(dw > 0, ox), y: at(dh > 0, oy), width, height };
      const rb = { x: at(dw < 0, ox), y: at(dh < 0, oy), width, height };
      const probe = (raster: Raster, r: typeof ra): Raster => cutRaster(raster, middleOf(r));
      const { mse } = likeness(probe(reference, ra), probe(picture, rb));
      if (best !== null && mse >= best.mse) continue;
      const margins = (raster: Raster, r: typeof ra): Margins => [
        r.x,
        r.y,
        raster.width - r.x - width,
        raster.height - r.y - height,
      ];
      best = {
        reference: cutRaster(reference, ra),
        picture: cutRaster(picture, rb),
        ofReference: margins(reference, ra),
        ofPicture: margins(picture, rb),
        mse,
      };
    }
  if (best === null) return null;
  return likeness(best.reference, best.picture).correlation >= LEAST_CORRELATION ? best : null;
}

/** At most 384 pixels a side of the middle: enough to tell which offset fits. */
function middleOf({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  const [w, h] = [Math.min(width, WINDOW), Math.min(height, WINDOW)];
  return { x: x + ((width - w) >> 1), y: y + ((height - h) >> 1), width: w, height: h };
}

function swapped(raster: Raster): Raster {
  const data = raster.data.slice();
  for (let i = 0; i < data.length; i += 3) {
    data[i] = raster.data[i + 2]!;
    data[i + 2] = raster.data[i]!;
  }
  return { ...raster, data };
}
