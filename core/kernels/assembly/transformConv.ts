import { address, copyFloats, word } from './vector';
import { applyAxis } from './axisTransform';
import { interleave } from './interleave';
import { denseRow } from './microDense';
import { fillTile } from './phaseConv';

// Convolution with fewer multiplications, for many channels (after Winograd; Lavin and Gray 2016): the outputs of a block
// are sums of products of transformed inputs and transformed weights; both transforms are small matrices along rows and
// columns, given as tables. x [N, C, H, W] -> y [N, OC, OH, OW].
//
// Here a cell of the parameter block (see phaseConv.ts; words 0 to 32 are the same) is one such block of outputs. The
// channels lie side by side within a row of the tile, [rows][column phases][inner][line], and so does everything after
// it: one pass of a transform runs over all channels at once.

const Y = 1;
const CHANNELS = 2;
const OUT_CHANNELS = 5;
const OUT_HEIGHT = 6;
const OUT_WIDTH = 7;
const GROUPS = 8;
const ROWS_OUT = 9; // outputs of a block
const COLUMNS_OUT = 10;
const STEP_Y = 11;
const BLOCK_ROWS = 19;
const BLOCK_COLUMNS = 20;
const ROW_BLOCKS = 21;
const COLUMN_BLOCKS = 22;
const ROW_STRIDE = 25;
const LINE_BYTES = 32; // one row of blocks, for one channel
const ROW_IN = 33; // table: transformed rows from tile rows
const ROW_IN_COUNT = 34;
const COLUMN_IN = 35; // table: transformed columns from a transformed row
const COLUMN_IN_COUNT = 36;
const PRODUCTS = 37; // per product: which transformed plane
const PRODUCT_COUNT = 38;
const COLUMN_PRODUCTS = 39; // products of one row of the output transform
const WEIGHTS = 40; // [groups][products][blocks of 4 output channels][inner][block], whole vectors
const ROW_OUT = 41; // table: rows of the output block from products
const COLUMN_OUT = 42; // table: columns of the output block
const BIAS = 43; // f32[groups][products][output channels rounded up to 4]: what the sums of each product begin with
const OUT_BLOCK = 44; // output channels at a time, a multiple of 4
const SHIFT_Y = 45; // outputs of the first block that lie before the picture
const SHIFT_X = 46;
const ROWS_AT = 47; // scratch: transformed rows [rows][column phases][inner][line]
const PLANES_AT = 48; // scratch: transformed inputs [planes][inner][line]
const PRODUCTS_AT = 49; // scratch: [products][output channels at a time][line]
const SUMS_AT = 50; // scratch: [rows of the output block][column products][output channels at a time][line]
const OUT_AT = 51; // scratch: [columns of the output block][output channels at a time][line]
const LAST_AT = 52; // scratch: one row of outputs

export function transformConvItem(p: usize, item: i32, scratch: usize): void {
  const columnBlocks = word(p, COLUMN_BLOCKS);
  const rowBlocks = word(p, ROW_BLOCKS);
  const groups = word(p, GROUPS);
  const rest = item / columnBlocks;
  const column = (item - rest * columnBlocks) * word(p, BLOCK_COLUMNS);
  const above = rest / rowBlocks;
  const row = (rest - above * rowBlocks) * word(p, BLOCK_ROWS);
  const n = above / groups;
  const g = above - n * groups;
  fillTile(p, n, g, row, column, scratch);
  const rowsOut = word(p, ROWS_OUT);
  const columnsOut = word(p, COLUMNS_OUT);
  const rows = min(word(p, BLOCK_ROWS), (word(p, OUT_HEIGHT) + word(p, SHIFT_Y) - row * rowsOut + rowsOut - 1) / rowsOut);
  const left = word(p, OUT_WIDTH) + word(p, SHIFT_X) - column * columnsOut;
  const cells = min(word(p, BLOCK_COLUMNS), (left + columnsOut - 1) / columnsOut);
  for (let r = 0; r < rows; r++) {
    transformInput(p, scratch, scratch + <usize>(r * word(p, STEP_Y)) * address(p, ROW_STRIDE));
    multiply(p, n, g, row + r, column, cells, scratch);
  }
}

