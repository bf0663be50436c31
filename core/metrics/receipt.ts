import type { Raster } from '../tensor/raster';
import { maxValue } from '../tensor/raster';

/** "PSNR-Y, BT.601 16-235, crop 2, range 255, not rounded": the parts that are there, in order. */
export function receipt(...parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(', ');
}

/** "range 255", "range 65535", "range 4095", "range 1". */
export function rangeWords(raster: Raster): string {
  return `range ${maxValue(raster)}`;
}

/** Unit of the error metrics: 0..255 whatever the range. */
export function unitWords(raster: Raster): string {
  const max = maxValue(raster);
  if (max === 255) return '0..255 units';
  return max === 65535 ? '0..255 units (16-bit values / 257)' : `0..255 units (values × 255 / ${max})`;
}

/** "all channels" or "grey". */
export function channelWords(raster: Raster): string {
  return raster.channels === 1 ? 'grey' : 'all channels';
}
