import { address, copyFloats, fma, word } from './vector';
import { interleave } from './interleave';

// Resampling by weighted sums, one axis after the other: the rows that an output row sees are blended into one line
// of width W (kept in the cache), then the line is resampled.
//
// x [planes, H, W] -> y [planes, OH, OW]; an item is `blockRows` output rows of one plane.

const X = 0;
const Y = 1;
const HEIGHT = 2;
const WIDTH = 3;
const OUT_HEIGHT = 4;
const OUT_WIDTH = 5;
const BLOCK_ROWS = 6;
const ROW_BLOCKS = 7;
const ROW_START = 8; // i32[OH + 1]: where the taps of an output row begin
const ROW_INDEX = 9; // i32[taps]: source row
const ROW_WEIGHT = 10; // f32[taps]
const COLUMN_MODE = 11;
const COLUMN_FIRST = 12; // i32[OW] (or i32[scale] for phases): first source column, relative to the cell for phases
const COLUMN_WEIGHT = 13; // f32[OW][taps], or f32[scale][taps] for phases
const COLUMN_START = 14; // i32[OW + 1], runs only: where the weights of an output column begin
const SCALE = 15; // phases only
const BUFFER = 16; // bytes from the scratch memory to the row buffer of the phases
const BUFFER_STRIDE = 17;

// Column modes: two or four taps per phase of a whole scale factor, two or four per column, any number per column.
const PHASES2 = 0;
const PHASES4 = 1;
const PAIRS = 2;
const QUADS = 3;

/** Copies of the border value on both sides of the line, in floats. */
const BORDER = 4;

export function interpolateItem(p: usize, item: i32, scratch: usize): void {
  const blocks = word(p, ROW_BLOCKS);
  const n = item / blocks;
  const from = (item - n * blocks) * word(p, BLOCK_ROWS);
  const outHeight = word(p, OUT_HEIGHT);
  const outWidth = word(p, OUT_WIDTH);
  const to = min(from + word(p, BLOCK_ROWS), outHeight);
  const width = word(p, WIDTH);
  const x = address(p, X) + ((<usize>(n * (word(p, HEIGHT) * width))) << 2);
  const y = address(p, Y) + ((<usize>(n * (outHeight * outWidth))) << 2);
  const line = scratch + 4 * BORDER;
  const starts = address(p, ROW_START);
  const mode = word(p, COLUMN_MODE);
  for (let oy = from; oy < to; oy++) {
    const start = word(starts, oy);
    const taps = word(starts, oy + 1) - start;
    blendRows(line, x, width, taps, address(p, ROW_INDEX) + ((<usize>start) << 2), address(p, ROW_WEIGHT) + ((<usize>start) << 2));
    spreadBorders(line, width);
    const out = y + ((<usize>(oy * outWidth)) << 2);
    if (mode == PHASES2) phases2(p, line, out, outWidth, scratch);
    else if (mode == PHASES4) phases4(p, line, out, outWidth, scratch);
    else if (mode == PAIRS) pairs(p, line, out, outWidth);
    else if (mode == QUADS) quads(p, line, out, outWidth);
    else runs(p, line, out, outWidth);
  }
}

function spreadBorders(line: usize, width: i32): void {
  const last = line + ((<usize>width) << 2);
  v128.store(line - 16, v128.load32_splat(line));
  v128.store(last, v128.load32_splat(last - 4));
}

/** line[i] = sum over the taps of weight * row[i]; writes whole vectors, so the line needs 12 bytes of slack. */
function blendRows(line: usize, x: usize, width: i32, taps: i32, index: usize, weight: usize): void {
  const bytes = (<usize>width) << 2;
  if (taps == 2) {
    const a = x + ((<usize>(word(index, 0) * width)) << 2);
    const b = x + ((<usize>(word(index, 1) * width)) << 2);
    const u = v128.load32_splat(weight);
    const v = v128.load32_splat(weight, 4);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(line + i, fma(v128.load(b + i), v, f32x4.mul(v128.load(a + i), u)));
    return;
  }
  if (taps == 4) {
    const a = x + ((<usize>(word(index, 0) * width)) << 2);
    const b = x + ((<usize>(word(index, 1) * width)) << 2);
    const c = x + ((<usize>(word(index, 2) * width)) << 2);
    const d = x + ((<usize>(word(index, 3) * width)) << 2);
    const t = v128.load32_splat(weight);
    const u = v128.load32_splat(weight, 4);
    const v = v128.load32_splat(weight, 8);
    const w = v128.load32_splat(weight, 12);
    for (let i: usize = 0; i < bytes; i += 16) {
      const low = fma(v128.load(b + i), u, f32x4.mul(v128.load(a + i), t));
      v128.store(line + i, fma(v128.load(d + i), w, fma(v128.load(c + i), v, low)));
    }
    return;
  }
  for (let k = 0; k < taps; k++) {
    const a = x + ((<usize>(word(index, k) * width)) << 2);
    const u = v128.load32_splat(weight + ((<usize>k) << 2));
    if (k == 0) {
      if (taps == 1 && f32x4.extract_lane(u, 0) == 1) copyFloats(line, a, width);
      else for (let i: usize = 0; i < bytes; i += 16) v128.store(line + i, f32x4.mul(v128.load(a + i), u));
    } else {
      for (let i: usize = 0; i < bytes; i += 16) v128.store(line + i, fma(v128.load(a + i), u, v128.load(line + i)));
    }
  }
}

