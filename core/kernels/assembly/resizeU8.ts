import { address, word } from './vector';

// Bilinear resampling of RGBA bytes in integers. x u8[H][W][4] -> y u8[OH][OW][4]; an item is `blockRows` output rows.
// Positions as `interpolate` with mode bilinear, weights in 1/2048; x2 needs only quarters and is exact to its rounding.

const X = 0;
const Y = 1;
const HEIGHT = 2;
const WIDTH = 3;
const OUT_HEIGHT = 4;
const OUT_WIDTH = 5;
const BLOCK_ROWS = 6;
const ROWS = 7; // per output row: source row, next source row, weight of the next in 1/2048
const COLUMNS = 8; // per output column: bytes of the column, of the next column (u16 line), two i16 weights
const TWICE = 9; // 1 = both sizes are doubled
const LINE = 10; // bytes from one line to the next

export function resizeU8Item(p: usize, item: i32, scratch: usize): void {
  const outWidth = word(p, OUT_WIDTH);
  const width = word(p, WIDTH);
  const from = item * word(p, BLOCK_ROWS);
  const to = min(from + word(p, BLOCK_ROWS), word(p, OUT_HEIGHT));
  const x = address(p, X);
  const line = scratch + 16;
  const twice = word(p, TWICE) != 0;
  for (let oy = from; oy < to; oy++) {
    const row = address(p, ROWS) + <usize>(12 * oy);
    const a = x + ((<usize>(word(row, 0) * width)) << 2);
    const b = x + ((<usize>(word(row, 1) * width)) << 2);
    const out = address(p, Y) + ((<usize>(oy * outWidth)) << 2);
    if (twice) {
      // The nearer row counts three times. The second and third of four output rows see the same two rows.
      const isFirst = word(row, 2) < 1024;
      const both = isFirst && oy + 1 < to && word(row, 3) == word(row, 0) && word(row, 4) == word(row, 1);
      if (both) {
        quarterRows(line, line + address(p, LINE), a, b, width);
        twiceRow(out, line, width);
        twiceRow(out + ((<usize>outWidth) << 2), line + address(p, LINE), width);
        oy++;
      } else {
        quarterRow(line, isFirst ? a : b, isFirst ? b : a, width);
        twiceRow(out, line, width);
      }
    } else {
      blendRows(line, a, b, word(row, 2), width);
      pickColumns(out, line, address(p, COLUMNS), outWidth);
    }
  }
}

/** line u16[W][4] = 3 near + far + 2, the border pixels repeated on both sides. Four times the 2 are what rounds later. */
function quarterRow(line: usize, near: usize, far: usize, width: i32): void {
  const bytes = (<usize>width) << 2;
  const two = i16x8.splat(2);
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(near + i);
    const b = v128.load(far + i);
    const al = i16x8.extend_low_i8x16_u(a);
    const ah = i16x8.extend_high_i8x16_u(a);
    const bl = i16x8.add(i16x8.extend_low_i8x16_u(b), two);
    const bh = i16x8.add(i16x8.extend_high_i8x16_u(b), two);
    v128.store(line + 2 * i, i16x8.add(i16x8.add(al, i16x8.shl(al, 1)), bl));
    v128.store(line + 2 * i, i16x8.add(i16x8.add(ah, i16x8.shl(ah, 1)), bh), 16);
  }
  spreadBorders(line, bytes);
}

