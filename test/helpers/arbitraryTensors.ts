import fc from 'fast-check';
import { createTensor, elementCount, type Shape, type Tensor } from '../../core/tensor/tensor';

/** Values k/16 with |v| <= 2: sums and products of a few thousand are exact in float32, in any order. */
export function arbitraryTensor(shape: Shape): fc.Arbitrary<Tensor> {
  const count = elementCount(shape);
  return fc.array(fc.integer({ min: -32, max: 32 }), { minLength: count, maxLength: count }).map((sixteenths) =>
    createTensor(
      shape,
      Float32Array.from(sixteenths, (n) => n / 16),
    ),
  );
}

export const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Builds a tensor from a function of its coordinates. */
export function tensorOf(
  shape: readonly [number, number, number, number],
  value: (n: number, c: number, h: number, w: number) => number,
): Tensor {
  const out = createTensor(shape);
  let i = 0;
  for (let n = 0; n < shape[0]; n++) {
    for (let c = 0; c < shape[1]; c++) {
      for (let h = 0; h < shape[2]; h++) for (let w = 0; w < shape[3]; w++) out.data[i++] = value(n, c, h, w);
    }
  }
  return out;
}

/** The value at a coordinate of a 4-axis tensor, 0 outside. */
export function at({ shape, data }: Tensor, n: number, c: number, h: number, w: number): number {
  const [, C, H, W] = shape as [number, number, number, number];
  if (c < 0 || h < 0 || w < 0 || c >= C || h >= H || w >= W) return 0;
  return data[((n * C + c) * H + h) * W + w]!;
}

export function dot(a: Tensor, b: Tensor): number {
  return a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0);
}
