import type { PhaseKernel } from './phaseKernel';
import { summarise } from './probe';
import { message, say, type Message } from '../messages';
import { shiftOf, shiftSentence } from './shift';
import { cureOf, verdictOf, type ForecastContext, type ForecastLevel } from './verdict';

/** What can be said of checkerboards before anything runs. Tables are [s][s], row i column j = output row mod s = i, column mod s = j. */
export interface Forecast {
  stride: number;
  /** Taps that meet in each phase (Odena, Dumoulin, Olah 2016); null without a kernel. */
  overlap: number[][] | null;
  /** Output for a constant 1 in every channel, mean over the output channels. */
  phaseGain: number[][] | null;
  /** std/|mean| of the gains, root mean square over the channels; 0 = no checkerboard. */
  score: number | 'Infinity' | '-Infinity' | 'NaN' | null;
  /** Constant part over the strongest stride harmonic of the gains, in dB; Infinity = no checkerboard. */
  imageRejectionDb: number | 'Infinity' | '-Infinity' | 'NaN' | null;
  /** Where the samples sit against half-pixel centres, [y, x] in output pixels; null where that is no single number. */
  shift: [number, number] | null;
  level: ForecastLevel;
  /** One sentence on the phases; overlap apart. */
  verdict: string;
  verdictSaid: Message;
  /** What else to know, one sentence each: a sampling shift and what it does. */
  warnings: string[];
  warningsSaid: Message[];
  /** Parameter values that would fix it. */
  cure?: Record<string, number | boolean | string> | undefined;
}

/**
 * Spread of the phases from which a checkerboard is said to be there, in every place that says so: 1 %, about the least
 * contrast that people see, two and a half levels of 255 on white. Weights in float32 that are meant to balance stay under
 * 1e-6; the sentences state the threshold.
 */
const VISIBLE_SCORE = 0.01;

/** The forecast for a method's equivalent kernel, or for one that has none (null). */
export function forecast(kernel: PhaseKernel | null, context: ForecastContext): Forecast {
  if (!kernel) return withoutKernel(context);
  const tables = phaseGains(kernel);
  const { gain, score } = summarise(tables);
  const overlap = overlapOf(kernel, context);
  const even = new Set(overlap?.flat()).size <= 1;
  const level: ForecastLevel = score > VISIBLE_SCORE ? 'uneven' : even ? 'even' : 'balanced';
  const shift = shiftOf(kernel);
  const facts = { level, score, limit: VISIBLE_SCORE, gain, overlap: overlap ?? [], stride: kernel.stride, context };
  const cure = cureOf(facts);
  return {
    stride: kernel.stride,
    overlap,
    phaseGain: gain,
    score: special(score),
    imageRejectionDb: special(imageRejection(tables)),
    shift,
    level,
    ...inWords(
      verdictOf(facts),
      [shiftSentence(shift, kernel.stride)].filter((sentence) => sentence !== null),
    ),
    ...(cure && { cure }),
  };
}

/**
 * Phase sums S[ci,c,i,j] = sum of K[ci,c,ky,kx] over ky = (i+p) mod s, kx = (j+p) mod s; the gain of channel c for the
 * constant picture m is g_ij = b + sum_ci m_ci S_ij. Returned per output channel for m = 1 (or `colour`), [outC][s][s].
 * No checkerboard iff all phase sums are equal (Sugawara, Shiota, Kiya 2019, doi:10.1017/ATSIP.2019.2).
 */
export function phaseGains({ kernel, bias, stride, padding }: PhaseKernel, colour?: readonly number[]): number[][][] {
  const [inChannels = 1, outChannels = 1, height = 1, width = 1] = kernel.shape;
  const [py, px] = padding;
  const tables = Array.from({ length: outChannels }, () => zeros(stride));
  for (let ci = 0; ci < inChannels; ci++) {
    const value = colour ? (colour[ci] ?? 0) : 1;
    for (let c = 0; c < outChannels; c++) {
      const plane = (ci * outChannels + c) * height * width;
      for (let ky = 0; ky < height; ky++) {
        const row = tables[c]![modulo(ky - py, stride)]!;
        for (let kx = 0; kx < width; kx++)
          row[modulo(kx - px, stride)]! += value * kernel.data[plane + ky * width + kx]!;
      }
    }
  }
  if (bias) {
    const perPhase = bias.data.length === outChannels * stride * stride;
    for (const [c, table] of tables.entries()) {
      for (const [i, row] of table.entries()) {
        for (let j = 0; j < stride; j++) row[j]! += bias.data[perPhase ? (c * stride + i) * stride + j : c]!;
      }
    }
  }
  return tables;
}

