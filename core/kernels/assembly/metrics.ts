import { address, fma, word } from './vector';

// Sums behind PSNR and SSIM. Every item leaves its own float64 partial sum; the caller adds them in order, so the total
// does not depend on the number of threads.

const A = 0; // first picture
const B = 1; // second picture
const SUMS = 2; // f64[items]

const COUNT = 3; // floats in all
const PER_ITEM = 4; // floats per item

/** Sum of (a - b)^2 over floats; differences in float32, squares and sums in float64. */
export function squaresItem(p: usize, item: i32): void {
  const perItem = word(p, PER_ITEM);
  const from = item * perItem;
  const count = min(perItem, word(p, COUNT) - from);
  const a = address(p, A) + ((<usize>from) << 2);
  const b = address(p, B) + ((<usize>from) << 2);
  let s = f64x2.splat(0);
  let t = s;
  let u = s;
  let v = s;
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const at = (<usize>i) << 2;
    const d = f32x4.sub(v128.load(a + at), v128.load(b + at));
    const e = f32x4.sub(v128.load(a + at, 16), v128.load(b + at, 16));
    const dl = f64x2.promote_low_f32x4(d);
    const dh = f64x2.promote_low_f32x4(v128.shuffle<f32>(d, d, 2, 3, 2, 3));
    const el = f64x2.promote_low_f32x4(e);
    const eh = f64x2.promote_low_f32x4(v128.shuffle<f32>(e, e, 2, 3, 2, 3));
    s = f64x2.add(s, f64x2.mul(dl, dl));
    t = f64x2.add(t, f64x2.mul(dh, dh));
    u = f64x2.add(u, f64x2.mul(el, el));
    v = f64x2.add(v, f64x2.mul(eh, eh));
  }
  s = f64x2.add(f64x2.add(s, t), f64x2.add(u, v));
  let total = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; i < count; i++) {
    const d = <f64>(load<f32>(a + ((<usize>i) << 2)) - load<f32>(b + ((<usize>i) << 2)));
    total += d * d;
  }
  store<f64>(address(p, SUMS) + ((<usize>item) << 3), total);
}

const HEIGHT = 3;
const WIDTH = 4;
const BLOCK_ROWS = 5; // output rows per item
const ROW_BLOCKS = 6;
const TAPS = 7; // f32[half + 1]: the outermost tap first
const HALF = 8; // taps on either side of the middle
const CENTRE = 9; // f32: what is taken off a + b so that little is lost to rounding
const C1 = 10; // f32
const C2 = 11; // f32
const COVARIANCE = 12; // f32: n/(n-1) or 1
const LINE = 13; // bytes of one line of the ring
const FIRST_COLUMN = 14; // columns and rows of the valid region that also count for the inner sum
const LAST_COLUMN = 15;
const FIRST_ROW = 16;
const LAST_ROW = 17;
const MAP = 18; // f32 [planes][H - taps + 1][W - taps + 1], 0 = not wanted

/**
 * Sum of the local SSIM of a block of output rows of one plane; f64[items][3]: SSIM, contrast-structure part, inner SSIM.
 *
 * With a = x + y - centre and b = x - y the moments of the definition come from four windowed means (of a, b, a^2, b^2),
 * filtered along x into a ring of rows and the ring along y. Variances do not see the centre.
 * Scratch: 4 source lines, ring [taps][4 lines], one line of local values.
 */
export function ssimItem(p: usize, item: i32, scratch: usize): void {
  const blocks = word(p, ROW_BLOCKS);
  const plane = item / blocks;
  const half = word(p, HALF);
  const taps = 2 * half + 1;
  const width = word(p, WIDTH);
  const height = word(p, HEIGHT);
  const columns = width - taps + 1;
  const from = (item - plane * blocks) * word(p, BLOCK_ROWS);
  const to = min(from + word(p, BLOCK_ROWS), height - taps + 1);
  const line = address(p, LINE);
  const ring = scratch + 4 * line;
  const local = ring + <usize>(4 * taps) * line;
  const base = (<usize>(plane * (width * height))) << 2;
  const a = address(p, A) + base;
  const b = address(p, B) + base;
  const map = address(p, MAP);
  let total: f64 = 0;
  let contrast: f64 = 0;
  let inner: f64 = 0;
  for (let row = from; row < to + taps - 1; row++) {
    const at = (<usize>(row * width)) << 2;
    loadMoments(p, a + at, b + at, scratch, line, width);
    alongX(p, scratch, line, ring + <usize>(4 * (row % taps)) * line, columns);
    const out = row - taps + 1;
    if (out < from) continue;
    alongY(p, ring, line, out, taps, scratch, columns);
    contrast += localSsim(p, scratch, line, local, columns);
    total += sumFloats(local, 0, columns);
    if (out >= word(p, FIRST_ROW) && out <= word(p, LAST_ROW)) inner += sumFloats(local, word(p, FIRST_COLUMN), word(p, LAST_COLUMN) + 1);
    if (map != 0) memory.copy(map + ((<usize>((plane * (height - taps + 1) + out) * columns)) << 2), local, (<usize>columns) << 2);
  }
  const sums = address(p, SUMS) + <usize>item * 24;
  store<f64>(sums, total);
  store<f64>(sums, contrast, 8);
  store<f64>(sums, inner, 16);
}