function phases2(p: usize, line: usize, out: usize, outWidth: i32, scratch: usize): void {
  const scale = word(p, SCALE);
  const first = address(p, COLUMN_FIRST);
  const weight = address(p, COLUMN_WEIGHT);
  let done = 0;
  if (scale == 2) done = twice(line, out, outWidth, weight);
  else if (scale == 4) done = fourTimes(line, out, outWidth, weight);
  if (done == outWidth) return;
  const cell = done / scale;
  const cells = (outWidth - done + scale - 1) / scale;
  const buffer = scratch + address(p, BUFFER);
  const stride = address(p, BUFFER_STRIDE);
  const bytes = (<usize>cells) << 2;
  for (let j = 0; j < scale; j++) {
    const a = line + ((<isize>(cell + word(first, j))) << 2);
    const u = v128.load32_splat(weight + ((<usize>j) << 3));
    const v = v128.load32_splat(weight + ((<usize>j) << 3), 4);
    const to = buffer + <usize>j * stride;
    for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, fma(v128.load(a + i, 4), v, f32x4.mul(v128.load(a + i), u)));
  }
  interleave(out + ((<usize>done) << 2), buffer, stride, scale, outWidth - done);
}

/** Bilinear x2, whole vectors: taps (q-1, q) and (q, q+1). Returns the columns written. */
function twice(line: usize, out: usize, outWidth: i32, weight: usize): i32 {
  const a0 = v128.load32_splat(weight);
  const a1 = v128.load32_splat(weight, 4);
  const b0 = v128.load32_splat(weight, 8);
  const b1 = v128.load32_splat(weight, 12);
  let i = 0;
  for (; i + 8 <= outWidth; i += 8) {
    const at = line + ((<usize>i) << 1);
    const middle = v128.load(at);
    const even = fma(middle, a1, f32x4.mul(v128.load(at - 4), a0));
    const odd = fma(v128.load(at, 4), b1, f32x4.mul(middle, b0));
    const to = out + ((<usize>i) << 2);
    v128.store(to, v128.shuffle<f32>(even, odd, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(even, odd, 2, 6, 3, 7), 16);
  }
  return i;
}

/** Bilinear x4, whole vectors: taps (q-1, q) twice and (q, q+1) twice. One vector holds the four pixels of a cell. */
function fourTimes(line: usize, out: usize, outWidth: i32, weight: usize): i32 {
  const ab = v128.load(weight); // a0 a1 b0 b1
  const cd = v128.load(weight, 16); // c0 c1 d0 d1
  const u = v128.shuffle<f32>(ab, cd, 0, 2, 4, 6);
  const v = v128.shuffle<f32>(ab, cd, 1, 3, 5, 7);
  let i = 0;
  for (; i + 16 <= outWidth; i += 16) {
    const at = line + <usize>i;
    const to = out + ((<usize>i) << 2);
    const left = v128.load(at - 4);
    const here = v128.load(at);
    const right = v128.load(at, 4);
    v128.store(to, fma(v128.shuffle<f32>(here, right, 0, 0, 4, 4), v, f32x4.mul(v128.shuffle<f32>(left, here, 0, 0, 4, 4), u)));
    v128.store(to, fma(v128.shuffle<f32>(here, right, 1, 1, 5, 5), v, f32x4.mul(v128.shuffle<f32>(left, here, 1, 1, 5, 5), u)), 16);
    v128.store(to, fma(v128.shuffle<f32>(here, right, 2, 2, 6, 6), v, f32x4.mul(v128.shuffle<f32>(left, here, 2, 2, 6, 6), u)), 32);
    v128.store(to, fma(v128.shuffle<f32>(here, right, 3, 3, 7, 7), v, f32x4.mul(v128.shuffle<f32>(left, here, 3, 3, 7, 7), u)), 48);
  }
  return i;
}

function phases4(p: usize, line: usize, out: usize, outWidth: i32, scratch: usize): void {
  const scale = word(p, SCALE);
  const first = address(p, COLUMN_FIRST);
  const buffer = scratch + address(p, BUFFER);
  const stride = address(p, BUFFER_STRIDE);
  const bytes = (<usize>((outWidth + scale - 1) / scale)) << 2;
  for (let j = 0; j < scale; j++) {
    const a = line + ((<isize>word(first, j)) << 2);
    const weight = address(p, COLUMN_WEIGHT) + ((<usize>j) << 4);
    const t = v128.load32_splat(weight);
    const u = v128.load32_splat(weight, 4);
    const v = v128.load32_splat(weight, 8);
    const w = v128.load32_splat(weight, 12);
    const to = buffer + <usize>j * stride;
    for (let i: usize = 0; i < bytes; i += 16) {
      const low = fma(v128.load(a + i, 4), u, f32x4.mul(v128.load(a + i), t));
      v128.store(to + i, fma(v128.load(a + i, 12), w, fma(v128.load(a + i, 8), v, low)));
    }
  }
  interleave(out, buffer, stride, scale, outWidth);
}

/** Two neighbouring taps per column. */
function pairs(p: usize, line: usize, out: usize, outWidth: i32): void {
  let first = address(p, COLUMN_FIRST);
  let weight = address(p, COLUMN_WEIGHT);
  let i = 0;
  for (; i + 4 <= outWidth; i += 4) {
    let a = v128.load64_zero(line + ((<isize>load<i32>(first)) << 2));
    let b = v128.load64_zero(line + ((<isize>load<i32>(first, 8)) << 2));
    a = v128.load64_lane(line + ((<isize>load<i32>(first, 4)) << 2), a, 1);
    b = v128.load64_lane(line + ((<isize>load<i32>(first, 12)) << 2), b, 1);
    a = f32x4.mul(a, v128.load(weight));
    b = f32x4.mul(b, v128.load(weight, 16));
    v128.store(out, f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7)));
    first += 16;
    weight += 32;
    out += 16;
  }
  for (; i < outWidth; i++) {
    const at = line + ((<isize>load<i32>(first)) << 2);
    store<f32>(out, load<f32>(at) * load<f32>(weight) + load<f32>(at, 4) * load<f32>(weight, 4));
    first += 4;
    weight += 8;
    out += 4;
  }
}

