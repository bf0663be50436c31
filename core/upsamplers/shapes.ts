import type { Shape } from '../tensor/tensor';

/** [N, C, H, W] -> [N, C, H s, W s] */
export function enlarged(input: Shape, scale: number): Shape {
  return input.map((size, axis) => (axis >= 2 ? size * scale : size));
}

/** The same shape with another number of channels. */
export function withChannels(input: Shape, channels: number): Shape {
  return input.map((size, axis) => (axis === 1 ? channels : size));
}
