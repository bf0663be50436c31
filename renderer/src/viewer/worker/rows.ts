import type { PixelData, ValueForm } from '../math/errors';

/** A picture whose rows can be had: at once where it is held whole, else read from the engine's file. */
export interface PictureRows extends ValueForm {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** So many rows, from a multiple of them on, are had together. */
  readonly blockRows: number;
  /**
   * Rows `from` to `to` as a picture of their own.
   * @param isPassing whether they are looked at once, in a pass over the picture
   */
  rows(from: number, to: number, isPassing?: boolean): PixelData | Promise<PixelData>;
}

export function wholeRows(pixels: PixelData): PictureRows {
  const { width, height, channels, bitDepth, peak, data } = pixels;
  const lineLength = width * channels;
  return {
    width,
    height,
    channels,
    bitDepth,
    ...(peak !== undefined && { peak }),
    blockRows: height,
    rows: (from, to) => ({ ...pixels, height: to - from, data: data.subarray(from * lineLength, to * lineLength) }),
  };
}

/** Rows `from` to `to` in blocks that are had together, from above. */
export function* spansOf(
  { blockRows }: Pick<PictureRows, 'blockRows'>,
  from: number,
  to: number,
): Generator<readonly [from: number, to: number]> {
  for (let y = from; y < to;) {
    const next = Math.min(to, (Math.floor(y / blockRows) + 1) * blockRows);
    yield [y, next];
    y = next;
  }
}

interface Block {
  readonly from: number;
  readonly rows: PixelData;
}

/** Rows `from` to `to` of a picture, block by block, from above. */
export async function* blocksOf(
  picture: PictureRows,
  from: number,
  to: number,
  isPassing = true,
): AsyncGenerator<Block, void> {
  for (const [y, next] of spansOf(picture, from, to)) yield { from: y, rows: await picture.rows(y, next, isPassing) };
}
