import { address, word } from './vector';

// 8-bit pictures, interleaved as files hold them: made from planes of floats, and held against one another. Sums are of
// whole numbers, so that their order does not matter; every item leaves its own.

// --- Planes of 0..1 -> bytes

const SOURCE = 0; // f32[channels][pixels]
const TARGET = 1; // u8[pixels][channels]
const PIXELS = 2;
const PLANES = 3;
const PER_ITEM = 4; // pixels, a multiple of 4

/** value * 255 + 0.5 in float64, cut to a whole number 0..255; NaN becomes 0. */
// @ts-ignore: decorator
@inline
function fourBytes(at: usize): v128 {
  const v = v128.load(at);
  const scale = f64x2.splat(255);
  const half = f64x2.splat(0.5);
  const low = f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(v), scale), half);
  const high = f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)), scale), half);
  const l = i32x4.trunc_sat_f64x2_u_zero(low);
  const h = i32x4.trunc_sat_f64x2_u_zero(high);
  return i32x4.min_u(v128.shuffle<i32>(l, h, 0, 1, 4, 5), i32x4.splat(255));
}

// @ts-ignore: decorator
@inline
function oneByte(at: usize): u8 {
  const scaled = <f64>load<f32>(at) * 255 + 0.5;
  return scaled >= 255 ? 255 : scaled > 0 ? <u8>(<i32>scaled) : 0;
}

export function toBytesItem(p: usize, item: i32): void {
  const pixels = word(p, PIXELS);
  const channels = word(p, PLANES);
  const perItem = word(p, PER_ITEM);
  const from = item * perItem;
  const to = min(from + perItem, pixels);
  const plane = (<usize>pixels) << 2;
  let i = from;
  let s = address(p, SOURCE) + ((<usize>from) << 2);
  let t = address(p, TARGET) + <usize>from * <usize>channels;
  if (channels == 3) {
    // Sixteen bytes are stored for twelve: the last four are the next ones', so an item ends one pixel at a time.
    for (; i + 8 <= to; i += 4) {
      const r = fourBytes(s);
      const g = fourBytes(s + plane);
      const b = fourBytes(s + 2 * plane);
      const rg = v128.shuffle<u8>(r, g, 0, 16, 0, 4, 20, 4, 8, 24, 8, 12, 28, 12, 12, 12, 12, 12);
      v128.store(t, v128.shuffle<u8>(rg, b, 0, 1, 16, 3, 4, 20, 6, 7, 24, 9, 10, 28, 12, 12, 12, 12));
      s += 16;
      t += 12;
    }
  }
  for (; i < to; i++) {
    for (let c = 0; c < channels; c++) store<u8>(t + <usize>c, oneByte(s + <usize>c * plane));
    s += 4;
    t += <usize>channels;
  }
}

// --- Two pictures

const A = 0; // u8, the reference
const B = 1; // u8, the picture
const OUT = 2;
const ROW = 3; // bytes from one row of the pictures to the next
const START = 4; // byte of the first pixel of the part
const WIDTH = 5; // pixels of the part
const HEIGHT = 6;
const CHANNELS = 7;
const ROWS = 8; // rows per item
const LUMA = 9; // 0: sums of the bytes, 1: of the luma of three channels

/** Bytes after which 32-bit sums of squares could overflow. */
const CHUNK = 65536;

/** f64[items][3]: sum of squares, sum of magnitudes, largest; or the sum of squares of the luma's difference in 1/255000 and zeros. */
export function byteDifferencesItem(p: usize, item: i32): void {
  const rows = word(p, ROWS);
  const from = item * rows;
  const to = min(from + rows, word(p, HEIGHT));
  const width = word(p, WIDTH);
  const bytes = width * word(p, CHANNELS);
  let squares: i64 = 0;
  let magnitudes: i64 = 0;
  let luma: f64 = 0;
  let top = i8x16.splat(0);
  let largest: i32 = 0;
  const isLuma = word(p, LUMA) != 0;
  for (let row = from; row < to; row++) {
    const at = address(p, START) + <usize>row * address(p, ROW);
    const a = address(p, A) + at;
    const b = address(p, B) + at;
    if (isLuma) {
      luma += lumaSquares(a, b, width);
      continue;
    }
    let i = 0;
    while (i + 16 <= bytes) {
      const end = min(bytes, i + CHUNK);
      let sq = i32x4.splat(0);
      let mg = i32x4.splat(0);
      for (; i + 16 <= end; i += 16) {
        const x = v128.load(a + <usize>i);
        const y = v128.load(b + <usize>i);
        const d = i8x16.sub(i8x16.max_u(x, y), i8x16.min_u(x, y));
        top = i8x16.max_u(top, d);
        sq = i32x4.add(sq, i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_low_i8x16_u(d, d)));
        sq = i32x4.add(sq, i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_high_i8x16_u(d, d)));
        mg = i32x4.add(mg, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(d)));
      }
      squares += sumOfWords(sq);
      magnitudes += sumOfWords(mg);
    }
    for (; i < bytes; i++) {
      const d = abs<i32>(<i32>load<u8>(b + <usize>i) - <i32>load<u8>(a + <usize>i));
      squares += d * d;
      magnitudes += d;
      if (d > largest) largest = d;
    }
  }
  const out = address(p, OUT) + <usize>item * 24;
  // Through memory: a lane is a constant of the instruction.
  v128.store(out, top);
  for (let lane: usize = 0; lane < 16; lane++) largest = max(largest, <i32>load<u8>(out + lane));
  store<f64>(out, isLuma ? luma : <f64>squares);
  store<f64>(out, <f64>magnitudes, 8);
  store<f64>(out, <f64>largest, 16);
}

