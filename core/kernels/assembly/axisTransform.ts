import { address, fma, word } from './vector';

// One axis of a transform, applied to long lines: output i (at to + i*stride) is a sum of lines, each at an offset from
// `from` with a coefficient. Words of a table: form, then what that form needs.
//   SUMS          number of outputs, then per output: terms, and per term an offset in bytes and a coefficient
//   F43_INPUT     offsets of 6 lines; 6 outputs (transforms.ts: F43.input)
//   F43_OUTPUT    number of groups, then per group: offsets of 6 lines, numbers of the 4 outputs (F43.output)

export const SUMS = 0;
export const F43_INPUT = 1;

export function applyAxis(table: usize, to: usize, stride: usize, from: usize, bytes: usize): void {
  const form = word(table, 0);
  if (form == SUMS) {
    const count = word(table, 1);
    let at = table + 8;
    for (let i = 0; i < count; i++) at = sum(to + <usize>i * stride, from, at, bytes);
  } else if (form == F43_INPUT) input43(table + 4, to, stride, from, bytes);
  else {
    const groups = word(table, 1);
    for (let g = 0; g < groups; g++) output43(table + 8 + <usize>(g * 40), to, stride, from, bytes);
  }
}

/**
 * Transformed weights of one product of the rows, for all pairs of channels: first along the rows of the kernel, then
 * along its columns. Words of the parameters: kernel width, bytes of a line, then 4 per item: taps [rows][columns][line],
 * table of the row, table of the columns, where to.
 */
export function transformWeightsItem(p: usize, item: i32, scratch: usize): void {
  const width = word(p, 0);
  const line = address(p, 1);
  const at = p + 8 + ((<usize>item) << 4);
  const taps = address(at, 0);
  for (let k: usize = 0; k < <usize>width; k++) applyAxis(address(at, 1), scratch + k * line, line, taps + k * line, line);
  applyAxis(address(at, 2), address(at, 3), line, scratch, line);
}

/** to = sum of coefficient * (from + offset) over one to three terms, whole vectors; returns the table behind this sum. */
function sum(to: usize, from: usize, table: usize, bytes: usize): usize {
  const terms = word(table, 0);
  table += 4;
  if (terms == 3) sum3(to, from, table, bytes);
  else if (terms == 2) sum2(to, from, table, bytes);
  else sum1(to, from, table, bytes);
  return table + ((<usize>terms) << 3);
}

function sum1(to: usize, from: usize, table: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const u = v128.load32_splat(table, 4);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f32x4.mul(v128.load(a + i), u));
}

function sum2(to: usize, from: usize, table: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const b = from + address(table, 2);
  const u = v128.load32_splat(table, 4);
  const v = v128.load32_splat(table, 12);
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(to + i, fma(v128.load(b + i), v, f32x4.mul(v128.load(a + i), u)));
}

function sum3(to: usize, from: usize, table: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const b = from + address(table, 2);
  const c = from + address(table, 4);
  const u = v128.load32_splat(table, 4);
  const v = v128.load32_splat(table, 12);
  const w = v128.load32_splat(table, 20);
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(to + i, fma(v128.load(c + i), w, fma(v128.load(b + i), v, f32x4.mul(v128.load(a + i), u))));
}

function input43(table: usize, to: usize, stride: usize, from: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const b = from + address(table, 1);
  const c = from + address(table, 2);
  const d = from + address(table, 3);
  const e = from + address(table, 4);
  const f = from + address(table, 5);
  const two = f32x4.splat(2);
  const four = f32x4.splat(4);
  const five = f32x4.splat(-5);
  for (let i: usize = 0; i < bytes; i += 16) {
    const o = to + i;
    const d1 = v128.load(b + i);
    const d2 = v128.load(c + i);
    const d3 = v128.load(d + i);
    const d4 = v128.load(e + i);
    v128.store(o, fma(d2, five, fma(v128.load(a + i), four, d4)));
    v128.store(o + 5 * stride, fma(d3, five, fma(d1, four, v128.load(f + i))));
    const even = f32x4.sub(d4, f32x4.mul(d2, four));
    const odd = f32x4.sub(d3, f32x4.mul(d1, four));
    v128.store(o + stride, f32x4.add(even, odd));
    v128.store(o + 2 * stride, f32x4.sub(even, odd));
    const far = f32x4.sub(d4, d2);
    const near = f32x4.mul(f32x4.sub(d3, d1), two);
    v128.store(o + 3 * stride, f32x4.add(far, near));
    v128.store(o + 4 * stride, f32x4.sub(far, near));
  }
}

function output43(table: usize, to: usize, stride: usize, from: usize, bytes: usize): void {
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
