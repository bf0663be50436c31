import { address, word } from './vector';

// Resampling of bytes by whole weights, one axis after the other: rows of the source are resampled across into a ring of
// lines, and the lines that an output row sees are added up downwards.
//
// x u8[H][W][C] -> y u8[OH][OW][C]; an item is `blockRows` output rows. Every output sees one run of neighbours; runs never
// step back. Rounded after each pass (weights in 1 / 2^22) or once (1 / 2^11 on both axes).

const X = 0;
const Y = 1;
const ROW_BYTES = 2; // of the source
const CHANNELS = 3;
const OUT_HEIGHT = 4;
const OUT_WIDTH = 5;
const BLOCK_ROWS = 6;
const ROW_FIRST = 7; // i32[OH]: first source row
const ROW_COUNT = 8; // i32[OH]: how many
const ROW_WEIGHT = 9; // per output row ROW_WORDS words: pairs of halves (below), or one weight per tap
const ROW_WORDS = 10;
const COLUMN_FIRST = 11; // i32[OW]: first byte of the source row
const COLUMN_WEIGHT = 12; // per output column COLUMN_PAIRS pairs of halves, or of weights
const COLUMN_PAIRS = 13;
const RING = 14; // lines
const LINE_BYTES = 15;
const ROUNDS_ONCE = 16;
const TAIL = 17; // scratch: where a vector lies that takes what is behind the last whole one; the ring follows

// A weight of 23 bits is two numbers of 16: w = 2^11 high + low. A pair of taps has two words: both highs, both lows.
const HALF = 11;
const BITS = 22;

export function wholeTapsItem(p: usize, item: i32, scratch: usize): void {
  const from = item * word(p, BLOCK_ROWS);
  const to = min(from + word(p, BLOCK_ROWS), word(p, OUT_HEIGHT));
  const outWidth = word(p, OUT_WIDTH);
  const outBytes = outWidth * word(p, CHANNELS);
  const ring = word(p, RING);
  const once = word(p, ROUNDS_ONCE) != 0;
  // Before it lie the addresses of the lines that one output row sees.
  const tail = scratch + address(p, TAIL);
  const lines = tail + 64;
  let made = 0;
  for (let oy = from; oy < to; oy++) {
    const first = word(address(p, ROW_FIRST), oy);
    const count = word(address(p, ROW_COUNT), oy);
    made = max(made, first);
    for (; made < first + count; made++) {
      const line = lines + <usize>(made % ring) * address(p, LINE_BYTES);
      across(p, address(p, X) + <usize>made * address(p, ROW_BYTES), line, once);
    }
    for (let t = 0; t < count; t++)
      store<u32>(scratch + ((<usize>t) << 2), lines + <usize>((first + t) % ring) * address(p, LINE_BYTES));
    // The second of the last pair weighs nothing where the number is odd.
    store<u32>(scratch + ((<usize>count) << 2), load<u32>(scratch));
    const w = address(p, ROW_WEIGHT) + (<usize>(oy * word(p, ROW_WORDS)) << 2);
    const y = address(p, Y) + <usize>oy * <usize>outBytes;
    const whole = outBytes & ~15;
    down(scratch, w, count, y, 0, <usize>whole, once);
    if (whole == outBytes) continue;
    down(scratch, w, count, tail, <usize>whole, <usize>whole + 16, once);
    memory.copy(y + <usize>whole, tail, <usize>(outBytes - whole));
  }
}

