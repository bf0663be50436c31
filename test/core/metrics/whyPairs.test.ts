import { describe, expect, it } from 'vitest';
import { createGenerator } from '@core/init';
import { explainDifferences } from '@core/metrics';
import { readPicture } from '@core/engine/pictures/pictureFile';
import type { Raster } from '@core/tensor/raster';

/**
 * Pairs of which the causes are known: a number made otherwise, by code of its own, or a picture that something happened
 * to. The right causes must be named first in nearly all, and none for pairs that have nothing in common.
 */

const folder = new URL('../../goldens/matlab/', import.meta.url);
const read = async (name: string): Promise<Raster> => (await readPicture(new URL(name, folder).pathname)).raster;
const cut = (raster: Raster, width: number, height: number): Raster => {
  const data = new Uint8Array(width * height * raster.channels);
  for (let y = 0; y < height; y++)
    for (let i = 0; i < width * raster.channels; i++)
      data[y * width * raster.channels + i] = raster.data[y * raster.width * raster.channels + i]!;
  return { width, height, channels: raster.channels, bitDepth: 8, data };
};
const pairs = await Promise.all(
  ['astronaut', 'camera'].flatMap((name) =>
    [2, 3, 4].map(async (scale) => {
      const picture = await read(`${name}_x${scale}_up.png`);
      return { scale, picture, reference: cut(await read(`${name}_hr.png`), picture.width, picture.height) };
    }),
  ),
);

type Rows = readonly (readonly number[])[];

/** Planes of a picture as rows of numbers, by weights of R, G, B. */
function planesOf(raster: Raster, luma: Luma | null): Rows[] {
  const { width, height, channels, data } = raster;
  const plane = (value: (at: number) => number): Rows =>
    Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => value((y * width + x) * channels)),
    );
  if (channels === 1 || luma === null) return Array.from({ length: channels }, (_, c) => plane((at) => data[at + c]!));
  const [r, g, b, offset] = luma.weights;
  return [
    plane((at) => {
      const value = offset + r * data[at]! + g * data[at + 1]! + b * data[at + 2]!;
      return luma.round ? Math.round(value) : value;
    }),
  ];
}
interface Luma {
  readonly weights: readonly [number, number, number, number];
  readonly round: boolean;
}
const STUDIO: Luma = { weights: [65.481 / 255, 128.553 / 255, 24.966 / 255, 16], round: false };
const FULL: Luma = { weights: [0.299, 0.587, 0.114, 0], round: false };
const HDTV: Luma = { weights: [46.5594 / 255, 156.6288 / 255, 15.8118 / 255, 16], round: false };

const inner = (rows: Rows, crop: number): number[][] =>
  rows.slice(crop, rows.length - crop).map((row) => row.slice(crop, row.length - crop));

interface Way {
  crop: number;
  luma: Luma | null;
  range: (reference: readonly number[]) => number;
  perChannel: boolean;
  window: 'gaussian' | 'uniform';
  sample: boolean;
}

function psnr(a: Raster, b: Raster, way: Way): number {
  const [x, y] = [planesOf(a, way.luma), planesOf(b, way.luma)];
  const range = way.range(x.flat(2));
  const errors = x.map((plane, c) => {
    const [p, q] = [inner(plane, way.crop).flat(), inner(y[c]!, way.crop).flat()];
    return p.reduce((sum, value, i) => sum + (value - q[i]!) ** 2, 0) / p.length;
  });
  const decibels = (mse: number): number => 10 * Math.log10(range ** 2 / mse);
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  return way.perChannel ? mean(errors.map(decibels)) : decibels(mean(errors));
}

