/**
 * Discrete Fourier transform of any length, X[k] = sum_n x[n] exp(-2 pi i n k / N), not normalised.
 *
 * Lengths whose prime factors are at most 13 go through a self-sorting (Stockham) mixed-radix transform; the others are
 * turned into a convolution of a power of two (Bluestein 1970). Complex numbers are two arrays of N real and imaginary parts.
 */
interface Fft {
  readonly size: number;
  /** In place. */
  forward(re: Float64Array, im: Float64Array): void;
  /** In place, divided by N: inverse(forward(x)) = x. */
  inverse(re: Float64Array, im: Float64Array): void;
}

const LARGEST_RADIX = 13;

/** A transform of `size` >= 1 values; holds its own scratch memory, so one per thread. */
export function createFft(size: number): Fft {
  const radices = factorise(size);
  const forward = radices ? mixedRadix(size, radices) : bluestein(size);
  return {
    size,
    forward,
    inverse(re, im) {
      // conj(DFT(conj x)): exchanging the two parts does both conjugations.
      forward(im, re);
      for (let i = 0; i < size; i++) {
        re[i] = re[i]! / size;
        im[i] = im[i]! / size;
      }
    },
  };
}

type Transform = (re: Float64Array, im: Float64Array) => void;

/** Radices, fours first; null when a prime factor is too large. */
function factorise(size: number): number[] | null {
  const radices: number[] = [];
  let rest = size;
  for (const radix of [4, 2, 3, 5, 7, 11, LARGEST_RADIX]) {
    while (rest % radix === 0) {
      radices.push(radix);
      rest /= radix;
    }
  }
  return rest === 1 ? radices : null;
}

/** cos and -sin of 2 pi k / size, exact at the quarters. */
function roots(size: number): { cos: Float64Array; sin: Float64Array } {
  const cos = new Float64Array(size);
  const sin = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const quarter = (4 * k) / size;
    cos[k] = quarter === 1 || quarter === 3 ? 0 : Math.cos((2 * Math.PI * k) / size);
    sin[k] = quarter === 2 ? 0 : -Math.sin((2 * Math.PI * k) / size);
  }
  return { cos, sin };
}

/**
 * Per stage of radix p on blocks of n = p m values, s blocks interleaved:
 * y[r + s (p q + k)] = W_n^(q k) sum_j x[r + s (q + m j)] W_p^(j k), q = 0..m-1, k = 0..p-1, r = 0..s-1.
 */
function mixedRadix(size: number, radices: readonly number[]): Transform {
  const { cos, sin } = roots(size);
  const scratchRe = new Float64Array(size);
  const scratchIm = new Float64Array(size);
  const partRe = new Float64Array(LARGEST_RADIX);
  const partIm = new Float64Array(LARGEST_RADIX);
  return (re, im) => {
    let [xr, xi]: [Float64Array, Float64Array] = [re, im];
    let [yr, yi]: [Float64Array, Float64Array] = [scratchRe, scratchIm];
    let n = size;
    let s = 1;
    for (const p of radices) {
      const m = n / p;
      for (let q = 0; q < m; q++) {
        for (let r = 0; r < s; r++) {
          const from = r + s * q;
          const to = r + s * p * q;
          if (p === 4) butterfly4(xr, xi, from, s * m, partRe, partIm);
          else if (p === 2) butterfly2(xr, xi, from, s * m, partRe, partIm);
          else butterfly(xr, xi, from, s * m, p, cos, sin, partRe, partIm);
          // W_n^(q k) = W_size^(s q k), and s q k < size.
          for (let k = 0, w = 0, o = to; k < p; k++, w += s * q, o += s) {
            const a = partRe[k]!;
            const b = partIm[k]!;
            yr[o] = a * cos[w]! - b * sin[w]!;
            yi[o] = a * sin[w]! + b * cos[w]!;
          }
        }
      }
      [xr, yr] = [yr, xr];
      [xi, yi] = [yi, xi];
      n = m;
      s *= p;
    }
    if (xr !== re) {
      re.set(xr);
      im.set(xi);
    }
  };
}

