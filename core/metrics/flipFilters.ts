import type { Taps } from './filter';

/** Pixels per degree of a 0.7 m wide 3840 px display seen from 0.7 m. */
export const PIXELS_PER_DEGREE = ((0.7 * 3840) / 0.7) * (Math.PI / 180);

/** One Gaussian a sqrt(pi/b) exp(-pi^2 z/b) of a contrast sensitivity function, z = squared distance in degrees. */
interface Term {
  readonly a: number;
  readonly b: number;
}

/** Contrast sensitivity per opponent channel (FLIP, table 1). */
const SENSITIVITY: Readonly<Record<'achromatic' | 'redGreen' | 'blueYellow', readonly Term[]>> = {
  achromatic: [{ a: 1, b: 0.0047 }],
  redGreen: [{ a: 1, b: 0.0053 }],
  blueYellow: [
    { a: 34.1, b: 0.04 },
    { a: 13.5, b: 0.025 },
  ],
};

/** The widest term decides the radius of all: 3 standard deviations, sigma = sqrt(b / (2 pi^2)). */
const WIDEST = 0.04;

/** A sum of separable filters: sum over i of weight_i taps_i(x) taps_i(y), all weights together 1. */
export interface SeparableSum {
  readonly weight: number;
  readonly taps: Taps;
}

/** The spatial filter of one opponent channel, normalised to 1 over its (2r+1)^2 window. */
export function sensitivityFilter(channel: keyof typeof SENSITIVITY): readonly SeparableSum[] {
  const radius = Math.ceil(3 * Math.sqrt(WIDEST / (2 * Math.PI ** 2)) * PIXELS_PER_DEGREE);
  const terms = SENSITIVITY[channel].map(({ a, b }) => {
    const taps = sampled(radius, (x) => Math.exp((-(Math.PI ** 2) * (x / PIXELS_PER_DEGREE) ** 2) / b));
    return { height: a * Math.sqrt(Math.PI / b), taps, sum: total(taps) };
  });
  const volume = terms.reduce((sum, term) => sum + term.height * term.sum ** 2, 0);
  return terms.map(({ height, taps, sum }) => ({
    weight: (height * sum ** 2) / volume,
    taps: taps.map((tap) => tap / sum),
  }));
}

/** Width of the features people detect, peak to trough, in degrees. */
const FEATURE_WIDTH = 0.082;

/** Smoothing and first and second derivative of a Gaussian; the positive taps of a derivative sum to 1, the negative to -1. */
export function featureFilters(): { smooth: Taps; edge: Taps; point: Taps } {
  const sd = 0.5 * FEATURE_WIDTH * PIXELS_PER_DEGREE;
  const radius = Math.ceil(3 * sd);
  const gauss = (x: number): number => Math.exp(-(x * x) / (2 * sd * sd));
  const smooth = sampled(radius, gauss);
  const sum = total(smooth);
  return {
    smooth: smooth.map((tap) => tap / sum),
    edge: balanced(sampled(radius, (x) => -x * gauss(x))),
    point: balanced(sampled(radius, (x) => ((x * x) / (sd * sd) - 1) * gauss(x))),
  };
}

function sampled(radius: number, value: (x: number) => number): Taps {
  return Float64Array.from({ length: 2 * radius + 1 }, (_, i) => value(i - radius));
}

function total(taps: Taps): number {
  return taps.reduce((sum, tap) => sum + tap, 0);
}

function balanced(taps: Taps): Taps {
  const positive = total(taps.filter((tap) => tap > 0));
  const negative = -total(taps.filter((tap) => tap < 0));
  return taps.map((tap) => (tap < 0 ? tap / negative : tap / positive));
}
