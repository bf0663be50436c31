/** Deterministic randomness from integer coordinates: the same numbers on every machine, in any order of asking. */

/** Uniform in [0, 1) from three integers (a 32-bit avalanche mix of products with odd constants). */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** Value noise on the integer lattice, smooth, in [0, 1). */
function valueNoise(x: number, y: number, seed: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const tx = smoothstep(0, 1, x - x0);
  const ty = smoothstep(0, 1, y - y0);
  const top = mix(hash(x0, y0, seed), hash(x0 + 1, y0, seed), tx);
  const bottom = mix(hash(x0, y0 + 1, seed), hash(x0 + 1, y0 + 1, seed), tx);
  return mix(top, bottom, ty);
}

/**
 * 1/f texture: octaves of value noise, each at twice the frequency and half the amplitude, in [0, 1).
 * The lattice is turned between octaves so that its axes do not show.
 */
export function fractalNoise(x: number, y: number, seed: number, octaves = 6): number {
  let sum = 0;
  let amplitude = 0.5;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    sum += amplitude * valueNoise(x, y, seed + octave * 101);
    total += amplitude;
    amplitude /= 2;
    const turned = 1.6 * x - 1.2 * y;
    y = 1.2 * x + 1.6 * y;
    x = turned;
  }
  return sum / total;
}
