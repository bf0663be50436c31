import { describe, expect, it } from 'vitest';
import { createFastOperators } from '../../../core/kernels';
import { convAxis, nearestAxis, transposedAxis } from '../../../core/kernels/convAxis';
import { axisTransform } from '../../../core/kernels/transforms';
import { createReferenceOperators, type Operators } from '../../../core/ops';
import { createTensor, type Tensor } from '../../../core/tensor/tensor';

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 2 ** 31;
}

describe('the transform of an axis', () => {
  const TRANSFORMED = [
    { axis: convAxis(3, 1, 1, 1), products: 6, without: 12 },
    { axis: convAxis(3, 1, 1, 1, 2), products: 12, without: 24 },
    { axis: convAxis(2, 1, 0, 1), products: 5, without: 8 },
    { axis: nearestAxis(3, 2, 1), products: 5, without: 8 },
    { axis: nearestAxis(5, 2, 2), products: 12, without: 24 },
    { axis: nearestAxis(3, 3, 1), products: 14, without: 20 },
    { axis: transposedAxis(4, 2, 1, 1), products: 10, without: 16 },
    { axis: transposedAxis(3, 2, 1, 1), products: 9, without: 12 },
    { axis: transposedAxis(6, 2, 2, 1), products: 12, without: 24 },
    { axis: transposedAxis(5, 2, 2, 1), products: 11, without: 20 },
    { axis: transposedAxis(8, 4, 2, 1), products: 20, without: 32 },
    { axis: transposedAxis(6, 3, 1, 1), products: 15, without: 24 },
  ];

  it.each(TRANSFORMED)('saves multiplications: $products instead of $without', ({ axis, products, without }) => {
    const transform = axisTransform(axis)!;
    expect(transform.products.length).toBe(products);
    expect((transform.output.length / axis.phases.length) * axis.phases.flat().length).toBe(without);
  });

  it.each(TRANSFORMED)('is the convolution, of $without products', ({ axis }) => {
    const { input, products, output, first, step, shift, constant } = axisTransform(axis)!;
    const random = seeded(7);
    const taps = 1 + Math.max(...axis.phases.flat().flatMap((tap) => tap.taps));
    const phases = 1 + Math.max(...products.map(({ phase }) => phase));
    const weights = Array.from({ length: phases }, () => Array.from({ length: taps }, () => 2 * random() - 1));
    const x = Array.from({ length: 40 }, () => 2 * random() - 1);
    const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
    for (const block of [2, 3]) {
      const from = 10 + block * step + first;
      const seen = x.slice(from, from + input[0]!.length);
      const made = products.map(
        (product, m) => dot(input[product.input]!, seen) * dot(product.weight, weights[product.phase]!) + constant[m]!,
      );
      for (const [i, sums] of output.entries()) {
        const o = block * output.length + i - shift;
        const phase = o % axis.phases.length;
        const cell = 10 + Math.floor(o / axis.phases.length);
        const direct = axis.phases[phase]!.map(({ offset, taps: own }) =>
          own.map((k) => weights[phases > 1 ? phase : 0]![k]! * x[cell + offset]!),
        );
        expect(dot(sums, made)).toBeCloseTo(1 + direct.flat().reduce((a, b) => a + b, 0), 12);
      }
    }
  });

  it('has every sum made once, by a kernel or alone', () => {
    for (const { axis } of TRANSFORMED) {
      const { inputKernels, output, outputKernels } = axisTransform(axis)!;
      const made = inputKernels.flatMap(({ to }) => to);
      expect(new Set(made).size).toBe(made.length);
      for (const row of outputKernels.flatMap(({ to }) => to)) expect(output[row]).toBeDefined();
    }
  });

  it('leaves alone what it would not make faster', () => {
    for (const axis of [convAxis(3, 2, 1, 1), convAxis(5, 1, 2, 1), convAxis(3, 1, 2, 2), nearestAxis(9, 2, 4)]) {
      expect(axisTransform(axis)).toBeNull();
    }
    expect(axisTransform(transposedAxis(2, 2, 0, 1))).toBeNull();
    expect(axisTransform(transposedAxis(8, 2, 3, 1))).toBeNull();
  });
});

