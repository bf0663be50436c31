import { psnrOf } from './difference';
import { cropByScale, defineMetric } from './metric';
import { lumaMse } from './luma';
import { croppedSize, tooSmall } from './planes';
import { receipt } from './receipt';

/** PSNR of the luma that super-resolution papers report: BT.601 16..235, MAX = 255 although Y spans 219. */
export const psnrY = defineMetric({
  id: 'psnr-y',
  title: 'PSNR-Y',
  unit: 'dB',
  better: 'higher',
  colourOnly: true,
  needs: { colour: true, range: 'stated' },
  defaultCrop: cropByScale,
  decimals: 2,
  compute(reference, picture, options) {
    const { crop, settings } = options;
    if (reference.channels === 1) return { unavailable: GREY };
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'PSNR-Y') };
    const round = settings.roundLuma;
    const mse = lumaMse(reference, picture, options);
    return {
      value: psnrOf(mse.value),
      inner: mse.inner === undefined ? undefined : psnrOf(mse.inner),
      protocol: receipt('PSNR-Y', 'BT.601 16-235', `crop ${crop}`, 'range 255', round ? 'Y rounded' : 'not rounded'),
    };
  },
});

/** Why a grey picture has no Y metric. */
export const GREY = 'A grey picture has no colour to take Y from; its PSNR and SSIM are those of its one channel.';
