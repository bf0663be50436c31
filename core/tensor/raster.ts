import { createTensor, type Tensor } from './tensor';
import { shapeMismatch } from './errors';

/**
 * A picture as a file stores it: rows from the top, channels interleaved (HWC), encoded (sRGB) values.
 * `alpha` is a plane of its own, width*height values at the same bit depth; operators never see it.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bitDepth: 8 | 16;
  readonly data: Uint8Array | Uint16Array;
  readonly alpha?: Uint8Array | Uint16Array;
}

/** 255 or 65535. */
export function maxValue(raster: Pick<Raster, 'bitDepth'>): number {
  return raster.bitDepth === 8 ? 255 : 65535;
}

/** Raster -> [1, C, H, W] with values in 0..1 (value / 255 or / 65535, in float32). */
export function rasterToTensor(raster: Raster): Tensor {
  const { width, height, channels, data } = raster;
  const scale = maxValue(raster);
  const plane = width * height;
  const out = new Float32Array(plane * channels);
  for (let c = 0; c < channels; c++) {
    for (let i = 0, j = c, o = c * plane; i < plane; i++, j += channels, o++) out[o] = data[j]! / scale;
  }
  return createTensor([1, channels, height, width], out);
}

/** [1, C, H, W] in 0..1 -> raster, clamped and rounded half up like a saved file; NaN becomes 0. */
export function tensorToRaster(tensor: Tensor, bitDepth: 8 | 16): Raster {
  const [n, channels, height, width] = tensor.shape;
  if (n !== 1 || (channels !== 1 && channels !== 3) || height === undefined || width === undefined) {
    throw shapeMismatch(`Expected a picture of shape 1×1×H×W or 1×3×H×W but received ${tensor.shape.join('×')}.`);
  }
  const scale = bitDepth === 8 ? 255 : 65535;
  const plane = width * height;
  const data = bitDepth === 8 ? new Uint8Array(plane * channels) : new Uint16Array(plane * channels);
  const values = tensor.data;
  const fileValue = (value: number): number => {
    const scaled = value * scale + 0.5;
    // The whole part of what is left; NaN is not above 0.
    return scaled >= scale ? scale : scaled > 0 ? scaled | 0 : 0;
  };
  if (channels === 1) for (let i = 0; i < plane; i++) data[i] = fileValue(values[i]!);
  else
    for (let i = 0, o = 0; i < plane; i++, o += 3) {
      data[o] = fileValue(values[i]!);
      data[o + 1] = fileValue(values[i + plane]!);
      data[o + 2] = fileValue(values[i + 2 * plane]!);
    }
  return { width, height, channels, bitDepth, data };
}
