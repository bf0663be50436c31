import { createTensor, type Tensor } from '../tensor/tensor';

/** input [N, C, H, W] -> [N, C, H + 2 margin, W + 2 margin], the edge repeated; F.pad(mode='replicate'). */
export function padReplicate(input: Tensor, margin: number): Tensor {
  const [n = 1, channels = 1, height = 1, width = 1] = input.shape;
  const outHeight = height + 2 * margin;
  const outWidth = width + 2 * margin;
  const out = createTensor([n, channels, outHeight, outWidth]);
  for (let plane = 0; plane < n * channels; plane++) {
    for (let y = 0; y < outHeight; y++) {
      const row = (plane * height + Math.min(Math.max(y - margin, 0), height - 1)) * width;
      const start = (plane * outHeight + y) * outWidth;
      out.data.fill(input.data[row]!, start, start + margin);
      out.data.set(input.data.subarray(row, row + width), start + margin);
      out.data.fill(input.data[row + width - 1]!, start + margin + width, start + outWidth);
    }
  }
  return out;
}

/** input [N, C, H, W] -> [N, C, H - 2 margin, W - 2 margin], the middle. */
export function cropMiddle(input: Tensor, margin: number): Tensor {
  const [n = 1, channels = 1, height = 1, width = 1] = input.shape;
  const outHeight = height - 2 * margin;
  const outWidth = width - 2 * margin;
  const out = createTensor([n, channels, outHeight, outWidth]);
  for (let plane = 0; plane < n * channels; plane++) {
    for (let y = 0; y < outHeight; y++) {
      const from = (plane * height + y + margin) * width + margin;
      out.data.set(input.data.subarray(from, from + outWidth), (plane * outHeight + y) * outWidth);
    }
  }
  return out;
}
