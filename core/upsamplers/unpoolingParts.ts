import { createIndexTensor, type IndexTensor, type Shape } from '../tensor/tensor';

/** Flat positions of the top left pixel of every window: input [N, C, H, W], windows `stride` apart, output `outWidth` wide. */
export function topLeftIndices(input: Shape, stride: number, outWidth: number): IndexTensor {
  const [n = 1, channels = 1, height = 1, width = 1] = input;
  const indices = createIndexTensor([n, channels, height, width]);
  let at = 0;
  for (let plane = 0; plane < n * channels; plane++) {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) indices.data[at++] = y * stride * outWidth + x * stride;
  }
  return indices;
}

/** What a denominator is raised to where no recorded value is in reach; the numerator is 0 there. */
export const SMALLEST_DENOMINATOR = 1e-12;
