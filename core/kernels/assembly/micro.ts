import { fma } from './vector';

// The inner loops of every convolution: `k` taps, each an input offset (bytes, from `x`) and one weight per output
// channel. At most 15 vectors are alive at once, so nothing is spilled; exported, so nothing is inlined into a loop nest.
//   x       first input pixel of the block        offsets u32[k]
//   w       f32[k][channels of the block]         bias    f32[channels]
//   out     f32[channels][stride/4]

/** 4 output channels x 8 pixels. */
export function micro4(x: usize, offsets: usize, k: i32, w: usize, bias: usize, out: usize, stride: usize, bytes: usize): void {
  const end = offsets + ((<usize>k) << 2);
  for (let b: usize = 0; b < bytes; b += 32) {
    let v = w;
    let to = out + b;
    let a0 = v128.load32_splat(bias);
    let a1 = v128.load32_splat(bias, 4);
    let a2 = v128.load32_splat(bias, 8);
    let a3 = v128.load32_splat(bias, 12);
    let b0 = a0;
    let b1 = a1;
    let b2 = a2;
    let b3 = a3;
    let at0 = offsets;
    while (at0 < end) {
      const at = x + b + <usize>load<u32>(at0);
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
      at0 += 4;
      v += 16;
    }
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

/** 3 output channels x 8 pixels. */
export function micro3(x: usize, offsets: usize, k: i32, w: usize, bias: usize, out: usize, stride: usize, bytes: usize): void {
  const end = offsets + ((<usize>k) << 2);
  for (let b: usize = 0; b < bytes; b += 32) {
    let v = w;
    let to = out + b;
    let a0 = v128.load32_splat(bias);
    let a1 = v128.load32_splat(bias, 4);
    let a2 = v128.load32_splat(bias, 8);
    let b0 = a0;
    let b1 = a1;
    let b2 = a2;
    let at0 = offsets;
    while (at0 < end) {
      const at = x + b + <usize>load<u32>(at0);
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
      at0 += 4;
      v += 12;
    }
    v128.store(to, a0);
    v128.store(to, b0, 16);
    to += stride;
    v128.store(to, a1);
    v128.store(to, b1, 16);
    to += stride;
    v128.store(to, a2);
    v128.store(to, b2, 16);
  }
}

/** 3 output channels x 12 pixels: 15 vectors, all that V8 gives out, so only where a fused multiply-add needs no other. */
export function micro3Wide(x: usize, offsets: usize, k: i32, w: usize, bias: usize, out: usize, stride: usize, bytes: usize): void {
  const end = offsets + ((<usize>k) << 2);
  for (let b: usize = 0; b < bytes; b += 48) {
    let v = w;
    let to = out + b;
    let a0 = v128.load32_splat(bias);
    let a1 = v128.load32_splat(bias, 4);
    let a2 = v128.load32_splat(bias, 8);
    let b0 = a0;
    let b1 = a1;
    let b2 = a2;
    let c0 = a0;
    let c1 = a1;
    let c2 = a2;
    let at0 = offsets;
    while (at0 < end) {
      const at = x + b + <usize>load<u32>(at0);
      const p = v128.load(at);
      const q = v128.load(at, 16);
      const r = v128.load(at, 32);
      const w0 = v128.load32_splat(v);
      a0 = fma(p, w0, a0);
      b0 = fma(q, w0, b0);
      c0 = fma(r, w0, c0);
      const w1 = v128.load32_splat(v, 4);
      a1 = fma(p, w1, a1);
      b1 = fma(q, w1, b1);
      c1 = fma(r, w1, c1);
      const w2 = v128.load32_splat(v, 8);
      a2 = fma(p, w2, a2);
      b2 = fma(q, w2, b2);
      c2 = fma(r, w2, c2);
      at0 += 4;
      v += 12;
    }
    v128.store(to, a0);
    v128.store(to, b0, 16);
    v128.store(to, c0, 32);
    to += stride;
    v128.store(to, a1);
    v128.store(to, b1, 16);
    v128.store(to, c1, 32);
    to += stride;
    v128.store(to, a2);
    v128.store(to, b2, 16);
    v128.store(to, c2, 32);
  }
}

/** 2 output channels x 16 pixels. */
export function micro2(x: usize, offsets: usize, k: i32, w: usize, bias: usize, out: usize, stride: usize, bytes: usize): void {
  const end = offsets + ((<usize>k) << 2);
  for (let b: usize = 0; b < bytes; b += 64) {
    let v = w;
    let to = out + b;
    let a0 = v128.load32_splat(bias);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = v128.load32_splat(bias, 4);
    let b1 = b0;
    let b2 = b0;
    let b3 = b0;
    let at0 = offsets;
    while (at0 < end) {
      const at = x + b + <usize>load<u32>(at0);
      const w0 = v128.load32_splat(v);
      const w1 = v128.load32_splat(v, 4);
      const p = v128.load(at);
      a0 = fma(p, w0, a0);
      b0 = fma(p, w1, b0);
      const q = v128.load(at, 16);
      a1 = fma(q, w0, a1);
      b1 = fma(q, w1, b1);
      const r = v128.load(at, 32);
      a2 = fma(r, w0, a2);
      b2 = fma(r, w1, b2);
      const s = v128.load(at, 48);
      a3 = fma(s, w0, a3);
      b3 = fma(s, w1, b3);
      at0 += 4;
      v += 8;
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    to += stride;
    v128.store(to, b0);
    v128.store(to, b1, 16);
    v128.store(to, b2, 32);
    v128.store(to, b3, 48);
  }
}

/** 1 output channel x 16 pixels. */
export function micro1(x: usize, offsets: usize, k: i32, w: usize, bias: usize, out: usize, bytes: usize): void {
  const end = offsets + ((<usize>k) << 2);
  for (let b: usize = 0; b < bytes; b += 64) {
    let v = w;
    let to = out + b;
    let a0 = v128.load32_splat(bias);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let at0 = offsets;
    while (at0 < end) {
      const at = x + b + <usize>load<u32>(at0);
      const w0 = v128.load32_splat(v);
      a0 = fma(v128.load(at), w0, a0);
      a1 = fma(v128.load(at, 16), w0, a1);
      a2 = fma(v128.load(at, 32), w0, a2);
      a3 = fma(v128.load(at, 48), w0, a3);
      at0 += 4;
      v += 4;
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
  }
}

/** 1 output channel x 8 pixels of exactly 4 taps, whose weights stay in registers: the phases of a depthwise kernel 4, stride 2. */
export function fourTaps(x: usize, offsets: usize, w: usize, bias: usize, out: usize, bytes: usize): void {
  const x0 = x + <usize>load<u32>(offsets);
  const x1 = x + <usize>load<u32>(offsets, 4);
  const x2 = x + <usize>load<u32>(offsets, 8);
  const x3 = x + <usize>load<u32>(offsets, 12);
  const w0 = v128.load32_splat(w);
  const w1 = v128.load32_splat(w, 4);
  const w2 = v128.load32_splat(w, 8);
  const w3 = v128.load32_splat(w, 12);
  const start = v128.load32_splat(bias);
  for (let b: usize = 0; b < bytes; b += 32) {
    const p = fma(v128.load(x0 + b), w0, start);
    const q = fma(v128.load(x0 + b, 16), w0, start);
    const r = fma(v128.load(x1 + b), w1, p);
    const s = fma(v128.load(x1 + b, 16), w1, q);
    const t = fma(v128.load(x2 + b), w2, r);
    const u = fma(v128.load(x2 + b, 16), w2, s);
    v128.store(out + b, fma(v128.load(x3 + b), w3, t));
    v128.store(out + b, fma(v128.load(x3 + b, 16), w3, u), 16);
  }
}
