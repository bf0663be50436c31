import { address, fma } from './vector';

// Rows of a transform (transforms.ts) that are quicker made together than one by one. Words of a table: offsets
// of the lines from `from`, then numbers of the outputs, `stride` bytes apart.

/** 6 lines -> the 6 transformed inputs of F(4, 3). */
export function input43(table: usize, to: usize, stride: usize, from: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const b = from + address(table, 1);
  const c = from + address(table, 2);
  const d = from + address(table, 3);
  const e = from + address(table, 4);
  const f = from + address(table, 5);
  const to0 = to + address(table, 6) * stride;
  const to1 = to + address(table, 7) * stride;
  const to2 = to + address(table, 8) * stride;
  const to3 = to + address(table, 9) * stride;
  const to4 = to + address(table, 10) * stride;
  const to5 = to + address(table, 11) * stride;
  const two = f32x4.splat(2);
  const four = f32x4.splat(4);
  const five = f32x4.splat(-5);
  for (let i: usize = 0; i < bytes; i += 16) {
    const d1 = v128.load(b + i);
    const d2 = v128.load(c + i);
    const d3 = v128.load(d + i);
    const d4 = v128.load(e + i);
    v128.store(to0 + i, fma(d2, five, fma(v128.load(a + i), four, d4)));
    v128.store(to5 + i, fma(d3, five, fma(d1, four, v128.load(f + i))));
    const even = f32x4.sub(d4, f32x4.mul(d2, four));
    const odd = f32x4.sub(d3, f32x4.mul(d1, four));
    v128.store(to1 + i, f32x4.add(even, odd));
    v128.store(to2 + i, f32x4.sub(even, odd));
    const far = f32x4.sub(d4, d2);
    const near = f32x4.mul(f32x4.sub(d3, d1), two);
    v128.store(to3 + i, f32x4.add(far, near));
    v128.store(to4 + i, f32x4.sub(far, near));
  }
}

/** 6 products of F(4, 3) -> its 4 outputs. */
export function output43(table: usize, to: usize, stride: usize, from: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const b = from + address(table, 1);
  const c = from + address(table, 2);
  const d = from + address(table, 3);
  const e = from + address(table, 4);
  const f = from + address(table, 5);
  const to0 = to + address(table, 6) * stride;
  const to1 = to + address(table, 7) * stride;
  const to2 = to + address(table, 8) * stride;
  const to3 = to + address(table, 9) * stride;
  const two = f32x4.splat(2);
  const four = f32x4.splat(4);
  const eight = f32x4.splat(8);
  for (let i: usize = 0; i < bytes; i += 16) {
    const m1 = v128.load(b + i);
    const m2 = v128.load(c + i);
    const m3 = v128.load(d + i);
    const m4 = v128.load(e + i);
    const s = f32x4.add(m1, m2);
    const u = f32x4.add(m3, m4);
    v128.store(to0 + i, f32x4.add(v128.load(a + i), f32x4.add(s, u)));
    v128.store(to2 + i, fma(u, four, s));
    const t = f32x4.sub(m1, m2);
    const v = f32x4.sub(m3, m4);
    v128.store(to1 + i, fma(v, two, t));
    v128.store(to3 + i, f32x4.add(v128.load(f + i), fma(v, eight, t)));
  }
}

/** 4 lines -> the first 4 transformed inputs of F(4, 2). */
export function input42(table: usize, to: usize, stride: usize, from: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const b = from + address(table, 1);
  const c = from + address(table, 2);
  const d = from + address(table, 3);
  const to0 = to + address(table, 4) * stride;
  const to1 = to + address(table, 5) * stride;
  const to2 = to + address(table, 6) * stride;
  const to3 = to + address(table, 7) * stride;
  const two = f32x4.splat(2);
  const three = f32x4.splat(3);
  for (let i: usize = 0; i < bytes; i += 16) {
    const d1 = v128.load(b + i);
    const d2 = v128.load(c + i);
    const near = f32x4.sub(v128.load(d + i), d1);
    v128.store(to3 + i, near);
    v128.store(to0 + i, fma(f32x4.sub(v128.load(a + i), d2), two, near));
    v128.store(to1 + i, f32x4.sub(near, f32x4.add(d1, d2)));
    v128.store(to2 + i, fma(f32x4.sub(d1, d2), three, near));
  }
}

/** 5 products of F(4, 2) -> its 4 outputs. */
export function output42(table: usize, to: usize, stride: usize, from: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const b = from + address(table, 1);
  const c = from + address(table, 2);
  const d = from + address(table, 3);
  const e = from + address(table, 4);
  const to0 = to + address(table, 5) * stride;
  const to1 = to + address(table, 6) * stride;
  const to2 = to + address(table, 7) * stride;
  const to3 = to + address(table, 8) * stride;
  const two = f32x4.splat(2);
  const four = f32x4.splat(4);
  const eight = f32x4.splat(8);
  for (let i: usize = 0; i < bytes; i += 16) {
    const m1 = v128.load(b + i);
    const m2 = v128.load(c + i);
    const m3 = v128.load(d + i);
    const s = f32x4.add(m1, m2);
    const t = f32x4.sub(m1, m2);
    v128.store(to0 + i, f32x4.add(f32x4.add(v128.load(a + i), m3), s));
    v128.store(to1 + i, fma(m3, two, t));
    v128.store(to2 + i, fma(m3, four, s));
    v128.store(to3 + i, f32x4.add(v128.load(e + i), fma(m3, eight, t)));
  }
}
