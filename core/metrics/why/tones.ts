import { message, type Message } from '../../messages';
import { maxValue, type Raster } from '../../tensor/raster';
import { rounded } from './likeness';
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

/** The usual curves, and the powers that fit this pair; those that the values of the picture speak against cost more bits. */
export function tonesOf(reference: Raster, picture: Raster): readonly Tone[] {
  const counts = keepsBytes(picture) ? histogramOf(picture) : null;
  const fitted = [fittedGamma(reference, picture), gammaOfQuantiles(reference, picture)];
  const gammas = fitted.flatMap((g) => (g > 0.2 && g < 5 && Math.abs(g - 1) > 0.03 ? [likeliestPower(counts, g)] : []));
  const powers = gammas.filter((g, i) => gammas.findIndex((other) => Math.abs(other - g) < POWER_STEP / 2) === i);
  const tones = [...USUAL, ...powers.map(powerOf)];
  return counts === null ? tones : tones.map((tone) => ({ ...tone, bits: tone.bits + doubtOf(tone, counts) }));
}

function powerOf(gamma: number): Tone {
  const value = gamma.toFixed(2);
  const [forward, back] = [(v: number): number => v ** gamma, (v: number): number => v ** (1 / gamma)];
  return { id: 'gamma', value, words: message('why-gamma', { gamma: value }), bits: 5, forward, back };
}

/** The power g that explains picture = reference^g best; 1 where there is none. */
function fittedGamma(reference: Raster, picture: Raster): number {
  const [ma, mb] = [maxValue(reference), maxValue(picture)];
  const step = Math.max(1, Math.floor(reference.data.length / 200_000));
  const sums = { xy: 0, xx: 0 };
  for (let i = 0; i < reference.data.length; i += step)
    addPower(sums, reference.data[i]! / ma, picture.data[i]! / mb, 1);
  return sums.xx > 0 ? sums.xy / sums.xx : 1;
}

/**
 * The same from how often values occur: the k-th smallest value of one belongs to the k-th smallest of the other. Where
 * the picture lies somewhere else than the reference, its pixels say little of the curve, and its histogram as much.
 */
function gammaOfQuantiles(reference: Raster, picture: Raster): number {
  const [a, b] = [sharesOf(reference), sharesOf(picture)];
  const sums = { xy: 0, xx: 0 };
  let [i, j, before] = [0, 0, 0];
  while (i < BINS && j < BINS) {
    const next = Math.min(a[i]!, b[j]!);
    addPower(sums, i / (BINS - 1), j / (BINS - 1), next - before);
    before = next;
    if (a[i]! <= next) i++;
    if (b[j]! <= next) j++;
  }
  return sums.xx > 0 ? sums.xy / sums.xx : 1;
}

const BINS = 256;

/** Share of values up to each of 256 steps. */
function sharesOf(raster: Raster): Float64Array {
  const { data } = raster;
  const most = maxValue(raster);
  const shares = new Float64Array(BINS);
  for (const value of data) shares[Math.min(BINS - 1, Math.max(0, Math.round((value / most) * (BINS - 1))))]!++;
  for (let i = 0, sum = 0; i < BINS; i++) shares[i] = sum += shares[i]! / data.length;
  shares[BINS - 1] = 1;
  return shares;
}

/** One value of each into the regression of logarithms, weighed by how little rounding to 8 bits moves the logarithm. */
function addPower(sums: { xy: number; xx: number }, a: number, b: number, times: number): void {
  if (a <= 0.05 || a >= 0.98 || b <= 0.01 || b >= 0.995) return;
  const x = Math.log(a);
  sums.xy += times * a * b * x * Math.log(b);
  sums.xx += times * a * b * x * x;
}

const USUAL_POWERS = [1.8, 2, 2.2, 2.4, 2.5].flatMap((power) => [power, 1 / power]);
/** How far from the fitted power one is looked for, and in what steps. */
const POWER_REACH = 0.06;
const POWER_STEP = 0.01;

