import { describe, expect, it } from 'vitest';
import { createFastOperators } from '../../../core/kernels';
import { createReferenceOperators, type Operators } from '../../../core/ops';
import { createTensor, type Tensor } from '../../../core/tensor/tensor';

// Two column phases that read the same single input have a kernel of their own, two channels at a time.

/** Small whole numbers: every sum is exact, in any order. */
function whole(seed: number, ...shape: number[]): Tensor {
  let state = seed;
  const count = shape.reduce((a, b) => a * b, 1);
  const next = (): number => ((state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >> 16) % 17;
  return createTensor(
    shape,
    Float32Array.from({ length: count }, () => next() - 8),
  );
}

const reference = createReferenceOperators();
const WIDTHS = [1, 2, 7, 8, 9, 16, 23, 33, 40];

describe.each(['exact', 'fast'] as const)('pairs of phases in %s arithmetic', (arithmetic) => {
  const kernels = createFastOperators({ arithmetic });
  const same = (run: (operators: Operators) => Tensor, label: string): void => {
    expect([...run(kernels).data], label).toEqual([...run(reference).data]);
  };

  it.each([
    { inner: 1, outer: 2, groups: 1 },
    { inner: 5, outer: 3, groups: 1 },
    { inner: 3, outer: 4, groups: 2 },
    { inner: 4, outer: 6, groups: 3 },
    { inner: 9, outer: 1, groups: 2 },
  ])('kernel 2, stride 2: $inner to $outer channels in $groups groups', ({ inner, outer, groups }) => {
    for (const width of WIDTHS)
      for (const bias of [null, whole(3, outer * groups)]) {
        const x = whole(1, 2, inner * groups, 3, width);
        const w = whole(2, inner * groups, outer, 2, 2);
        same((o) => o.convTranspose2d(x, w, bias, { stride: 2, groups }), `width ${width}, ${bias ? '' : 'no '}bias`);
      }
  });

  it('kernel 1 and stride 2 with an outputPadding, where one phase has no tap', () => {
    const [x, w] = [whole(4, 1, 3, 4, 9), whole(5, 3, 2, 1, 1)];
    same((o) => o.convTranspose2d(x, w, null, { stride: 2, outputPadding: 1 }), 'kernel 1');
  });

  it('conv 1x1 and pixel shuffle, where each phase has weights and a bias of its own', () => {
    for (const width of WIDTHS)
      for (const bias of [null, whole(6, 24)]) {
        const [x, w] = [whole(7, 1, 5, 2, width), whole(8, 24, 5, 1, 1)];
        same((o) => o.convPixelShuffle(x, w, bias, { upscaleFactor: 2 }), `width ${width}`);
      }
  });
});
