import { formOf, makeSamples, maxValue, type Raster, type ValueForm } from '../tensor/raster';
import { createTensor, type Tensor } from '../tensor/tensor';
import type { Samples } from './resampler';

/** A picture's values as planes, in units of the file (0..255, 0..65535, floats as they are), without alpha. */
export function rasterToSamples({ width, height, channels, data }: Raster): Samples {
  const plane = width * height;
  const out = new Float64Array(plane * channels);
  for (let c = 0; c < channels; c++) for (let i = 0; i < plane; i++) out[c * plane + i] = data[i * channels + c]!;
  return { planes: channels, height, width, data: out };
}

/** Clamped and rounded half up, as MATLAB rounds what is not negative; floats stay as they are. */
export function samplesToRaster({ planes, height, width, data }: Samples, form: ValueForm): Raster {
  const plane = width * height;
  const most = maxValue(form);
  const out = makeSamples(form.bitDepth, plane * planes);
  const read =
    form.bitDepth === 32
      ? (value: number): number => value
      : (value: number): number => Math.min(most, Math.max(0, Math.floor(value + 0.5)));
  for (let c = 0; c < planes; c++) for (let i = 0; i < plane; i++) out[i * planes + c] = read(data[c * plane + i]!);
  return { width, height, channels: planes, ...formOf(form), data: out };
}

/** [1, C, H, W]: whole numbers become 0..1, floats stay as they are. */
export function samplesToTensor({ planes, height, width, data }: Samples, form: ValueForm): Tensor {
  const unit = form.bitDepth === 32 ? 1 : maxValue(form);
  return createTensor(
    [1, planes, height, width],
    Float32Array.from(data, (value) => value / unit),
  );
}

/** [N, C, H, W] -> N C planes, in the tensor's own unit. */
export function tensorToSamples({ shape, data }: Tensor): Samples {
  const [n = 1, channels = 1, height = 1, width = 1] = shape;
  return { planes: n * channels, height, width, data: Float64Array.from(data) };
}
