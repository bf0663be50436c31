import type { AxisTap, ConvAxis } from './convAxis';

/**
 * One axis of a convolution with fewer multiplications: a block of outputs is sums (`output`) of products, each of a sum of
 * inputs (`input`) and a sum of weights. After Winograd (1980); Lavin and Gray (2016), DOI 10.1109/CVPR.2016.435.
 */
export interface AxisTransform {
  /** Inputs between one block and the next. */
  readonly step: number;
  /** Input position of the first coefficient, relative to the block's first input. */
  readonly first: number;
  /** [transformed inputs][inputs] */
  readonly input: readonly (readonly number[])[];
  readonly products: readonly Product[];
  /** [outputs of a block][products] */
  readonly output: readonly (readonly number[])[];
  /** Per product how much of a constant it takes to add that constant to every output. */
  readonly constant: readonly number[];
  /** Outputs of the first block that lie before output 0. */
  readonly shift: number;
  /** The rows of `input` and of `output` that kernels of their own make together. */
  readonly inputKernels: readonly TransformKernel[];
  readonly outputKernels: readonly TransformKernel[];
}

export interface Product {
  /** Which transformed input. */
  readonly input: number;
  /** Which of the phases that have weights of their own. */
  readonly phase: number;
  /** Coefficient of every tap of the kernel. */
  readonly weight: readonly number[];
}

/** Several sums that one kernel (assembly/transformKernels.ts) makes of the same lines. */
export interface TransformKernel {
  readonly form: 'input43' | 'output43' | 'input42' | 'output42';
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** F(m, n): m outputs of n neighbouring taps. `ones` are the products that count once in every output, or are that output. */
interface Filter {
  readonly input: readonly (readonly number[])[];
  readonly weight: readonly (readonly number[])[];
  readonly output: readonly (readonly number[])[];
  readonly ones: readonly number[];
}

const FOUR_OF_ONE: Filter = {
  input: [[1], [0, 1], [0, 0, 1], [0, 0, 0, 1]],
  weight: [[1], [1], [1], [1]],
  output: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
  ones: [0, 1, 2, 3],
};

/** At the points 0, 1, -1, 2 and infinity: 5 products, 8 without. The last input is the first of the next window. */
const FOUR_OF_TWO: Filter = {
  input: [
    [2, -1, -2, 1],
    [0, -2, -1, 1],
    [0, 2, -3, 1],
    [0, -1, 0, 1],
    [0, 2, -1, -2, 1],
  ],
  weight: [
    [1 / 2, 0],
    [-1 / 2, -1 / 2],
    [-1 / 6, 1 / 6],
    [1 / 6, 1 / 3],
    [0, 1],
  ],
  output: [
    [1, 1, 1, 1, 0],
    [0, 1, -1, 2, 0],
    [0, 1, 1, 4, 0],
    [0, 1, -1, 8, 1],
  ],
  ones: [1],
};

/** At the points 0, 1, -1, 2, -2 and infinity: 6 products, 12 without. */
const FOUR_OF_THREE: Filter = {
  input: [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ],
  weight: [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ],
  output: [
    [1, 1, 1, 1, 1, 0],
    [0, 1, -1, 2, -2, 0],
    [0, 1, 1, 4, 4, 0],
    [0, 1, -1, 8, -8, 1],
  ],
  ones: [1],
};

/** Outputs of every phase in a block. */
const CELLS = 4;
/** By number of taps. */
const FILTERS: Readonly<Record<number, Filter>> = { 1: FOUR_OF_ONE, 2: FOUR_OF_TWO, 3: FOUR_OF_THREE };
/** By number of taps: the kernels, and how many of the first inputs theirs makes of as many lines. */
const KERNELS: Readonly<
  Record<number, { input: TransformKernel['form']; count: number; output: TransformKernel['form'] }>
> = {
  2: { input: 'input42', count: 4, output: 'output42' },
  3: { input: 'input43', count: 6, output: 'output43' },
};

/** The numbers from 0 to `count` - 1. */
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Rows of sums without repetition. */
class Sums {
  readonly rows: number[][] = [];
  constructor(private readonly length: number) {}

  /** A new row with these coefficients from `at` on. */
  add(at: number, coefficients: readonly number[]): number {
    return this.rows.push(range(this.length).map((i) => coefficients[i - at] ?? 0)) - 1;
  }

