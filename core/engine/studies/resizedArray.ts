import { parseNpy, type NpyArray } from '../../tensor/npy';
import { sniffFormat } from '../pictures/sniff';
import { readPicture } from '../pictures/pictureFile';

/** Types of the values of pictures, as NumPy writes them. */
const TYPES = { 8: 'u1', 16: 'u2', 32: 'f4' } as const;

/**
 * A tensor of a .npy file as it stands there, or the values of a picture as OpenCV and Pillow hold them: H×W, or H×W×C.
 * Alpha is left out.
 * @param name what sentences call the file
 */
export async function resizedArray(bytes: Uint8Array, name: string): Promise<NpyArray> {
  const format = sniffFormat(bytes);
  // What is neither gets the sentence on .npy files or on pictures, by its name.
  if (format === 'npy' || (format === undefined && /\.npy$/i.test(name))) return parseNpy(bytes, name);
  const { width, height, channels, data, bitDepth } = (await readPicture(bytes, name)).raster;
  return {
    shape: channels === 1 ? [height, width] : [height, width, channels],
    type: TYPES[bitDepth],
    data: Float32Array.from(data),
  };
}
