import type { Shape } from '../tensor/tensor';
import type { ParameterContext, UpsamplerInput } from './upsampler';

/** [N, C, H, W] -> [N, C, H s, W s] */
export function enlarged(input: Shape, scale: number): Shape {
  return input.map((size, axis) => (axis >= 2 ? size * scale : size));
}

/** The wanted shape: exactly `size` where one is given, else size x scale. */
export function targetShape(input: Shape, { scale, size }: Pick<ParameterContext, 'scale' | 'size'>): Shape {
  return size === undefined ? enlarged(input, scale) : [...input.slice(0, 2), ...size];
}

/** What an interpolation is asked for: a factor, or a size. */
export function interpolationTarget({
  scale,
  size,
}: Pick<UpsamplerInput, 'scale' | 'size'>):
  { readonly scaleFactor: number } | { readonly size: readonly [number, number] } {
  return size === undefined ? { scaleFactor: scale } : { size };
}

/**
 * What an interpolation of `reach` rows reads on either side: positions are the same in every part of a picture where
 * steps of 1/scale are exact, that is where the scale is a power of two.
 */
export function interpolationReach(reach: number, { scale, size }: Pick<ParameterContext, 'scale' | 'size'>) {
  return size === undefined && Number.isInteger(Math.log2(scale)) ? reach : null;
}

/** The same shape with another number of channels. */
export function withChannels(input: Shape, channels: number): Shape {
  return input.map((size, axis) => (axis === 1 ? channels : size));
}
