import type { Raster } from '../../tensor/raster';

/** The raster without so many pixels at the right and bottom. */
export function cropRaster(raster: Raster, crop: { readonly right: number; readonly bottom: number }): Raster {
  if (crop.right === 0 && crop.bottom === 0) return raster;
  const width = raster.width - crop.right;
  const height = raster.height - crop.bottom;
  const plane = (from: Uint8Array | Uint16Array, channels: number): Uint8Array | Uint16Array => {
    const size = width * height * channels;
    const out = from instanceof Uint16Array ? new Uint16Array(size) : new Uint8Array(size);
    const step = raster.width * channels;
    for (let y = 0; y < height; y++)
      out.set(from.subarray(y * step, y * step + width * channels), y * width * channels);
    return out;
  };
  const { alpha, data, ...rest } = raster;
  return {
    ...rest,
    ...{ width, height, data: plane(data, raster.channels) },
    ...(alpha === undefined ? {} : { alpha: plane(alpha, 1) }),
  };
}
