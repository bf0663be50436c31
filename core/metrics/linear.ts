import { maxValue, type Raster } from '../tensor/raster';
import { croppedSize } from './planes';
import { floatPlane, type FloatPlane } from './filter';

/** sRGB (IEC 61966-2-1) to linear light, both 0..1. */
export function srgbToLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Linear light of every whole number up to white. */
function linearTable(max: number): Float32Array {
  return Float32Array.from({ length: max + 1 }, (_, value) => srgbToLinear(value / max));
}

/** Linear R, G, B in 0..1 without `crop` pixels on every side; grey counts as R = G = B (one plane, three times). */
export function linearPlanes(raster: Raster, crop: number): readonly [FloatPlane, FloatPlane, FloatPlane] {
  const { width, height } = croppedSize(raster, crop) ?? { width: 0, height: 0 };
  const max = maxValue(raster);
  const { channels, data } = raster;
  const table = raster.bitDepth === 32 ? null : linearTable(max);
  const linear = (value: number): number =>
    table ? table[value]! : srgbToLinear(Math.min(1, Math.max(0, value / max)));
  const planeOf = (channel: number): FloatPlane => {
    const plane = floatPlane(width, height);
    for (let y = 0, o = 0; y < height; y++) {
      let i = ((y + crop) * raster.width + crop) * channels + channel;
      for (let x = 0; x < width; x++, i += channels, o++) plane.data[o] = linear(data[i]!);
    }
    return plane;
  };
  const first = planeOf(0);
  return channels === 1 ? [first, first, first] : [first, planeOf(1), planeOf(2)];
}