/**
 * Of the powers near the fitted one, that whose curve makes the values of the picture: a curve leaves some of 0..255 out,
 * and makes others of two. Of several the usual one, else the nearest twentieth.
 */
function likeliestPower(counts: Float64Array | null, fitted: number): number {
  const reach = POWER_REACH * Math.max(1, fitted);
  const near = [...USUAL_POWERS, Math.round(fitted * 20) / 20]
    .filter((power) => Math.abs(power - fitted) < reach)
    .sort((a, b) => Math.abs(a - fitted) - Math.abs(b - fitted));
  if (counts === null) return near[0] !== undefined && Math.abs(near[0] - fitted) < reach / 5 ? near[0] : fitted;
  const hundredth = Math.round(fitted / POWER_STEP) * POWER_STEP;
  const steps = Math.ceil(reach / POWER_STEP);
  const list = [...near, ...Array.from({ length: 2 * steps + 1 }, (_, k) => hundredth + (k - steps) * POWER_STEP)];
  const fits = list.map((power) => Math.max(...waysOf((v) => v ** power, counts).map((way) => way.likelihood)));
  const most = Math.max(...fits);
  const usual = near.find((_, i) => fits[i]! >= most - LIKELIHOOD_SLACK * totalOf(counts) - 5);
  return usual ?? list[fits.indexOf(most)]!;
}
/** Logarithms of likelihood, of every value: histograms of pictures are less even than the smooth ones they are held against. */
const LIKELIHOOD_SLACK = 0.001;

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
  /** Logarithm of how likely these counts are, if what was before had a smooth histogram. */
  readonly likelihood: number;
}

/** The curve rounded, and cut off: which of 0..255 become each value. */
function waysOf(forward: (v: number) => number, counts: Float64Array): Way[] {
  return [0.5, 0].map((half) => {
    const sources = sourcesOf((v) => Math.min(255, Math.max(0, Math.floor(255 * forward(v / 255) + half + 1e-9))));
    const orphans = counts.reduce((sum, count, v) => sum + (sources[v]!.length === 0 ? count : 0), 0);
    return { sources, orphans, likelihood: likelihoodOf(sources, counts) };
  });
}

/** Steps to each side over which the histogram of what was before is smoothed. */
const SMOOTH = 6;

