import { message, type Message } from '../../messages';
import { maxValue, type Raster } from '../../tensor/raster';
import { likeness, rounded } from './likeness';
import type { CauseId } from './state';

/** A curve of one value (0..1) that a picture may have gone through, and the way back. */
export interface Tone {
  readonly id: CauseId;
  readonly value: string;
  readonly words: Message;
  readonly bits: number;
  readonly forward: (v: number) => number;
  readonly back: (v: number) => number;
}

const squeezed = (v: number): number => (16 + v * 219) / 255;
const stretched = (v: number): number => (v * 255 - 16) / 219;
const encoded = (v: number): number => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
const linear = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

const USUAL: readonly Tone[] = [
  {
    id: 'levels',
    value: '16..235',
    words: message('why-levels-squeezed'),
    bits: 3,
    forward: squeezed,
    back: stretched,
  },
  {
    id: 'levels',
    value: 'stretched',
    words: message('why-levels-stretched'),
    bits: 4,
    forward: stretched,
    back: squeezed,
  },
  {
    id: 'gamma',
    value: 'linear',
    words: message('why-gamma-linear'),
    bits: 4,
    forward: linear,
    back: encoded,
  },
  {
    id: 'gamma',
    value: 'encoded-twice',
    words: message('why-gamma-twice'),
    bits: 4,
    forward: encoded,
    back: linear,
  },
];

/** The usual curves, and the power that fits this pair; those that the values of the picture speak against cost more bits. */
export function tonesOf(reference: Raster, picture: Raster): readonly Tone[] {
  const counts = keepsBytes(picture) ? histogramOf(picture) : null;
  const gamma = fittedGamma(reference, picture, counts);
  const tones = gamma === null ? USUAL : [...USUAL, powerOf(gamma)];
  return counts === null ? tones : tones.map((tone) => ({ ...tone, bits: tone.bits + doubtOf(tone, counts) }));
}

function powerOf(gamma: number): Tone {
  const value = gamma.toFixed(2);
  const [forward, back] = [(v: number): number => v ** gamma, (v: number): number => v ** (1 / gamma)];
  return { id: 'gamma', value, words: message('why-gamma', { gamma: value }), bits: 5, forward, back };
}

/** The power g that explains picture = reference^g best, null where there is none or it is 1. */
function fittedGamma(reference: Raster, picture: Raster, counts: Float64Array | null): number | null {
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
  if (!(g > 0.2 && g < 5 && Math.abs(g - 1) > 0.03)) return null;
  return likeliestPower(counts, g);
}

const USUAL_POWERS = [1.8, 2, 2.2, 2.4, 2.5].flatMap((power) => [power, 1 / power]);

/**
 * Of the powers near the fitted one, that whose curve makes the values of the picture: a curve leaves some of 0..255 out.
 * Of several the usual one, else the nearest twentieth: half a hundredth off would cost more than rounding does.
 */
function likeliestPower(counts: Float64Array | null, fitted: number): number {
  const reach = 0.01 * Math.max(1, fitted);
  const near = [...USUAL_POWERS, Math.round(fitted * 20) / 20].sort(
    (a, b) => Math.abs(a - fitted) - Math.abs(b - fitted),
  );
  if (counts === null) return Math.abs(near[0]! - fitted) < reach ? near[0]! : fitted;
  const list = [...near.filter((power) => Math.abs(power - fitted) < 5 * reach), fitted];
  for (let k = 1; k <= 8; k++) list.push(fitted + (k * reach) / 4, fitted - (k * reach) / 4);
  const orphans = list.map((power) => Math.min(...waysOf((v) => v ** power, counts).map((way) => way.orphans)));
  const least = Math.min(...orphans) + totalOf(counts) / 1000;
  const usual = list.find((power, i) => orphans[i]! <= least && (near.includes(power) || power === fitted));
  return usual ?? list[orphans.indexOf(Math.min(...orphans))]!;
}

/** Whether values are whole numbers 0..255, so that a curve leaves traces in them. */
const keepsBytes = ({ bitDepth, peak }: Raster): boolean => bitDepth === 8 && peak === undefined;

function histogramOf({ data }: Raster): Float64Array {
  const counts = new Float64Array(256);
  for (const value of data) counts[value]!++;
  return counts;
}

const totalOf = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);

/** How many values that no curve makes a picture may hold before the curve is doubted: a thousandth is chance. */
const MOST_ORPHANS = 0.005;

/** Bits by which the values of the picture speak against a curve. */
function doubtOf({ forward }: Tone, counts: Float64Array): number {
  const orphans = waysOf(forward, counts).map((way) => way.orphans);
  return Math.min(...orphans) > MOST_ORPHANS * totalOf(counts) ? 4 : 0;
}

interface Way {
  readonly sources: readonly (readonly number[])[];
  /** Values of the picture that nothing becomes. */
  readonly orphans: number;
}

/** The curve rounded, and cut off: which of 0..255 become each value. */
function waysOf(forward: (v: number) => number, counts: Float64Array): Way[] {
  return [0.5, 0].map((half) => {
    const sources = sourcesOf((v) => Math.min(255, Math.max(0, Math.floor(255 * forward(v / 255) + half))));
    return { sources, orphans: counts.reduce((sum, count, v) => sum + (sources[v]!.length === 0 ? count : 0), 0) };
  });
}

