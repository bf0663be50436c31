import { address, fma, word } from './vector';
import { interleave } from './interleave';
import { blockRow, fillTile } from './phaseConv';

// Convolution with fewer multiplications, for many channels (after Winograd; Lavin and Gray 2016): the outputs of a block
// of cells are sums of products of transformed inputs and transformed weights; both transforms are small matrices along
// rows and columns, given as tables. x [N, C, H, W] -> y [N, OC, OH, OW].
//
// Here a cell of the parameter block (see phaseConv.ts; words 0 to 27 are the same) is one such block of outputs.
// A table is a list of sums: number of terms, then per term an offset in bytes and a coefficient.

const OUT_CHANNELS = 5;
const CHANNELS = 2;
const OUT_HEIGHT = 6;
const OUT_WIDTH = 7;
const Y = 1;
const GROUPS = 8;
const ROWS_OUT = 9; // outputs of a block
const COLUMNS_OUT = 10;
const STEP_Y = 11;
const BLOCK_ROWS = 19;
const BLOCK_COLUMNS = 20;
const ROW_BLOCKS = 21;
const COLUMN_BLOCKS = 22;
const ROW_STRIDE = 25;
const CHANNEL_STRIDE = 27;
const ROW_IN = 32; // table: transformed rows from tile rows
const ROW_IN_COUNT = 33;
const COLUMN_IN = 34; // table: transformed columns from a transformed row
const COLUMN_IN_COUNT = 35;
const PRODUCTS = 36; // per product: which transformed plane
const PRODUCT_COUNT = 37;
const COLUMN_PRODUCTS = 38; // products of one row of the output transform
const WEIGHTS = 39; // [groups][products][blocks of 4 output channels][inner][block]
const ROW_OUT = 40; // table: rows of the output block from products
const COLUMN_OUT = 41; // table: columns of the output block
const OFFSETS = 42; // u32[inner]: bytes to the channels of a transformed plane
const LINE_BYTES = 43; // one row of blocks
const ROWS_AT = 44; // scratch: transformed rows of one channel
const PLANES_AT = 45; // scratch: transformed inputs [planes][inner][line]
const PRODUCTS_AT = 46; // scratch: [products][4][line]
const SUMS_AT = 47; // scratch: [column products][line]
const OUT_AT = 48; // scratch: [columns of the output block][line]
const BIAS = 49; // f32[groups][outputs of the block, or 1][output channels rounded up to 4]
const ZEROS = 50; // f32[4]
const BIAS_STRIDE = 51; // bytes to the bias of the next output of the block; 0 = all share one

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
  const first = column * columnsOut;
  const count = min(word(p, BLOCK_COLUMNS) * columnsOut, word(p, OUT_WIDTH) - first);
  const rows = min(word(p, BLOCK_ROWS), (word(p, OUT_HEIGHT) - row * rowsOut + rowsOut - 1) / rowsOut);
  const bytes = (<usize>((count + columnsOut - 1) / columnsOut)) << 2;
  for (let r = 0; r < rows; r++) {
    transformInput(p, scratch, scratch + <usize>(r * word(p, STEP_Y)) * address(p, ROW_STRIDE), bytes);
    multiplyRow(p, n, g, row + r, first, count, bytes, scratch);
  }
}

/** Tile rows from `tile` on -> [planes][inner][line]. */
function transformInput(p: usize, scratch: usize, tile: usize, bytes: usize): void {
  const inner = word(p, CHANNELS) / word(p, GROUPS);
  const line = address(p, LINE_BYTES);
  const rowBytes = address(p, ROW_STRIDE);
  const rowCount = word(p, ROW_IN_COUNT);
  const columnCount = word(p, COLUMN_IN_COUNT);
  const rows = scratch + address(p, ROWS_AT);
  for (let c = 0; c < inner; c++) {
    const source = tile + <usize>c * address(p, CHANNEL_STRIDE);
    let table = address(p, ROW_IN);
    for (let i = 0; i < rowCount; i++) table = combine(rows + <usize>i * rowBytes, source, table, rowBytes, f32x4.splat(0));
    let to = scratch + address(p, PLANES_AT) + <usize>c * line;
    for (let i = 0; i < rowCount; i++) {
      table = address(p, COLUMN_IN);
      for (let j = 0; j < columnCount; j++) {
        table = combine(to, rows + <usize>i * rowBytes, table, bytes, f32x4.splat(0));
        to += line * <usize>inner;
      }
    }
  }
}

