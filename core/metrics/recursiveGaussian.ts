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
  // sums[n + N - 1] = x[n - N - 1] + x[n + N - 1]; the zeros at both ends lie outside the picture.
  const sums = new Float32Array(width + N - 1);
  const padded = new Float32Array(width + 3 * N - 1);
  const [a, b, c] = resonators.map(() => new Float32Array(width)) as [Float32Array, Float32Array, Float32Array];
  for (let y = 0; y < height; y++) {
    if (y % 8 === 0) checkpoint?.();
    padded.set(data.subarray(y * width, (y + 1) * width), 2 * N);
    for (let i = 0; i < sums.length; i++) sums[i] = padded[i]! + padded[i + 2 * N]!;
    resonateRow(resonators[0]!, sums, a);
    resonateRow(resonators[1]!, sums, b);
    resonateRow(resonators[2]!, sums, c);
    for (let x = 0, o = y * width; x < width; x++, o++) out.data[o] = a[x]! + f32(b[x]! + c[x]!);
  }
  return out;
}

/**
 * out[n] for n = 0..width-1; the first and last outputs one at a time, the others in blocks of four, each from the inputs
 * up to its own and the two outputs before the block. Written out per lane: as loops it is five times slower.
 */
function resonateRow({ input, previous, secondPrevious }: Resonator, sums: Float32Array, out: Float32Array): void {
  const width = out.length;
  const [i0, i1, i2, i3] = [input[0]!, input[1]!, input[2]!, input[3]!];
  const [p0, p1, p2, p3] = [previous[0]!, previous[1]!, previous[2]!, previous[3]!];
  const [q0, q1, q2, q3] = [secondPrevious[0]!, secondPrevious[1]!, secondPrevious[2]!, secondPrevious[3]!];
  let y1 = 0;
  let y2 = 0;
  let n = -N + 1;
  const first = Math.min(FIRST_BLOCK, width);
  for (; n < first; n++) {
    const value = f32(p0 * y1 + f32(q0 * y2 + f32(sums[n + N - 1]! * i0)));
    y2 = y1;
    y1 = value;
    if (n >= 0) out[n] = value;
  }
  for (; n < width - N + 1 - (LANES - 1); n += LANES) {
    const s0 = sums[n + N - 1]!;
    const s1 = sums[n + N]!;
    const s2 = sums[n + N + 1]!;
    const s3 = sums[n + N + 2]!;
    const in0 = f32(s0 * i0);
    const in1 = f32(i0 * s1 + f32(s0 * i1));
    const in2 = f32(i0 * s2 + f32(i1 * s1 + f32(s0 * i2)));
    const in3 = f32(i0 * s3 + f32(i1 * s2 + f32(i2 * s1 + f32(s0 * i3))));
    out[n] = p0 * y1 + f32(q0 * y2 + in0);
    out[n + 1] = p1 * y1 + f32(q1 * y2 + in1);
    const third = f32(p2 * y1 + f32(q2 * y2 + in2));
    const fourth = f32(p3 * y1 + f32(q3 * y2 + in3));
    out[n + 2] = y2 = third;
    out[n + 3] = y1 = fourth;
  }
  for (; n < width; n++) {
    const value = f32(p0 * y1 + f32(q0 * y2 + f32(sums[n + N - 1]! * i0)));
    y2 = y1;
    y1 = value;
    out[n] = value;
  }
}

function alongY({ width, height, data }: FloatPlane, checkpoint?: () => void): FloatPlane {
  const out = floatPlane(width, height);
  const sums = new Float32Array(width);
  const outside = new Float32Array(width);
  const rowAt = (y: number): Float32Array =>
    y < 0 || y >= height ? outside : data.subarray(y * width, (y + 1) * width);
  const states = resonators.map(({ n2, d1 }) => ({ n2, d1, y1: new Float32Array(width), y2: new Float32Array(width) }));
  const [a, b, c] = states as [State, State, State];
  for (let n = -N + 1; n < height; n++) {
    if (n % 8 === 0) checkpoint?.();
    const top = rowAt(n - N - 1);
    const bottom = rowAt(n + N - 1);
    for (let x = 0; x < width; x++) sums[x] = top[x]! + bottom[x]!;
    for (const state of states) advance(state, sums);
    if (n < 0) continue;
    const [ya, yb, yc] = [a.y1, b.y1, c.y1];
    for (let x = 0, o = n * width; x < width; x++, o++) out.data[o] = ya[x]! + f32(yb[x]! + yc[x]!);
  }
  return out;
}

/** A resonator on its way down, all columns at once. */
interface State {
  readonly n2: number;
  readonly d1: number;
  y1: Float32Array;
  y2: Float32Array;
}

/** The new value takes the place of y[n-2], and the two arrays change names. */
function advance(state: State, sums: Float32Array): void {
  const { n2, d1, y1, y2 } = state;
  for (let x = 0; x < sums.length; x++) y2[x] = n2 * sums[x]! + f32(-d1 * y1[x]! - y2[x]!);
  state.y1 = y2;
  state.y2 = y1;
}
