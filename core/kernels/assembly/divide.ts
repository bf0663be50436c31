import { address, word } from './vector';

// y = numerator / max(denominator, least), element by element; an item is `perItem` values.

const NUMERATOR = 0;
const DENOMINATOR = 1;
const Y = 2;
const COUNT = 3;
const PER_ITEM = 4;
const LEAST = 5; // f32

export function divideItem(p: usize, item: i32): void {
  const from = item * word(p, PER_ITEM);
  const count = min(word(p, PER_ITEM), word(p, COUNT) - from);
  const at = (<usize>from) << 2;
  const a = address(p, NUMERATOR) + at;
  const b = address(p, DENOMINATOR) + at;
  const y = address(p, Y) + at;
  const least = v128.load32_splat(p, LEAST << 2);
  const whole = (<usize>(count & ~3)) << 2;
  for (let i: usize = 0; i < whole; i += 16)
    v128.store(y + i, f32x4.div(v128.load(a + i), f32x4.pmax(v128.load(b + i), least)));
  const end = (<usize>count) << 2;
  for (let i = whole; i < end; i += 4) {
    const divisor = f32x4.pmax(v128.load32_zero(b + i), least);
    v128.store_lane<f32>(y + i, f32x4.div(v128.load32_zero(a + i), divisor), 0);
  }
}
