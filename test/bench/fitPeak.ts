import { performance } from 'node:perf_hooks';

/** Multiply-adds of float64 that one thread can do at most, G/s. */
export interface Peak {
  /** In a loop of JavaScript. */
  readonly scalar: number;
  /** In WebAssembly, two in a vector. */
  readonly vectors: number;
}

/** Short, so that some round is not interrupted. */
const COUNT = 200_000;
const ROUNDS = 60;

/** Twelve chains that do not wait for one another; with more, the registers overflow. */
function chains(count: number): number {
  const [x, y] = [0.5, 1e-9];
  let [a, b, c, d, e, f, g, h, i, j, k, l] = [y, y, y, y, y, y, y, y, y, y, y, y];
  for (let n = 0; n < count; n++) {
    a = a * x + y;
    b = b * x + y;
    c = c * x + y;
    d = d * x + y;
    e = e * x + y;
    f = f * x + y;
    g = g * x + y;
    h = h * x + y;
    i = i * x + y;
    j = j * x + y;
    k = k * x + y;
    l = l * x + y;
  }
  return a + b + c + d + e + f + g + h + i + j + k + l;
}

/** @param perTurn multiply-adds in one turn of the loop */
function best(run: (count: number) => number, perTurn: number): number {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    run(COUNT);
    least = Math.min(least, performance.now() - began);
  }
  return (perTurn * COUNT) / least / 1e6;
}

export function measurePeak(yardstick: Uint8Array<ArrayBuffer>): Peak {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(yardstick));
  const run = exports['run'] as (count: number) => number;
  return { scalar: best(chains, 12), vectors: best(run, 2 * 8) };
}
