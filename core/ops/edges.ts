import { createTensor, type Tensor } from '../tensor/tensor';

/** Cells of repeated edge so that no output of a transposed convolution, along one axis, reaches past them. */
export function edgeMargin(
  kernel: number,
  stride: number,
  padding: number,
  outputPadding: number,
  dilation: number,
): number {
  const span = dilation * (kernel - 1);
  return Math.max(
    0,
    Math.ceil((span - padding - stride + 1) / stride),
    Math.floor((span + outputPadding - padding) / stride),
  );
}

/** input [.., H, W] -> [.., H + 2 margin, W + 2 margin], the edge repeated; F.pad(mode='replicate'). */
export function padReplicate(input: Tensor, margin: readonly number[]): Tensor {
  const [above = 0, left = 0] = margin;
  const [height = 1, width = 1] = input.shape.slice(-2);
  const planes = input.shape.slice(0, -2);
  const outHeight = height + 2 * above;
  const outWidth = width + 2 * left;
  const out = createTensor([...planes, outHeight, outWidth]);
  for (let plane = 0, end = planes.reduce((a, b) => a * b, 1); plane < end; plane++) {
    for (let y = 0; y < outHeight; y++) {
      const row = (plane * height + Math.min(Math.max(y - above, 0), height - 1)) * width;
      const start = (plane * outHeight + y) * outWidth;
      out.data.fill(input.data[row]!, start, start + left);
      out.data.set(input.data.subarray(row, row + width), start + left);
      out.data.fill(input.data[row + width - 1]!, start + left + width, start + outWidth);
    }
  }
  return out;
}

/** input [.., H, W] -> [.., H - 2 margin, W - 2 margin], the middle. */
export function cropMiddle(input: Tensor, margin: readonly number[]): Tensor {
  const [above = 0, left = 0] = margin;
  const [height = 1, width = 1] = input.shape.slice(-2);
  const planes = input.shape.slice(0, -2);
  const outHeight = height - 2 * above;
  const outWidth = width - 2 * left;
  const out = createTensor([...planes, outHeight, outWidth]);
  for (let plane = 0, end = planes.reduce((a, b) => a * b, 1); plane < end; plane++) {
    for (let y = 0; y < outHeight; y++) {
      const from = (plane * height + y + above) * width + left;
      out.data.set(input.data.subarray(from, from + outWidth), (plane * outHeight + y) * outWidth);
    }
  }
  return out;
}
