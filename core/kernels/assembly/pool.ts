import { address, fillFloats, word } from './vector';

// Max pooling with positions, and its reverse. An item is `blockRows` output rows of one plane, or one plane.

const X = 0;
const Y = 1;
const INDICES = 2;
const HEIGHT = 3; // of the input
const WIDTH = 4;
const OUT_HEIGHT = 5;
const OUT_WIDTH = 6;
const BLOCK_ROWS = 7;
const ROW_BLOCKS = 8;
const FLAG = 9; // unpooling only: address of the word that says a place was outside
const KERNEL_Y = 9;
const KERNEL_X = 10;
const STRIDE_Y = 11;
const STRIDE_X = 12;
const PADDING_Y = 13;
const PADDING_X = 14;
const DILATION_Y = 15;
const DILATION_X = 16;

/** x [planes, H, W] -> y, indices [planes, OH, OW]: the first greatest value in row-major order wins, NaN beats all. */
export function maxPoolItem(p: usize, item: i32): void {
  const blocks = word(p, ROW_BLOCKS);
  const n = item / blocks;
  const from = (item - n * blocks) * word(p, BLOCK_ROWS);
  const outHeight = word(p, OUT_HEIGHT);
  const outWidth = word(p, OUT_WIDTH);
  const height = word(p, HEIGHT);
  const width = word(p, WIDTH);
  const to = min(from + word(p, BLOCK_ROWS), outHeight);
  const x = address(p, X) + ((<usize>(n * (height * width))) << 2);
  const base = (<usize>(n * (outHeight * outWidth))) << 2;
  const y = address(p, Y) + base;
  const indices = address(p, INDICES) + base;
  const dy = word(p, DILATION_Y);
  const dx = word(p, DILATION_X);
  const spanY = (word(p, KERNEL_Y) - 1) * dy;
  const spanX = (word(p, KERNEL_X) - 1) * dx;
  // Windows of 2 x 2 side by side: words KERNEL_Y to STRIDE_X are 2, the rest 0 and 1.
  let isTwo = word(p, DILATION_Y) == 1 && word(p, DILATION_X) == 1 && word(p, PADDING_Y) == 0 && word(p, PADDING_X) == 0;
  for (let i = KERNEL_Y; i <= STRIDE_X; i++) isTwo = isTwo && word(p, i) == 2;
  for (let oy = from; oy < to; oy++) {
    const top = oy * word(p, STRIDE_Y) - word(p, PADDING_Y);
    const y1 = min(top + spanY, height - 1);
    let y0 = top;
    while (y0 < 0) y0 += dy;
    let ox = 0;
    if (isTwo) {
      const at = (<usize>(oy * outWidth)) << 2;
      ox = poolTwoRow(x, width, oy * 2, y + at, indices + at, outWidth);
    }
    for (; ox < outWidth; ox++) {
      const left = ox * word(p, STRIDE_X) - word(p, PADDING_X);
      const x1 = min(left + spanX, width - 1);
      let x0 = left;
      while (x0 < 0) x0 += dx;
      let best = y0 * width + x0;
      let value = -f32.MAX_VALUE - f32.MAX_VALUE;
      for (let iy = y0; iy <= y1; iy += dy) {
        for (let ix = x0; ix <= x1; ix += dx) {
          const v = load<f32>(x + ((<usize>(iy * width + ix)) << 2));
          if (v > value || v != v) {
            value = v;
            best = iy * width + ix;
          }
        }
      }
      const at = (<usize>(oy * outWidth + ox)) << 2;
      store<f32>(y + at, value);
      store<i32>(indices + at, best);
    }
  }
}

/** Four windows of 2 x 2 at a time, by the same comparisons in the same order. Returns the columns done. */
function poolTwoRow(x: usize, width: i32, top: i32, y: usize, indices: usize, outWidth: i32): i32 {
  const upper = x + ((<usize>(top * width)) << 2);
  const lower = upper + ((<usize>width) << 2);
  let corner = i32x4.add(i32x4.splat(top * width), i32x4(0, 2, 4, 6));
  const below = i32x4.splat(width);
  const one = i32x4.splat(1);
  let ox = 0;
  for (; ox + 4 <= outWidth; ox += 4) {
    const at = (<usize>ox) << 3;
    const a = v128.load(upper + at);
    const b = v128.load(upper + at, 16);
    const c = v128.load(lower + at);
    const d = v128.load(lower + at, 16);
    let value = v128.shuffle<f32>(a, b, 0, 2, 4, 6);
    let index = corner;
    const right = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
    let wins = v128.or(f32x4.gt(right, value), f32x4.ne(right, right));
    value = v128.bitselect(right, value, wins);
    index = v128.bitselect(i32x4.add(corner, one), index, wins);
    const under = v128.shuffle<f32>(c, d, 0, 2, 4, 6);
    wins = v128.or(f32x4.gt(under, value), f32x4.ne(under, under));
    value = v128.bitselect(under, value, wins);
    index = v128.bitselect(i32x4.add(corner, below), index, wins);
    const last = v128.shuffle<f32>(c, d, 1, 3, 5, 7);
    wins = v128.or(f32x4.gt(last, value), f32x4.ne(last, last));
    value = v128.bitselect(last, value, wins);
    index = v128.bitselect(i32x4.add(i32x4.add(corner, below), one), index, wins);
    v128.store(y + ((<usize>ox) << 2), value);
    v128.store(indices + ((<usize>ox) << 2), index);
    corner = i32x4.add(corner, i32x4.splat(8));
  }
  return ox;
}

