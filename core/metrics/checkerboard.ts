import { spread } from '../checkerboard/phases';
import type { Raster } from '../tensor/raster';
import { errorPhases } from './errorPhases';
import { defineMetric, noCrop } from './metric';
import type { Rectangle } from './rectangle';
import { channelPlane, croppedSize, tooSmall, type Plane } from './planes';
import { channelWords, receipt, unitWords } from './receipt';

/** s-phase RMS of the error (measure B), per channel, root mean square over the channels; s = the upsampling factor. */
export const checkerboard = defineMetric({
  id: 'checkerboard',
  title: 'Checkerboard',
  unit: '/255',
  better: 'lower',
  defaultCrop: noCrop,
  decimals: 2,
  compute(reference, picture, { crop, scale, checkpoint, inner }) {
    const size = croppedSize(reference, crop);
    if (!size || Math.min(size.width, size.height) < scale) {
      return {
        unavailable: tooSmall(reference, crop, scale, 'The checkerboard measure'),
      };
    }
    const measure = (part: Rectangle): number => {
      let sum = 0;
      for (let c = 0; c < reference.channels; c++) {
        checkpoint?.();
        sum += spread(errorPhases(reference, picture, c, part, scale).means) ** 2;
      }
      return Math.sqrt(sum / reference.channels);
    };
    const isWide = inner !== undefined && Math.min(inner.width, inner.height) >= scale;
    const across = reference.channels === 1 ? 'grey' : `${channelWords(reference)} (root mean square)`;
    return {
      value: measure({ x: crop, y: crop, ...size }),
      inner: isWide ? measure({ ...inner, x: inner.x + crop, y: inner.y + crop }) : undefined,
      protocol: receipt(
        `Checkerboard, RMS of the mean error per ${scale}×${scale} phase`,
        across,
        `crop ${crop}`,
        unitWords(reference),
      ),
    };
  },
});

/** picture - reference of one channel, in 0..255 units. */
export function errorPlane(reference: Raster, picture: Raster, channel: number, crop: number): Plane {
  const error = channelPlane(picture, channel, crop);
  const { data } = channelPlane(reference, channel, crop);
  for (let i = 0; i < data.length; i++) error.data[i] = error.data[i]! - data[i]!;
  return error;
}