describe('convolutions through transforms', () => {
  const fast = createFastOperators({ arithmetic: 'fast' });
  const reference = createReferenceOperators();
  const same = (tensor: Tensor): Tensor => tensor;
  const magnitudes = ({ shape, data }: Tensor): Tensor => createTensor(shape, data.map(Math.abs));
  const MODES = ['zeros', 'reflect', 'replicate', 'circular'] as const;

  /** One call with random sizes, channels and groups, as a function of the operators. */
  function call(seed: number): {
    label: string;
    run: (operators: Operators, of?: (tensor: Tensor) => Tensor) => Tensor;
  } {
    const random = seeded(seed * 7919 + 13);
    const int = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
    const tensor = (...shape: number[]): Tensor =>
      createTensor(
        shape,
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1),
      );
    const groups = int(1, 4) === 1 ? 2 : 1;
    const inner = int(16, 70);
    const outer = int(8, 13);
    const x = tensor(int(1, 2), inner * groups, int(9, 35), int(9, 41));
    const bias = int(0, 2) === 0 ? null : tensor(outer * groups);
    const kind = seed % 5;
    const paddingMode = MODES[int(0, 3)]!;
    const label = `seed ${seed}, kind ${kind}, input ${x.shape.join('x')}, groups ${groups}, ${paddingMode}`;
    if (kind === 0) {
      const w = tensor(outer * groups, inner, 3, 3);
      return {
        label,
        run: (o, of = same) =>
          o.conv2d(of(x), of(w), bias && of(bias), { padding: int(0, 0) + 1, groups, paddingMode }),
      };
    }
    if (kind === 1) {
      const k = int(1, 3) === 1 ? 5 : 3;
      const w = tensor(outer * groups, inner, k, k);
      const mode = paddingMode === 'reflect' ? 'zeros' : paddingMode;
      return {
        label,
        run: (o, of = same) =>
          o.nearestConv2d(of(x), of(w), bias && of(bias), {
            scaleFactor: 2,
            padding: (k - 1) / 2,
            groups,
            paddingMode: mode,
          }),
      };
    }
    if (kind === 2) {
      const r = 2 + (seed % 2);
      const w = tensor(outer * groups * r * r, inner, 3, 3);
      const own = bias && tensor(outer * groups * r * r);
      return {
        label,
        run: (o, of = same) =>
          o.convPixelShuffle(of(x), of(w), own && of(own), { upscaleFactor: r, padding: 1, groups, paddingMode }),
      };
    }
    const k = kind === 3 ? int(2, 3) * 2 : int(1, 2) * 2 + 1;
    const w = tensor(inner * groups, outer, k, k);
    return {
      label,
      run: (o, of = same) =>
        o.convTranspose2d(of(x), of(w), bias && of(bias), {
          stride: 2,
          padding: Math.ceil(k / 2) - 1,
          outputPadding: k % 2,
          groups,
        }),
    };
  }

  it('are within 5e-6 of the sum of the magnitudes of their products, on random shapes', { timeout: 300_000 }, () => {
    let worst = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { label, run } = call(seed);
      const expected = run(reference);
      const actual = run(fast);
      const most = run(reference, magnitudes);
      expect(actual.shape, label).toEqual(expected.shape);
      const shares = actual.data.map((value, i) => Math.abs(value - expected.data[i]!) / (most.data[i]! + 1e-30));
      const largest = shares.reduce((a, b) => Math.max(a, b), 0);
      expect(largest, label).toBeLessThan(5e-6);
      worst = Math.max(worst, largest);
    }
    expect(worst).toBeGreaterThan(0);
  });
});
