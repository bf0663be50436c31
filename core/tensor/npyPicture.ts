import { message, type Said } from '../messages';
import { invalidParameter, shapeMismatch } from './errors';
import { formatNpy, type NpyArray } from './npy';
import { makeSamples, type BitDepth, type Raster } from './raster';

/** How the axes of an array are a picture's: rows and columns, with channels last or first. */
export const LAYOUTS = ['hw', 'hwc', 'chw'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Most channels at the end of a shape that are taken for channels; more are columns, and the first axis is channels. */
const MOST_LAST = 4;

/** [H,W]; [H,W,C] where the last axis has at most 4; else [C,H,W]. */
export function usualLayout(shape: readonly number[]): Layout {
  if (shape.length === 2) return 'hw';
  return shape[2]! <= MOST_LAST ? 'hwc' : 'chw';
}

/**
 * An array as a picture: bytes as 8 bits, words as 16 bits, truth values as black and white, everything else as floats.
 * @param name what sentences call it
 */
export function rasterOfNpy(
  { shape: given, type, data }: NpyArray,
  name: string,
  layout?: Layout,
): { readonly raster: Raster; readonly notes: readonly Said[] } {
  // A batch of one picture is that picture.
  const shape = given.length === 4 && given[0] === 1 ? given.slice(1) : given;
  if (shape.length !== 2 && shape.length !== 3)
    throw shapeMismatch(message('array-no-picture', { name, shape: given.join('×') || '1' }));
  const taken = layout ?? usualLayout(shape);
  if ((taken === 'hw') !== (shape.length === 2))
    throw invalidParameter('--layout', message('layout-of-axes', { axes: shape.length }), taken);
  const [a = 0, b = 0, c = 1] = shape;
  const [height, width, channels] = taken === 'chw' ? [b, c, a] : [a, b, c];
  if (height * width * channels === 0)
    throw shapeMismatch(message('array-no-picture', { name, shape: given.join('×') }));
  const bitDepth: BitDepth = type === 'u1' || type === 'b1' ? 8 : type === 'u2' ? 16 : 32;
  const scale = type === 'b1' ? 255 : 1;
  const out = makeSamples(bitDepth, data.length);
  if (taken === 'chw')
    for (let k = 0, i = 0; k < channels; k++)
      for (let o = k; o < data.length; o += channels, i++) out[o] = data[i]! * scale;
  else for (let i = 0; i < data.length; i++) out[i] = data[i]! * scale;
  const notes = [message('array-layout', { shape: given.join('×'), layout: taken.toUpperCase() })];
  if (type === 'f8' && data.some((value) => value !== Math.fround(value)))
    notes.push(message('array-rounded', { type: 'float64' }));
  if (/^[iu][48]$/.test(type) && data.some((value) => value !== Math.fround(value)))
    notes.push(message('array-rounded', { type: `${type.startsWith('u') ? 'u' : ''}int${Number(type[1]) * 8}` }));
  return { raster: { width, height, channels, bitDepth, data: out }, notes };
}

/** The raster as an array of the same values that `rasterOfNpy` reads as the same picture: [H,W], [H,W,C], from 5 channels on [C,H,W]. */
export function npyOfRaster({ width, height, channels, bitDepth, data }: Raster): Uint8Array<ArrayBuffer> {
  if (channels === 1) return formatNpy({ shape: [height, width], data });
  if (channels <= MOST_LAST) return formatNpy({ shape: [height, width, channels], data });
  const planes = makeSamples(bitDepth, data.length);
  const plane = width * height;
  for (let c = 0; c < channels; c++) for (let i = 0; i < plane; i++) planes[c * plane + i] = data[i * channels + c]!;
  return formatNpy({ shape: [channels, height, width], data: planes });
}
