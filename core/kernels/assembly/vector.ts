// Small things every kernel uses. Pointers are byte addresses in the one shared memory.

/** a*b + c: one rounding in the relaxed build where the machine has it, two everywhere in the plain build. */
// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The i-th 32-bit word of a parameter block. */
// @ts-ignore: decorator
@inline
export function word(p: usize, i: i32): i32 {
  return load<i32>(p + ((<usize>i) << 2));
}

/** The i-th word of a parameter block read as an address. */
// @ts-ignore: decorator
@inline
export function address(p: usize, i: i32): usize {
  return <usize>load<u32>(p + ((<usize>i) << 2));
}

/** Copies `count` floats; may read up to 12 bytes behind the source, never writes behind the destination. */
export function copyFloats(to: usize, from: usize, count: i32): void {
  if (count >= 256) {
    memory.copy(to, from, (<usize>count) << 2);
    return;
  }
  let left = count;
  while (left >= 8) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    v128.store(to, a);
    v128.store(to, b, 16);
    from += 32;
    to += 32;
    left -= 8;
  }
  while (left > 0) {
    store<f32>(to, load<f32>(from));
    from += 4;
    to += 4;
    left--;
  }
}

/** Fills `count` floats with `value`. */
export function fillFloats(to: usize, value: f32, count: i32): void {
  const v = f32x4.splat(value);
  while (count >= 4) {
    v128.store(to, v);
    to += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(to, value);
    to += 4;
    count--;
  }
}
