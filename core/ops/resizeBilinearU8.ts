import { message } from '../messages';
import { invalidParameter, shapeMismatch } from '../tensor/errors';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import { linearTaps } from './interpolateAxis';

/** Rows from the top, four bytes per pixel. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One axis: output i lies between inputs first[i] and next[i]; `weight` of the next is in 1/2048. */
interface ByteTaps {
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly weight: Int32Array;
}

/** Positions of `interpolate` with mode bilinear and alignCorners false, weights rounded to 1/2048. */
export function byteTaps(inSize: number, outSize: number): ByteTaps {
  const { index, weight } = linearTaps({ inSize, outSize, scale: null }, false);
  const parts = Int32Array.from({ length: outSize }, (_, i) => Math.round(weight[2 * i + 1]! * 2048));
  return {
    first: Int32Array.from({ length: outSize }, (_, i) => index[2 * i]!),
    // Before the first centre and after the last there is one neighbour only.
    next: Int32Array.from({ length: outSize }, (_, i) => index[2 * i + (parts[i] === 0 ? 0 : 1)]!),
    weight: parts,
  };
}

/** Refuses what is no picture or no size. */
export function checkResize(picture: RgbaPicture, size: { readonly width: number; readonly height: number }): void {
  for (const [name, value] of [
    ['width', size.width],
    ['height', size.height],
  ] as const) {
    if (!Number.isInteger(value) || value < 1)
      throw invalidParameter(name, message('integer-at-least', { min: 1 }), value);
  }
  const { width, height, data } = picture;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw shapeMismatch(message('picture-from-1', { width, height }));
  }
  if (data.length !== width * height * 4) {
    throw shapeMismatch(
      message('bytes-for-pixels', { bytes: width * height * 4, width, height, received: data.length }),
    );
  }
}

/**
 * Bilinear resampling of RGBA bytes in whole numbers, the same on every host: rows are blended to 1/128, columns from
 * there, each rounded half up. Doubling is exact: (9 a + 3 b + 3 c + d + 8) / 16. picture [H, W, 4] -> [height, width, 4]
 */
export function resizeBilinearU8(
  picture: RgbaPicture,
  size: { readonly width: number; readonly height: number },
  checkpoint: Checkpoint = noCheckpoint,
): RgbaPicture {
  checkResize(picture, size);
  const { width, height } = size;
  const rows = byteTaps(picture.height, height);
  const columns = byteTaps(picture.width, width);
  const line = new Int32Array(picture.width * 4);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0, o = 0; y < height; y++) {
    if (y % 16 === 0) checkpoint();
    const w = rows.weight[y]!;
    const upper = rows.first[y]! * line.length;
    const lower = rows.next[y]! * line.length;
    for (let i = 0; i < line.length; i++) {
      line[i] = ((2048 - w) * picture.data[upper + i]! + w * picture.data[lower + i]! + 8) >> 4;
    }
    for (let x = 0; x < width; x++) {
      const v = columns.weight[x]!;
      const left = columns.first[x]! * 4;
      const right = columns.next[x]! * 4;
      for (let c = 0; c < 4; c++) data[o++] = ((2048 - v) * line[left + c]! + v * line[right + c]! + 131072) >> 18;
    }
  }
  return { width, height, data };
}
