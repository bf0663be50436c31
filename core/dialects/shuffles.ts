import type { NpyArray } from '../tensor/npy';
import type { RuleMatch } from './match';

/** Values that were only moved from channels into pixels. */

/** Axes of an array of images, and how far apart neighbours on each lie. */
interface Layout {
  readonly images: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly at: (n: number, c: number, y: number, x: number) => number;
}

function layoutOf({ shape, data }: NpyArray, channelsLast: boolean): Layout {
  const [a, b, c] = shape.slice(-3) as [number, number, number];
  const [channels, height, width] = channelsLast ? [c, a, b] : [a, b, c];
  return {
    images: data.length / (channels * height * width),
    channels,
    height,
    width,
    at: channelsLast
      ? (n, k, y, x) => ((n * height + y) * width + x) * channels + k
      : (n, k, y, x) => ((n * channels + k) * height + y) * width + x,
  };
}

/** Pixel shuffle in both orders of channels, channels first or last; null where the shapes are not of one. */
export function shuffles(input: NpyArray, result: NpyArray): RuleMatch[] | null {
  const rank = input.shape.length;
  if (rank < 3 || rank > 4 || rank !== result.shape.length || input.data.length !== result.data.length) return null;
  const found = [false, true].flatMap((from) =>
    [false, true].flatMap((to) => shuffled(layoutOf(input, from), layoutOf(result, to), { input, result })),
  );
  if (found.length === 0) return null;
  // Both orders stand in the answer once, in the layouts that fit them best.
  return ['shuffle CRD', 'shuffle DCR'].flatMap((id) => {
    const own = found.filter((match) => match.id === id);
    return own.length === 0 ? [] : [own.reduce((a, b) => (b.maxDifference < a.maxDifference ? b : a))];
  });
}

function shuffled(
  from: Layout,
  to: Layout,
  { input, result }: { readonly input: NpyArray; readonly result: NpyArray },
): RuleMatch[] {
  const r = to.height / from.height;
  if (!Number.isInteger(r) || r < 2 || to.width !== from.width * r || from.channels !== to.channels * r * r) return [];
  const rows = [
    {
      id: 'shuffle CRD',
      names: ['torch:pixel_shuffle', 'onnx:DepthToSpace CRD'],
      source: (k: number, i: number, j: number) => (k * r + i) * r + j,
    },
    {
      id: 'shuffle DCR',
      names: ['onnx:DepthToSpace DCR', 'tensorflow:depth_to_space'],
      source: (k: number, i: number, j: number) => (i * r + j) * to.channels + k,
    },
  ];
  return rows.map(({ id, names, source }) => {
    let maxDifference = 0;
    for (let n = 0; n < to.images; n++)
      for (let k = 0; k < to.channels; k++)
        for (let y = 0; y < to.height; y++)
          for (let x = 0; x < to.width; x++) {
            const value = result.data[to.at(n, k, y, x)]!;
            if (!Number.isFinite(value)) continue;
            const at = from.at(n, source(k, y % r, x % r), Math.floor(y / r), Math.floor(x / r));
            maxDifference = Math.max(maxDifference, Math.abs(input.data[at]! - value));
          }
    return { id, names, maxDifference, verified: 'definition' };
  });
}
