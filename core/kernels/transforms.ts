import type { ConvAxis } from './convAxis';

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
  /** Whether both transforms are F(4, 3), which has kernels of its own. */
  readonly isF43: boolean;
}

export interface Product {
  /** Which transformed input. */
  readonly input: number;
  /** Which of the phases that have weights of their own. */
  readonly phase: number;
  /** Coefficient of every tap of the kernel. */
  readonly weight: readonly number[];
}

/** F(4, 3) at the points 0, 1, -1, 2, -2 and infinity: 6 products for 4 outputs of 3 taps, 12 without. */
const F43 = {
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
};

/** A convolution of 3 neighbouring taps, `phases` times over with weights of its own (as pixel shuffle reads them). */
export function threeTaps(padding: number, phases: number): AxisTransform {
  const products = Array.from({ length: phases }, (_, phase) =>
    F43.weight.map((weight, input) => ({ input, phase, weight })),
  ).flat();
  const output = F43.output.flatMap((sums) =>
    Array.from({ length: phases }, (_, phase) =>
      products.map((product) => (product.phase === phase ? sums[product.input]! : 0)),
    ),
  );
  // The sums at the point 1 count once in every output.
  const constant = products.map(({ input }) => (input === 1 ? 1 : 0));
  return { step: 4, first: -padding, input: F43.input, products, output, constant, shift: 0, isF43: true };
}

/**
 * Nearest x2, then 3 taps with padding 1. The even outputs y[2i] = w0 x[i-1] + (w1 + w2) x[i] by F(2, 2), and from them
 * the odd ones before: y[2i-1] = y[2i] + w1 (x[i-1] - x[i]). 5 products for 4 outputs, 8 without; a block begins with an
 * odd output, the first one before the picture.
 */
export const doubledThreeTaps: AxisTransform = {
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
  isF43: false,
};

/**
 * A transposed convolution whose phases have one tap or two neighbouring ones, two cells at a time. Two taps by F(2, 2):
 * a x0 + b x1 = a (x0 - x1) + (a + b) x1 and a x1 + b x2 = (a + b) x1 - b (x1 - x2). Null for other phases.
 */
export function shortPhases(axis: ConvAxis, kernel: number): AxisTransform | null {
  if (axis.step !== 1 || axis.phases.length < 2) return null;
  const offsets = axis.phases.flatMap((phase) => phase.map(({ offset }) => offset));
  const first = Math.min(...offsets);
  const length = Math.max(...offsets) - first + 2;
  const input: number[][] = [];
  /** The number of the transformed input x[plus] - x[minus], made if new. */
  const inputOf = (plus: number, minus?: number): number => {
    const row = Array.from({ length }, (_, i) => (i === plus ? 1 : i === minus ? -1 : 0));
    const known = input.findIndex((other) => other.every((value, i) => value === row[i]));
    return known >= 0 ? known : input.push(row) - 1;
  };
  const products: Product[] = [];
  const add = (of: number, ...taps: readonly number[]): number =>
    products.push({
      input: of,
      phase: 0,
      weight: Array.from({ length: kernel }, (_, k) => (taps.includes(k) ? 1 : 0)),
    }) - 1;
  const sums: Record<number, number>[] = [];
  /** Products that alone make up an output, or are in both of a pair. */
  const whole = new Set<number>();
  for (const [p, phase] of axis.phases.entries()) {
    const [a, b] = [...phase].sort((one, other) => one.offset - other.offset);
    const isShort = phase.length === 1 || (phase.length === 2 && b!.offset === a!.offset + 1);
    if (!isShort || a === undefined || phase.some(({ taps }) => taps.length !== 1)) return null;
    const x = a.offset - first;
    const next = p + axis.phases.length;
    if (b === undefined) {
      for (const [output, input] of [
        [p, x],
        [next, x + 1],
      ] as const) {
        const only = add(inputOf(input), a.taps[0]!);
        whole.add(only);
        sums[output] = { [only]: 1 };
      }
      continue;
    }
    const left = add(inputOf(x, x + 1), a.taps[0]!);
    const middle = add(inputOf(x + 1), a.taps[0]!, b.taps[0]!);
    const right = add(inputOf(x + 1, x + 2), b.taps[0]!);
    sums[p] = { [left]: 1, [middle]: 1 };
    sums[next] = { [middle]: 1, [right]: -1 };
    whole.add(middle);
  }
  const output = sums.map((sum) => products.map((_, m) => sum[m] ?? 0));
  const constant = products.map((_, m) => (whole.has(m) ? 1 : 0));
  return { step: 2, first, input, products, output, constant, shift: 0, isF43: false };
}

/** The transform that saves multiplications along this axis, or null. */
export function axisTransform(axis: ConvAxis): AxisTransform | null {
  if (axis.step !== 1) return null;
  const [taps = []] = axis.phases;
  const first = taps[0]?.offset ?? 0;
  const isThree = axis.phases.every(
    (phase) =>
      phase.length === 3 &&
      phase.every((tap, k) => tap.offset === first + k && tap.taps.length === 1 && tap.taps[0] === k),
  );
  if (isThree) return threeTaps(-first, axis.phases.length);
  const words = JSON.stringify(axis.phases.map((phase) => phase.map(({ offset, taps: own }) => [offset, own])));
  if (words === '[[[-1,[0]],[0,[1,2]]],[[0,[0,1]],[1,[2]]]]') return doubledThreeTaps;
  const kernel = 1 + Math.max(-1, ...axis.phases.flat().flatMap((tap) => tap.taps));
  const short = shortPhases(axis, kernel);
  return short && short.products.length < 2 * axis.phases.flat().length ? short : null;
}
