import { maxValue, type Raster } from '../../tensor/raster';

/** Under this share of white a picture is all but black on a screen. */
const DARK = 0.25;
/** Values that are looked at: a thumbnail needs no more. */
const LOOKED_AT = 65_536;
const NEARLY_ALL = 0.995;

/**
 * The raster with a value of white that makes it visible on a screen where its own would leave it black or clipped: 12 bits in a
 * 16-bit file, light beyond white. For thumbnails and previews only; no number is measured on it.
 */
export function forScreen(raster: Raster): Raster {
  if (raster.bitDepth === 8) return raster;
  const step = Math.max(1, Math.floor(raster.data.length / LOOKED_AT));
  const values: number[] = [];
  for (let i = 0; i < raster.data.length; i += step) if (Number.isFinite(raster.data[i])) values.push(raster.data[i]!);
  values.sort((a, b) => a - b);
  const most = values.at(-1) ?? 0;
  const white = maxValue(raster);
  if (most <= 0 || (most > white * DARK && most <= white)) return raster;
  const peak = values[Math.floor((values.length - 1) * NEARLY_ALL)]!;
  return peak > 0 ? { ...raster, peak } : { ...raster, peak: most };
}