/** SSIM window by window, the definition. */
function ssim(a: Raster, b: Raster, way: Way): number {
  const size = way.window === 'gaussian' ? 11 : 7;
  const half = (size - 1) / 2;
  const line = Array.from({ length: size }, (_, i) =>
    way.window === 'gaussian' ? Math.exp(-((i - half) ** 2) / (2 * 1.5 ** 2)) : 1,
  );
  const total = line.reduce((sum, value) => sum + value, 0);
  const weights = line.flatMap((p) => line.map((q) => (p * q) / total ** 2));
  const [x, y] = [planesOf(a, way.luma), planesOf(b, way.luma)];
  const range = way.range(x.flat(2));
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  const factor = way.sample ? size ** 2 / (size ** 2 - 1) : 1;
  const values = x.map((plane, c) => {
    const [p, q] = [inner(plane, way.crop), inner(y[c]!, way.crop)];
    let sum = 0;
    let count = 0;
    for (let i = 0; i + size <= p.length; i++)
      for (let j = 0; j + size <= p[0]!.length; j++) {
        let [mx, my, xx, yy, xy] = [0, 0, 0, 0, 0];
        for (let k = 0; k < size * size; k++) {
          const w = weights[k]!;
          const u = p[i + Math.floor(k / size)]![j + (k % size)]!;
          const v = q[i + Math.floor(k / size)]![j + (k % size)]!;
          mx += w * u;
          my += w * v;
          xx += w * u * u;
          yy += w * v * v;
          xy += w * u * v;
        }
        const [sx, sy, sxy] = [xx - mx * mx, yy - my * my, xy - mx * my].map((value) => value * factor) as [
          number,
          number,
          number,
        ];
        sum += ((2 * mx * my + c1) * (2 * sxy + c2)) / ((mx * mx + my * my + c1) * (sx + sy + c2));
        count++;
      }
    return sum / count;
  });
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A cause: what it is called, and what it does to the way of measuring or to the picture. */
interface Doing {
  readonly id: string;
  readonly way?: (way: Way, scale: number, random: () => number) => Partial<Way>;
  readonly picture?: (raster: Raster, random: () => number) => Raster;
  readonly only?: (metric: string, raster: Raster) => boolean;
}
const isColour = (_metric: string, raster: Raster): boolean => raster.channels === 3;
const isLuma = (metric: string, raster: Raster): boolean => metric.endsWith('-y') && raster.channels === 3;
const span = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));

const WAYS: readonly Doing[] = [
  { id: 'range', way: () => ({ range: span }) },
  { id: 'range', way: () => ({ range: () => 1 }) },
  { id: 'crop', way: ({ crop }, scale) => ({ crop: crop === scale ? 0 : scale }) },
  { id: 'crop', way: ({ crop }, scale, random) => ({ crop: differently(crop, scale + 6, random) }) },
  { id: 'luma', only: isLuma, way: () => ({ luma: { ...STUDIO, round: true } }) },
  { id: 'luma', only: isLuma, way: () => ({ luma: FULL }) },
  { id: 'luma', only: isLuma, way: () => ({ luma: { ...FULL, round: true } }) },
  { id: 'luma', only: isLuma, way: () => ({ luma: HDTV }) },
  { id: 'channels', only: isLuma, way: () => ({ luma: null }) },
  {
    id: 'channels',
    only: (metric, raster) => metric === 'psnr' && isColour(metric, raster),
    way: () => ({ perChannel: true }),
  },
  { id: 'ssim-window', only: (metric) => metric.startsWith('ssim'), way: () => ({ window: 'uniform' }) },
  { id: 'ssim-covariance', only: (metric) => metric.startsWith('ssim'), way: () => ({ sample: true }) },
];
function differently(not: number, most: number, random: () => number): number {
  const value = Math.floor(random() * (most + 1));
  return value === not ? (value + 1) % (most + 1) : value;
}

