import { address, fma, word } from './vector';

// The sums behind SSIM; every item leaves its own, as in squares.ts.

const A = 0; // first picture
const B = 1; // second picture
const SUMS = 2; // f64[items][3]
const HEIGHT = 3;
const WIDTH = 4;
const BLOCK_ROWS = 5; // output rows per item
const ROW_BLOCKS = 6;
const TAPS = 7; // T[half + 1]: the outermost tap first
const HALF = 8; // taps on either side of the middle
const CONSTANTS = 9; // T[4]: what is taken off a + b so that little is lost to rounding, C1, C2, n/(n-1) or 1
const LINE = 10; // bytes of one line of the ring
const FIRST_COLUMN = 11; // columns and rows of the valid region that also count for the inner sum
const LAST_COLUMN = 12;
const FIRST_ROW = 13;
const LAST_ROW = 14;
// Of 8-bit pictures, interleaved, in place of planes of T:
const ROW = 15; // bytes from one row to the next
const PIXEL = 16; // bytes from one pixel to the next
const MIXTURE = 17; // f64[5]: weights of the three channels, divisor, offset; 0 = one channel as it is

// Everything below comes twice: in float32, and in float64 (T), which is half as fast and loses nothing where the
// pictures are flat and bright, so that variances are small differences of large squares.

// @ts-ignore: decorator
@inline
function shift<T>(): usize {
  return sizeof<T>() == 8 ? 3 : 2;
}

// @ts-ignore: decorator
@inline
function splatAt<T>(at: usize): v128 {
  return sizeof<T>() == 8 ? v128.load64_splat(at) : v128.load32_splat(at);
}

// @ts-ignore: decorator
@inline
function madd<T>(a: v128, b: v128, c: v128): v128 {
  return sizeof<T>() == 8 ? f64x2.add(f64x2.mul(a, b), c) : fma(a, b, c);
}

/**
 * Sum of the local SSIM of a block of output rows of one plane; f64[items][3]: SSIM, contrast-structure part, inner SSIM.
 *
 * With a = x + y - centre and b = x - y the moments of the definition come from four windowed means (of a, b, a^2, b^2),
 * filtered along x into a ring of rows and the ring along y. Variances do not see the centre.
 * Scratch: 4 source lines, ring [taps][4 lines], one line of local values.
 */
export function ssimItem<T>(p: usize, item: i32, scratch: usize): void {
  sumBlock<T>(p, item, scratch, false);
}

/** The same of one channel, or of the luma, of 8-bit pictures in float64. */
export function ssimBytesItem(p: usize, item: i32, scratch: usize): void {
  sumBlock<f64>(p, item, scratch, true);
}

/** One row of bytes as float64. */
function readRow(p: usize, from: usize, to: usize, width: i32): void {
  const pixel = address(p, PIXEL);
  const mixture = address(p, MIXTURE);
  const end = to + ((<usize>width) << 3);
  if (mixture == 0) {
    for (; to < end; to += 8) {
      store<f64>(to, <f64>load<u8>(from));
      from += pixel;
    }
    return;
  }
  const r = load<f64>(mixture);
  const g = load<f64>(mixture, 8);
  const b = load<f64>(mixture, 16);
  const divisor = load<f64>(mixture, 24);
  const offset = load<f64>(mixture, 32);
  for (; to < end; to += 8) {
    const sum = r * <f64>load<u8>(from) + g * <f64>load<u8>(from, 1) + b * <f64>load<u8>(from, 2);
    store<f64>(to, sum / divisor + offset);
    from += pixel;
  }
}

// @ts-ignore: decorator
@inline
function sumBlock<T>(p: usize, item: i32, scratch: usize, areBytes: bool): void {
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
  const base = (<usize>(plane * (width * height))) << shift<T>();
  const a = address(p, A) + base;
  const b = address(p, B) + base;
  // Behind the scratch of planes: two rows of floats.
  const x = local + line;
  const y = x + line;
  let total: f64 = 0;
  let contrast: f64 = 0;
  let inner: f64 = 0;
  for (let row = from; row < to + taps - 1; row++) {
    if (areBytes) {
      const at = <usize>row * address(p, ROW);
      readRow(p, address(p, A) + at, x, width);
      readRow(p, address(p, B) + at, y, width);
      loadMoments<T>(p, x, y, scratch, line, width);
    } else {
      const at = (<usize>(row * width)) << shift<T>();
      loadMoments<T>(p, a + at, b + at, scratch, line, width);
    }
    alongX<T>(p, scratch, line, ring + <usize>(4 * (row % taps)) * line, columns);
    const out = row - taps + 1;
    if (out < from) continue;
    alongY<T>(p, ring, line, out, taps, scratch, columns);
    contrast += localSsim<T>(p, scratch, line, local, columns);
    total += sumLine<T>(local, 0, columns);
    if (out >= word(p, FIRST_ROW) && out <= word(p, LAST_ROW)) inner += sumLine<T>(local, word(p, FIRST_COLUMN), word(p, LAST_COLUMN) + 1);
  }
  const sums = address(p, SUMS) + <usize>item * 24;
  store<f64>(sums, total);
  store<f64>(sums, contrast, 8);
  store<f64>(sums, inner, 16);
}

