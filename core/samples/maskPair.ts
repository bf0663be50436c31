import type { IndexTensor, Tensor } from '../tensor/tensor';
import { STILL_LIFE_CLASSES, stillLifeLabel } from './scene';

/**
 * Logits and their truth from the still life: what a network that sees the scene well, but with one score per 8×8
 * pixels, would say. Its scores are the share that each class has of its surroundings, so classes meet half way between
 * two scores, as they do in trained networks.
 */
interface MaskSample {
  /** [height, width] */
  readonly truth: IndexTensor;
  /** [C, height / 8, width / 8] */
  readonly logits: Tensor;
  readonly names: readonly string[];
}

const WIDTH = 480;
const HEIGHT = 384;
export const MASK_SAMPLE_SCALE = 8;
/** Standard deviation of the surroundings, in pixels: a little more than half the distance of two scores. */
const SIGMA = 5;
/** Score of a class that fills its surroundings. */
const STRENGTH = 8;
/** Spread of the noise, of the strength. */
const NOISE = 0.02;

export function maskSample(): MaskSample {
  const labels = new Int32Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) labels[y * WIDTH + x] = stillLifeLabel(x + 0.5, y + 0.5);
  }
  const names = STILL_LIFE_CLASSES;
  const [height, width] = [HEIGHT / MASK_SAMPLE_SCALE, WIDTH / MASK_SAMPLE_SCALE];
  const data = new Float32Array(names.length * height * width);
  for (let label = 0; label < names.length; label++) {
    const smooth = blurAtCentres(labels, label);
    for (let i = 0; i < height * width; i++) {
      const at = label * height * width + i;
      data[at] = STRENGTH * (smooth[i]! + NOISE * wobble(at));
    }
  }
  return {
    truth: { shape: [HEIGHT, WIDTH], data: labels },
    logits: { shape: [names.length, height, width], data },
    names: [...names],
  };
}

/** Gaussian mean of "is this class" around the centre of every 8×8 pixels, the picture's edge repeated. */
function blurAtCentres(labels: Int32Array, label: number): Float64Array {
  const radius = 3 * SIGMA;
  const offsets = Array.from({ length: 2 * radius }, (_, i) => i - radius);
  // A centre lies between two pixels, so the taps are symmetric half a pixel off.
  const weights = offsets.map((offset) => Math.exp(-((offset + 0.5) ** 2) / (2 * SIGMA ** 2)));
  const sum = weights.reduce((a, b) => a + b);
  const [height, width] = [HEIGHT / MASK_SAMPLE_SCALE, WIDTH / MASK_SAMPLE_SCALE];
  const clamp = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
  const across = new Float64Array(HEIGHT * width);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < width; x++) {
      const centre = (x + 0.5) * MASK_SAMPLE_SCALE;
      let total = 0;
      offsets.forEach((offset, i) => {
        if (labels[y * WIDTH + clamp(centre + offset, WIDTH)] === label) total += weights[i]!;
      });
      across[y * width + x] = total / sum;
    }
  }
  const out = new Float64Array(height * width);
  for (let y = 0; y < height; y++) {
    const centre = (y + 0.5) * MASK_SAMPLE_SCALE;
    for (let x = 0; x < width; x++) {
      let total = 0;
      offsets.forEach((offset, i) => (total += weights[i]! * across[clamp(centre + offset, HEIGHT) * width + x]!));
      out[y * width + x] = total / sum;
    }
  }
  return out;
}

/** A number between -1 and 1 that looks random and is always the same. */
function wobble(index: number): number {
  let bits = Math.imul(index + 1, 0x9e3779b1);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x85ebca77);
  bits ^= bits >>> 13;
  return ((bits >>> 0) / 2 ** 32) * 2 - 1;
}
