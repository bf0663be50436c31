import { address, word } from './vector';

// PNG's filters of the rows of a picture. An item is some rows; each looks at the row above it in the picture.

const SOURCE = 0; // u8[height][bytes]
const TARGET = 1; // u8[height][1 + bytes], the kind of the filter first
const BYTES = 2; // of one row
const HEIGHT = 3;
const STEP = 4; // bytes from one pixel to the next
const ROWS = 5; // per item
const PAETH_TOO = 6; // whether Paeth is tried, and taken where its sum is smaller

const SUB: u8 = 1;
const UP: u8 = 2;
const PAETH: u8 = 4;

/** Scratch: one filtered row with its kind, and a row of zeros above the first. */
export function pngFilterItem(p: usize, item: i32, scratch: usize): void {
  const bytes = word(p, BYTES);
  const step = word(p, STEP);
  const rows = word(p, ROWS);
  const from = item * rows;
  const to = min(from + rows, word(p, HEIGHT));
  const zeros = scratch + ((<usize>bytes + 64) & ~15);
  memory.fill(zeros, 0, <usize>bytes + 16);
  for (let y = from; y < to; y++) {
    const row = address(p, SOURCE) + <usize>y * <usize>bytes;
    const above = y == 0 ? zeros : row - <usize>bytes;
    const out = address(p, TARGET) + <usize>y * (<usize>bytes + 1);
    const plain = y == 0 ? subRow(row, bytes, step, out) : upRow(row, above, bytes, out);
    if (word(p, PAETH_TOO) == 0) continue;
    if (paethRow(row, above, bytes, step, scratch) < plain) memory.copy(out, scratch, <usize>bytes + 1);
  }
}

/** The sum of the signed magnitudes of 16 bytes, as two 64-bit halves. */
// @ts-ignore: decorator
@inline
function magnitudes(v: v128): v128 {
  // |-128| stays 128 as an unsigned byte.
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(i8x16.abs(v)));
}

// @ts-ignore: decorator
@inline
function total(v: v128): i64 {
  return <i64>(<u32>i32x4.extract_lane(v, 0)) + <i64>(<u32>i32x4.extract_lane(v, 1)) + <i64>(<u32>i32x4.extract_lane(v, 2)) + <i64>(<u32>i32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
function magnitude(value: u8): i64 {
  return value < 128 ? <i64>value : 256 - <i64>value;
}

function subRow(row: usize, bytes: i32, step: i32, out: usize): i64 {
  store<u8>(out, SUB);
  let sum: i64 = 0;
  for (let i = 0; i < bytes; i++) {
    const left: u8 = i >= step ? load<u8>(row + <usize>(i - step)) : 0;
    const value: u8 = load<u8>(row + <usize>i) - left;
    store<u8>(out + 1 + <usize>i, value);
    sum += magnitude(value);
  }
  return sum;
}

function upRow(row: usize, above: usize, bytes: i32, out: usize): i64 {
  store<u8>(out, UP);
  let sums = i32x4.splat(0);
  let i = 0;
  for (; i + 16 <= bytes; i += 16) {
    const v = i8x16.sub(v128.load(row + <usize>i), v128.load(above + <usize>i));
    v128.store(out + 1 + <usize>i, v);
    sums = i32x4.add(sums, magnitudes(v));
  }
  let sum = total(sums);
  for (; i < bytes; i++) {
    const value: u8 = load<u8>(row + <usize>i) - load<u8>(above + <usize>i);
    store<u8>(out + 1 + <usize>i, value);
    sum += magnitude(value);
  }
  return sum;
}

/** Of a, b and c (left, above, above left) the one nearest to a + b - c; ties in that order. Eight 16-bit lanes. */
// @ts-ignore: decorator
@inline
function nearest(a: v128, b: v128, c: v128): v128 {
  const toA = i16x8.sub(b, c);
  const toB = i16x8.sub(a, c);
  const pa = i16x8.abs(toA);
  const pb = i16x8.abs(toB);
  const pc = i16x8.abs(i16x8.add(toA, toB));
  const isA = v128.and(i16x8.le_s(pa, pb), i16x8.le_s(pa, pc));
  return v128.bitselect(a, v128.bitselect(b, c, i16x8.le_s(pb, pc)), isA);
}

function paethRow(row: usize, above: usize, bytes: i32, step: i32, out: usize): i64 {
  store<u8>(out, PAETH);
  let sum: i64 = 0;
  let i = 0;
  for (; i < min(step, bytes); i++) {
    // Nothing to the left: above is the nearest.
    const value: u8 = load<u8>(row + <usize>i) - load<u8>(above + <usize>i);
    store<u8>(out + 1 + <usize>i, value);
    sum += magnitude(value);
  }
  let sums = i32x4.splat(0);
  for (; i + 16 <= bytes; i += 16) {
    const x = v128.load(row + <usize>i);
    const a = v128.load(row + <usize>(i - step));
    const b = v128.load(above + <usize>i);
    const c = v128.load(above + <usize>(i - step));
    const low = nearest(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b), i16x8.extend_low_i8x16_u(c));
    const high = nearest(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b), i16x8.extend_high_i8x16_u(c));
    const v = i8x16.sub(x, i8x16.narrow_i16x8_u(low, high));
    v128.store(out + 1 + <usize>i, v);
    sums = i32x4.add(sums, magnitudes(v));
  }
  sum += total(sums);
  for (; i < bytes; i++) {
    const a = <i32>load<u8>(row + <usize>(i - step));
    const b = <i32>load<u8>(above + <usize>i);
    const c = <i32>load<u8>(above + <usize>(i - step));
    const pa = abs<i32>(b - c);
    const pb = abs<i32>(a - c);
    const pc = abs<i32>(a + b - 2 * c);
    const predicted = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    const value: u8 = <u8>(<i32>load<u8>(row + <usize>i) - predicted);
    store<u8>(out + 1 + <usize>i, value);
    sum += magnitude(value);
  }
  return sum;
}
