import type { Shape } from '../../tensor/tensor';
import { readPicture } from '../pictures/pictureFile';
import { maxValue } from '../../tensor/raster';

/** A picture's values 0 to 1 in the form of a network's input: its middle, its edge repeated where it is smaller. */
export async function pictureValues(path: string, shape: Shape): Promise<Float32Array> {
  const { raster } = await readPicture(path, path);
  const { width, height, channels, data } = raster;
  const peak = maxValue(raster);
  const [n = 1, c = 1, h = 1, w = 1] = shape;
  const values = new Float32Array(n * c * h * w);
  const top = Math.max(0, Math.floor((height - h) / 2));
  const left = Math.max(0, Math.floor((width - w) / 2));
  const at = (y: number, x: number, channel: number): number =>
    data[(Math.min(height - 1, top + y) * width + Math.min(width - 1, left + x)) * channels + channel]! / peak;
  for (let i = 0; i < n * c; i++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) {
        const channel = i % c;
        const isGrey = c === 1 && channels >= 3;
        values[(i * h + y) * w + x] = isGrey
          ? 0.299 * at(y, x, 0) + 0.587 * at(y, x, 1) + 0.114 * at(y, x, 2)
          : at(y, x, Math.min(channels - 1, channel % 3));
      }
  return values;
}