// @ts-ignore: decorator
@inline
function sumOfWords(v: v128): i64 {
  return <i64>(<u32>i32x4.extract_lane(v, 0)) + <i64>(<u32>i32x4.extract_lane(v, 1)) + <i64>(<u32>i32x4.extract_lane(v, 2)) + <i64>(<u32>i32x4.extract_lane(v, 3));
}

/** Of one row: (65481 dR + 128553 dG + 24966 dB)^2; the difference is a whole number below 2^26. */
function lumaSquares(a: usize, b: usize, width: i32): f64 {
  let sum: f64 = 0;
  let other: f64 = 0;
  for (let x = 0; x + 1 < width; x += 2) {
    const d = lumaDifference(a, b);
    const e = lumaDifference(a + 3, b + 3);
    sum += d * d;
    other += e * e;
    a += 6;
    b += 6;
  }
  if ((width & 1) != 0) {
    const d = lumaDifference(a, b);
    sum += d * d;
  }
  return sum + other;
}

// @ts-ignore: decorator
@inline
function lumaDifference(a: usize, b: usize): f64 {
  const r = <i32>load<u8>(b) - <i32>load<u8>(a);
  const g = <i32>load<u8>(b, 1) - <i32>load<u8>(a, 1);
  const l = <i32>load<u8>(b, 2) - <i32>load<u8>(a, 2);
  return <f64>(65481 * r + 128553 * g + 24966 * l);
}

// --- Sums of the error by phase. An item is a band of 8 strides of rows.

const STRIDE = 9;
const TOTALS = 10; // f64[items][channels][stride * stride]
const LINE = 11; // bytes of a line of 16-bit sums

/**
 * Into OUT, i32[items][channels][blocks][stride * stride]: the error summed over each phase of each whole block of 8 x 8
 * strides. Into TOTALS: summed over each phase of the band. Scratch: a line of 16-bit sums per row of the stride.
 */
export function bytePhasesItem(p: usize, item: i32, scratch: usize): void {
  const stride = word(p, STRIDE);
  const channels = word(p, CHANNELS);
  const width = word(p, WIDTH);
  const side = 8 * stride;
  const from = item * side;
  const to = min(from + side, word(p, HEIGHT));
  const line = address(p, LINE);
  memory.fill(scratch, 0, <usize>stride * line);
  for (let row = from; row < to; row++) {
    const at = address(p, START) + <usize>row * address(p, ROW);
    addErrors(scratch + <usize>(row % stride) * line, address(p, A) + at, address(p, B) + at, width * channels);
  }
  const phases = stride * stride;
  const blocks = to - from == side ? width / side : 0;
  const allBlocks = width / side;
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < stride; i++) {
      const sums = scratch + <usize>i * line + ((<usize>c) << 1);
      for (let j = 0; j < stride; j++) {
        const phase = i * stride + j;
        let total: i64 = 0;
        let x = j;
        for (let block = 0; block < blocks; block++) {
          let sum = 0;
          for (let k = 0; k < 8; k++) {
            sum += <i32>load<i16>(sums + ((<usize>(x * channels)) << 1));
            x += stride;
          }
          const place = ((item * channels + c) * allBlocks + block) * phases + phase;
          store<i32>(address(p, OUT) + ((<usize>place) << 2), sum);
          total += sum;
        }
        for (; x < width; x += stride) total += <i32>load<i16>(sums + ((<usize>(x * channels)) << 1));
        store<f64>(address(p, TOTALS) + ((<usize>((item * channels + c) * phases + phase)) << 3), <f64>total);
      }
    }
  }
}

/** Adds picture - reference of one row; at most 8 rows of them fit into 16 bits. */
function addErrors(sums: usize, a: usize, b: usize, bytes: i32): void {
  let i = 0;
  for (; i + 16 <= bytes; i += 16) {
    const x = v128.load(a + <usize>i);
    const y = v128.load(b + <usize>i);
    const at = sums + ((<usize>i) << 1);
    const low = i16x8.sub(i16x8.extend_low_i8x16_u(y), i16x8.extend_low_i8x16_u(x));
    const high = i16x8.sub(i16x8.extend_high_i8x16_u(y), i16x8.extend_high_i8x16_u(x));
    v128.store(at, i16x8.add(v128.load(at), low));
    v128.store(at, i16x8.add(v128.load(at, 16), high), 16);
  }
  for (; i < bytes; i++) {
    const at = sums + ((<usize>i) << 1);
    const d = <i32>load<u8>(b + <usize>i) - <i32>load<u8>(a + <usize>i);
    store<i16>(at, <i16>(<i32>load<i16>(at) + d));
  }
}
