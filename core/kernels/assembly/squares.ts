import { address, word } from './vector';

// The sum behind PSNR. Every item leaves its own float64 partial sum; the caller adds them in order, so the total does
// not depend on the number of threads.

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
