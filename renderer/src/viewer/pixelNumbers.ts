import { shallowReactive, watch } from 'vue';
import type { PicturePool, PoolPicture } from './picturePool';
import { isMapKind, peakOf, shownValue, type Channel, type DifferenceKind, type ValueForm } from './math/errors';
import { contains, type Rect } from './math/geometry';
import type { Answers, DifferenceSpec, DrawItem, PixelNumbers, SourceId } from './worker/protocol';

/** Pixels fetched around those in sight, so that a small pan needs no new answer. */
const MARGIN = 4;

export interface NumbersWanted {
  readonly source: SourceId;
  readonly picture: PoolPicture;
  readonly difference: DifferenceSpec | null;
  /** Whole pixels in sight. */
  readonly visible: Rect;
}

interface NumbersStyle {
  readonly channel: Channel;
  /** 0..1 instead of file units. */
  readonly unit: boolean;
}

/** The pixels of a picture that are in sight. */
export function visiblePixels(
  item: Pick<DrawItem, 'clip' | 'origin' | 'scale'>,
  picture: { width: number; height: number },
): Rect {
  const { clip, origin, scale } = item;
  const x = Math.max(0, Math.floor((clip.x - origin.x) / scale));
  const y = Math.max(0, Math.floor((clip.y - origin.y) / scale));
  const right = Math.min(picture.width, Math.ceil((clip.x + clip.width - origin.x) / scale));
  const bottom = Math.min(picture.height, Math.ceil((clip.y + clip.height - origin.y) / scale));
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}

/** Picks what is written: one channel, luma, or all; in file units or 0..1. */
export function numbersOf(
  patch: Answers['patch'],
  rect: Rect,
  style: NumbersStyle,
  form: ValueForm,
  difference: DifferenceKind | null,
): PixelNumbers {
  const place = { x: rect.x, y: rect.y, width: rect.width, height: rect.height };
  if (difference !== null) {
    const data = difference === 'ssim' ? patch.data.map((lost) => shownValue(lost, difference)) : patch.data;
    return { ...place, channels: 1, data, digits: isMapKind(difference) ? 3 : 1 };
  }
  const scale = style.unit ? 1 / peakOf(form) : 1;
  const digits = style.unit || form.bitDepth === 32 ? 3 : style.channel === 'y' && patch.channels === 3 ? 1 : 0;
  const weights =
    patch.channels === 1
      ? null
      : { rgb: null, r: [1, 0, 0], g: [0, 1, 0], b: [0, 0, 1], y: [0.299, 0.587, 0.114] }[style.channel];
  if (!weights) return { ...place, channels: patch.channels, data: patch.data.map((value) => value * scale), digits };
  const data = new Float32Array(rect.width * rect.height);
  for (let i = 0; i < data.length; i++) {
    const [r, g, b] = [patch.data[i * 3]!, patch.data[i * 3 + 1]!, patch.data[i * 3 + 2]!];
    data[i] = (weights[0]! * r + weights[1]! * g + weights[2]! * b) * scale;
  }
  return { ...place, channels: 1, data, digits };
}

/** Keeps the numbers of all sources in sight, fetched in blocks somewhat larger than the sight. */
export function createPixelNumbers(
  pool: PicturePool,
  wanted: () => { readonly list: readonly NumbersWanted[]; readonly style: NumbersStyle },
): ReadonlyMap<SourceId, PixelNumbers> {
  const numbers = shallowReactive(new Map<SourceId, PixelNumbers>());
  const fetched = new Map<SourceId, { rect: Rect; style: string }>();

  async function fetchOne({ source, picture, difference, visible }: NumbersWanted, style: NumbersStyle): Promise<void> {
    const name = `${style.channel}/${style.unit}`;
    const known = fetched.get(source);
    const last = { x: visible.x + visible.width - 1, y: visible.y + visible.height - 1 };
    if (known?.style === name && contains(known.rect, visible) && contains(known.rect, last)) return;
    const rect = {
      x: visible.x - MARGIN,
      y: visible.y - MARGIN,
      width: visible.width + 2 * MARGIN,
      height: visible.height + 2 * MARGIN,
    };
    fetched.set(source, { rect, style: name });
    const patch = await pool
      .ask(picture.worker, { ask: 'patch', id: picture.id, difference, ...rect })
      .catch(() => null);
    // A later request for another place may have overtaken this one.
    if (fetched.get(source)?.rect !== rect) return;
    if (!patch) {
      // The file could not be read just now: the next look asks again.
      fetched.delete(source);
      return;
    }
    numbers.set(source, numbersOf(patch, rect, style, picture.facts ?? { bitDepth: 8 }, difference?.kind ?? null));
  }

  watch(wanted, ({ list, style }) => {
    const named = new Set(list.map(({ source }) => source));
    for (const source of [...fetched.keys()]) {
      if (named.has(source)) continue;
      fetched.delete(source);
      numbers.delete(source);
    }
    for (const one of list) void fetchOne(one, style);
  });
  return numbers;
}
