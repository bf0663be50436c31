import { copyFloats } from './vector';

/**
 * Writes `count` floats of one row made of `s` phases: to[q*s + p] = from[p*stride/4 + q].
 * Reads whole vectors (the phases need 12 bytes of slack), writes exactly `count` floats.
 */
export function interleave(to: usize, from: usize, stride: usize, s: i32, count: i32): void {
  if (s == 1) {
    copyFloats(to, from, count);
    return;
  }
  if (s == 2) return interleave2(to, from, stride, count);
  if (s == 3) return interleave3(to, from, stride, count);
  if (s == 4) return interleave4(to, from, stride, count);
  if ((s & 3) == 0) return interleaveFours(to, from, stride, s, count);
  for (let p = 0; p < s; p++) {
    let source = from + <usize>p * stride;
    for (let i = p; i < count; i += s) {
      store<f32>(to + ((<usize>i) << 2), load<f32>(source));
      source += 4;
    }
  }
}

/** The floats a vector loop left over: positions `done`..`count` of the row. */
function rest(to: usize, from: usize, stride: usize, s: i32, done: i32, count: i32): void {
  for (let i = done; i < count; i++) {
    const q = i / s;
    const p = i - q * s;
    store<f32>(to + ((<usize>i) << 2), load<f32>(from + <usize>p * stride + ((<usize>q) << 2)));
  }
}

export function interleave2(to: usize, from: usize, stride: usize, count: i32): void {
  let i = 0;
  let a = from;
  let b = from + stride;
  let o = to;
  for (; i + 8 <= count; i += 8) {
    const x = v128.load(a);
    const y = v128.load(b);
    v128.store(o, v128.shuffle<f32>(x, y, 0, 4, 1, 5));
    v128.store(o, v128.shuffle<f32>(x, y, 2, 6, 3, 7), 16);
    a += 16;
    b += 16;
    o += 32;
  }
  rest(to, from, stride, 2, i, count);
}

export function interleave3(to: usize, from: usize, stride: usize, count: i32): void {
  let i = 0;
  let a = from;
  let o = to;
  for (; i + 12 <= count; i += 12) {
    const x = v128.load(a);
    const y = v128.load(a + stride);
    const z = v128.load(a + 2 * stride);
    const xy = v128.shuffle<f32>(x, y, 0, 4, 1, 5); // x0 y0 x1 y1
    const yz = v128.shuffle<f32>(y, z, 1, 5, 2, 6); // y1 z1 y2 z2
    const zx = v128.shuffle<f32>(z, x, 2, 7, 3, 3); // z2 x3 z3 z3
    v128.store(o, v128.shuffle<f32>(xy, z, 0, 1, 4, 2)); // x0 y0 z0 x1
    v128.store(o, v128.shuffle<f32>(yz, x, 0, 1, 6, 2), 16); // y1 z1 x2 y2
    v128.store(o, v128.shuffle<f32>(zx, y, 0, 1, 7, 2), 32); // z2 x3 y3 z3
    a += 16;
    o += 48;
  }
  rest(to, from, stride, 3, i, count);
}

export function interleave4(to: usize, from: usize, stride: usize, count: i32): void {
  let i = 0;
  let a = from;
  let c = from + 2 * stride;
  let o = to;
  for (; i + 16 <= count; i += 16) {
    const w = v128.load(a);
    const x = v128.load(a + stride);
    const y = v128.load(c);
    const z = v128.load(c + stride);
    const wxl = v128.shuffle<f32>(w, x, 0, 4, 1, 5);
    const wxh = v128.shuffle<f32>(w, x, 2, 6, 3, 7);
    const yzl = v128.shuffle<f32>(y, z, 0, 4, 1, 5);
    const yzh = v128.shuffle<f32>(y, z, 2, 6, 3, 7);
    v128.store(o, v128.shuffle<f64>(wxl, yzl, 0, 2));
    v128.store(o, v128.shuffle<f64>(wxl, yzl, 1, 3), 16);
    v128.store(o, v128.shuffle<f64>(wxh, yzh, 0, 2), 32);
    v128.store(o, v128.shuffle<f64>(wxh, yzh, 1, 3), 48);
    a += 16;
    c += 16;
    o += 64;
  }
  rest(to, from, stride, 4, i, count);
}

/** 8, 12, ... phases, four at a time. */
function interleaveFours(to: usize, from: usize, stride: usize, s: i32, count: i32): void {
  const whole = count / (4 * s);
  const step = (<usize>s) << 2;
  for (let group = 0; group < s; group += 4) {
    let a = from + <usize>group * stride;
    let o = to + ((<usize>group) << 2);
    for (let i = 0; i < whole; i++) {
      const w = v128.load(a);
      const x = v128.load(a + stride);
      const y = v128.load(a + 2 * stride);
      const z = v128.load(a + 3 * stride);
      const wxl = v128.shuffle<f32>(w, x, 0, 4, 1, 5);
      const wxh = v128.shuffle<f32>(w, x, 2, 6, 3, 7);
      const yzl = v128.shuffle<f32>(y, z, 0, 4, 1, 5);
      const yzh = v128.shuffle<f32>(y, z, 2, 6, 3, 7);
      v128.store(o, v128.shuffle<f64>(wxl, yzl, 0, 2));
      v128.store(o + step, v128.shuffle<f64>(wxl, yzl, 1, 3));
      v128.store(o + 2 * step, v128.shuffle<f64>(wxh, yzh, 0, 2));
      v128.store(o + 3 * step, v128.shuffle<f64>(wxh, yzh, 1, 3));
      a += 16;
      o += 4 * step;
    }
  }
  rest(to, from, stride, s, whole * 4 * s, count);
}

/** The reverse: to[p*stride/4 + q] = from[q*s + p] for `columns` values of each of the `s` phases. */
export function deinterleave(to: usize, stride: usize, from: usize, s: i32, columns: i32): void {
  if (s == 1) {
    copyFloats(to, from, columns);
    return;
  }
  let q = 0;
  if (s == 2) {
    for (; q + 4 <= columns; q += 4) {
      const a = v128.load(from + ((<usize>q) << 3));
      const b = v128.load(from + ((<usize>q) << 3), 16);
      v128.store(to + ((<usize>q) << 2), v128.shuffle<f32>(a, b, 0, 2, 4, 6));
      v128.store(to + stride + ((<usize>q) << 2), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    }
  }
  if (s == 4) {
    for (; q + 4 <= columns; q += 4) {
      const at = from + ((<usize>q) << 4);
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const c = v128.load(at, 32);
      const d = v128.load(at, 48);
      const abl = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const abh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cdl = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cdh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      const out = to + ((<usize>q) << 2);
      v128.store(out, v128.shuffle<f64>(abl, cdl, 0, 2));
      v128.store(out + stride, v128.shuffle<f64>(abl, cdl, 1, 3));
      v128.store(out + 2 * stride, v128.shuffle<f64>(abh, cdh, 0, 2));
      v128.store(out + 3 * stride, v128.shuffle<f64>(abh, cdh, 1, 3));
    }
  }
  for (let p = 0; p < s; p++) {
    let source = from + ((<usize>(q * s + p)) << 2);
    let target = to + <usize>p * stride + ((<usize>q) << 2);
    for (let i = q; i < columns; i++) {
      store<f32>(target, load<f32>(source));
      source += (<usize>s) << 2;
      target += 4;
    }
  }
}
