import { floatPlane, type FloatPlane } from './filter';

export type XybPlanes = readonly [x: FloatPlane, y: FloatPlane, b: FloatPlane];

const f32 = Math.fround;

/** JPEG XL's absorbance of the three cone types for linear sRGB; each row sums to 1. */
const BLUE_OF_LM = f32(0.078);
const ABSORBANCE = [
  [f32(0.3), f32(f32(1 - BLUE_OF_LM) - f32(0.3)), BLUE_OF_LM],
  [f32(0.23), f32(f32(1 - BLUE_OF_LM) - f32(0.23)), BLUE_OF_LM],
  [
    f32(0.24342268924547819),
    f32(0.20476744424496821),
    f32(f32(1 - f32(0.24342268924547819)) - f32(0.20476744424496821)),
  ],
] as const;
const BIAS = f32(0.0037930732552754493);
const BIAS_ROOT = f32(Math.cbrt(BIAS));

/**
 * Linear RGB (0..1) to the XYB of SSIMULACRA 2, all three about 0..1: X = 14 (L - M)/2 + .42, Y = (L + M)/2 + .01,
 * B = S - Y + .55, where L, M, S = cbrt(A rgb + bias) - cbrt(bias). Rounded to float32 where the published code rounds.
 */
export function toXyb([r, g, b]: readonly [FloatPlane, FloatPlane, FloatPlane], checkpoint?: () => void): XybPlanes {
  const { width, height } = r;
  const out = [floatPlane(width, height), floatPlane(width, height), floatPlane(width, height)] as const;
  for (let i = 0; i < r.data.length; i++) {
    if (i % 16384 === 0) checkpoint?.();
    const long = cone(ABSORBANCE[0], r.data[i]!, g.data[i]!, b.data[i]!);
    const medium = cone(ABSORBANCE[1], r.data[i]!, g.data[i]!, b.data[i]!);
    const short = cone(ABSORBANCE[2], r.data[i]!, g.data[i]!, b.data[i]!);
    const x = f32(0.5 * f32(long - medium));
    const y = f32(0.5 * f32(long + medium));
    out[0].data[i] = f32(x * 14) + f32(0.42);
    out[1].data[i] = y + f32(0.01);
    out[2].data[i] = f32(short - y) + f32(0.55);
  }
  return out;
}

function cone(weights: readonly [number, number, number], r: number, g: number, b: number): number {
  const blue = f32(weights[2] * b + BIAS);
  const mixed = f32(weights[0] * r + f32(weights[1] * g + blue));
  return f32(Math.cbrt(mixed > 0 ? mixed : 0) - BIAS_ROOT);
}