/** Four neighbouring taps per column, added as (0 + 1) + (2 + 3). */
function quads(p: usize, line: usize, out: usize, outWidth: i32): void {
  let first = address(p, COLUMN_FIRST);
  let weight = address(p, COLUMN_WEIGHT);
  let i = 0;
  for (; i + 4 <= outWidth; i += 4) {
    const a = f32x4.mul(v128.load(line + ((<isize>load<i32>(first)) << 2)), v128.load(weight));
    const b = f32x4.mul(v128.load(line + ((<isize>load<i32>(first, 4)) << 2)), v128.load(weight, 16));
    const c = f32x4.mul(v128.load(line + ((<isize>load<i32>(first, 8)) << 2)), v128.load(weight, 32));
    const d = f32x4.mul(v128.load(line + ((<isize>load<i32>(first, 12)) << 2)), v128.load(weight, 48));
    const low = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    const high = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
    v128.store(out, f32x4.add(v128.shuffle<f32>(low, high, 0, 2, 4, 6), v128.shuffle<f32>(low, high, 1, 3, 5, 7)));
    first += 16;
    weight += 64;
    out += 16;
  }
  for (; i < outWidth; i++) {
    const at = line + ((<isize>load<i32>(first)) << 2);
    const low = load<f32>(at) * load<f32>(weight) + load<f32>(at, 4) * load<f32>(weight, 4);
    store<f32>(out, low + (load<f32>(at, 8) * load<f32>(weight, 8) + load<f32>(at, 12) * load<f32>(weight, 12)));
    first += 4;
    weight += 16;
    out += 4;
  }
}

/** Any number of neighbouring taps per column. */
function runs(p: usize, line: usize, out: usize, outWidth: i32): void {
  const firsts = address(p, COLUMN_FIRST);
  const starts = address(p, COLUMN_START);
  for (let i = 0; i < outWidth; i++) {
    const start = word(starts, i);
    let left = word(starts, i + 1) - start;
    let at = line + ((<isize>word(firsts, i)) << 2);
    let weight = address(p, COLUMN_WEIGHT) + ((<usize>start) << 2);
    let sum = f32x4.splat(0);
    for (; left >= 4; left -= 4) {
      sum = fma(v128.load(at), v128.load(weight), sum);
      at += 16;
      weight += 16;
    }
    let total: f32 = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
    for (; left > 0; left--) {
      total += load<f32>(at) * load<f32>(weight);
      at += 4;
      weight += 4;
    }
    store<f32>(out, total);
    out += 4;
  }
}
