import { message } from '../messages';
import { lumaPlane } from '../metrics/planes';
import type { Operators } from '../ops/operators';
import { MATLAB_BICUBIC } from '../ops/resampleRule';
import { resampleByRule, type Samples } from '../ops/resampler';
import { rasterToSamples, samplesToRaster } from '../ops/samples';
import { plainMemory, type TensorMemory } from '../ops/tensorMemory';
import { UpbenchError } from '../tensor/errors';
import {
  cropRaster,
  formOf,
  makeSamples,
  maxValue,
  rasterToTensor,
  tensorToRaster,
  type Raster,
} from '../tensor/raster';
import type { Tensor } from '../tensor/tensor';
import type { Degradation } from './degradations';

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
      message('picture-below-scale', { scale, received: `${raster.width}×${raster.height}` }),
    );
  }
  return { raster: cropRaster(raster, crop), crop };
}

/**
 * The low-resolution input made from a reference whose size `scale` divides; whole numbers are rounded half up like a saved
 * file, floats stay as they are: `area` = the exact mean of every scale x scale box, `bicubic` = PyTorch's antialiased one,
 * `matlab-bicubic` = MATLAB's imresize. Without alpha.
 */
export function degrade(
  reference: Raster,
  scale: number,
  degradation: Degradation,
  operators: Operators,
  tensors: TensorMemory = plainMemory,
): Raster {
  if (degradation === 'area') return boxMean(reference, scale);
  if (degradation === 'matlab-bicubic')
    return samplesToRaster(degradedSamples(reference, scale, degradation, operators, tensors), reference);
  const small = antialiased(reference, scale, operators);
  const raster = tensorToRaster(small, reference);
  tensors.release(small);
  return raster;
}

/** The same before it is rounded, in units of the file. */
export function degradedSamples(
  reference: Raster,
  scale: number,
  degradation: Degradation,
  operators: Operators,
  tensors: TensorMemory = plainMemory,
): Samples {
  const height = reference.height / scale;
  const width = reference.width / scale;
  if (degradation === 'matlab-bicubic')
    return resampleByRule(rasterToSamples(reference), { height, width }, MATLAB_BICUBIC);
  if (degradation === 'area') {
    const rule = { ...MATLAB_BICUBIC, kernel: { kind: 'coverage' } } as const;
    return resampleByRule(rasterToSamples(reference), { height, width }, rule);
  }
  const small = antialiased(reference, scale, operators);
  const unit = reference.bitDepth === 32 ? 1 : maxValue(reference);
  const data = Float64Array.from(small.data, (value) => value * unit);
  tensors.release(small);
  return { planes: reference.channels, height, width, data };
}

function antialiased(reference: Raster, scale: number, operators: Operators): Tensor {
  return operators.interpolate(rasterToTensor(reference), {
    size: [reference.height / scale, reference.width / scale],
    mode: 'bicubic',
    antialias: true,
  });
}

/** The luma of super-resolution papers (BT.601, 16..235 of 255) as a grey picture of the same form, rounded; grey is its own. */
export function lumaRaster(raster: Raster): Raster {
  if (raster.channels !== 3) return raster;
  const plane = lumaPlane(raster, 0, false);
  const unit = maxValue(raster) / 255;
  const data = makeSamples(raster.bitDepth, plane.data.length);
  const isFloat = raster.bitDepth === 32;
  for (let i = 0; i < data.length; i++)
    data[i] = isFloat ? plane.data[i]! * unit : Math.floor(plane.data[i]! * unit + 0.5);
  const { width, height, alpha } = raster;
  return { width, height, channels: 1, ...formOf(raster), data, ...(alpha ? { alpha } : {}) };
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
