import { address, fma, word } from './vector';
import { input42, input43, output42, output43 } from './transformKernels';

// One axis of a transform, applied to long lines: output i (at to + i*stride) is a sum of lines, each at an offset from
// `from` with a coefficient. A table is a number of steps, then per step its form, how many words follow, and those:
//   SUM           output, then per term an offset in bytes and a coefficient
//   others        offsets of the lines it takes, numbers of the outputs it makes (transformKernels.ts)

export const SUM = 0;
const INPUT_43 = 1;
const OUTPUT_43 = 2;
const INPUT_42 = 3;

export function applyAxis(table: usize, to: usize, stride: usize, from: usize, bytes: usize): void {
  const steps = word(table, 0);
  let at = table + 4;
  for (let i = 0; i < steps; i++) {
    const form = word(at, 0);
    const words = word(at, 1);
    at += 8;
    if (form == SUM) sum(to + address(at, 0) * stride, from, at + 4, (words - 1) >> 1, bytes);
    else if (form == INPUT_43) input43(at, to, stride, from, bytes);
    else if (form == OUTPUT_43) output43(at, to, stride, from, bytes);
    else if (form == INPUT_42) input42(at, to, stride, from, bytes);
    else output42(at, to, stride, from, bytes);
    at += (<usize>words) << 2;
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

/** to = sum of coefficient * (from + offset) over all terms, whole vectors. */
function sum(to: usize, from: usize, table: usize, terms: i32, bytes: usize): void {
  if (terms >= 4) sum4(to, from, table, bytes);
  else if (terms == 3) sum3(to, from, table, bytes);
  else if (terms == 2) sum2(to, from, table, bytes);
  else sum1(to, from, table, bytes);
  for (let i = 4; i < terms; i++) addTerm(to, from, table + ((<usize>i) << 3), bytes);
}

function addTerm(to: usize, from: usize, table: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const u = v128.load32_splat(table, 4);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, fma(v128.load(a + i), u, v128.load(to + i)));
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

function sum4(to: usize, from: usize, table: usize, bytes: usize): void {
  const a = from + address(table, 0);
  const b = from + address(table, 2);
  const c = from + address(table, 4);
  const d = from + address(table, 6);
  const t = v128.load32_splat(table, 4);
  const u = v128.load32_splat(table, 12);
  const v = v128.load32_splat(table, 20);
  const w = v128.load32_splat(table, 28);
  for (let i: usize = 0; i < bytes; i += 16) {
    const left = fma(v128.load(b + i), u, f32x4.mul(v128.load(a + i), t));
    v128.store(to + i, fma(v128.load(d + i), w, fma(v128.load(c + i), v, left)));
  }
}
