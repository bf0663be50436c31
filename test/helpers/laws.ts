import fc from 'fast-check';
import { expect } from 'vitest';
import { type Tensor } from '../../core/tensor/tensor';
import { arbitraryTensor, at, between, tensorOf } from './arbitraryTensors';
import { expectClose } from './tolerance';

export type Shape4 = [number, number, number, number];
export const SMOOTH = { atol: 4e-6, rtol: 4e-6 };

/** Holds `law` on random cases; a shape that cannot be is skipped. */
export function property<T>(cases: fc.Arbitrary<T>, law: (value: T) => void, numRuns = 100): void {
  fc.assert(fc.property(cases, law), { numRuns });
}

export const same = (a: Tensor, b: Tensor): void => {
  expect(a.shape).toEqual(b.shape);
  expectClose(a.data, b.data);
};

/** A layer and its input: groups, stride, padding, dilation and kernel all at random. */
export const layers = fc
  .record({
    groups: between(1, 3),
    inPer: between(1, 2),
    outPer: between(1, 2),
    k: between(1, 3),
    stride: between(1, 3),
    padding: between(0, 2),
    dilation: between(1, 2),
    height: between(5, 8),
    width: between(5, 8),
  })
  .filter(({ k, dilation, padding, height, width }) => dilation * (k - 1) < Math.min(height, width) + 2 * padding)
  .chain((layer) =>
    fc.record({
      layer: fc.constant(layer),
      x: arbitraryTensor([1, layer.groups * layer.inPer, layer.height, layer.width]),
      w: arbitraryTensor([layer.groups * layer.outPer, layer.inPer, layer.k, layer.k]),
    }),
  );

/** Stride-1 zeros between the pixels. */
export function spread(x: Tensor, stride: number): Tensor {
  const [n, c, h, w] = x.shape as Shape4;
  return tensorOf([n, c, (h - 1) * stride + 1, (w - 1) * stride + 1], (b, ch, i, j) =>
    i % stride === 0 && j % stride === 0 ? at(x, b, ch, i / stride, j / stride) : 0,
  );
}

/** [inC, outC, k, k] -> [outC, inC, k, k] turned by 180 degrees. */
export function turn(w: Tensor): Tensor {
  const [inC, outC, kH, kW] = w.shape as Shape4;
  return tensorOf([outC, inC, kH, kW], (o, c, i, j) => at(w, c, o, kH - 1 - i, kW - 1 - j));
}

/** The window [top, top+height) x [left, left+width), zeros outside. */
export function cut(x: Tensor, top: number, left: number, height: number, width: number): Tensor {
  const [n, c] = x.shape as Shape4;
  return tensorOf([n, c, height, width], (b, ch, i, j) => at(x, b, ch, top + i, left + j));
}