const remap = (raster: Raster, map: (x: number, y: number, c: number) => number): Raster => {
  const data = new Uint8Array(raster.data.length);
  const { width, channels } = raster;
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    data[i] = map(pixel % width, Math.floor(pixel / width), i % channels);
  }
  return { ...raster, data };
};
const clampedAt = (raster: Raster, x: number, y: number, c: number): number => {
  const { width, height, channels, data } = raster;
  const [cx, cy] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
  return data[(cy * width + cx) * channels + c]!;
};
const PICTURES: readonly Doing[] = [
  {
    id: 'shift',
    picture(raster, random) {
      const [dx, dy] = [1 + Math.floor(random() * 3), Math.floor(random() * 7) - 3];
      return remap(raster, (x, y, c) => clampedAt(raster, x + dx, y + dy, c));
    },
  },
  {
    id: 'shift',
    picture(raster, random) {
      // Half a pixel and more, by cubic convolution of four neighbours.
      const t = 0.3 + 0.4 * random();
      const cubic = (u: number): number =>
        u <= 1 ? (1.5 * u - 2.5) * u * u + 1 : u < 2 ? ((-0.5 * u + 2.5) * u - 4) * u + 2 : 0;
      const weights = [-1, 0, 1, 2].map((k) => cubic(Math.abs(k - t)));
      return remap(raster, (x, y, c) => {
        const value = weights.reduce((sum, w, k) => sum + w * clampedAt(raster, x + k - 1, y, c), 0);
        return Math.min(255, Math.max(0, Math.round(value)));
      });
    },
  },
  { id: 'flip', picture: (raster) => remap(raster, (x, y, c) => clampedAt(raster, raster.width - 1 - x, y, c)) },
  { id: 'flip', picture: (raster) => remap(raster, (x, y, c) => clampedAt(raster, x, raster.height - 1 - y, c)) },
  {
    id: 'channels-swapped',
    only: isColour,
    picture: (raster) => remap(raster, (x, y, c) => clampedAt(raster, x, y, 2 - c)),
  },
  {
    id: 'gamma',
    picture(raster, random) {
      const gamma = random() < 0.5 ? 1 / 2.2 : 2.2;
      return remap(raster, (x, y, c) => Math.round(255 * (clampedAt(raster, x, y, c) / 255) ** gamma));
    },
  },
  {
    id: 'levels',
    picture: (raster) => remap(raster, (x, y, c) => Math.round(16 + (clampedAt(raster, x, y, c) * 219) / 255)),
  },
];

/**
 * 200 take minutes; some of them are enough to notice a fault. A cause counts as soon as it moves the last digit that is
 * shown; of such pairs a few fit other causes as well, so not all can be told.
 */
const TRIALS = Number(process.env['UPBENCH_WHY_PAIRS'] ?? 20);

const MOST_WRONG = 0.08;

const METRICS = ['psnr', 'psnr-y', 'ssim', 'ssim-y'] as const;
const generator = createGenerator(Number(process.env['UPBENCH_WHY_SEED'] ?? 20261129));
const random = (): number => generator.uniform();
const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)]!;

function ownWay(metric: string, scale: number): Way {
  return {
    crop: metric.endsWith('-y') ? scale : 0,
    luma: metric.endsWith('-y') ? STUDIO : null,
    range: () => 255,
    perChannel: false,
    window: 'gaussian',
    sample: false,
  };
}
const valueOf = (metric: string, a: Raster, b: Raster, way: Way): number =>
  metric.startsWith('psnr') ? psnr(a, b, way) : ssim(a, b, way);

interface Trial {
  readonly made: string;
  readonly said: string;
  /** Whether it stands first; of equals another one may. */
  readonly isFirst: boolean;
  /** Whether it stands among those that predict the printed digits as the first does. */
  readonly isRight: boolean;
  readonly isListed: boolean;
}

