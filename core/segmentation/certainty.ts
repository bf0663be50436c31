import type { Tensor } from '../tensor/tensor';
import { scoreSizes, type Labels } from './labels';

/** What scores are: any numbers that a softmax makes probabilities of, or probabilities already. */
export type ScoreKind = 'logits' | 'probabilities';

/** As many bins of equal width as Guo et al. and torchmetrics take. */
export const CALIBRATION_BINS = 15;
/** Smallest probability whose logarithm is taken: interpolated probabilities may reach 0 and below. */
const SMALLEST = 1e-12;

/** Sums over pixels about how sure the scores are; those of several pictures are added. */
export interface Certainty {
  /** Pixels with a label. */
  readonly pixels: number;
  /** Sum of -ln p(true class). */
  readonly logLoss: number;
  /** Per bin of confidence, and one more for exactly 1: pixels, right ones, sum of the confidence. */
  readonly bins: readonly { readonly pixels: number; readonly right: number; readonly confidence: number }[];
}

/** Probabilities of one pixel into `out`, in double precision. */
function readPixel(scores: Tensor, plane: number, at: number, kind: ScoreKind, out: Float64Array): void {
  let largest = -Infinity;
  for (let c = 0; c < out.length; c++) {
    const value = scores.data[c * plane + at]!;
    out[c] = value;
    if (value > largest) largest = value;
  }
  let sum = 0;
  for (let c = 0; c < out.length; c++) {
    // Interpolation with negative weights leaves 0..1: what is below 0 counts as 0.
    const value = kind === 'logits' ? Math.exp(out[c]! - largest) : Math.max(0, out[c]!);
    out[c] = value;
    sum += value;
  }
  for (let c = 0; c < out.length; c++) out[c] = sum > 0 ? out[c]! / sum : 1 / out.length;
}

export function certaintyOf(
  scores: Tensor,
  truth: Labels,
  kind: ScoreKind,
  ignore: number | null,
  checkpoint?: () => void,
): Certainty {
  const [classes, height, width] = scoreSizes(scores);
  const bins = Array.from({ length: CALIBRATION_BINS + 1 }, () => ({ pixels: 0, right: 0, confidence: 0 }));
  const probabilities = new Float64Array(classes);
  let pixels = 0;
  let logLoss = 0;
  for (let i = 0; i < height * width; i++) {
    if (i % 65536 === 0) checkpoint?.();
    const label = truth.data[i]!;
    if (label === ignore) continue;
    readPixel(scores, height * width, i, kind, probabilities);
    let confidence = -1;
    let chosen = 0;
    for (let c = 0; c < classes; c++) {
      if (probabilities[c]! <= confidence) continue;
      confidence = probabilities[c]!;
      chosen = c;
    }
    const bin = bins[Math.floor(confidence * CALIBRATION_BINS)]!;
    bin.pixels++;
    bin.confidence += confidence;
    if (chosen === label) bin.right++;
    pixels++;
    logLoss -= Math.log(Math.max(SMALLEST, probabilities[label]!));
  }
  return { pixels, logLoss, bins };
}

export function addCertainties(a: Certainty, b: Certainty): Certainty {
  return {
    pixels: a.pixels + b.pixels,
    logLoss: a.logLoss + b.logLoss,
    bins: a.bins.map((bin, i) => {
      const other = b.bins[i]!;
      return {
        pixels: bin.pixels + other.pixels,
        right: bin.right + other.right,
        confidence: bin.confidence + other.confidence,
      };
    }),
  };
}

/** Mean over bins, weighted by their pixels, of |share that is right - mean confidence|. */
export function calibrationError({ pixels, bins }: Certainty): number {
  return bins.reduce((sum, { right, confidence }) => sum + Math.abs(right - confidence), 0) / pixels;
}

/** Probability of one class, or of each pixel's true class, as a plane of 0..1. */
export function probabilityPlane(scores: Tensor, kind: ScoreKind, label: number | Labels): Float32Array {
  const [classes, height, width] = scoreSizes(scores);
  const out = new Float32Array(height * width);
  const probabilities = new Float64Array(classes);
  for (let i = 0; i < out.length; i++) {
    readPixel(scores, height * width, i, kind, probabilities);
    const at = typeof label === 'number' ? label : label.data[i]!;
    out[i] = probabilities[at] ?? 0;
  }
  return out;
}
