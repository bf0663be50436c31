import { levelLength } from '../math/pyramid';
import type { RowSource } from '../math/samples';
import { APRON, TILE, tileSize, type TexelSpan } from '../math/tiles';
import type { Tile } from './protocol';

/**
 * Cuts one tile of a level of an 8-bit picture, as RGBA bytes; the apron repeats the edge where the picture ends.
 * @param part what `values` are of the level; all of it by default
 */
export function cutPictureTile(
  values: Uint8Array,
  size: PictureSize,
  level: number,
  tx: number,
  ty: number,
  part?: TexelSpan,
): Tile {
  const { width, height } = tileSize(size, level, tx, ty);
  const out = new Uint8Array((width + 2 * APRON) * (height + 2 * APRON) * 4);
  fillTile(out, 255, values, (value) => value, size, level, tx, ty, part);
  return { kind: 'bytes', width, height, data: out };
}

/** The same of a deeper picture, in linear light, so that any window of its values can be shown. */
export function cutLinearTile(
  values: Uint16Array | Float32Array,
  linear: (value: number) => number,
  size: PictureSize,
  level: number,
  tx: number,
  ty: number,
  part?: TexelSpan,
): Tile {
  const { width, height } = tileSize(size, level, tx, ty);
  const out = new Float32Array((width + 2 * APRON) * (height + 2 * APRON) * 4);
  fillTile(out, 1, values, linear, size, level, tx, ty, part);
  return { kind: 'light', width, height, data: out };
}

interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

function fillTile(
  out: Uint8Array | Float32Array,
  opaque: number,
  values: Uint8Array | Uint16Array | Float32Array,
  shape: (value: number) => number,
  size: PictureSize,
  level: number,
  tx: number,
  ty: number,
  part?: TexelSpan,
): void {
  const { width, height } = tileSize(size, level, tx, ty);
  const levelWidth = levelLength(size.width, level);
  const levelHeight = levelLength(size.height, level);
  const { x0, y0, x1 } = part ?? { x0: 0, y0: 0, x1: levelWidth };
  const { channels } = size;
  let o = 0;
  for (let y = -APRON; y < height + APRON; y++) {
    const sy = clampIndex(ty * TILE + y, levelHeight) - y0;
    for (let x = -APRON; x < width + APRON; x++, o += 4) {
      const at = (sy * (x1 - x0) + clampIndex(tx * TILE + x, levelWidth) - x0) * channels;
      const r = shape(values[at]!);
      out[o] = r;
      out[o + 1] = channels === 3 ? shape(values[at + 1]!) : r;
      out[o + 2] = channels === 3 ? shape(values[at + 2]!) : r;
      out[o + 3] = opaque;
    }
  }
}

/** Cuts one tile of a level 1.. of an error map. */
export function cutErrorTile(
  values: Float32Array,
  size: { width: number; height: number },
  level: number,
  tx: number,
  ty: number,
  part?: TexelSpan,
): Tile {
  const { width, height } = tileSize(size, level, tx, ty);
  const levelWidth = levelLength(size.width, level);
  const levelHeight = levelLength(size.height, level);
  const { x0, y0, x1 } = part ?? { x0: 0, y0: 0, x1: levelWidth };
  const out = new Float32Array((width + 2 * APRON) * (height + 2 * APRON));
  let o = 0;
  for (let y = -APRON; y < height + APRON; y++) {
    const row = (clampIndex(ty * TILE + y, levelHeight) - y0) * (x1 - x0) - x0;
    for (let x = -APRON; x < width + APRON; x++) out[o++] = values[row + clampIndex(tx * TILE + x, levelWidth)]!;
  }
  return { kind: 'errors', width, height, data: out };
}

/** Computes one tile of level 0 of an error map. */
export function computeErrorTile(
  picture: { readonly width: number; readonly height: number },
  rows: RowSource,
  tx: number,
  ty: number,
): Tile {
  const { width, height } = tileSize(picture, 0, tx, ty);
  const stride = width + 2 * APRON;
  const out = new Float32Array(stride * (height + 2 * APRON));
  const left = Math.max(0, tx * TILE - APRON);
  const right = Math.min(picture.width, tx * TILE + width + APRON);
  const shift = left - (tx * TILE - APRON);
  for (let y = -APRON; y < height + APRON; y++) {
    const line = out.subarray((y + APRON) * stride, (y + APRON + 1) * stride);
    rows(clampIndex(ty * TILE + y, picture.height), left, right - left, line.subarray(shift));
    if (shift > 0) line[0] = line[shift]!;
    if (right < tx * TILE + width + APRON) line[stride - 1] = line[stride - 2]!;
  }
  return { kind: 'errors', width, height, data: out };
}

function clampIndex(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index;
}