/** X[k] = sum_j x[from + j step] W_p^(jk), k = 0..p-1. */
function butterfly(
  xr: Float64Array,
  xi: Float64Array,
  from: number,
  step: number,
  p: number,
  cos: Float64Array,
  sin: Float64Array,
  outRe: Float64Array,
  outIm: Float64Array,
): void {
  const turn = cos.length / p;
  for (let k = 0; k < p; k++) {
    let a = 0;
    let b = 0;
    for (let j = 0, i = from; j < p; j++, i += step) {
      const w = ((j * k) % p) * turn;
      a += xr[i]! * cos[w]! - xi[i]! * sin[w]!;
      b += xr[i]! * sin[w]! + xi[i]! * cos[w]!;
    }
    outRe[k] = a;
    outIm[k] = b;
  }
}

function butterfly2(
  xr: Float64Array,
  xi: Float64Array,
  from: number,
  step: number,
  outRe: Float64Array,
  outIm: Float64Array,
): void {
  outRe[0] = xr[from]! + xr[from + step]!;
  outIm[0] = xi[from]! + xi[from + step]!;
  outRe[1] = xr[from]! - xr[from + step]!;
  outIm[1] = xi[from]! - xi[from + step]!;
}

function butterfly4(
  xr: Float64Array,
  xi: Float64Array,
  from: number,
  step: number,
  outRe: Float64Array,
  outIm: Float64Array,
): void {
  const [i1, i2, i3] = [from + step, from + 2 * step, from + 3 * step];
  const sumRe = xr[from]! + xr[i2]!;
  const sumIm = xi[from]! + xi[i2]!;
  const differenceRe = xr[from]! - xr[i2]!;
  const differenceIm = xi[from]! - xi[i2]!;
  const oddSumRe = xr[i1]! + xr[i3]!;
  const oddSumIm = xi[i1]! + xi[i3]!;
  const oddDifferenceRe = xr[i1]! - xr[i3]!;
  const oddDifferenceIm = xi[i1]! - xi[i3]!;
  outRe[0] = sumRe + oddSumRe;
  outIm[0] = sumIm + oddSumIm;
  // W_4 = -i
  outRe[1] = differenceRe + oddDifferenceIm;
  outIm[1] = differenceIm - oddDifferenceRe;
  outRe[2] = sumRe - oddSumRe;
  outIm[2] = sumIm - oddSumIm;
  outRe[3] = differenceRe - oddDifferenceIm;
  outIm[3] = differenceIm + oddDifferenceRe;
}

/** n k = (n^2 + k^2 - (k - n)^2)/2 makes the transform a convolution with the chirp c[n] = exp(i pi n^2 / N). */
function bluestein(size: number): Transform {
  const long = 2 ** Math.ceil(Math.log2(2 * size - 1));
  const fft = createFft(long);
  const chirpRe = new Float64Array(size);
  const chirpIm = new Float64Array(size);
  const filterRe = new Float64Array(long);
  const filterIm = new Float64Array(long);
  for (let n = 0; n < size; n++) {
    // n^2 is reduced first: the angle of a large square would lose its digits.
    const angle = (Math.PI * ((n * n) % (2 * size))) / size;
    chirpRe[n] = Math.cos(angle);
    chirpIm[n] = Math.sin(angle);
    filterRe[n] = filterRe[(long - n) % long] = chirpRe[n]!;
    filterIm[n] = filterIm[(long - n) % long] = chirpIm[n]!;
  }
  fft.forward(filterRe, filterIm);
  const a = new Float64Array(long);
  const b = new Float64Array(long);
  return (re, im) => {
    a.fill(0);
    b.fill(0);
    for (let n = 0; n < size; n++) {
      a[n] = re[n]! * chirpRe[n]! + im[n]! * chirpIm[n]!;
      b[n] = im[n]! * chirpRe[n]! - re[n]! * chirpIm[n]!;
    }
    fft.forward(a, b);
    for (let k = 0; k < long; k++) {
      const real = a[k]! * filterRe[k]! - b[k]! * filterIm[k]!;
      b[k] = a[k]! * filterIm[k]! + b[k]! * filterRe[k]!;
      a[k] = real;
    }
    fft.inverse(a, b);
    for (let k = 0; k < size; k++) {
      re[k] = a[k]! * chirpRe[k]! + b[k]! * chirpIm[k]!;
      im[k] = b[k]! * chirpRe[k]! - a[k]! * chirpIm[k]!;
    }
  };
}
