import { cropByScale, defineMetric } from './metric';
import { croppedSize, lumaPlane, tooSmall } from './planes';
import { GREY } from './psnrY';
import { receipt } from './receipt';
import { smallestSide, ssimOfPlanes, ssimWords } from './ssimPair';

/** SSIM of the luma that super-resolution papers report: BT.601 16..235, L = 255. */
export const ssimY = defineMetric({
  id: 'ssim-y',
  title: 'SSIM-Y',
  unit: '',
  better: 'higher',
  colourOnly: true,
  needs: { colour: true, range: 'stated' },
  defaultCrop: cropByScale,
  decimals: 4,
  compute(reference, picture, options, wantMap = false) {
    if (reference.channels === 1) return { unavailable: GREY };
    const { crop, settings } = options;
    const round = settings.roundLuma;
    const pairs = [() => [lumaPlane(reference, crop, round), lumaPlane(picture, crop, round)] as const];
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
        'BT.601 16-235',
        ssimWords(options, result.factor),
        `crop ${crop}`,
        'range 255',
        round ? 'Y rounded' : 'not rounded',
      ),
    };
  },
});