/** One pair with one or two causes, and what was said of it. */
function trial(number: number): Trial {
  const { scale, reference, picture: clean } = pick(pairs);
  const metric = pick(METRICS.filter((id) => reference.channels === 3 || !id.endsWith('-y')));
  const able = (list: readonly Doing[]): readonly Doing[] =>
    list.filter(({ only }) => only?.(metric, reference) ?? true);
  const first = number % 3 === 0 ? pick(able(PICTURES)) : pick(able(WAYS));
  const planes = ['luma', 'channels'];
  const others = able(WAYS).filter(({ id }) => id !== first.id && !(planes.includes(id) && planes.includes(first.id)));
  const doings = number % 2 === 0 ? [first] : [first, pick(others)];
  let way = ownWay(metric, scale);
  const parts = doings.map((doing) => doing.way?.(ownWay(metric, scale), scale, random) ?? {});
  for (const part of parts) way = { ...way, ...part };
  const picture = doings.reduce((raster, doing) => doing.picture?.(raster, random) ?? raster, clean);
  const theirs = valueOf(metric, reference, clean, way);
  const text = number % 4 < 2 ? theirs.toFixed(metric.startsWith('psnr') ? 2 : 4) : String(theirs);
  const [answer] = explainDifferences(reference, picture, { scale, ids: [metric], theirs: text });
  const ids = (list: readonly { readonly id: string }[]): string =>
    list
      .map(({ id }) => id)
      .sort()
      .join(' + ');
  const made = ids(doings);
  const said = answer!.explanations.map(({ causes }) => ids(causes));
  // Causes that predict the digits that were printed alike cannot be told apart by them: any of these is the right one.
  const digits = text.includes('.') && text.length > 9 ? 6 : (text.split('.')[1] ?? '').length;
  const [best] = answer!.explanations;
  const equals = answer!.explanations
    .filter(({ predicted }) => predicted.toFixed(digits) === best!.predicted.toFixed(digits))
    .map(({ causes }) => ids(causes));
  // What does not move the last digit shown cannot be named.
  const least = metric.startsWith('psnr') ? 0.01 : 0.0001;
  const visible = doings.every((doing) => {
    if (doing.picture) {
      const plain = ownWay(metric, scale);
      const harm = valueOf(metric, reference, clean, plain) - valueOf(metric, reference, picture, plain);
      return Math.abs(harm) >= least;
    }
    const without = parts.reduce<Way>(
      (all, part, i) => (doings[i] === doing ? all : { ...all, ...part }),
      ownWay(metric, scale),
    );
    return Math.abs(theirs - valueOf(metric, reference, clean, without)) >= least;
  });
  return {
    made: `${metric} ${made} ${text}`,
    said: said.join(' | '),
    isFirst: !visible || said[0] === made,
    isRight: !visible || equals.includes(made),
    isListed: !visible || said.includes(made),
  };
}

describe('why', () => {
  it('names the causes of nearly all pairs with one or two', () => {
    const trials = Array.from({ length: TRIALS }, (_, number) => trial(number));
    const wrong = trials.filter(({ isRight }) => !isRight);
    const listed = trials.filter(({ isListed }) => isListed).length;
    if (TRIALS > 20)
      process.stdout.write(
        `named: ${TRIALS - wrong.length}, first: ${trials.filter(({ isFirst }) => isFirst).length}, among those listed: ${listed}, of ${TRIALS}\n${wrong.map(({ made, said }) => `${made}: ${said || 'nothing'}\n`).join('')}`,
      );
    const list = wrong.map(({ made, said }) => `${made}: ${said || 'nothing'}`).join('\n');
    expect(wrong.length, list).toBeLessThanOrEqual(Math.ceil(TRIALS * MOST_WRONG));
  }, 600_000);

  it('invents none for 50 unrelated pairs', () => {
    const noise = (): Raster => remap(pairs[0]!.reference, () => Math.floor(random() * 256));
    for (let i = 0; i < 50; i++) {
      const a = i % 2 === 0 ? pairs[0]!.reference : noise();
      const b =
        i % 3 === 0
          ? noise()
          : remap(a, (x, y, c) => clampedAt(pairs[5]!.picture, (x * 3) % 97, (y * 5) % 89, 0) ^ (c * 85));
      const theirs = (20 + 20 * random()).toFixed(2);
      const [withNumber] = explainDifferences(a, b, { scale: 2, ids: ['psnr'], theirs });
      const [without] = explainDifferences(a, b, { scale: 2, ids: ['psnr'] });
      expect([withNumber!.explanations, without!.explanations]).toEqual([[], []]);
    }
  }, 120_000);
});
