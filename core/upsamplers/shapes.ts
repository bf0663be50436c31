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

/** The same shape with another number of channels. */
export function withChannels(input: Shape, channels: number): Shape {
  return input.map((size, axis) => (axis === 1 ? channels : size));
}
