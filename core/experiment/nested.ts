import { upsamplers, type Upsampler } from '../upsamplers';

/** A layer of a chain, with the kernel that makes it exactly size x scale. */
export interface NestedLayer {
  readonly id: string;
  readonly kernelSize: number;
}

/**
 * Families whose functions contain one another: whatever the second layer of a chain can do, the first can, too, so
 * its best weights are no worse on the pictures they were fitted on. A 3×3 convolution before a shuffle is the
 * transposed convolution with K = 3 s; repeating and convolving with k is one with K = k + s - 1 and tied weights.
 */
export function nestedChains(scale: number): readonly (readonly NestedLayer[])[] {
  const textbook = 2 * scale - (scale % 2);
  return [3 * scale, textbook].map((side) => chainOf(side, scale));
}

/** All layers that are a transposed convolution of this side, those with free weights first. */
function chainOf(side: number, scale: number): readonly NestedLayer[] {
  const free: NestedLayer[] = [];
  const tied: NestedLayer[] = [];
  for (const upsampler of upsamplers) {
    const { asTransposed } = upsampler;
    if (!asTransposed) continue;
    const kernelSize = asTransposed.kernelSize(side, scale);
    if (takesKernel(upsampler, kernelSize)) (asTransposed.free ? free : tied).push({ id: upsampler.id, kernelSize });
  }
  free.sort((a, b) => a.kernelSize - b.kernelSize);
  return [...free, ...tied];
}

/** Whether the method has a kernel of this side: a whole number that its parameter allows. */
function takesKernel({ parameters }: Upsampler, kernelSize: number): boolean {
  const side = parameters.find(({ name }) => name === 'kernelSize');
  if (side === undefined || (side.kind !== 'integer' && side.kind !== 'number')) return false;
  const { min, max, step = 1 } = side;
  return kernelSize >= min && kernelSize <= max && Number.isInteger((kernelSize - min) / step);
}

/** Whether each error is at most the next one, but for rounding. */
export const isNested = (errors: readonly number[]): boolean =>
  errors.every((error, index) => index === 0 || errors[index - 1]! <= error * (1 + 1e-9));
