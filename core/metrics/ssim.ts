import { message, say } from '../messages';
import { defineMetric, noCrop } from './metric';
import type { Raster } from '../tensor/raster';
import { channelPlane, croppedSize, matlabGreyPlane, tooSmall, type Plane } from './planes';
import { rangeWords, receipt } from './receipt';
import { smallestSide, ssimOfPlanes, ssimWords } from './ssimPair';

/**
 * SSIM (Wang, Bovik, Sheikh, Simoncelli 2004, "Image quality assessment: from error visibility to structural similarity",
 * doi:10.1109/TIP.2003.819861): mean over the windows that lie wholly inside, colour = mean of the channels.
 */
export const ssim = defineMetric({
  id: 'ssim',
  title: 'SSIM',
  unit: '',
  better: 'higher',
  needs: { range: 'stated' },
  defaultCrop: noCrop,
  decimals: 4,
  compute(reference, picture, options, wantMap = false) {
    const { crop, settings } = options;
    const asGrey = settings.ssim.colour === 'grey';
    if (asGrey && reference.channels !== 1 && reference.channels !== 3)
      return { unavailable: say(message('metric-needs-colour', { metric: 'SSIM', channels: reference.channels })) };
    const planes = asGrey ? [0] : Array.from({ length: reference.channels }, (_, c) => c);
    const planeOf = (raster: Raster, c: number): Plane =>
      asGrey ? matlabGreyPlane(raster, crop) : channelPlane(raster, c, crop);
    const pairs = planes.map((c) => () => [planeOf(reference, c), planeOf(picture, c)] as const);
    const size = croppedSize(reference, crop);
    const result = size && ssimOfPlanes({ ...size, pairs }, options, wantMap);
    if (!result)
      return {
        unavailable: tooSmall(reference, crop, smallestSide(options), 'SSIM'),
      };
    const colour = reference.channels === 1 ? 'grey' : asGrey ? 'rgb2gray rounded' : 'mean of channels';
    return {
      value: result.value,
      inner: result.inner,
      map: result.map,
      protocol: receipt('SSIM', ssimWords(options, result.factor), colour, `crop ${crop}`, rangeWords(reference)),
    };
  },
});