function across(p: usize, x: usize, line: usize, once: bool): void {
  const firsts = address(p, COLUMN_FIRST);
  const weights = address(p, COLUMN_WEIGHT);
  const pairs = word(p, COLUMN_PAIRS);
  const channels = word(p, CHANNELS);
  const outWidth = word(p, OUT_WIDTH);
  if (once) {
    if (channels == 4) wideAcross4(x, firsts, weights, pairs, line, outWidth);
    else if (channels == 3) wideAcross3(x, firsts, weights, pairs, line, outWidth);
    else if (channels == 2) wideAcross2(x, firsts, weights, pairs, line, outWidth);
    else wideAcross1(x, firsts, weights, pairs, line, outWidth);
  } else if (channels == 4) across4(x, firsts, weights, pairs, line, outWidth);
  else if (channels == 3) across3(x, firsts, weights, pairs, line, outWidth);
  else if (channels == 2) across2(x, firsts, weights, pairs, line, outWidth);
  else across1(x, firsts, weights, pairs, line, outWidth);
}

function down(lines: usize, w: usize, count: i32, out: usize, from: usize, to: usize, once: bool): void {
  if (once) wideDown(lines, w, count, out, from, to);
  else roundedDown(lines, w, (count + 1) >> 1, out, from, to);
}

/** Both pixels of a pair, channel by channel. */
// @ts-ignore: decorator
@inline
function pairOf(x: usize, channels: i32): v128 {
  if (channels == 4) {
    const a = v128.load64_zero(x);
    return i16x8.extend_low_i8x16_u(v128.shuffle<i8>(a, a, 0, 4, 1, 5, 2, 6, 3, 7, 0, 0, 0, 0, 0, 0, 0, 0));
  }
  if (channels == 3) {
    const a = v128.load64_zero(x);
    return i16x8.extend_low_i8x16_u(v128.shuffle<i8>(a, a, 0, 3, 1, 4, 2, 5, 2, 5, 0, 0, 0, 0, 0, 0, 0, 0));
  }
  const a = v128.load32_zero(x);
  return i16x8.extend_low_i8x16_u(v128.shuffle<i8>(a, a, 0, 2, 1, 3, 0, 2, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0));
}

