/** A layer of a chain, with the kernel that makes it exactly size x scale. */
export interface NestedLayer {
  readonly id: 'conv-transpose' | 'nearest-conv' | 'pixel-shuffle';
  readonly kernelSize: number;
}

/**
 * Families whose functions contain one another: whatever the second layer of a chain can do, the first can, too, so
 * its best weights are no worse on the pictures they were fitted on. A 3×3 convolution before a shuffle is the
 * transposed convolution with K = 3 s; repeating and convolving with k is one with K = k + s - 1 and tied weights.
 */
export function nestedChains(scale: number): readonly (readonly NestedLayer[])[] {
  const textbook = 2 * scale - (scale % 2);
  return [
    [
      { id: 'pixel-shuffle', kernelSize: 3 },
      { id: 'conv-transpose', kernelSize: 3 * scale },
      { id: 'nearest-conv', kernelSize: 2 * scale + 1 },
    ],
    [
      { id: 'conv-transpose', kernelSize: textbook },
      { id: 'nearest-conv', kernelSize: textbook - scale + 1 },
    ],
  ];
}

/** Whether each error is at most the next one, but for rounding. */
export const isNested = (errors: readonly number[]): boolean =>
  errors.every((error, index) => index === 0 || errors[index - 1]! <= error * (1 + 1e-9));