function loadMoments<T>(p: usize, a: usize, b: usize, to: usize, line: usize, width: i32): void {
  const centre = splatAt<T>(address(p, CONSTANTS));
  const bytes = (<usize>width) << shift<T>();
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    const y = v128.load(b + i);
    const s = v128.sub<T>(v128.add<T>(x, y), centre);
    const d = v128.sub<T>(x, y);
    v128.store(to + i, s);
    v128.store(to + line + i, d);
    v128.store(to + 2 * line + i, v128.mul<T>(s, s));
    v128.store(to + 3 * line + i, v128.mul<T>(d, d));
  }
}

/** The two ends of the symmetric window are added first, which halves the products. */
function alongX<T>(p: usize, from: usize, line: usize, to: usize, columns: i32): void {
  const half = word(p, HALF);
  const taps = address(p, TAPS);
  const last = taps + ((<usize>half) << shift<T>());
  const middle = (<usize>half) << shift<T>();
  const bytes = (<usize>columns) << shift<T>();
  for (let i: usize = 0; i < bytes; i += 16) {
    let l = from + i;
    let r = l + 2 * middle;
    const m = l + middle;
    const w = splatAt<T>(last);
    let s = v128.mul<T>(v128.load(m), w);
    let d = v128.mul<T>(v128.load(m + line), w);
    let ss = v128.mul<T>(v128.load(m + 2 * line), w);
    let dd = v128.mul<T>(v128.load(m + 3 * line), w);
    for (let tap = taps; tap < last; tap += sizeof<T>()) {
      const u = splatAt<T>(tap);
      s = madd<T>(v128.add<T>(v128.load(l), v128.load(r)), u, s);
      d = madd<T>(v128.add<T>(v128.load(l + line), v128.load(r + line)), u, d);
      ss = madd<T>(v128.add<T>(v128.load(l + 2 * line), v128.load(r + 2 * line)), u, ss);
      dd = madd<T>(v128.add<T>(v128.load(l + 3 * line), v128.load(r + 3 * line)), u, dd);
      l += sizeof<T>();
      r -= sizeof<T>();
    }
    v128.store(to + i, s);
    v128.store(to + line + i, d);
    v128.store(to + 2 * line + i, ss);
    v128.store(to + 3 * line + i, dd);
  }
}

/**
 * Rows top to top + taps - 1 of the ring, weighted -> the four lines at `to`. Three pairs of rows at a time: each pass over
 * the lines costs a load and a store of them.
 */
function alongY<T>(p: usize, ring: usize, line: usize, top: i32, taps: i32, to: usize, columns: i32): void {
  const half = word(p, HALF);
  const weights = address(p, TAPS);
  const bytes = 4 * line;
  const used = (<usize>columns) << shift<T>();
  const middle = ring + <usize>((top + half) % taps) * bytes;
  const own = splatAt<T>(weights + ((<usize>half) << shift<T>()));
  const one = v128.splat<T>(<T>1);
  for (let k = 0; k < half; k += 3) {
    const count = min(3, half - k);
    const start = k == 0 ? middle : to;
    const w = k == 0 ? own : one;
    const at = weights + ((<usize>k) << shift<T>());
    for (let q: usize = 0; q < 4; q++) {
      const row = ring + q * line;
      const l = row + <usize>((top + k) % taps) * bytes;
      const r = row + <usize>((top + taps - 1 - k) % taps) * bytes;
      const from = start + q * line;
      const into = to + q * line;
      if (count == 1) {
        addOnePair<T>(into, from, w, l, r, at, used);
        continue;
      }
      const l1 = row + <usize>((top + k + 1) % taps) * bytes;
      const r1 = row + <usize>((top + taps - 2 - k) % taps) * bytes;
      if (count == 2) {
        addTwoPairs<T>(into, from, w, l, r, l1, r1, at, used);
        continue;
      }
      const l2 = row + <usize>((top + k + 2) % taps) * bytes;
      const r2 = row + <usize>((top + taps - 3 - k) % taps) * bytes;
      addThreePairs<T>(into, from, w, l, r, l1, r1, l2, r2, at, used);
    }
  }
}