/** Any positions: zeros, then one write per value, the last one wins. An item is one plane. */
export function scatterItem(p: usize, item: i32): void {
  const count = word(p, HEIGHT) * word(p, WIDTH);
  const volume = word(p, OUT_HEIGHT) * word(p, OUT_WIDTH);
  const from = (<usize>(item * count)) << 2;
  const x = address(p, X) + from;
  const indices = address(p, INDICES) + from;
  const y = address(p, Y) + ((<usize>(item * volume)) << 2);
  fillFloats(y, 0, volume);
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    const index = load<i32>(indices + at);
    if (<u32>index >= <u32>volume) {
      atomic.store<i32>(address(p, FLAG), 1);
      return;
    }
    store<f32>(y + ((<usize>index) << 2), load<f32>(x + at));
  }
}

/**
 * Positions that pooling with 2 x 2 windows wrote: each lies in its own window, so both output rows are written in
 * order with no zero fill. Says through FLAG when a position lies elsewhere; the result is then not to be used.
 * Items are `blockRows` input rows of one plane.
 */
export function unpoolTwoItem(p: usize, item: i32): void {
  const blocks = word(p, ROW_BLOCKS);
  const n = item / blocks;
  const from = (item - n * blocks) * word(p, BLOCK_ROWS);
  const height = word(p, HEIGHT);
  const width = word(p, WIDTH);
  const to = min(from + word(p, BLOCK_ROWS), height);
  const outWidth = width * 2;
  const plane = <usize>(height * width) << 2;
  const x = address(p, X) + <usize>n * plane;
  const indices = address(p, INDICES) + <usize>n * plane;
  const y = address(p, Y) + <usize>n * plane * 4;
  const one = i32x4.splat(1);
  const below = i32x4.splat(outWidth);
  let inside = i32x4.splat(-1);
  let strays = false;
  for (let row = from; row < to; row++) {
    const start = row * 2 * outWidth;
    let corner = i32x4.add(i32x4.splat(start), i32x4(0, 2, 4, 6));
    const line = (<usize>(row * width)) << 2;
    const upper = y + ((<usize>start) << 2);
    const lower = upper + ((<usize>outWidth) << 2);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = line + ((<usize>i) << 2);
      const v = v128.load(x + at);
      const index = i32x4.sub(v128.load(indices + at), corner);
      const a = i32x4.eq(index, i32x4.splat(0));
      const b = i32x4.eq(index, one);
      const c = i32x4.eq(index, below);
      const d = i32x4.eq(index, i32x4.add(below, one));
      inside = v128.and(inside, v128.or(v128.or(a, b), v128.or(c, d)));
      const va = v128.and(a, v);
      const vb = v128.and(b, v);
      const vc = v128.and(c, v);
      const vd = v128.and(d, v);
      const to = (<usize>i) << 3;
      v128.store(upper + to, v128.shuffle<f32>(va, vb, 0, 4, 1, 5));
      v128.store(upper + to, v128.shuffle<f32>(va, vb, 2, 6, 3, 7), 16);
      v128.store(lower + to, v128.shuffle<f32>(vc, vd, 0, 4, 1, 5));
      v128.store(lower + to, v128.shuffle<f32>(vc, vd, 2, 6, 3, 7), 16);
      corner = i32x4.add(corner, i32x4.splat(8));
    }
    for (; i < width; i++) {
      const at = line + ((<usize>i) << 2);
      const v = load<f32>(x + at);
      const index = load<i32>(indices + at) - start - 2 * i;
      const to = (<usize>i) << 3;
      store<f32>(upper + to, index == 0 ? v : 0);
      store<f32>(upper + to, index == 1 ? v : 0, 4);
      store<f32>(lower + to, index == outWidth ? v : 0);
      store<f32>(lower + to, index == outWidth + 1 ? v : 0, 4);
      if (index != 0 && index != 1 && index != outWidth && index != outWidth + 1) strays = true;
    }
  }
  if (strays || !i32x4.all_true(inside)) atomic.store<i32>(address(p, FLAG), 1);
}