/** The picture before the curve, each value the nearest one. */
export function toned(raster: Raster, back: (v: number) => number): Raster {
  const most = maxValue(raster);
  const data = new Float32Array(raster.data.length);
  if (raster.bitDepth === 8) {
    const table = Float64Array.from({ length: 256 }, (_, v) => most * back(v / most));
    for (let i = 0; i < data.length; i++) data[i] = table[raster.data[i]!]!;
  } else for (let i = 0; i < data.length; i++) data[i] = most * back(raster.data[i]! / most);
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) data[i] = 0;
  return rounded({ ...raster, data });
}

/** How many pictures are drawn of those that may have been before the curve. */
const DRAWS = 4;
/** Golden ratio: its multiples fill 0..1 evenly. */
const GOLDEN = 0.6180339887498949;

/**
 * Pictures that may have been before the curve. Where several values became one, each is as likely as its distance to
 * the reference is usual in this pair. Only pictures of whole numbers lose values; of floats there is one.
 */
export function beforeTone(reference: Raster, picture: Raster, { forward, back }: Tone): readonly Raster[] {
  const plain = toned(picture, back);
  if (!keepsBytes(picture)) return [plain];
  const ways = waysOf(forward, histogramOf(picture));
  const draws = ways
    .filter(({ orphans }) => orphans === Math.min(...ways.map((way) => way.orphans)))
    .map(({ sources }) => drawn(reference, picture, plain, sources));
  // Rounded or cut off: whichever leaves less.
  const left = draws.map(([first]) => likeness(reference, first!).mse);
  return draws[left.indexOf(Math.min(...left))]!;
}

/** Which of the values 0..255 become each value. */
function sourcesOf(become: (v: number) => number): readonly (readonly number[])[] {
  const sources: number[][] = Array.from({ length: 256 }, () => []);
  for (let v = 0; v < 256; v++) sources[become(v)]!.push(v);
  return sources;
}

function drawn(
  reference: Raster,
  picture: Raster,
  plain: Raster,
  sources: readonly (readonly number[])[],
): readonly Raster[] {
  const unit = 255 / maxValue(reference);
  const around = neighbours(plain);
  const near = oddsOfReference(reference, picture, sources);
  // How far a value usually is from its neighbours, by the values of which there is no doubt.
  let [ofAround, count] = [0, 0];
  for (let i = 0; i < picture.data.length; i++) {
    const of = sources[picture.data[i]!]!;
    if (of.length !== 1) continue;
    ofAround += Math.abs(of[0]! - around[i]!);
    count++;
  }
  const smooth = laplace(count > 0 ? ofAround / count : 8);
  return Array.from({ length: DRAWS }, (_, draw) => {
    const data = plain.data.slice();
    for (let i = 0; i < data.length; i++) {
      const of = sources[picture.data[i]!]!;
      if (of.length === 0) continue;
      const [a, b] = [reference.data[i]! * unit, around[i]!];
      const odds = near[picture.data[i]!]!;
      const weigh = (v: number): number => odds[Math.abs(v - a) | 0]! * smooth[Math.abs(v - b) | 0]!;
      let total = 0;
      for (const v of of) total += weigh(v);
      let left = total * ((i * GOLDEN + draw / DRAWS + draw * GOLDEN * GOLDEN) % 1);
      let k = 0;
      while (k < of.length - 1 && (left -= weigh(of[k]!)) > 0) k++;
      data[i] = of[k]!;
    }
    return { ...plain, data };
  });
}

/** How likely a distance is, where this one is usual. */
function laplace(usual: number): Float64Array {
  const scale = Math.max(0.25, usual);
  return Float64Array.from({ length: 256 }, (_, d) => Math.exp(-d / scale));
}

const EM_ROUNDS = 12;

/**
 * For each value of the picture, how likely a distance to the reference is of what it was before. Which values became
 * one is known, the distance is not: it is found by expectation and maximisation over the pixels of that value.
 */
function oddsOfReference(
  reference: Raster,
  picture: Raster,
  sources: readonly (readonly number[])[],
): readonly Float64Array[] {
  const unit = 255 / maxValue(reference);
  const joint = Array.from({ length: 256 }, () => new Float64Array(256));
  for (let i = 0; i < picture.data.length; i++)
    joint[picture.data[i]!]![Math.min(255, Math.round(reference.data[i]! * unit))]!++;
  return sources.map((of, value) => {
    let usual = 8;
    for (let round = 0; of.length > 1 && round < EM_ROUNDS; round++) {
      const odds = laplace(usual);
      let [sum, count] = [0, 0];
      joint[value]!.forEach((pixels, a) => {
        if (pixels === 0) return;
        let [weights, distances] = [0, 0];
        for (const v of of) {
          const d = Math.abs(v - a);
          weights += odds[d]!;
          distances += odds[d]! * d;
        }
        sum += weights > 0 ? (pixels * distances) / weights : 0;
        count += pixels;
      });
      if (count > 0) usual = sum / count;
    }
    return laplace(usual);
  });
}

/** Mean of the four neighbours of every value, the edge repeated. */
function neighbours({ width, height, channels, data }: Raster): Float64Array {
  const means = new Float64Array(data.length);
  const line = width * channels;
  for (let y = 0; y < height; y++)
    for (let i = 0; i < line; i++) {
      const at = y * line + i;
      const left = i >= channels ? at - channels : at;
      const right = i + channels < line ? at + channels : at;
      const up = y > 0 ? at - line : at;
      const down = y + 1 < height ? at + line : at;
      means[at] = (data[left]! + data[right]! + data[up]! + data[down]!) / 4;
    }
  return means;
}
