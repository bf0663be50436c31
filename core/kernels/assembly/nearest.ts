import { address, copyFloats, word } from './vector';

// Nearest neighbour: every output row is one source row with its columns picked by a table.
// x [planes, H, W] -> y [planes, OH, OW]; an item is `blockRows` output rows of one plane.

const X = 0;
const Y = 1;
const HEIGHT = 2;
const WIDTH = 3;
const OUT_HEIGHT = 4;
const OUT_WIDTH = 5;
const BLOCK_ROWS = 6;
const ROW_BLOCKS = 7;
const ROW_MAP = 8; // i32[OH]
const COLUMN_MAP = 9; // i32[OW]
const REPEAT = 10; // column i comes from column floor(i / repeat); 0 = only the table knows

export function nearestItem(p: usize, item: i32): void {
  const blocks = word(p, ROW_BLOCKS);
  const n = item / blocks;
  const from = (item - n * blocks) * word(p, BLOCK_ROWS);
  const outHeight = word(p, OUT_HEIGHT);
  const outWidth = word(p, OUT_WIDTH);
  const to = min(from + word(p, BLOCK_ROWS), outHeight);
  const width = word(p, WIDTH);
  const x = address(p, X) + ((<usize>(n * (word(p, HEIGHT) * width))) << 2);
  const y = address(p, Y) + ((<usize>(n * (outHeight * outWidth))) << 2);
  const map = address(p, ROW_MAP);
  const bytes = (<usize>outWidth) << 2;
  for (let oy = from; oy < to; oy++) {
    const row = word(map, oy);
    const out = y + <usize>oy * bytes;
    if (oy > from && word(map, oy - 1) == row) copyFloats(out, out - bytes, outWidth);
    else spread(p, out, x + ((<usize>(row * width)) << 2), outWidth);
  }
}

function spread(p: usize, out: usize, row: usize, outWidth: i32): void {
  const repeat = word(p, REPEAT);
  const map = address(p, COLUMN_MAP);
  let i = 0;
  if (repeat == 1) {
    copyFloats(out, row, outWidth);
    return;
  } else if (repeat == 2) {
    for (; i + 8 <= outWidth; i += 8) {
      const v = v128.load(row + ((<usize>i) << 1));
      v128.store(out + ((<usize>i) << 2), v128.shuffle<f32>(v, v, 0, 4, 1, 5));
      v128.store(out + ((<usize>i) << 2), v128.shuffle<f32>(v, v, 2, 6, 3, 7), 16);
    }
  } else if (repeat == 3) {
    let at = row;
    for (; i + 12 <= outWidth; i += 12) {
      const v = v128.load(at);
      v128.store(out + ((<usize>i) << 2), v128.shuffle<f32>(v, v, 0, 0, 0, 1));
      v128.store(out + ((<usize>i) << 2), v128.shuffle<f32>(v, v, 1, 1, 2, 2), 16);
      v128.store(out + ((<usize>i) << 2), v128.shuffle<f32>(v, v, 2, 3, 3, 3), 32);
      at += 16;
    }
  } else if (repeat == 4) {
    for (; i + 4 <= outWidth; i += 4) v128.store(out + ((<usize>i) << 2), v128.load32_splat(row + <usize>i));
  }
  for (; i < outWidth; i++) store<f32>(out + ((<usize>i) << 2), load<f32>(row + ((<usize>word(map, i)) << 2)));
}
