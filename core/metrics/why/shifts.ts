import { message } from '../../messages';
import { cutRaster, type Raster } from '../../tensor/raster';
import type { PairFix } from './fix';
import { gainOf, LEAST_CORRELATION, likeness } from './likeness';
import { subPixelShift } from './phaseCorrelation';
import type { Cause } from './state';
import { movedBack, type Shift } from './unshifted';

/** Shifts tried, in pixels. */
const FARTHEST = 3;
/** Side of the part that shifts are looked for in. */
const WINDOW = 384;
/** A pair that was made well lies within a tenth of a pixel: this far off it is moved, though that may cost nothing. */
const CLEAR = 0.2;
const CLEAR_GAIN_DB = -0.1;

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
  const add = (shift: readonly [number, number], { a, b }: { a: Raster; b: Raster }, bits: number): void => {
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
      lossy: { shift },
    });
  };
  if (dx !== 0 || dy !== 0) {
    const part = { width: width - Math.abs(dx), height: height - Math.abs(dy) };
    const a = cutRaster(reference, { x: Math.max(0, -dx), y: Math.max(0, -dy), ...part });
    const b = cutRaster(picture, { x: Math.max(0, dx), y: Math.max(0, dy), ...part });
    add([dx, dy], { a, b }, 3);
    if (list[0]?.after === 0) return list;
  }
  const moved = cutRaster(picture, { x: at.x + dx, y: at.y + dy, ...side });
  const [fx, fy] = refined(fixed, picture, { ...at, ...side }, [dx, dy], subPixelShift(fixed, moved));
  if (Math.hypot(fx, fy) > 0.04 && Math.abs(fx) <= 1 && Math.abs(fy) <= 1) {
    const shift: Shift = [near(dx + fx), near(dy + fy)];
    const back = movedBack(picture, shift);
    const margin = Math.ceil(Math.max(Math.abs(shift[0]), Math.abs(shift[1]))) + 2;
    const part = { x: margin, y: margin, width: width - 2 * margin, height: height - 2 * margin };
    const whole = list.at(-1)?.after ?? still;
    const before = list.length;
    add(shift, { a: cutRaster(reference, part), b: cutRaster(back, part) }, Math.hypot(...shift) >= CLEAR ? 2 : 4);
    // Parts of a pixel must bring something that the whole ones do not.
    const last = list.at(-1);
    if (list.length > before && last && last.after > whole * (leastGain < usualGain ? 1.02 : 0.8)) list.pop();
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

/** Within so much of whole pixels it is those. */
const WHOLE = 0.03;
const near = (value: number): number => (Math.abs(value - Math.round(value)) < WHOLE ? Math.round(value) + 0 : value);
