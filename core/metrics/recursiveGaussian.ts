import { floatPlane, type FloatPlane } from './filter';

/**
 * The blur of SSIMULACRA 2: a Gaussian of sigma 1.5 as the sum of three truncated cosines, each computed recursively
 * (Charalampidis 2016, "Recursive implementation of the Gaussian filter using truncated cosine functions",
 * doi:10.1109/TSP.2016.2549985; numbers in brackets are its equations), with zeros outside the picture.
 *
 * In exact arithmetic this is a symmetric filter of nine taps. The published scores, however, come from float32, whose
 * rounding the recursion carries along a row and which moves a score by up to 0.2; so the roundings are made in the same
 * places, a fused multiply-add being one rounding of a float64 sum.
 */
const SIGMA = 1.5;

/** (57) */
const N = Math.round(3.2795 * SIGMA + 0.2546);

const f32 = Math.fround;

/** One truncated cosine: y[n] = n2 (x[n-N-1] + x[n+N-1]) - d1 y[n-1] - y[n-2] (35). */
interface Resonator {
  readonly n2: number;
  readonly d1: number;
  /** The recursion expanded to four outputs at a time: weights of the inputs, of y[n-1] and of y[n-2] per output. */
  readonly input: Float32Array;
  readonly previous: Float32Array;
  readonly secondPrevious: Float32Array;
}

const resonators: readonly Resonator[] = makeResonators();

function makeResonators(): Resonator[] {
  const omega = [1, 3, 5].map((k) => (k * Math.PI) / (2 * N)) as [number, number, number];
  // (37), (44), (50)
  const p = omega.map((w, i) => (i === 1 ? -1 : 1) / Math.tan(0.5 * w)) as [number, number, number];
  const r = omega.map((w, i) => ((i === 1 ? -1 : 1) * p[i]! ** 2) / Math.sin(w)) as [number, number, number];
  const rho = omega.map((w) => Math.exp(-0.5 * SIGMA * SIGMA * w * w) / N) as [number, number, number];
  // (52)
  const determinant = (a: 0 | 1 | 2, b: 0 | 1 | 2): number => p[a] * r[b] - r[a] * p[b];
  const zeta = [determinant(1, 2) / determinant(0, 1), determinant(2, 0) / determinant(0, 1)] as const;
  // (53)-(56): p . beta = 1, r . beta = N^2 - sigma^2, (zeta, 1) . beta = (zeta, 1) . rho
  const beta = solve3([p, r, [...zeta, 1]], [1, N * N - SIGMA * SIGMA, zeta[0] * rho[0] + zeta[1] * rho[1] + rho[2]]);
  return omega.map((w, i) => {
    // (33)
    const n2 = -beta[i as 0 | 1 | 2] * Math.cos(w * (N + 1));
    const d1 = -2 * Math.cos(w);
    const d2 = d1 * d1;
    return {
      n2: f32(n2),
      d1: f32(d1),
      input: Float32Array.of(n2, -d1 * n2, d2 * n2 - n2, -d2 * d1 * n2 + 2 * d1 * n2),
      previous: Float32Array.of(-d1, d2 - 1, -d2 * d1 + 2 * d1, d2 * d2 - 3 * d2 + 1),
      secondPrevious: Float32Array.of(-1, d1, -d2 + 1, d2 * d1 - 2 * d1),
    };
  });
}

type Triple = readonly [number, number, number];

/** x of the 3x3 system rows . x = right, by Cramer's rule. */
function solve3(rows: readonly [Triple, Triple, Triple], right: Triple): Triple {
  const determinant = ([a, b, c]: readonly [Triple, Triple, Triple]): number =>
    a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  const whole = determinant(rows);
  const replaced = (column: 0 | 1 | 2): number => {
    const swapped = rows.map((row, i) => row.map((value, j) => (j === column ? right[i as 0 | 1 | 2] : value)));
    return determinant(swapped as unknown as [Triple, Triple, Triple]) / whole;
  };
  return [replaced(0), replaced(1), replaced(2)];
}

