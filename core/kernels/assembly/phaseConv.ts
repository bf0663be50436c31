import { address, copyFloats, fillFloats, word } from './vector';
import { deinterleave, interleave } from './interleave';
import { fourTaps, micro1, micro2, micro3, micro3Wide, micro4 } from './micro';
import { dense4, densePairs } from './microDense';

// One kernel for every convolution. The output is a grid of cells of sy x sx pixels; pixel (i, j) of each cell is a phase
// with taps and weights of its own. conv2d has one phase; a transposed convolution, nearest + conv and conv + shuffle
// have one per position in the cell, so no zero is multiplied and no enlarged picture is stored.
//
// x [N, C, H, W] -> y [N, OC, OH, OW]; cell (q, c) reads virtual input rows q*stepY + dy and columns c*stepX + dx.
// An item is a block of `blockRows` x `blockColumns` cells of one group of one picture. Its input is first copied into a
// padded tile [inC/groups][rows][stepX column phases][columns], so that every tap is one fixed offset from a cell.

// Words of the parameter block.
export const X = 0;
export const Y = 1;
const CHANNELS = 2;
const HEIGHT = 3;
const WIDTH = 4;
const OUT_CHANNELS = 5;
const OUT_HEIGHT = 6;
const OUT_WIDTH = 7;
const GROUPS = 8;
const PHASES_Y = 9;
const PHASES_X = 10;
const STEP_Y = 11;
const STEP_X = 12;
const ROW_MAP = 13; // i32[virtual rows]: source row, -1 = zeros
const ROW_MAP_LENGTH = 14;
const COLUMN_MAP = 15; // i32[virtual columns]: source column, -1 = zero
const COLUMN_MAP_LENGTH = 16;
const PLAIN_FROM = 17; // virtual columns PLAIN_FROM..PLAIN_TO are columns 0..W of the source
const PLAIN_TO = 18;
const BLOCK_ROWS = 19;
const BLOCK_COLUMNS = 20;
const ROW_BLOCKS = 21;
const COLUMN_BLOCKS = 22;
const TILE_ROWS = 23; // rows of a full tile
const TILE_COLUMNS = 24; // virtual columns of a full tile
const ROW_STRIDE = 25; // bytes between tile rows
const PHASE_STRIDE = 26; // bytes between the column phases of a tile row
const CHANNEL_STRIDE = 27; // bytes between the channels of a tile
const PHASES = 28; // per phase 8 words: number of taps, offsets u32[taps], weights, bytes of one group's weights, bias f32[groups][round up 4], bytes between taps where they are evenly spaced, whether weights and bias are those of a pair of phases (packing.ts)
const BUFFER = 29; // where the row buffer begins in the scratch memory, bytes
const BUFFER_STRIDE = 30; // bytes between the rows of the row buffer
const LINE = 31; // where a row of all tile columns begins in the scratch memory, bytes; only steps > 1 use it
const PHASE_BYTES = 32; // one column phase of one tile row

export function phaseConvItem(p: usize, item: i32, scratch: usize): void {
  const columnBlocks = word(p, COLUMN_BLOCKS);
  const rowBlocks = word(p, ROW_BLOCKS);
  const groups = word(p, GROUPS);
  let rest = item / columnBlocks;
  const column = (item - rest * columnBlocks) * word(p, BLOCK_COLUMNS);
  const above = rest / rowBlocks;
  const row = (rest - above * rowBlocks) * word(p, BLOCK_ROWS);
  const n = above / groups;
  const g = above - n * groups;
  fillTile(p, n, g, row, column, scratch);
  computeTile(p, n, g, row, column, scratch);
}

/** Copies the part of the input that the block sees, borders filled in, into the tile. */
export function fillTile(p: usize, n: i32, g: i32, row: i32, column: i32, tile: usize): void {
  const height = word(p, HEIGHT);
  const width = word(p, WIDTH);
  const perGroup = word(p, CHANNELS) / word(p, GROUPS);
  const stepX = word(p, STEP_X);
  const firstRow = row * word(p, STEP_Y);
  const rows = min(word(p, TILE_ROWS), word(p, ROW_MAP_LENGTH) - firstRow);
  const from = column * stepX;
  const to = min(from + word(p, TILE_COLUMNS), word(p, COLUMN_MAP_LENGTH));
  const rowMap = address(p, ROW_MAP);
  const columnMap = address(p, COLUMN_MAP);
  const plainFrom = max(from, min(word(p, PLAIN_FROM), to));
  const plainTo = max(plainFrom, min(word(p, PLAIN_TO), to));
  const skip = word(p, PLAIN_FROM);
  const plane = <usize>(height * width) << 2;
  const x = address(p, X) + <usize>(n * word(p, CHANNELS) + g * perGroup) * plane;
  for (let c = 0; c < perGroup; c++) {
    for (let r = 0; r < rows; r++) {
      const source = word(rowMap, firstRow + r);
      const target = tile + <usize>c * address(p, CHANNEL_STRIDE) + <usize>r * address(p, ROW_STRIDE);
      if (source < 0) {
        for (let j = 0; j < stepX; j++) memory.fill(target + <usize>j * address(p, PHASE_STRIDE), 0, address(p, PHASE_BYTES));
        continue;
      }
      const line = x + <usize>c * plane + ((<usize>(source * width)) << 2);
      // Steps over columns are split into their phases after the borders are laid out in one row.
      const whole = stepX == 1 ? target : tile + address(p, LINE);
      for (let v = from; v < plainFrom; v++) store<f32>(whole + ((<usize>(v - from)) << 2), cell(line, columnMap, v));
      copyFloats(whole + ((<usize>(plainFrom - from)) << 2), line + ((<usize>(plainFrom - skip)) << 2), plainTo - plainFrom);
      for (let v = plainTo; v < to; v++) store<f32>(whole + ((<usize>(v - from)) << 2), cell(line, columnMap, v));
      if (stepX > 1) deinterleave(target, address(p, PHASE_STRIDE), whole, stepX, (to - from + stepX - 1) / stepX);
    }
  }
}

