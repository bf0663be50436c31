import { levelLength } from '../math/pyramid';
import type { RowSource } from '../math/samples';
import { APRON, TILE, tileSize } from '../math/tiles';
import type { Tile } from './protocol';

/** Cuts one tile of a level of a picture, as RGBA bytes; the apron repeats the edge where the picture ends. */
export function cutPictureTile(
  values: Uint8Array | Uint16Array,
  size: { width: number; height: number; channels: 1 | 3 },
  level: number,
  tx: number,
  ty: number,
): Tile {
  const { width, height } = tileSize(size, level, tx, ty);
  const levelWidth = levelLength(size.width, level);
  const levelHeight = levelLength(size.height, level);
  const { channels } = size;
  const out = new Uint8Array((width + 2 * APRON) * (height + 2 * APRON) * 4);
  const wide = values instanceof Uint16Array;
  let o = 0;
  for (let y = -APRON; y < height + APRON; y++) {
    const sy = clampIndex(ty * TILE + y, levelHeight);
    for (let x = -APRON; x < width + APRON; x++, o += 4) {
      const at = (sy * levelWidth + clampIndex(tx * TILE + x, levelWidth)) * channels;
      const r = values[at]!;
      const g = channels === 3 ? values[at + 1]! : r;
      const b = channels === 3 ? values[at + 2]! : r;
      // 65535 = 255 * 257: to the nearest 8-bit step.
      out[o] = wide ? (r + 128) / 257 : r;
      out[o + 1] = wide ? (g + 128) / 257 : g;
      out[o + 2] = wide ? (b + 128) / 257 : b;
      out[o + 3] = 255;
    }
  }
  return { width, height, data: out };
}

/** Cuts one tile of a level 1.. of an error map. */
export function cutErrorTile(
  values: Float32Array,
  size: { width: number; height: number },
  level: number,
  tx: number,
  ty: number,
): Tile {
  const { width, height } = tileSize(size, level, tx, ty);
  const levelWidth = levelLength(size.width, level);
  const levelHeight = levelLength(size.height, level);
  const out = new Float32Array((width + 2 * APRON) * (height + 2 * APRON));
  let o = 0;
  for (let y = -APRON; y < height + APRON; y++) {
    const row = clampIndex(ty * TILE + y, levelHeight) * levelWidth;
    for (let x = -APRON; x < width + APRON; x++) out[o++] = values[row + clampIndex(tx * TILE + x, levelWidth)]!;
  }
  return { width, height, data: out };
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
  return { width, height, data: out };
}

function clampIndex(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index;
}