/** Tile rows from `tile` on -> [planes][inner][line]. */
function transformInput(p: usize, scratch: usize, tile: usize): void {
  const inner = word(p, CHANNELS) / word(p, GROUPS);
  const rowBytes = address(p, ROW_STRIDE);
  const plane = address(p, LINE_BYTES) * <usize>inner;
  const columnCount = word(p, COLUMN_IN_COUNT);
  const rows = scratch + address(p, ROWS_AT);
  applyAxis(address(p, ROW_IN), rows, rowBytes, tile, rowBytes);
  let planes = scratch + address(p, PLANES_AT);
  for (let i = 0; i < word(p, ROW_IN_COUNT); i++) {
    applyAxis(address(p, COLUMN_IN), planes, plane, rows + <usize>i * rowBytes, plane);
    planes += <usize>columnCount * plane;
  }
}

/** One row of blocks, all output channels. */
function multiply(p: usize, n: i32, g: i32, row: i32, column: i32, cells: i32, scratch: usize): void {
  const inner = word(p, CHANNELS) / word(p, GROUPS);
  const outer = word(p, OUT_CHANNELS) / word(p, GROUPS);
  const line = address(p, LINE_BYTES);
  const products = word(p, PRODUCT_COUNT);
  const perRow = word(p, COLUMN_PRODUCTS);
  const outBlock = word(p, OUT_BLOCK);
  const block = <usize>outBlock * line;
  const planes = scratch + address(p, PLANES_AT);
  const buffer = scratch + address(p, PRODUCTS_AT);
  const sums = scratch + address(p, SUMS_AT);
  const out = scratch + address(p, OUT_AT);
  const perProduct = (<usize>((inner * outer + 3) & ~3)) << 2;
  const padded = (<usize>((outer + 3) & ~3)) << 2;
  const weights = address(p, WEIGHTS) + <usize>(g * products) * perProduct;
  const bias = address(p, BIAS) + <usize>(g * products) * padded;
  const bytes = (<usize>cells) << 2;
  const rowsOut = word(p, ROWS_OUT);
  for (let oc = 0; oc < outer; oc += outBlock) {
    const count = min(outBlock, outer - oc);
    const run = <usize>count * line;
    for (let m = 0; m < products; m++) {
      const x = planes + <usize>(word(address(p, PRODUCTS), m) * inner) * line;
      const w = weights + <usize>m * perProduct + ((<usize>(oc * inner)) << 2);
      const start = bias + <usize>m * padded + ((<usize>oc) << 2);
      const to = buffer + <usize>m * block;
      for (let o = 0; o < count; o += 4) {
        const own = w + ((<usize>(o * inner)) << 2);
        denseRow(x, line, inner, own, start + ((<usize>o) << 2), to + <usize>o * line, line, min(4, count - o), bytes);
      }
    }
    for (let m = 0; m < perRow; m++) {
      const at = <usize>m * block;
      applyAxis(address(p, ROW_OUT), sums + at, <usize>perRow * block, buffer + at, run);
    }
    for (let i = 0; i < rowsOut; i++) {
      const y = row * rowsOut + i - word(p, SHIFT_Y);
      if (y < 0 || y >= word(p, OUT_HEIGHT)) continue;
      applyAxis(address(p, COLUMN_OUT), out, block, sums + <usize>(i * perRow) * block, run);
      for (let o = 0; o < count; o++) {
        writeRow(p, (n * word(p, OUT_CHANNELS) + g * outer + oc + o) * word(p, OUT_HEIGHT) + y, column, cells, out + <usize>o * line, block, scratch);
      }
    }
  }
}

/** The outputs of `cells` blocks, [columns of the output block][stride], into one row of the picture. */
function writeRow(p: usize, row: i32, column: i32, cells: i32, from: usize, stride: usize, scratch: usize): void {
  const columnsOut = word(p, COLUMNS_OUT);
  const outWidth = word(p, OUT_WIDTH);
  const first = column * columnsOut - word(p, SHIFT_X);
  const count = min(cells * columnsOut, outWidth - first);
  const y = address(p, Y) + (<usize>row * <usize>outWidth << 2);
  if (first >= 0) {
    interleave(y + ((<usize>first) << 2), from, stride, columnsOut, count);
    return;
  }
  const whole = scratch + address(p, LAST_AT);
  interleave(whole, from, stride, columnsOut, count);
  copyFloats(y, whole + ((<usize>-first) << 2), count + first);
}