// @ts-ignore: decorator
@inline
function cell(line: usize, columnMap: usize, v: i32): f32 {
  const source = word(columnMap, v);
  return source < 0 ? 0 : load<f32>(line + ((<usize>source) << 2));
}

function computeTile(p: usize, n: i32, g: i32, row: i32, column: i32, tile: usize): void {
  const outHeight = word(p, OUT_HEIGHT);
  const outWidth = word(p, OUT_WIDTH);
  const sy = word(p, PHASES_Y);
  const sx = word(p, PHASES_X);
  const perGroup = word(p, OUT_CHANNELS) / word(p, GROUPS);
  const buffer = tile + address(p, BUFFER);
  const stride = address(p, BUFFER_STRIDE);
  const first = column * sx;
  const count = min(word(p, BLOCK_COLUMNS) * sx, outWidth - first);
  const cells = (count + sx - 1) / sx;
  const rows = min(word(p, BLOCK_ROWS), (outHeight - row * sy + sy - 1) / sy);
  const plane = <usize>(outHeight * outWidth) << 2;
  const y = address(p, Y) + <usize>(n * word(p, OUT_CHANNELS) + g * perGroup) * plane + ((<usize>first) << 2);
  const bias = (<usize>(g * ((perGroup + 3) & ~3))) << 2;
  const step = <usize>word(p, STEP_Y) * address(p, ROW_STRIDE);
  for (let r = 0; r < rows; r++) {
    const x = tile + <usize>r * step;
    for (let i = 0; i < sy; i++) {
      const oy = (row + r) * sy + i;
      if (oy >= outHeight) break;
      const phases = address(p, PHASES) + ((<usize>(i * sx)) << 5);
      if (word(phases, 6) != 0) {
        rowOfPairs(phases, x, g, perGroup, buffer, y + ((<usize>(oy * outWidth)) << 2), plane, count);
        continue;
      }
      for (let oc = 0; oc < perGroup; oc += 4) {
        const block = min(4, perGroup - oc);
        rowOfPhases(phases, sx, x, g, oc, block, bias + ((<usize>oc) << 2), buffer, stride, cells);
        for (let b = 0; b < block; b++) {
          const to = y + <usize>(oc + b) * plane + ((<usize>(oy * outWidth)) << 2);
          interleave(to, buffer + <usize>b * stride, 4 * stride, sx, count);
        }
      }
    }
  }
}

/** `count` outputs of one row of all channels, two channels at a time, where both column phases have the same single tap. */
function rowOfPairs(phase: usize, x: usize, g: i32, perGroup: i32, buffer: usize, y: usize, plane: usize, count: i32): void {
  const k = word(phase, 0);
  const at = x + address(address(phase, 1), 0);
  const spacing = address(phase, 5);
  const bytes = (<usize>k) << 4;
  const blocks = count >> 4;
  const done = blocks << 4;
  for (let oc = 0; oc < perGroup; oc += 2) {
    const w = address(phase, 2) + <usize>g * address(phase, 3) + (<usize>oc >> 1) * bytes;
    const start = address(phase, 4) + ((<usize>(g * perGroup + oc)) << 3);
    const to = y + <usize>oc * plane;
    densePairs(at, spacing, k, w, start, to, plane, blocks);
    if (done == count) continue;
    densePairs(at + ((<usize>done) << 1), spacing, k, w, start, buffer, 64, 1);
    copyFloats(to + ((<usize>done) << 2), buffer, count - done);
    copyFloats(to + plane + ((<usize>done) << 2), buffer + 64, count - done);
  }
}

/** All column phases of one output row for `block` channels: buffer [sx][4][cells]. */
function rowOfPhases(
  phases: usize,
  sx: i32,
  x: usize,
  g: i32,
  oc: i32,
  block: i32,
  biasAt: usize,
  buffer: usize,
  stride: usize,
  cells: i32,
): void {
  const bytes = (<usize>cells) << 2;
  for (let j = 0; j < sx; j++) {
    const phase = phases + ((<usize>j) << 5);
    const k = word(phase, 0);
    const offsets = address(phase, 1);
    const w = address(phase, 2) + <usize>g * address(phase, 3) + ((<usize>(k * oc)) << 2);
    const bias = address(phase, 4) + biasAt;
    const out = buffer + <usize>(4 * j) * stride;
    const spacing = address(phase, 5);
    if (spacing > 0 && block == 4) dense4(x + address(offsets, 0), spacing, k, w, bias, out, stride, bytes);
    else blockRow(x, offsets, k, w, bias, out, stride, block, bytes);
  }
}

/** `block` output channels (1 to 4) over `bytes` of pixels, rounded up to whole blocks of 8, 12 or 16. */
function blockRow(
  x: usize,
  offsets: usize,
  k: i32,
  w: usize,
  bias: usize,
  out: usize,
  stride: usize,
  block: i32,
  bytes: usize,
): void {
  if (block == 4) micro4(x, offsets, k, w, bias, out, stride, bytes);
  else if (block == 3 && ASC_FEATURE_RELAXED_SIMD) micro3Wide(x, offsets, k, w, bias, out, stride, bytes);
  else if (block == 3) micro3(x, offsets, k, w, bias, out, stride, bytes);
  else if (block == 2) micro2(x, offsets, k, w, bias, out, stride, bytes);
  else if (k == 4) fourTaps(x, offsets, w, bias, out, bytes);
  else micro1(x, offsets, k, w, bias, out, bytes);
}
