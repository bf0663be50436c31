import { message } from '../messages';
import { createTensor, type Tensor } from './tensor';
import { shapeMismatch } from './errors';

/** 8 and 16 are whole numbers, 32 is float. */
export type BitDepth = 8 | 16 | 32;
export type Samples = Uint8Array | Uint16Array | Float32Array;

/** How a picture's values are to be read. */
export interface ValueForm {
  readonly bitDepth: BitDepth;
  /**
   * The value of white, where it is not the largest of the bit depth (12 bits in a 16-bit file: 4095), or not 1 for
   * floats. Only stated ranges stand here.
   */
  readonly peak?: number | undefined;
}

/**
 * A picture as a file stores it: rows from the top, channels interleaved (HWC), encoded (sRGB) values.
 * `alpha` is a plane of its own, width*height values at the same bit depth; operators never see it.
 */
export interface Raster extends ValueForm {
  readonly width: number;
  readonly height: number;
  /** 1 = grey, 3 = RGB, any other number = bands. */
  readonly channels: number;
  readonly data: Samples;
  readonly alpha?: Samples;
}

const LARGEST: Readonly<Record<BitDepth, number>> = { 8: 255, 16: 65535, 32: 1 };

/** The value of white: 255, 65535, 1 for floats, or what the picture states. */
export function maxValue({ bitDepth, peak }: ValueForm): number {
  return peak ?? LARGEST[bitDepth];
}

/** Whether white is what the bit depth alone says. */
export const hasUsualRange = (form: ValueForm): boolean => maxValue(form) === LARGEST[form.bitDepth];

/** The form alone, to make another raster like this one. */
export function formOf({ bitDepth, peak }: ValueForm): ValueForm {
  return { bitDepth, ...(peak === undefined ? {} : { peak }) };
}

/** An array of zeros for values of that bit depth. */
export function makeSamples(bitDepth: BitDepth, length: number): Samples {
  if (bitDepth === 32) return new Float32Array(length);
  return bitDepth === 16 ? new Uint16Array(length) : new Uint8Array(length);
}

/** Smallest and largest value of the data. */
export function extremesOf({ data }: { readonly data: Samples | Float64Array }): {
  readonly least: number;
  readonly most: number;
} {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}

/** Whether values lie outside black..white, which only floats can. */
export function exceedsRange(raster: Raster): boolean {
  if (raster.bitDepth !== 32) return false;
  const { least, most } = extremesOf(raster);
  return least < 0 || most > maxValue(raster);
}

/** Raster -> [1, C, H, W]: whole numbers become 0..1 (value / 255 or / 65535, in float32), floats stay as they are. */
export function rasterToTensor(raster: Raster): Tensor {
  const { width, height, channels, data } = raster;
  const scale = raster.bitDepth === 32 ? 1 : maxValue(raster);
  const plane = width * height;
  const out = new Float32Array(plane * channels);
  for (let c = 0; c < channels; c++) {
    for (let i = 0, j = c, o = c * plane; i < plane; i++, j += channels, o++) out[o] = data[j]! / scale;
  }
  return createTensor([1, channels, height, width], out);
}

/**
 * [1, C, H, W] in 0..1 -> raster, clamped and rounded half up like a saved file; NaN becomes 0. Floats stay as they are.
 * @param form the bit depth, or all that says how values are to be read
 */
export function tensorToRaster(tensor: Tensor, form: BitDepth | ValueForm): Raster {
  const [n, channels, height, width] = tensor.shape;
  if (n !== 1 || !channels || height === undefined || width === undefined || tensor.shape.length !== 4) {
    throw shapeMismatch(message('raster-shape', { received: tensor.shape.join('×') }));
  }
  const own = typeof form === 'number' ? { bitDepth: form } : formOf(form);
  const plane = width * height;
  const data = makeSamples(own.bitDepth, plane * channels);
  const values = tensor.data;
  const scale = maxValue(own);
  const fileValue = (value: number): number => {
    const scaled = value * scale + 0.5;
    // The whole part of what is left; NaN is not above 0.
    return scaled >= scale ? scale : scaled > 0 ? scaled | 0 : 0;
  };
  const read = own.bitDepth === 32 ? (value: number): number => value : fileValue;
  if (channels === 1) for (let i = 0; i < plane; i++) data[i] = read(values[i]!);
  else if (channels === 3)
    for (let i = 0, o = 0; i < plane; i++, o += 3) {
      data[o] = read(values[i]!);
      data[o + 1] = read(values[i + plane]!);
      data[o + 2] = read(values[i + 2 * plane]!);
    }
  else
    for (let i = 0, o = 0; i < plane; i++)
      for (let c = 0; c < channels; c++, o++) data[o] = read(values[i + c * plane]!);
  return { width, height, channels, ...own, data };
}

/** A part of a raster, with its alpha. */
export function cutRaster(
  raster: Raster,
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Raster {
  if (x === 0 && y === 0 && width === raster.width && height === raster.height) return raster;
  const plane = (from: Samples, channels: number): Samples => {
    const out = makeSamples(raster.bitDepth, width * height * channels);
    for (let row = 0; row < height; row++) {
      const start = ((y + row) * raster.width + x) * channels;
      out.set(from.subarray(start, start + width * channels), row * width * channels);
    }
    return out;
  };
  const { alpha, data, ...rest } = raster;
  return {
    ...rest,
    width,
    height,
    data: plane(data, raster.channels),
    ...(alpha === undefined ? {} : { alpha: plane(alpha, 1) }),
  };
}

/** The raster without so many pixels at the right and bottom. */
export function cropRaster(raster: Raster, crop: { readonly right: number; readonly bottom: number }): Raster {
  const [width, height] = [raster.width - crop.right, raster.height - crop.bottom];
  return cutRaster(raster, { x: 0, y: 0, width, height });
}