function addOnePair<T>(to: usize, from: usize, w: v128, l: usize, r: usize, weights: usize, bytes: usize): void {
  const u = splatAt<T>(weights);
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(to + i, madd<T>(v128.add<T>(v128.load(l + i), v128.load(r + i)), u, v128.mul<T>(v128.load(from + i), w)));
}

function addTwoPairs<T>(
  to: usize,
  from: usize,
  w: v128,
  l0: usize,
  r0: usize,
  l1: usize,
  r1: usize,
  weights: usize,
  bytes: usize,
): void {
  const u0 = splatAt<T>(weights);
  const u1 = splatAt<T>(weights + sizeof<T>());
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = madd<T>(v128.add<T>(v128.load(l0 + i), v128.load(r0 + i)), u0, v128.mul<T>(v128.load(from + i), w));
    v128.store(to + i, madd<T>(v128.add<T>(v128.load(l1 + i), v128.load(r1 + i)), u1, a));
  }
}

function addThreePairs<T>(
  to: usize,
  from: usize,
  w: v128,
  l0: usize,
  r0: usize,
  l1: usize,
  r1: usize,
  l2: usize,
  r2: usize,
  weights: usize,
  bytes: usize,
): void {
  const u0 = splatAt<T>(weights);
  const u1 = splatAt<T>(weights + sizeof<T>());
  const u2 = splatAt<T>(weights + 2 * sizeof<T>());
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = madd<T>(v128.add<T>(v128.load(l0 + i), v128.load(r0 + i)), u0, v128.mul<T>(v128.load(from + i), w));
    const b = madd<T>(v128.add<T>(v128.load(l1 + i), v128.load(r1 + i)), u1, a);
    v128.store(to + i, madd<T>(v128.add<T>(v128.load(l2 + i), v128.load(r2 + i)), u2, b));
  }
}

/** Local SSIM of one row; returns the sum of the contrast-structure part. */
function localSsim<T>(p: usize, moments: usize, line: usize, out: usize, columns: i32): f64 {
  const constants = address(p, CONSTANTS);
  const centre = splatAt<T>(constants);
  const c1 = splatAt<T>(constants + sizeof<T>());
  const c2 = splatAt<T>(constants + 2 * sizeof<T>());
  const halfOf = v128.splat<T>(<T>0.5);
  const unbias = v128.mul<T>(splatAt<T>(constants + 3 * sizeof<T>()), halfOf);
  const bytes = (<usize>columns) << shift<T>();
  let sum = f64x2.splat(0);
  let rest: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const s = v128.load(moments + i);
    const d = v128.load(moments + line + i);
    const dd = v128.mul<T>(d, d);
    const vs = v128.sub<T>(v128.load(moments + 2 * line + i), v128.mul<T>(s, s));
    const vd = v128.sub<T>(v128.load(moments + 3 * line + i), dd);
    const t = v128.add<T>(s, centre);
    const tt = v128.mul<T>(t, t);
    const luminance = v128.div<T>(madd<T>(v128.sub<T>(tt, dd), halfOf, c1), madd<T>(v128.add<T>(tt, dd), halfOf, c1));
    const structure = v128.div<T>(madd<T>(v128.sub<T>(vs, vd), unbias, c2), madd<T>(v128.add<T>(vs, vd), unbias, c2));
    v128.store(out + i, v128.mul<T>(luminance, structure));
    if (sizeof<T>() == 8) {
      if (i + 16 <= bytes) sum = f64x2.add(sum, structure);
      else rest += f64x2.extract_lane(structure, 0);
    } else if (i + 16 <= bytes) {
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

function sumLine<T>(from: usize, first: i32, end: i32): f64 {
  let s = f64x2.splat(0);
  let t = s;
  let i = first;
  for (; i + 4 <= end; i += 4) {
    const at = from + ((<usize>i) << shift<T>());
    const v = v128.load(at);
    if (sizeof<T>() == 8) {
      s = f64x2.add(s, v);
      t = f64x2.add(t, v128.load(at, 16));
    } else {
      s = f64x2.add(s, f64x2.promote_low_f32x4(v));
      t = f64x2.add(t, f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)));
    }
  }
  s = f64x2.add(s, t);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; i < end; i++) sum += <f64>load<T>(from + ((<usize>i) << shift<T>()));
  return sum;
}
