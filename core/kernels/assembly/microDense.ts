import { fma } from './vector';

// The inner loops of matrix products: `k` rows of pixels, `step` bytes apart, each with one weight per output channel.
// Like micro.ts, with evenly spaced inputs and 8 pixels always, so that lines of any length can lie side by side.
//   x       first pixel of the block              w       f32[k][channels of the block]
//   start   f32[channels]                         out     f32[channels][stride/4]

/** 4 output channels x 8 pixels. */
export function dense4(
  x: usize,
  step: usize,
  k: i32,
  w: usize,
  start: usize,
  out: usize,
  stride: usize,
  bytes: usize,
): void {
  const end = w + ((<usize>k) << 4);
  for (let pixel: usize = 0; pixel < bytes; pixel += 32) {
    let a0 = v128.load32_splat(start);
    let a1 = v128.load32_splat(start, 4);
    let a2 = v128.load32_splat(start, 8);
    let a3 = v128.load32_splat(start, 12);
    let b0 = a0;
    let b1 = a1;
    let b2 = a2;
    let b3 = a3;
    let at = x + pixel;
    for (let v = w; v < end; v += 16) {
      const p = v128.load(at);
      const q = v128.load(at, 16);
      const w0 = v128.load32_splat(v);
      a0 = fma(p, w0, a0);
      b0 = fma(q, w0, b0);
      const w1 = v128.load32_splat(v, 4);
      a1 = fma(p, w1, a1);
      b1 = fma(q, w1, b1);
      const w2 = v128.load32_splat(v, 8);
      a2 = fma(p, w2, a2);
      b2 = fma(q, w2, b2);
      const w3 = v128.load32_splat(v, 12);
      a3 = fma(p, w3, a3);
      b3 = fma(q, w3, b3);
      at += step;
    }
    let to = out + pixel;
    v128.store(to, a0);
    v128.store(to, b0, 16);
    to += stride;
    v128.store(to, a1);
    v128.store(to, b1, 16);
    to += stride;
    v128.store(to, a2);
    v128.store(to, b2, 16);
    to += stride;
    v128.store(to, a3);
    v128.store(to, b3, 16);
  }
}

/**
 * 2 output channels x 2 column phases x 8 pixels, written as 16 neighbouring outputs of each channel.
 *   w       f32[k][channel 0, channel 1 of the first phase, then of the second]      start   f32[4], in that order
 *   plane   bytes between the channels of the output
 */
export function densePairs(
  x: usize,
  step: usize,
  k: i32,
  w: usize,
  start: usize,
  to: usize,
  plane: usize,
  blocks: i32,
): void {
  const end = w + ((<usize>k) << 4);
  for (let block = 0; block < blocks; block++) {
    let a0 = v128.load32_splat(start);
    let a1 = v128.load32_splat(start, 4);
    let a2 = v128.load32_splat(start, 8);
    let a3 = v128.load32_splat(start, 12);
    let b0 = a0;
    let b1 = a1;
    let b2 = a2;
    let b3 = a3;
    let at = x;
    for (let v = w; v < end; v += 16) {
      const p = v128.load(at);
      const q = v128.load(at, 16);
      const w0 = v128.load32_splat(v);
      a0 = fma(p, w0, a0);
      b0 = fma(q, w0, b0);
      const w1 = v128.load32_splat(v, 4);
      a1 = fma(p, w1, a1);
      b1 = fma(q, w1, b1);
      const w2 = v128.load32_splat(v, 8);
      a2 = fma(p, w2, a2);
      b2 = fma(q, w2, b2);
      const w3 = v128.load32_splat(v, 12);
      a3 = fma(p, w3, a3);
      b3 = fma(q, w3, b3);
      at += step;
    }
    v128.store(to, v128.shuffle<f32>(a0, a2, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(a0, a2, 2, 6, 3, 7), 16);
    v128.store(to, v128.shuffle<f32>(b0, b2, 0, 4, 1, 5), 32);
    v128.store(to, v128.shuffle<f32>(b0, b2, 2, 6, 3, 7), 48);
    const other = to + plane;
    v128.store(other, v128.shuffle<f32>(a1, a3, 0, 4, 1, 5));
    v128.store(other, v128.shuffle<f32>(a1, a3, 2, 6, 3, 7), 16);
    v128.store(other, v128.shuffle<f32>(b1, b3, 0, 4, 1, 5), 32);
    v128.store(other, v128.shuffle<f32>(b1, b3, 2, 6, 3, 7), 48);
    x += 32;
    to += 64;
  }
}

/** 1 output channel x 8 pixels, of a block of `channels`. */
function dense1(x: usize, step: usize, k: i32, w: usize, channels: i32, start: usize, out: usize): void {
  let a = v128.load32_splat(start);
  let b = a;
  for (let i = 0; i < k; i++) {
    const w0 = v128.load32_splat(w);
    a = fma(v128.load(x), w0, a);
    b = fma(v128.load(x, 16), w0, b);
    x += step;
    w += (<usize>channels) << 2;
  }
  v128.store(out, a);
  v128.store(out, b, 16);
}

/** `channels` output channels (1 to 4) over `bytes` of pixels, rounded up to blocks of 8. */
export function denseRow(
  x: usize,
  step: usize,
  k: i32,
  w: usize,
  start: usize,
  out: usize,
  stride: usize,
  channels: i32,
  bytes: usize,
): void {
  if (channels == 4) {
    dense4(x, step, k, w, start, out, stride, bytes);
    return;
  }
  for (let c = 0; c < channels; c++) {
    const at = (<usize>c) << 2;
    for (let b: usize = 0; b < bytes; b += 32) dense1(x + b, step, k, w + at, channels, start + at, out + <usize>c * stride + b);
  }
}