/** Sixteen bytes of four (or more) pixels so that pairs of them lie side by side, channel by channel. */
// @ts-ignore: decorator
@inline
function twoPairs(a: v128, channels: i32): v128 {
  if (channels == 4) return v128.shuffle<i8>(a, a, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
  if (channels == 3) return v128.shuffle<i8>(a, a, 0, 3, 1, 4, 2, 5, 2, 5, 6, 9, 7, 10, 8, 11, 8, 11);
  return v128.shuffle<i8>(a, a, 0, 2, 1, 3, 0, 2, 1, 3, 4, 6, 5, 7, 4, 6, 5, 7);
}

/** One output pixel, rounded, in 32 bits a channel. */
// @ts-ignore: decorator
@inline
function pixel(x: usize, w: usize, pairs: i32, channels: i32): v128 {
  let high = i32x4.splat(0);
  let low = i32x4.splat(1 << (BITS - 1));
  const step = <usize>channels << 2;
  let left = pairs;
  for (; left >= 2; left -= 2) {
    const four = twoPairs(channels == 2 ? v128.load64_zero(x) : v128.load(x), channels);
    const a = i16x8.extend_low_i8x16_u(four);
    const b = i16x8.extend_high_i8x16_u(four);
    high = i32x4.add(high, i32x4.add(i32x4.dot_i16x8_s(a, v128.load32_splat(w)), i32x4.dot_i16x8_s(b, v128.load32_splat(w, 8))));
    low = i32x4.add(low, i32x4.add(i32x4.dot_i16x8_s(a, v128.load32_splat(w, 4)), i32x4.dot_i16x8_s(b, v128.load32_splat(w, 12))));
    x += step;
    w += 16;
  }
  if (left > 0) {
    const a = pairOf(x, channels);
    high = i32x4.add(high, i32x4.dot_i16x8_s(a, v128.load32_splat(w)));
    low = i32x4.add(low, i32x4.dot_i16x8_s(a, v128.load32_splat(w, 4)));
  }
  return i32x4.shr_s(i32x4.add(i32x4.shl(high, HALF), low), BITS);
}

/** Sixteen numbers as bytes, clamped. */
// @ts-ignore: decorator
@inline
function bytesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** Writes whole vectors: a line has room for one more. */
// @ts-ignore: decorator
@inline
function acrossOf(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32, channels: i32): void {
  const bytes = (<usize>pairs) << 3;
  for (let i = 0; i < outWidth; i += 4) {
    const a = pixel(x + <usize>load<u32>(firsts), w, pairs, channels);
    const b = pixel(x + <usize>load<u32>(firsts, 4), w + bytes, pairs, channels);
    const c = pixel(x + <usize>load<u32>(firsts, 8), w + 2 * bytes, pairs, channels);
    const d = pixel(x + <usize>load<u32>(firsts, 12), w + 3 * bytes, pairs, channels);
    const all = bytesOf(a, b, c, d);
    if (channels == 4) v128.store(line, all);
    else if (channels == 3) v128.store(line, v128.shuffle<i8>(all, all, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0));
    else v128.store64_lane(line, v128.shuffle<i8>(all, all, 0, 1, 4, 5, 8, 9, 12, 13, 0, 0, 0, 0, 0, 0, 0, 0), 0);
    firsts += 16;
    w += 4 * bytes;
    line += <usize>channels << 2;
  }
}

function across4(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32): void {
  acrossOf(x, firsts, w, pairs, line, outWidth, 4);
}

function across3(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32): void {
  acrossOf(x, firsts, w, pairs, line, outWidth, 3);
}

function across2(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32): void {
  acrossOf(x, firsts, w, pairs, line, outWidth, 2);
}

/** One channel: eight neighbours at once; per eight taps 16 bytes of highs, then of lows. */
function across1(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32): void {
  const groups = pairs >> 2;
  for (let i = 0; i < outWidth; i++) {
    let at = x + <usize>load<u32>(firsts);
    let high = i32x4.splat(0);
    let low = i32x4.splat(0);
    for (let g = 0; g < groups; g++) {
      const a = i16x8.extend_low_i8x16_u(v128.load64_zero(at));
      high = i32x4.add(high, i32x4.dot_i16x8_s(a, v128.load(w)));
      low = i32x4.add(low, i32x4.dot_i16x8_s(a, v128.load(w, 16)));
      at += 8;
      w += 32;
    }
    const sum = (sumOf(high) << HALF) + sumOf(low) + (1 << (BITS - 1));
    store<u8>(line + i, <u8>max(0, min(255, sum >> BITS)));
    firsts += 4;
  }
}

// @ts-ignore: decorator
@inline
function sumOf(a: v128): i32 {
  const half = i32x4.add(a, v128.shuffle<i32>(a, a, 2, 3, 0, 1));
  return i32x4.extract_lane(half, 0) + i32x4.extract_lane(half, 1);
}

/** Output bytes `from`..`to` of the lines, sixteen at once, each line's pair of halves in registers. */
export function roundedDown(lines: usize, w: usize, pairs: i32, out: usize, from: usize, to: usize): void {
  const end = lines + ((<usize>pairs) << 3);
  for (let i = from; i < to; i += 16) {
    let a0 = i32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = i32x4.splat(1 << (BITS - 1));
    let b1 = b0;
    let b2 = b0;
    let b3 = b0;
    let v = w;
    for (let at = lines; at < end; at += 8) {
      const p = v128.load(<usize>load<u32>(at) + i);
      const q = v128.load(<usize>load<u32>(at, 4) + i);
      const l = v128.shuffle<i8>(p, q, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const h = v128.shuffle<i8>(p, q, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const high = v128.load32_splat(v);
      const low = v128.load32_splat(v, 4);
      const t0 = i16x8.extend_low_i8x16_u(l);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(t0, high));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(t0, low));
      const t1 = i16x8.extend_high_i8x16_u(l);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(t1, high));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(t1, low));
      const t2 = i16x8.extend_low_i8x16_u(h);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(t2, high));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(t2, low));
      const t3 = i16x8.extend_high_i8x16_u(h);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(t3, high));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(t3, low));
      v += 8;
    }
    const r0 = i32x4.shr_s(i32x4.add(i32x4.shl(a0, HALF), b0), BITS);
    const r1 = i32x4.shr_s(i32x4.add(i32x4.shl(a1, HALF), b1), BITS);
    const r2 = i32x4.shr_s(i32x4.add(i32x4.shl(a2, HALF), b2), BITS);
    const r3 = i32x4.shr_s(i32x4.add(i32x4.shl(a3, HALF), b3), BITS);
    v128.store(out + (i - from), bytesOf(r0, r1, r2, r3));
  }
}

