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
  it('saves multiplications where it knows how', () => {
    // [products, outputs] per block; without a transform 4 x 3, 4 x 2, 4 x 2 and 6 products.
    const shape = (axis: ReturnType<typeof axisTransform>) => axis && [axis.products.length, axis.output.length];
    expect(shape(axisTransform(convAxis(3, 1, 1, 1)))).toEqual([6, 4]);
    expect(shape(axisTransform(nearestAxis(3, 2, 1)))).toEqual([5, 4]);
    expect(shape(axisTransform(transposedAxis(4, 2, 1, 1)))).toEqual([6, 4]);
    expect(shape(axisTransform(transposedAxis(3, 2, 1, 1)))).toEqual([5, 4]);
  });

  it('has sums of one to three terms where the kernels have no form of their own', () => {
    for (const axis of [
      convAxis(3, 1, 1, 1, 2),
      nearestAxis(3, 2, 1),
      transposedAxis(4, 2, 1, 1),
      transposedAxis(3, 2, 1, 1),
    ]) {
      const { input, output, products, isF43 } = axisTransform(axis)!;
      const sums = [...products.map(({ weight }) => weight), ...(isF43 ? [] : [...input, ...output])];
      for (const sum of sums) expect([1, 2, 3]).toContain(sum.filter((factor) => factor !== 0).length);
    }
  });

  it('leaves alone what it would not make faster', () => {
    for (const axis of [convAxis(3, 2, 1, 1), convAxis(5, 1, 2, 1), convAxis(3, 1, 2, 2), nearestAxis(3, 3, 1)]) {
      expect(axisTransform(axis)).toBeNull();
    }
    expect(axisTransform(transposedAxis(2, 2, 0, 1))).toBeNull();
    expect(axisTransform(transposedAxis(6, 2, 2, 1))).toBeNull();
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
      const w = tensor(outer * groups, inner, 3, 3);
      const mode = paddingMode === 'reflect' ? 'zeros' : paddingMode;
      return {
        label,
        run: (o, of = same) =>
          o.nearestConv2d(of(x), of(w), bias && of(bias), { scaleFactor: 2, padding: 1, groups, paddingMode: mode }),
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
    const k = kind === 3 ? 4 : 3;
    const w = tensor(inner * groups, outer, k, k);
    return {
      label,
      run: (o, of = same) =>
        o.convTranspose2d(of(x), of(w), bias && of(bias), {
          stride: 2,
          padding: 1,
          outputPadding: k === 3 ? 1 : 0,
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
