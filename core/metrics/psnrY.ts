import { planeMse, psnrOf } from './difference';
import { cropByScale, defineMetric } from './metric';
import { croppedSize, lumaPlane, recycle, tooSmall } from './planes';
import { receipt } from './receipt';

/** PSNR of the luma that super-resolution papers report: BT.601 16..235, MAX = 255 although Y spans 219. */
export const psnrY = defineMetric({
  id: 'psnr-y',
  title: 'PSNR-Y',
  unit: 'dB',
  better: 'higher',
  colourOnly: true,
  defaultCrop: cropByScale,
  decimals: 2,
  compute(reference, picture, { crop, settings, checkpoint }) {
    if (reference.channels === 1) return { unavailable: GREY };
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'PSNR-Y') };
    const round = settings.roundLuma;
    const a = lumaPlane(reference, crop, round);
    const b = lumaPlane(picture, crop, round);
    const mse = planeMse(a, b, checkpoint);
    recycle(a, b);
    return {
      value: psnrOf(mse),
      protocol: receipt('PSNR-Y', 'BT.601 16-235', `crop ${crop}`, 'range 255', round ? 'Y rounded' : 'not rounded'),
    };
  },
});

/** Why a grey picture has no Y metric. */
export const GREY = 'A grey picture has no colour to take Y from; its PSNR and SSIM are those of its one channel.';
