import { asBytes } from './bytePairs';
import { inAll, message } from '../messages';
import { cropByScale, defineMetric } from './metric';
import type { Raster } from '../tensor/raster';
import { channelPlane, croppedSize, lumaOf, lumaPlane, tooSmall } from './planes';
import { GREY } from './psnrY';
import { cropPart, rangePart, receipt } from './receipt';
import { smallestSide, SSIM_RANGE, ssimOfPlanes, ssimParts } from './ssimPair';

/** SSIM of the luma that super-resolution papers report: BT.601 16..235, L = 255. */
export const ssimY = defineMetric({
  id: 'ssim-y',
  title: inAll('SSIM-Y'),
  order: 4,
  inPapers: true,
  lumaOf: 'ssim',
  mapRange: SSIM_RANGE,
  formula: {
    en: 'SSIM of Y = 16 + (65.481 R + 128.553 G + 24.966 B) / 255',
    'zh-CN': 'Y 的 SSIM，Y = 16 + (65.481 R + 128.553 G + 24.966 B) / 255',
  },
  explanation: {
    what: { en: 'SSIM of the luma alone.', 'zh-CN': '仅对亮度计算的 SSIM。' },
    use: {
      en: 'What papers on super-resolution print beside PSNR-Y.',
      'zh-CN': '超分辨率论文中与 PSNR-Y 并列的数字。',
    },
    blindSpot: { en: 'Errors of colour.', 'zh-CN': '颜色误差。' },
  },
  source: {
    authors: 'Wang, Z., Bovik, A. C., Sheikh, H. R., Simoncelli, E. P.',
    year: 2004,
    title: 'Image Quality Assessment: From Error Visibility to Structural Similarity',
    doi: '10.1109/TIP.2003.819861',
  },
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
    const pair = round && !isGrey ? null : asBytes(reference, picture, options.bytes);
    const bytes = pair ? { pair, planes: [isGrey ? { channel: 0 } : lumaOf(reference, false)] } : undefined;
    const result = size && ssimOfPlanes({ ...size, pairs, bytes }, options, wantMap);
    if (!result)
      return {
        unavailable: tooSmall(reference, crop, smallestSide(options), 'SSIM-Y'),
      };
    return {
      value: result.value,
      inner: result.inner,
      map: result.map,
      // ssim.m expects whole pictures: cropping first changes the factor, and papers do not downsample Y.
      ...(settings.ssim.downsample && crop > 0
        ? { warning: message('warning-ssim-y-smaller', { factor: result.factor, crop }) }
        : {}),
      receipt: receipt(
        'SSIM-Y',
        isGrey ? GREY : 'BT.601 16-235',
        ...ssimParts(options, result.factor),
        cropPart(crop),
        isGrey ? rangePart(reference) : message('receipt-range', { max: 255 }),
        isGrey ? undefined : message(round ? 'receipt-y-rounded' : 'receipt-not-rounded'),
      ),
    };
  },
});