function likelihoodOf(sources: Way['sources'], counts: Float64Array): number {
  const before = new Float64Array(256);
  counts.forEach((count, v) => {
    for (const source of sources[v]!) before[source]! += count / sources[v]!.length;
  });
  const smooth = before.map((_, v) => {
    let [sum, weights] = [0, 0];
    for (let k = Math.max(0, v - SMOOTH); k <= Math.min(255, v + SMOOTH); k++) {
      const weight = SMOOTH + 1 - Math.abs(k - v);
      sum += weight * before[k]!;
      weights += weight;
    }
    return sum / weights;
  });
  const total = totalOf(counts);
  const floor = total * 1e-5;
  const expected = sources.map((of) => of.reduce((sum, source) => sum + smooth[source]!, floor));
  const all = expected.reduce((sum, value) => sum + value, 0);
  return counts.reduce((sum, count, v) => (count === 0 ? sum : sum + count * Math.log(expected[v]! / all)), 0);
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

/** How many pictures are drawn of those that may have been before the curve: more of small ones, where chance is larger. */
const drawsOf = ({ data }: Raster): number => Math.min(12, Math.max(4, Math.round(1e5 / data.length)));
/** Golden ratio: its multiples fill 0..1 evenly. */
const GOLDEN = 0.6180339887498949;

/** Pictures that may have been before a curve, and one in which every value that may have been is as likely. */
export interface BeforeTone {
  readonly pictures: readonly Raster[];
  readonly blind: Raster;
}

/**
 * Pictures that may have been before the curve. Where several values became one, each is as likely as its distance to
 * the reference is usual in this pair. Only pictures of whole numbers lose values; of floats there is one.
 */
export function beforeTone(reference: Raster, picture: Raster, { forward, back }: Tone): BeforeTone {
  const plain = toned(picture, back);
  if (!keepsBytes(picture)) return { pictures: [plain], blind: plain };
  // Rounded or cut off: whichever makes these values.
  const [rounds, cuts] = waysOf(forward, histogramOf(picture)) as [Way, Way];
  const { sources } = rounds.likelihood >= cuts.likelihood ? rounds : cuts;
  const odds = oddsOfDistance(reference, picture, sources);
  const even = new Float64Array(256).fill(1);
  const count = drawsOf(picture);
  const draw = (weights: Float64Array, start: number): Raster =>
    drawn(reference, picture, plain, sources, weights, start);
  return {
    pictures: Array.from({ length: count }, (_, k) => draw(odds, k / count + k * GOLDEN * GOLDEN)),
    blind: draw(even, 0),
  };
}

/** Which of the values 0..255 become each value. */
function sourcesOf(become: (v: number) => number): readonly (readonly number[])[] {
  const sources: number[][] = Array.from({ length: 256 }, () => []);
  for (let v = 0; v < 256; v++) sources[become(v)]!.push(v);
  return sources;
}

/** One picture, each value one of its sources by the odds of its distance to the reference. */
function drawn(
  reference: Raster,
  picture: Raster,
  plain: Raster,
  sources: readonly (readonly number[])[],
  odds: Float64Array,
  start: number,
): Raster {
  const unit = 255 / maxValue(reference);
  const data = plain.data.slice();
  for (let i = 0; i < data.length; i++) {
    const of = sources[picture.data[i]!]!;
    if (of.length === 0) continue;
    const a = reference.data[i]! * unit;
    const weigh = (v: number): number => odds[Math.abs(v - a) | 0]!;
    let total = 0;
    for (const v of of) total += weigh(v);
    let left = total * ((i * GOLDEN + start) % 1);
    let k = 0;
    while (k < of.length - 1 && (left -= weigh(of[k]!)) > 0) k++;
    data[i] = of[k]!;
  }
  return { ...plain, data };
}

/** How likely a distance is, where this one is usual. */
function laplace(usual: number): Float64Array {
  const scale = Math.max(0.25, usual);
  return Float64Array.from({ length: 256 }, (_, d) => Math.exp(-d / scale));
}

const EM_ROUNDS = 15;

/**
 * How likely a distance to the reference is of what was before. Which values became one is known, the usual distance is
 * not: it is found by expectation and maximisation over all pixels. What the neighbours of a pixel say was tried beside
 * it: on pictures whose values were known it made the number wrong by .014 dB in place of .002.
 */
function oddsOfDistance(reference: Raster, picture: Raster, sources: readonly (readonly number[])[]): Float64Array {
  const unit = 255 / maxValue(reference);
  const joint = Array.from({ length: 256 }, () => new Float64Array(256));
  for (let i = 0; i < picture.data.length; i++)
    joint[picture.data[i]!]![Math.min(255, Math.round(reference.data[i]! * unit))]!++;
  let usual = 8;
  for (let round = 0; round < EM_ROUNDS; round++) {
    const odds = laplace(usual);
    let [sum, count] = [0, 0];
    sources.forEach((of, value) => {
      joint[value]!.forEach((pixels, a) => {
        if (pixels === 0 || of.length === 0) return;
        let [weights, distances] = [0, 0];
        for (const v of of) {
          const d = Math.abs(v - a);
          weights += odds[d]!;
          distances += odds[d]! * d;
        }
        sum += weights > 0 ? (pixels * distances) / weights : 0;
        count += pixels;
      });
    });
    if (count > 0) usual = sum / count;
  }
  return laplace(usual);
}
