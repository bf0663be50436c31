import { message } from '../messages';
import { shapeMismatch } from '../tensor/errors';
import { createTensor, type Tensor } from '../tensor/tensor';

/** One class per pixel, rows from the top. */
export interface Labels {
  readonly width: number;
  readonly height: number;
  /** [height * width] */
  readonly data: Int32Array;
}

/** Sizes of scores [1, C, H, W]; refuses anything else. */
export function scoreSizes({ shape }: Tensor): readonly [classes: number, height: number, width: number] {
  const [n, classes, height, width] = shape;
  if (shape.length !== 4 || n !== 1 || classes === undefined || height === undefined || width === undefined) {
    throw shapeMismatch(message('expected-scores', { shape: shape.join('×') }));
  }
  return [classes, height, width];
}

/** The class with the largest score of every pixel; the first of equal ones, as NumPy and PyTorch choose. */
export function largestClass(scores: Tensor, checkpoint?: () => void): Labels {
  const [classes, height, width] = scoreSizes(scores);
  const plane = height * width;
  const data = new Int32Array(plane);
  const largest = scores.data.slice(0, plane);
  for (let c = 1; c < classes; c++) {
    checkpoint?.();
    const values = scores.data.subarray(c * plane, (c + 1) * plane);
    for (let i = 0; i < plane; i++) {
      const value = values[i]!;
      if (value > largest[i]!) {
        largest[i] = value;
        data[i] = c;
      }
    }
  }
  return { width, height, data };
}

/** Labels as [1, C, H, W] of zeros and ones; a label outside 0..C-1 has no one. */
export function oneHot({ width, height, data }: Labels, classes: number): Tensor {
  const plane = width * height;
  const out = createTensor([1, classes, height, width]);
  for (let i = 0; i < plane; i++) {
    const label = data[i]!;
    if (label >= 0 && label < classes) out.data[label * plane + i] = 1;
  }
  return out;
}

/** `labels` with the ignored pixels of `truth` ignored as well. */
export function ignoringLike(labels: Labels, truth: Labels, ignore: number | null): Labels {
  if (ignore === null) return labels;
  const data = labels.data.slice();
  for (let i = 0; i < data.length; i++) if (truth.data[i] === ignore) data[i] = ignore;
  return { ...labels, data };
}