/** The same for both rows between a and b: 3 a + b + 2 and a + 3 b + 2. */
function quarterRows(first: usize, second: usize, a: usize, b: usize, width: i32): void {
  const bytes = (<usize>width) << 2;
  const two = i16x8.splat(2);
  for (let i: usize = 0; i < bytes; i += 16) {
    const va = v128.load(a + i);
    const vb = v128.load(b + i);
    const al = i16x8.extend_low_i8x16_u(va);
    const bl = i16x8.extend_low_i8x16_u(vb);
    const sl = i16x8.add(i16x8.add(al, bl), two);
    v128.store(first + 2 * i, i16x8.add(sl, i16x8.shl(al, 1)));
    v128.store(second + 2 * i, i16x8.add(sl, i16x8.shl(bl, 1)));
    const ah = i16x8.extend_high_i8x16_u(va);
    const bh = i16x8.extend_high_i8x16_u(vb);
    const sh = i16x8.add(i16x8.add(ah, bh), two);
    v128.store(first + 2 * i, i16x8.add(sh, i16x8.shl(ah, 1)), 16);
    v128.store(second + 2 * i, i16x8.add(sh, i16x8.shl(bh, 1)), 16);
  }
  spreadBorders(first, bytes);
  spreadBorders(second, bytes);
}

function spreadBorders(line: usize, bytes: usize): void {
  store<i64>(line - 8, load<i64>(line));
  store<i64>(line + 2 * bytes, load<i64>(line + 2 * bytes - 8));
}

/** Two pixels t[q], t[q+1] of the line in, four out: (3 t[q] + t[q-1]) >> 4 and (3 t[q] + t[q+1]) >> 4. */
// @ts-ignore: decorator
@inline
function twicePixels(at: usize): v128 {
  const t = v128.load(at);
  const base = i16x8.add(t, i16x8.shl(t, 1));
  const even = i16x8.shr_u(i16x8.add(base, v128.load(at - 8)), 4);
  const odd = i16x8.shr_u(i16x8.add(base, v128.load(at, 8)), 4);
  const packed = i8x16.narrow_i16x8_u(even, odd);
  return v128.shuffle<i32>(packed, packed, 0, 2, 1, 3);
}

function twiceRow(out: usize, line: usize, width: i32): void {
  const end = line + ((<usize>(width & ~3)) << 3);
  for (; line < end; line += 32) {
    v128.store(out, twicePixels(line));
    v128.store(out, twicePixels(line + 16), 16);
    out += 32;
  }
  for (let left = width & 3; left > 0; left -= 2) {
    const four = twicePixels(line);
    v128.store64_lane(out, four, 0);
    if (left > 1) v128.store64_lane(out, four, 1, 8);
    line += 16;
    out += 16;
  }
}

/** line i16[W][4] = ((2048 - w) a + w b + 8) >> 4, so 128 times the value. */
function blendRows(line: usize, a: usize, b: usize, w: i32, width: i32): void {
  const weights = i32x4.splat((2048 - w) | (w << 16));
  const round = i32x4.splat(8);
  const zero = i32x4.splat(0);
  const bytes = (<usize>width) << 2;
  for (let i: usize = 0; i < bytes; i += 8) {
    const ab = v128.shuffle<i8>(v128.load64_zero(a + i), v128.load64_zero(b + i), 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const l = v128.shuffle<i8>(ab, zero, 0, 16, 1, 16, 2, 16, 3, 16, 4, 16, 5, 16, 6, 16, 7, 16);
    const h = v128.shuffle<i8>(ab, zero, 8, 16, 9, 16, 10, 16, 11, 16, 12, 16, 13, 16, 14, 16, 15, 16);
    const tl = i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(l, weights), round), 4);
    const th = i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(h, weights), round), 4);
    v128.store(line + 2 * i, i16x8.narrow_i32x4_s(tl, th));
  }
}

/** One output pixel from two of the line: (u t[i] + v t[j] + 2^17) >> 18. */
function pickColumns(out: usize, line: usize, columns: usize, outWidth: i32): void {
  const round = i32x4.splat(1 << 17);
  for (let i = 0; i < outWidth; i++) {
    const a = v128.load64_zero(line + <usize>load<u32>(columns));
    const b = v128.load64_zero(line + <usize>load<u32>(columns, 4));
    const pairs = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    const sum = i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(pairs, v128.load32_splat(columns, 8)), round), 18);
    const narrow = i16x8.narrow_i32x4_s(sum, sum);
    store<i32>(out, i32x4.extract_lane(i8x16.narrow_i16x8_u(narrow, narrow), 0));
    columns += 12;
    out += 4;
  }
}
