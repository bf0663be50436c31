import { peakOf, type MapKind, type PixelData } from './errors';

/** Where a map lies and what its grey means: black is `low`, white is `high`. */
export interface MapPlace {
  readonly url: string;
  readonly low: number;
  readonly high: number;
}

/**
 * One row of a map as what is lost: FLIP as it is, SSIM as 1 - SSIM.
 * @param out [width], from column `x0`
 */
export function mapRow(
  map: PixelData,
  { low, high }: Pick<MapPlace, 'low' | 'high'>,
  kind: MapKind,
  y: number,
  x0: number,
  count: number,
  out: Float32Array,
): void {
  const { width, data } = map;
  const step = (high - low) / peakOf(map);
  for (let i = 0, at = y * width + x0; i < count; i++, at++) {
    const value = low + step * data[at]!;
    out[i] = kind === 'ssim' ? 1 - value : value;
  }
}
