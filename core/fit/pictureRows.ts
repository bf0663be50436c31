import type { Tensor } from '../tensor/tensor';

import { lagKernel, type LagKernel } from './lagKernel';
import type { Border } from './moments';

/**
 * The rows of a picture that are in use at one time, in the kernel's memory, with a border; and room for as many lines
 * of the picture's width, and for sums.
 *
 * Legend: row r of the padded picture is row r - rim of the picture, 0 <= r < H + 2 rim; its cells likewise.
 */
export interface PictureRows {
  readonly kernel: LagKernel;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly rim: number;
  /** Brings row r in, of all channels; rows r - 2 rim to r are there then, when they came in order. */
  enter(r: number): void;
  /** Where row r of a channel begins. */
  row(channel: number, r: number): number;
  /** Where the first line begins; a line has room for an even number of cells, and zeros where nothing was written. */
  readonly lines: number;
  readonly lineStep: number;
  /** Where sums may lie: zeros at first. */
  readonly sums: number;
}

export function pictureRows(
  source: Tensor,
  rim: number,
  border: Border,
  lineCount: number,
  sumCount: number,
): PictureRows {
  const [, C, H, W] = source.shape as [number, number, number, number];
  const span = 2 * rim + 1;
  const even = (count: number): number => count + (count % 2);
  // A line of odd length is filled up, so one cell more is read of a row.
  const rowStep = even(W + 2 * rim + 1);
  const lineStep = even(W);
  const lines = C * span * rowStep;
  const sums = lines + lineCount * lineStep;
  const kernel = lagKernel(sums + sumCount);
  const { cells } = kernel;
  cells.fill(0, 0, sums + sumCount);
  const row = (channel: number, r: number): number => (channel * span + (r % span)) * rowStep;
  const enter = (r: number): void => {
    const isOutside = r < rim || r >= H + rim;
    for (let c = 0; c < C; c++) {
      const to = row(c, r);
      if (isOutside && border === 'zeros') {
        cells.fill(0, to, to + W + 2 * rim);
        continue;
      }
      const from = (c * H + Math.min(H - 1, Math.max(0, r - rim))) * W;
      cells.set(source.data.subarray(from, from + W), to + rim);
      if (border === 'zeros') continue; // The rim of a slot stays 0.
      cells.fill(cells[to + rim]!, to, to + rim);
      cells.fill(cells[to + rim + W - 1]!, to + rim + W, to + W + 2 * rim);
    }
  };
  return { kernel, channels: C, height: H, width: W, rim, enter, row, lines, lineStep, sums };
}
