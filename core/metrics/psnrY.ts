import { inAll, message } from '../messages';
import type { Differences } from './bytePairs';
import { differences, psnrOf } from './difference';
import { cropByScale, defineMetric, type MetricOptions, type MetricValue } from './metric';
import { lumaMse } from './luma';
import { croppedSize, tooSmall, unitOf } from './planes';
import type { Raster } from '../tensor/raster';
import { cropPart, rangePart, receipt } from './receipt';

/** PSNR of the luma that super-resolution papers report: BT.601 16..235, MAX = 255 although Y spans 219. */
export const psnrY = defineMetric({
  id: 'psnr-y',
  title: inAll('PSNR-Y'),
  order: 2,
  ranks: 1,
  inPapers: true,
  lumaOf: 'psnr',
  formula: {
    en: 'PSNR of Y = 16 + (65.481 R + 128.553 G + 24.966 B) / 255',
    'zh-CN': 'Y 的 PSNR，Y = 16 + (65.481 R + 128.553 G + 24.966 B) / 255',
  },
  explanation: {
    what: {
      en: 'PSNR of the luma alone, the Y of YCbCr as video uses it, between 16 and 235.',
      'zh-CN': '仅对亮度计算的 PSNR，即视频所用 YCbCr 的 Y，范围 16 至 235。',
    },
    use: {
      en: 'What papers on super-resolution print; it is one to two dB above the PSNR of all channels.',
      'zh-CN': '超分辨率论文所给出的数字；比全部通道的 PSNR 高一到两 dB。',
    },
    blindSpot: { en: 'Errors of colour.', 'zh-CN': '颜色误差。' },
  },
  source: {
    authors: 'ITU-R',
    year: 2011,
    title: 'BT.601-7: Studio encoding parameters of digital television',
    url: 'https://www.itu.int/rec/R-REC-BT.601',
  },
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
      receipt: receipt(
        'PSNR-Y',
        'BT.601 16-235',
        cropPart(crop),
        message('receipt-range', { max: 255 }),
        message(round ? 'receipt-y-rounded' : 'receipt-not-rounded'),
      ),
    };
  },
});

/** The part of a Y metric's receipt for a grey picture. */
export const GREY = message('receipt-grey-is-y');

/** A grey picture is its own Y, as papers count it: its own values, not those of 16..235. */
function greyPsnr(reference: Raster, picture: Raster, options: MetricOptions): MetricValue {
  const all = differences(reference, picture, options);
  const value = ({ sumOfSquares, count }: Differences): number =>
    psnrOf((sumOfSquares / count) * unitOf(reference) ** 2);
  return {
    value: value(all),
    inner: all.inner && value(all.inner),
    receipt: receipt('PSNR-Y', GREY, cropPart(options.crop), rangePart(reference)),
  };
}
