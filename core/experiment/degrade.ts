import type { Operators } from '../ops/operators';
import { plainMemory, type TensorMemory } from '../ops/tensorMemory';
import { UpbenchError } from '../tensor/errors';
import { cropRaster, formOf, makeSamples, rasterToTensor, tensorToRaster, type Raster } from '../tensor/raster';
import type { Experiment } from './schema';

export interface Crop {
  /** Columns cut at the right. */
  readonly right: number;
  /** Rows cut at the bottom. */
  readonly bottom: number;
}

/** The picture without the columns and rows at the right and bottom that keep `scale` from dividing its size. */
export function cropToMultiple(raster: Raster, scale: number): { readonly raster: Raster; readonly crop: Crop } {
  const crop = { right: raster.width % scale, bottom: raster.height % scale };
  if (raster.width < scale || raster.height < scale) {
    throw new UpbenchError(
      'size-mismatch',
      `Expected a picture of at least ${scale}×${scale} pixels for scale ${scale} but received ${raster.width}×${raster.height}.`,
    );
  }
  return { raster: cropRaster(raster, crop), crop };
}

/**
 * The low-resolution input made from a reference whose size `scale` divides; whole numbers are rounded half up like a saved
 * file, floats stay as they are: `area` = the exact mean of every scale x scale box, `bicubic` = PyTorch's antialiased one. Without alpha.
 */
export function degrade(
  reference: Raster,
  scale: number,
  degradation: Experiment['degradation'],
  operators: Operators,
  tensors: TensorMemory = plainMemory,
): Raster {
  if (degradation === 'area') return boxMean(reference, scale);
  const small = operators.interpolate(rasterToTensor(reference), {
    size: [reference.height / scale, reference.width / scale],
    mode: 'bicubic',
    antialias: true,
  });
  const raster = tensorToRaster(small, reference);
  tensors.release(small);
  return raster;
}

/** floor(sum / n + 1/2) in whole numbers: floor((2 sum + n) / 2n), n = scale^2; floats are sum / n. */
function boxMean(reference: Raster, scale: number): Raster {
  const { channels, bitDepth, data } = reference;
  const width = reference.width / scale;
  const height = reference.height / scale;
  const n = scale * scale;
  const out = makeSamples(bitDepth, width * height * channels);
  const mean =
    bitDepth === 32 ? (sum: number): number => sum / n : (sum: number): number => Math.floor((2 * sum + n) / (2 * n));
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let i = 0; i < scale; i++) {
          const row = ((y * scale + i) * reference.width + x * scale) * channels + c;
          for (let j = 0; j < scale; j++) sum += data[row + j * channels]!;
        }
        out[at++] = mean(sum);
      }
    }
  }
  return { width, height, channels, ...formOf(reference), data: out };
}
