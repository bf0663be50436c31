import { cropByScale, defineMetric } from './metric';
import type { Raster } from '../tensor/raster';
import { channelPlane, croppedSize, lumaPlane, tooSmall } from './planes';
import { GREY } from './psnrY';
import { rangeWords, receipt } from './receipt';
import { smallestSide, ssimOfPlanes, ssimWords } from './ssimPair';

/** SSIM of the luma that super-resolution papers report: BT.601 16..235, L = 255. */
export const ssimY = defineMetric({
  id: 'ssim-y',
  title: 'SSIM-Y',
  unit: '',
  better: 'higher',
  needs: { colour: true, range: 'stated' },
  defaultCrop: cropByScale,
  decimals: 4,
  compute(reference, picture, options, wantMap = false) {
    const { crop, settings } = options;
    const isGrey = reference.channels === 1;
    const round = settings.roundLuma;
    // A grey picture is its own Y.
    const plane = (raster: Raster) => (isGrey ? channelPlane(raster, 0, crop) : lumaPlane(raster, crop, round));
    const pairs = [() => [plane(reference), plane(picture)] as const];
    const size = croppedSize(reference, crop);
    const result = size && ssimOfPlanes({ ...size, pairs }, options, wantMap);
    if (!result)
      return {
        unavailable: tooSmall(reference, crop, smallestSide(options), 'SSIM-Y'),
      };
    return {
      value: result.value,
      inner: result.inner,
      map: result.map,
      protocol: receipt(
        'SSIM-Y',
        isGrey ? GREY : 'BT.601 16-235',
        ssimWords(options, result.factor),
        `crop ${crop}`,
        isGrey ? rangeWords(reference) : 'range 255',
        !isGrey && (round ? 'Y rounded' : 'not rounded'),
      ),
    };
  },
});
