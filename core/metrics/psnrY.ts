import { differences, psnrOf, type Differences } from './difference';
import { cropByScale, defineMetric, type MetricOptions, type MetricValue } from './metric';
import { lumaMse } from './luma';
import { croppedSize, tooSmall, unitOf } from './planes';
import type { Raster } from '../tensor/raster';
import { rangeWords, receipt } from './receipt';

/** PSNR of the luma that super-resolution papers report: BT.601 16..235, MAX = 255 although Y spans 219. */
export const psnrY = defineMetric({
  id: 'psnr-y',
  title: 'PSNR-Y',
  unit: 'dB',
  better: 'higher',
  needs: { colour: true, range: 'stated' },
  defaultCrop: cropByScale,
  decimals: 2,
  compute(reference, picture, options) {
    const { crop, settings } = options;
    if (!croppedSize(reference, crop)) return { unavailable: tooSmall(reference, crop, 1, 'PSNR-Y') };
    const round = settings.roundLuma;
    if (reference.channels === 1) return greyPsnr(reference, picture, options);
    const mse = lumaMse(reference, picture, options);
    return {
      value: psnrOf(mse.value),
      inner: mse.inner === undefined ? undefined : psnrOf(mse.inner),
      protocol: receipt('PSNR-Y', 'BT.601 16-235', `crop ${crop}`, 'range 255', round ? 'Y rounded' : 'not rounded'),
    };
  },
});

/** What the receipt of a Y metric says of a grey picture. */
export const GREY = 'grey is its own Y';

/** A grey picture is its own Y, as papers count it: its own values, not those of 16..235. */
function greyPsnr(reference: Raster, picture: Raster, options: MetricOptions): MetricValue {
  const all = differences(reference, picture, options);
  const value = ({ sumOfSquares, count }: Differences): number =>
    psnrOf((sumOfSquares / count) * unitOf(reference) ** 2);
  return {
    value: value(all),
    inner: all.inner && value(all.inner),
    protocol: receipt('PSNR-Y', GREY, `crop ${options.crop}`, rangeWords(reference)),
  };
}
