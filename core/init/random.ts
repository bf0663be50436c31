/**
 * The random source of everything seeded, the same numbers on every machine: xoshiro128** 1.1
 * (Blackman and Vigna 2018, doi:10.1145/3460772), its state filled from the seed by the SplitMix32 finaliser.
 * Only 32-bit integer steps and + - * / sqrt are used, all of which IEEE 754 and ECMAScript define to the bit;
 * `Math.log`, `Math.cos` and `Math.exp` are left to the engine and would not be.
 */
export interface Generator {
  /** Next 32 random bits, 0 .. 2^32 - 1. */
  bits(): number;
  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number;
  /** Standard normal, mean 0 and variance 1. */
  normal(): number;
}

/** `stream` gives independent sequences for one seed: 0 weights, 1 weight noise, ... */
export function createGenerator(seed: number, stream = 0): Generator {
  const next = xoshiro128(seed >>> 0, stream >>> 0);
  const uniform = (): number => {
    const high = next() >>> 5;
    return (high * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
  };
  let spare: number | null = null;
  // Marsaglia's polar method (1964): a uniform point of the unit disc gives two normals.
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * naturalLogarithm(s)) / s);
      spare = v * factor;
      return u * factor;
    }
  };
  return { bits: next, uniform, normal };
}

function xoshiro128(seed: number, stream: number): () => number {
  const fill = splitMix32((seed ^ Math.imul(stream, 0x85ebca6b)) >>> 0);
  return xoshiro128From([fill(), fill(), fill(), fill()]);
}

/** xoshiro128** from a given state, not all zero; exported so that its published sequence can be tested. */
export function xoshiro128From(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotateLeft(d, 11);
    return result;
  };
}

function splitMix32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

/** ln x for 0 < x < 1 by ln(m 2^e) = e ln 2 + 2 artanh((m-1)/(m+1)), m in [1/sqrt2, sqrt2): to about 1e-16. */
export function naturalLogarithm(x: number): number {
  let m = x;
  let e = 0;
  while (m < Math.SQRT1_2) {
    m *= 2;
    e--;
  }
  while (m >= Math.SQRT2) {
    m /= 2;
    e++;
  }
  const z = (m - 1) / (m + 1);
  let sum = 0;
  // |z| < 0.1716, so z^25/25 is below 1e-20.
  for (let n = 25; n >= 1; n -= 2) sum = sum * z * z + 1 / n;
  return e * Math.LN2 + 2 * z * sum;
}