/**
 * The same sums with every tap counted as 1. Only a transposed convolution scatters unevenly: behind nearest neighbour and
 * in front of a pixel shuffle every output pixel is one whole window of the convolution.
 */
function overlapOf(
  { kernel, stride, padding }: PhaseKernel,
  { traits, parameters }: ForecastContext,
): number[][] | null {
  // The taps of a composition are sums over several layers: what meets is not to be counted in its kernel.
  if (traits?.overlap === 'not-counted') return null;
  if (traits?.overlap === 'windows') {
    const whole = Number(parameters['kernelSize'] ?? 1) ** 2;
    return zeros(stride).map((row) => row.map(() => whole));
  }
  const [, , height = 1, width = 1] = kernel.shape;
  const dilation = traits?.dilation?.(parameters) ?? 1;
  const counts = zeros(stride);
  for (let ky = 0; ky < height; ky += dilation) {
    for (let kx = 0; kx < width; kx += dilation)
      counts[modulo(ky - padding[0], stride)]![modulo(kx - padding[1], stride)]! += 1;
  }
  return counts;
}

/** 20 log10(|G(0,0)| / max |G(u,v)|), G = DFT of the phase gains; root mean square over the channels. */
function imageRejection(tables: readonly (readonly (readonly number[])[])[]): number {
  const stride = tables[0]?.length ?? 1;
  let strongest = 0;
  for (let v = 0; v < stride; v++) {
    for (let u = 0; u < stride; u++) if (u + v > 0) strongest = Math.max(strongest, amplitude(tables, u, v));
  }
  const constant = amplitude(tables, 0, 0);
  // Rounding of the sums leaves harmonics of 1e-17 that mean nothing.
  return strongest <= 1e-12 * constant ? Infinity : 20 * Math.log10(constant / strongest);
}

function amplitude(tables: readonly (readonly (readonly number[])[])[], u: number, v: number): number {
  let power = 0;
  for (const table of tables) {
    let re = 0;
    let im = 0;
    for (const [i, row] of table.entries()) {
      for (const [j, value] of row.entries()) {
        const angle = (2 * Math.PI * (u * j + v * i)) / table.length;
        re += value * Math.cos(angle);
        im += value * Math.sin(angle);
      }
    }
    power += re * re + im * im;
  }
  return Math.sqrt(power / tables.length);
}

function withoutKernel({ scale, parameters, traits }: ForecastContext): Forecast {
  const known = traits?.withoutKernel?.(parameters, scale);
  return {
    stride: scale,
    overlap: null,
    phaseGain: null,
    score: null,
    imageRejectionDb: null,
    shift: null,
    level: 'unknown',
    ...inWords(known?.verdict ?? message('nothing-to-forecast'), known?.warnings ?? []),
  };
}

/** The sentences in English, as results carry them, and by their codes. */
function inWords(
  verdict: Message,
  warnings: readonly Message[],
): Pick<Forecast, 'verdict' | 'verdictSaid' | 'warnings' | 'warningsSaid'> {
  return {
    verdict: say(verdict),
    verdictSaid: verdict,
    warnings: warnings.map((warning) => say(warning)),
    warningsSaid: [...warnings],
  };
}

/** What JSON can carry; see the results' schema. */
function special(value: number): number | 'Infinity' | '-Infinity' | 'NaN' {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function modulo(a: number, s: number): number {
  return ((a % s) + s) % s;
}

function zeros(stride: number): number[][] {
  return Array.from({ length: stride }, () => new Array<number>(stride).fill(0));
}