function loadMoments(p: usize, a: usize, b: usize, to: usize, line: usize, width: i32): void {
  const centre = v128.load32_splat(p + 4 * CENTRE);
  const bytes = (<usize>width) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    const y = v128.load(b + i);
    const s = f32x4.sub(f32x4.add(x, y), centre);
    const d = f32x4.sub(x, y);
    v128.store(to + i, s);
    v128.store(to + line + i, d);
    v128.store(to + 2 * line + i, f32x4.mul(s, s));
    v128.store(to + 3 * line + i, f32x4.mul(d, d));
  }
}

/** The two ends of the symmetric window are added first, which halves the products. */
function alongX(p: usize, from: usize, line: usize, to: usize, columns: i32): void {
  const half = word(p, HALF);
  const taps = address(p, TAPS);
  const last = taps + ((<usize>half) << 2);
  const middle = (<usize>half) << 2;
  const bytes = (<usize>columns) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    let l = from + i;
    let r = l + 2 * middle;
    const m = l + middle;
    const w = v128.load32_splat(last);
    let s = f32x4.mul(v128.load(m), w);
    let d = f32x4.mul(v128.load(m + line), w);
    let ss = f32x4.mul(v128.load(m + 2 * line), w);
    let dd = f32x4.mul(v128.load(m + 3 * line), w);
    for (let tap = taps; tap < last; tap += 4) {
      const u = v128.load32_splat(tap);
      s = fma(f32x4.add(v128.load(l), v128.load(r)), u, s);
      d = fma(f32x4.add(v128.load(l + line), v128.load(r + line)), u, d);
      ss = fma(f32x4.add(v128.load(l + 2 * line), v128.load(r + 2 * line)), u, ss);
      dd = fma(f32x4.add(v128.load(l + 3 * line), v128.load(r + 3 * line)), u, dd);
      l += 4;
      r -= 4;
    }
    v128.store(to + i, s);
    v128.store(to + line + i, d);
    v128.store(to + 2 * line + i, ss);
    v128.store(to + 3 * line + i, dd);
  }
}

/** Rows top to top + taps - 1 of the ring, weighted -> the four lines at `to`. */
function alongY(p: usize, ring: usize, line: usize, top: i32, taps: i32, to: usize, columns: i32): void {
  const half = word(p, HALF);
  const weights = address(p, TAPS);
  const bytes = 4 * line;
  const used = (<usize>columns) << 2;
  const middle = ring + <usize>(4 * ((top + half) % taps)) * line;
  const w = v128.load32_splat(weights + ((<usize>half) << 2));
  for (let k = 0; k < half; k++) {
    const u = v128.load32_splat(weights + ((<usize>k) << 2));
    const l = ring + <usize>((top + k) % taps) * bytes;
    const r = ring + <usize>((top + taps - 1 - k) % taps) * bytes;
    for (let q = 0; q < 4; q++) {
      const at = <usize>q * line;
      if (k == 0) for (let i = at; i < at + used; i += 16) v128.store(to + i, fma(f32x4.add(v128.load(l + i), v128.load(r + i)), u, f32x4.mul(v128.load(middle + i), w)));
      else for (let i = at; i < at + used; i += 16) v128.store(to + i, fma(f32x4.add(v128.load(l + i), v128.load(r + i)), u, v128.load(to + i)));
    }
  }
}

/** Local SSIM of one row; returns the sum of the contrast-structure part. */
function localSsim(p: usize, moments: usize, line: usize, out: usize, columns: i32): f64 {
  const centre = v128.load32_splat(p + 4 * CENTRE);
  const c1 = v128.load32_splat(p + 4 * C1);
  const c2 = v128.load32_splat(p + 4 * C2);
  const halfOf = f32x4.splat(0.5);
  const unbias = f32x4.mul(v128.load32_splat(p + 4 * COVARIANCE), halfOf);
  const bytes = (<usize>columns) << 2;
  let sum = f64x2.splat(0);
  let rest: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const s = v128.load(moments + i);
    const d = v128.load(moments + line + i);
    const dd = f32x4.mul(d, d);
    const vs = f32x4.sub(v128.load(moments + 2 * line + i), f32x4.mul(s, s));
    const vd = f32x4.sub(v128.load(moments + 3 * line + i), dd);
    const t = f32x4.add(s, centre);
    const tt = f32x4.mul(t, t);
    const luminance = f32x4.div(fma(f32x4.sub(tt, dd), halfOf, c1), fma(f32x4.add(tt, dd), halfOf, c1));
    const structure = f32x4.div(fma(f32x4.sub(vs, vd), unbias, c2), fma(f32x4.add(vs, vd), unbias, c2));
    v128.store(out + i, f32x4.mul(luminance, structure));
    if (i + 16 <= bytes) {
      sum = f64x2.add(sum, f64x2.promote_low_f32x4(structure));
      sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f32>(structure, structure, 2, 3, 2, 3)));
    } else {
      rest += <f64>f32x4.extract_lane(structure, 0);
      if (i + 4 < bytes) rest += <f64>f32x4.extract_lane(structure, 1);
      if (i + 8 < bytes) rest += <f64>f32x4.extract_lane(structure, 2);
    }
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + rest;
}

function sumFloats(from: usize, first: i32, end: i32): f64 {
  let s = f64x2.splat(0);
  let t = s;
  let i = first;
  for (; i + 4 <= end; i += 4) {
    const v = v128.load(from + ((<usize>i) << 2));
    s = f64x2.add(s, f64x2.promote_low_f32x4(v));
    t = f64x2.add(t, f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)));
  }
  s = f64x2.add(s, t);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; i < end; i++) sum += <f64>load<f32>(from + ((<usize>i) << 2));
  return sum;
}