  /** The row with these coefficients, made if there is none. */
  find(at: number, coefficients: readonly number[]): number {
    const known = this.rows.findIndex((row) => row.every((value, i) => value === (coefficients[i - at] ?? 0)));
    return known < 0 ? this.add(at, coefficients) : known;
  }
}

/**
 * A convolution whose every phase has one to three neighbouring taps, four cells at a time. Phases with the same taps
 * have weights of their own (as pixel shuffle reads them). Null for other phases.
 */
function shortTaps(axis: ConvAxis): AxisTransform | null {
  const phases = axis.phases.map((phase) => [...phase].sort((one, other) => one.offset - other.offset));
  const isShort = (taps: readonly AxisTap[]): boolean =>
    taps.length in FILTERS && taps.every(({ offset }, k) => offset === taps[0]!.offset + k);
  if (axis.step !== 1 || !phases.every(isShort)) return null;
  const all = phases.flat();
  const kernel = 1 + Math.max(...all.flatMap(({ taps }) => taps));
  const offsets = all.map(({ offset }) => offset);
  const first = Math.min(...offsets);
  const sums = new Sums(Math.max(...offsets) - first + CELLS);
  const inputKernels: TransformKernel[] = [];
  /** Per number of taps and offset, what a kernel made; single sums come after all of these. */
  const windows = new Map<string, number[]>();
  const keyOf = (taps: readonly AxisTap[]): string => `${taps.length} ${taps[0]!.offset}`;
  for (const taps of phases) {
    const own = KERNELS[taps.length];
    if (!own || windows.has(keyOf(taps))) continue;
    const at = taps[0]!.offset - first;
    const to = FILTERS[taps.length]!.input.slice(0, own.count).map((row) => sums.add(at, row));
    inputKernels.push({ form: own.input, from: range(own.count).map((i) => at + i), to });
    windows.set(keyOf(taps), to);
  }
  const ownWeights = phases.every((taps) => JSON.stringify(taps) === JSON.stringify(phases[0]));
  const products: Product[] = [];
  const outputKernels: TransformKernel[] = [];
  const constant: number[] = [];
  const spans = phases.map((taps, p) => {
    const { input, weight, output, ones } = FILTERS[taps.length]!;
    const made = windows.get(keyOf(taps)) ?? [];
    const from = weight.map((coefficients, m) => {
      const of = made[m] ?? sums.find(taps[0]!.offset - first, input[m]!);
      constant.push(ones.includes(m) ? 1 : 0);
      return products.push({ input: of, phase: ownWeights ? p : 0, weight: spread(taps, coefficients, kernel) }) - 1;
    });
    const form = KERNELS[taps.length]?.output;
    if (form) outputKernels.push({ form, from, to: range(CELLS).map((cell) => cell * phases.length + p) });
    return { from, output };
  });
  const output = range(CELLS).flatMap((cell) =>
    spans.map((span) => products.map((_, m) => span.output[cell]![span.from.indexOf(m)] ?? 0)),
  );
  return { step: CELLS, first, input: sums.rows, products, output, constant, shift: 0, inputKernels, outputKernels };
}

/** Coefficients of all taps of the kernel, where each place adds up some of them. */
function spread(places: readonly AxisTap[], coefficients: readonly number[], kernel: number): number[] {
  const all = range(kernel).map(() => 0);
  places.forEach(({ taps }, i) => taps.forEach((k) => (all[k]! += coefficients[i]!)));
  return all;
}

/**
 * Nearest x2, then 3 taps with padding 1. The even outputs y[2i] = w0 x[i-1] + (w1 + w2) x[i] by F(2, 2), and from them
 * the odd ones before: y[2i-1] = y[2i] + w1 (x[i-1] - x[i]). 5 products for 4 outputs, 8 without; a block begins with an
 * odd output, the first one before the picture.
 */
const doubledThreeTaps: AxisTransform = {
  step: 2,
  first: -1,
  input: [
    [1, -1, 0],
    [0, 1, 0],
    [0, 1, -1],
  ],
  products: [
    { input: 0, phase: 0, weight: [1, 0, 0] },
    { input: 1, phase: 0, weight: [1, 1, 1] },
    { input: 2, phase: 0, weight: [0, 1, 1] },
    { input: 0, phase: 0, weight: [0, 1, 0] },
    { input: 2, phase: 0, weight: [0, 1, 0] },
  ],
  output: [
    [1, 1, 0, 1, 0],
    [1, 1, 0, 0, 0],
    [0, 1, -1, 0, 1],
    [0, 1, -1, 0, 0],
  ],
  constant: [0, 1, 0, 0, 0],
  shift: 1,
  inputKernels: [],
  outputKernels: [],
};

/** The transform that saves multiplications along this axis, or null. */
export function axisTransform(axis: ConvAxis): AxisTransform | null {
  const words = JSON.stringify(axis.phases.map((phase) => phase.map(({ offset, taps }) => [offset, taps])));
  if (axis.step === 1 && words === '[[[-1,[0]],[0,[1,2]]],[[0,[0,1]],[1,[2]]]]') return doubledThreeTaps;
  const short = shortTaps(axis);
  return short && short.products.length < CELLS * axis.phases.flat().length ? short : null;
}