/** One row of blocks, all output channels. */
function multiplyRow(p: usize, n: i32, g: i32, row: i32, first: i32, count: i32, bytes: usize, scratch: usize): void {
  const inner = word(p, CHANNELS) / word(p, GROUPS);
  const outer = word(p, OUT_CHANNELS) / word(p, GROUPS);
  const outHeight = word(p, OUT_HEIGHT);
  const outWidth = word(p, OUT_WIDTH);
  const line = address(p, LINE_BYTES);
  const rowsOut = word(p, ROWS_OUT);
  const columnsOut = word(p, COLUMNS_OUT);
  const products = word(p, PRODUCT_COUNT);
  const perRow = word(p, COLUMN_PRODUCTS);
  const planes = scratch + address(p, PLANES_AT);
  const buffer = scratch + address(p, PRODUCTS_AT);
  const sums = scratch + address(p, SUMS_AT);
  const out = scratch + address(p, OUT_AT);
  const perProduct = <usize>(inner * outer) << 2;
  const weights = address(p, WEIGHTS) + <usize>(g * products) * perProduct;
  const biases = address(p, BIAS_STRIDE) == 0 ? 1 : rowsOut * columnsOut;
  const bias = address(p, BIAS) + ((<usize>(g * biases * ((outer + 3) & ~3))) << 2);
  const plane = <usize>(outHeight * outWidth) << 2;
  const y = address(p, Y) + <usize>(n * word(p, OUT_CHANNELS) + g * outer) * plane + ((<usize>first) << 2);
  for (let oc = 0; oc < outer; oc += 4) {
    const block = min(4, outer - oc);
    for (let m = 0; m < products; m++) {
      const x = planes + <usize>(word(address(p, PRODUCTS), m) * inner) * line;
      const w = weights + <usize>m * perProduct + ((<usize>(oc * inner)) << 2);
      const to = buffer + <usize>(4 * m) * line;
      blockRow(x, address(p, OFFSETS), inner, w, address(p, ZEROS), to, line, block, bytes);
    }
    for (let b = 0; b < block; b++) {
      let own = bias + ((<usize>(oc + b)) << 2);
      let rowTable = address(p, ROW_OUT);
      for (let i = 0; i < rowsOut; i++) {
        const oy = row * rowsOut + i;
        if (oy >= outHeight) break;
        let next = rowTable;
        for (let m = 0; m < perRow; m++) {
          next = combine(sums + <usize>m * line, buffer + <usize>(4 * m + b) * line, rowTable, bytes, f32x4.splat(0));
        }
        rowTable = next;
        let columnTable = address(p, COLUMN_OUT);
        for (let j = 0; j < columnsOut; j++) {
          columnTable = combine(out + <usize>j * line, sums, columnTable, bytes, v128.load32_splat(own));
          own += address(p, BIAS_STRIDE);
        }
        const to = y + <usize>(oc + b) * plane + ((<usize>(oy * outWidth)) << 2);
        interleave(to, out, line, columnsOut, count);
      }
    }
  }
}

/** to = start + sum of coefficient * (from + offset), whole vectors; returns the table behind this sum. */
function combine(to: usize, from: usize, table: usize, bytes: usize, start: v128): usize {
  let left = word(table, 0);
  table += 4;
  let base = start;
  let isFirst = true;
  while (left > 0 || isFirst) {
    const terms = min(left, 4);
    if (terms == 4) combine4(to, from, table, bytes, base, isFirst);
    else if (terms == 3) combine3(to, from, table, bytes, base, isFirst);
    else if (terms == 2) combine2(to, from, table, bytes, base, isFirst);
    else combine1(to, from, table, bytes, base, isFirst, terms);
    table += (<usize>terms) << 3;
    left -= terms;
    isFirst = false;
  }
  return table;
}

function combine1(to: usize, from: usize, table: usize, bytes: usize, base: v128, isFirst: bool, terms: i32): void {
  const a = terms == 0 ? from : from + address(table, 0);
  const u = terms == 0 ? f32x4.splat(0) : v128.load32_splat(table, 4);
  if (terms == 0) for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, base);
  else if (isFirst) for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, fma(v128.load(a + i), u, base));
  else for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, fma(v128.load(a + i), u, v128.load(to + i)));
}

function combine2(to: usize, from: usize, table: usize, bytes: usize, base: v128, isFirst: bool): void {
  const a = from + address(table, 0);
  const b = from + address(table, 2);
  const u = v128.load32_splat(table, 4);
  const v = v128.load32_splat(table, 12);
  for (let i: usize = 0; i < bytes; i += 16) {
    const start = isFirst ? base : v128.load(to + i);
    v128.store(to + i, fma(v128.load(b + i), v, fma(v128.load(a + i), u, start)));
  }
}

function combine3(to: usize, from: usize, table: usize, bytes: usize, base: v128, isFirst: bool): void {
  const a = from + address(table, 0);
  const b = from + address(table, 2);
  const c = from + address(table, 4);
  const u = v128.load32_splat(table, 4);
  const v = v128.load32_splat(table, 12);
  const w = v128.load32_splat(table, 20);
  for (let i: usize = 0; i < bytes; i += 16) {
    const start = isFirst ? base : v128.load(to + i);
    v128.store(to + i, fma(v128.load(c + i), w, fma(v128.load(b + i), v, fma(v128.load(a + i), u, start))));
  }
}

function combine4(to: usize, from: usize, table: usize, bytes: usize, base: v128, isFirst: bool): void {
  const a = from + address(table, 0);
  const b = from + address(table, 2);
  const c = from + address(table, 4);
  const d = from + address(table, 6);
  const t = v128.load32_splat(table, 4);
  const u = v128.load32_splat(table, 12);
  const v = v128.load32_splat(table, 20);
  const w = v128.load32_splat(table, 28);
  for (let i: usize = 0; i < bytes; i += 16) {
    const start = isFirst ? base : v128.load(to + i);
    const low = fma(v128.load(b + i), u, fma(v128.load(a + i), t, start));
    v128.store(to + i, fma(v128.load(d + i), w, fma(v128.load(c + i), v, low)));
  }
}
