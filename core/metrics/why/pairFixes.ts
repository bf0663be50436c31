import { message } from '../../messages';
import { cutRaster, formOf, makeSamples, maxValue, type Raster } from '../../tensor/raster';
import type { PairFix } from './fix';
import { gainOf, LEAST_CORRELATION, likeness, rounded } from './likeness';
import { isLarge, meetings, mseOfMirror, mseOfTone, SAMPLE_MARGIN_DB, type Mirror } from './quick';
import { shifts } from './shifts';
import type { Cause } from './state';
import { toned, tonesOf, type Tone } from './tones';

/** Side of the part that borders are fitted by. */
const WINDOW = 384;
/** Decibels that a fix must gain before it is accepted. */
const USUAL_GAIN_DB = 1;

export interface FixOptions {
  readonly checkpoint?: (() => void) | undefined;
  /** Decibels that a fix must gain; less where a number to explain is given. @default 1 */
  readonly leastGain?: number | undefined;
}

/** The faults that were found in the pair: undoing them brings the pictures much closer. The strongest first. */
export function* pairFixes(
  reference: Raster,
  picture: Raster,
  { checkpoint = () => undefined, leastGain = USUAL_GAIN_DB }: FixOptions = {},
): Generator<void, PairFix[]> {
  const same = likeness(reference, picture);
  if (same.mse === 0) return [];
  const found: PairFix[] = [];
  const consider = (
    { id, value, words }: Cause,
    bits: number,
    [a, b]: readonly [Raster, Raster],
    { tone, turn }: { tone?: Tone; turn?: (raster: Raster) => Raster } = {},
  ): void => {
    checkpoint();
    const after = likeness(a, b);
    // Over the same pixels: a shift that only leaves a bad border out is not a fix.
    if (gainOf(same.mse, after.mse) < leastGain) return;
    if (after.correlation < LEAST_CORRELATION || after.correlation < same.correlation - 0.02) return;
    found.push({
      cause: { id, value, words },
      bits,
      reference: a,
      picture: b,
      before: same.mse,
      after: after.mse,
      isExact: tone === undefined,
      lossy: tone && { tone },
      turn,
    });
  };
  const picturesOf = (b: Raster): [Raster, Raster] => [reference, b];
  // A large picture is not turned over where some of its rows show that nothing would be gained.
  const still = isLarge(reference) ? mseOfMirror(reference, picture, 'none') : null;
  const isWorth = (kind: Mirror): boolean =>
    still === null || gainOf(still, mseOfMirror(reference, picture, kind)) >= leastGain - SAMPLE_MARGIN_DB;
  for (const kind of ['horizontal', 'vertical', 'both'] as const) {
    yield;
    if (!isWorth(kind)) continue;
    const words = message(`why-flip-${kind}`);
    const turn = (raster: Raster): Raster => flipped(raster, kind);
    consider({ id: 'flip', value: kind, words }, 3, picturesOf(turn(picture)), { turn });
  }
  if (picture.width === picture.height) {
    const words = message('why-flip-transposed');
    consider({ id: 'flip', value: 'transposed', words }, 4, picturesOf(transposed(picture)), { turn: transposed });
  }
  yield;
  if (picture.channels === 3 && isWorth('swapped')) {
    const words = message('why-swapped');
    consider({ id: 'channels-swapped', value: 'red-blue', words }, 3, picturesOf(swapped(picture)), { turn: swapped });
  }
  const counts = meetings(reference, picture);
  for (const tone of tonesOf(reference, picture)) {
    yield;
    // Of bytes the pairs of values say exactly what the curve would bring.
    if (counts !== null && gainOf(same.mse, mseOfTone(counts, tone.back)) < leastGain - 1e-6) continue;
    consider(tone, tone.bits, picturesOf(toned(picture, tone.back)), { tone });
  }
  yield;
  found.push(...shifts(reference, picture, { checkpoint, leastGain, usualGain: USUAL_GAIN_DB }));
  if (reference.alpha || picture.alpha) {
    if (onlyTransparentDiffer(reference, picture)) {
      const [a, b] = [over(reference, 0), over(picture, 0)];
      found.push({
        cause: { id: 'transparent', value: 'all', words: message('why-transparent') },
        bits: 2,
        reference: a,
        picture: b,
        before: same.mse,
        after: likeness(a, b).mse,
        isExact: true,
      });
    } else
      for (const [value, ground] of [
        ['white', 1],
        ['black', 0],
      ] as const) {
        const words = message(`why-alpha-${value}`);
        consider({ id: 'alpha', value, words }, 3, [over(reference, ground), over(picture, ground)]);
      }
  }
  return found.sort((a, b) => a.after - b.after);
}

/**
 * Turned over and with red and blue exchanged at once: neither alone need bring the pictures closer.
 * The two fixes in that order, null where nothing is gained.
 */
export function bothTurned(
  reference: Raster,
  picture: Raster,
  { checkpoint = () => undefined, leastGain = USUAL_GAIN_DB }: FixOptions,
): readonly [PairFix, PairFix] | null {
  if (picture.channels !== 3 || isLarge(reference)) return null;
  const before = likeness(reference, picture).mse;
  let best: readonly [PairFix, PairFix] | null = null;
  for (const kind of ['horizontal', 'vertical', 'both'] as const) {
    checkpoint();
    const once = flipped(picture, kind);
    const twice = swapped(once);
    const [half, whole] = [likeness(reference, once), likeness(reference, twice)];
    if (gainOf(before, whole.mse) < leastGain || gainOf(half.mse, whole.mse) < leastGain) continue;
    if (whole.correlation < LEAST_CORRELATION || (best && best[1].after <= whole.mse)) continue;
    const flip: Cause = { id: 'flip', value: kind, words: message(`why-flip-${kind}`) };
    const swap: Cause = { id: 'channels-swapped', value: 'red-blue', words: message('why-swapped') };
    best = [
      { cause: flip, bits: 3, reference, picture: once, isExact: true, before, after: half.mse },
      { cause: swap, bits: 3, reference, picture: twice, isExact: true, before: half.mse, after: whole.mse },
    ];
  }
  return best;
}

function flipped(raster: Raster, kind: 'horizontal' | 'vertical' | 'both'): Raster {
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

/** Whether some pixels differ, and every one of them is fully transparent in both: over any ground they look the same. */
export function onlyTransparentDiffer(a: Raster, b: Raster): boolean {
  const { channels } = a;
  if (!a.alpha || !b.alpha) return false;
  let differ = false;
  for (let i = 0, pixel = 0; i < a.data.length; i += channels, pixel++) {
    if (a.alpha[pixel] !== b.alpha[pixel]) return false;
    for (let c = 0; c < channels; c++) {
      if (a.data[i + c] === b.data[i + c]) continue;
      if (a.alpha[pixel] !== 0) return false;
      differ = true;
    }
  }
  return differ;
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
  // A picture of half the size and less is the small one, no crop.
  if (2 * Math.abs(dw) >= Math.max(reference.width, picture.width)) return null;
  if (2 * Math.abs(dh) >= Math.max(reference.height, picture.height)) return null;
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
