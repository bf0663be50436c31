import { makeSamples, type Raster, type Samples } from '../../tensor/raster';

/**
 * The alpha plane an output of width*height gets from its source: nearest neighbour, each output pixel from the
 * source pixel under its top left corner (floor(x * source / output)), so that a factor s repeats every value s times.
 */
export function nearestAlpha(source: Raster, width: number, height: number): Samples | undefined {
  const { alpha } = source;
  if (alpha === undefined) return undefined;
  const out = makeSamples(source.bitDepth, width * height);
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.floor((x * source.width) / width));
  for (let y = 0, to = 0; y < height; y++) {
    const row = Math.floor((y * source.height) / height) * source.width;
    for (let x = 0; x < width; x++) out[to++] = alpha[row + (columns[x] as number)] as number;
  }
  return out;
}