/** Blurred along x, then along y; same size out. */
export function recursiveGaussian(plane: FloatPlane, checkpoint?: () => void): FloatPlane {
  return alongY(alongX(plane, checkpoint), checkpoint);
}

/** Outputs at a time in the expanded recursion, which starts at the first multiple of four beyond N. */
const LANES = 4;
const FIRST_BLOCK = Math.ceil((N + 1) / LANES) * LANES;

function alongX({ width, height, data }: FloatPlane, checkpoint?: () => void): FloatPlane {
  const out = floatPlane(width, height);
  // sums[n + N - 1] = x[n - N - 1] + x[n + N - 1]
  const sums = new Float32Array(width + N - 1);
  const parts = resonators.map(() => new Float32Array(width)) as [Float32Array, Float32Array, Float32Array];
  for (let y = 0; y < height; y++) {
    if (y % 8 === 0) checkpoint?.();
    const row = data.subarray(y * width, (y + 1) * width);
    for (let i = 0; i < sums.length; i++) {
      const left = i - 2 * N;
      sums[i] = (left >= 0 ? row[left]! : 0) + (i < width ? row[i]! : 0);
    }
    for (const [k, resonator] of resonators.entries()) resonateRow(resonator, sums, parts[k as 0 | 1 | 2]);
    addParts(parts, out.data, y * width);
  }
  return out;
}

/** out[n] for n = 0..width-1; the first and last outputs one at a time, the others in blocks of four. */
function resonateRow({ input, previous, secondPrevious }: Resonator, sums: Float32Array, out: Float32Array): void {
  const width = out.length;
  let y1 = 0;
  let y2 = 0;
  let n = -N + 1;
  const step = (until: number): void => {
    for (; n < until; n++) {
      let value = f32(sums[n + N - 1]! * input[0]!);
      value = f32(secondPrevious[0]! * y2 + value);
      value = f32(previous[0]! * y1 + value);
      y2 = y1;
      y1 = value;
      if (n >= 0) out[n] = value;
    }
  };
  step(Math.min(FIRST_BLOCK, width));
  for (; n < width - N + 1 - (LANES - 1); n += LANES) {
    for (let lane = 0; lane < LANES; lane++) {
      let value = f32(sums[n + N - 1]! * input[lane]!);
      for (let j = 1; j <= lane; j++) value = f32(input[lane - j]! * sums[n + j + N - 1]! + value);
      value = f32(secondPrevious[lane]! * y2 + value);
      out[n + lane] = f32(previous[lane]! * y1 + value);
    }
    y2 = out[n + LANES - 2]!;
    y1 = out[n + LANES - 1]!;
  }
  step(width);
}

function alongY({ width, height, data }: FloatPlane, checkpoint?: () => void): FloatPlane {
  const out = floatPlane(width, height);
  const sums = new Float32Array(width);
  const states = resonators.map((resonator) => ({
    resonator,
    y1: new Float32Array(width),
    y2: new Float32Array(width),
  }));
  for (let n = -N + 1; n < height; n++) {
    if (n % 8 === 0) checkpoint?.();
    const top = (n - N - 1) * width;
    const bottom = (n + N - 1) * width;
    for (let x = 0; x < width; x++) {
      sums[x] = (top >= 0 ? data[top + x]! : 0) + (bottom < data.length ? data[bottom + x]! : 0);
    }
    for (const state of states) {
      const { n2, d1 } = state.resonator;
      const { y1, y2 } = state;
      // The new value takes the place of y[n-2], and the two arrays change names.
      for (let x = 0; x < width; x++) y2[x] = n2 * sums[x]! + f32(-d1 * y1[x]! - y2[x]!);
      state.y1 = y2;
      state.y2 = y1;
    }
    if (n >= 0) addParts(states.map(({ y1 }) => y1) as [Float32Array, Float32Array, Float32Array], out.data, n * width);
  }
  return out;
}

/** a + (b + c), each sum rounded. */
function addParts([a, b, c]: readonly [Float32Array, Float32Array, Float32Array], out: Float32Array, at: number): void {
  for (let x = 0; x < a.length; x++) out[at + x] = a[x]! + f32(b[x]! + c[x]!);
}