/** One output pixel, not rounded; per pair of taps one word. */
// @ts-ignore: decorator
@inline
function widePixel(x: usize, w: usize, pairs: i32, channels: i32): v128 {
  let sum = i32x4.splat(0);
  const step = <usize>channels << 2;
  let left = pairs;
  for (; left >= 2; left -= 2) {
    const four = twoPairs(channels == 2 ? v128.load64_zero(x) : v128.load(x), channels);
    const a = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(four), v128.load32_splat(w));
    sum = i32x4.add(sum, i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(four), v128.load32_splat(w, 4))));
    x += step;
    w += 8;
  }
  if (left > 0) sum = i32x4.add(sum, i32x4.dot_i16x8_s(pairOf(x, channels), v128.load32_splat(w)));
  return sum;
}

// @ts-ignore: decorator
@inline
function wideAcrossOf(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32, channels: i32): void {
  const bytes = (<usize>pairs) << 2;
  for (let i = 0; i < outWidth; i++) {
    // What it writes too much, the next pixel covers.
    v128.store(line, widePixel(x + <usize>load<u32>(firsts), w, pairs, channels));
    firsts += 4;
    w += bytes;
    line += <usize>channels << 2;
  }
}

function wideAcross4(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32): void {
  wideAcrossOf(x, firsts, w, pairs, line, outWidth, 4);
}

function wideAcross3(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32): void {
  wideAcrossOf(x, firsts, w, pairs, line, outWidth, 3);
}

function wideAcross2(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32): void {
  wideAcrossOf(x, firsts, w, pairs, line, outWidth, 2);
}

function wideAcross1(x: usize, firsts: usize, w: usize, pairs: i32, line: usize, outWidth: i32): void {
  const groups = pairs >> 2;
  for (let i = 0; i < outWidth; i++) {
    let at = x + <usize>load<u32>(firsts);
    let sum = i32x4.splat(0);
    for (let g = 0; g < groups; g++) {
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(v128.load64_zero(at)), v128.load(w)));
      at += 8;
      w += 16;
    }
    store<i32>(line, sumOf(sum));
    firsts += 4;
    line += 4;
  }
}

/** Output bytes `from`..`to` of lines of whole numbers; one weight per line. */
export function wideDown(lines: usize, w: usize, count: i32, out: usize, from: usize, to: usize): void {
  const end = lines + ((<usize>count) << 2);
  for (let i = from; i < to; i += 16) {
    let a0 = i32x4.splat(1 << (BITS - 1));
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let v = w;
    for (let at = lines; at < end; at += 4) {
      const line = <usize>load<u32>(at) + (i << 2);
      const u = v128.load32_splat(v);
      a0 = i32x4.add(a0, i32x4.mul(v128.load(line), u));
      a1 = i32x4.add(a1, i32x4.mul(v128.load(line, 16), u));
      a2 = i32x4.add(a2, i32x4.mul(v128.load(line, 32), u));
      a3 = i32x4.add(a3, i32x4.mul(v128.load(line, 48), u));
      v += 4;
    }
    const r0 = i32x4.shr_s(a0, BITS);
    const r1 = i32x4.shr_s(a1, BITS);
    const r2 = i32x4.shr_s(a2, BITS);
    const r3 = i32x4.shr_s(a3, BITS);
    v128.store(out + (i - from), bytesOf(r0, r1, r2, r3));
  }
}
