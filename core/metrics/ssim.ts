import { asBytes } from './bytePairs';
import { inAll, message } from '../messages';
import { defineMetric, noCrop } from './metric';
import type { Raster } from '../tensor/raster';
import { channelPlane, croppedSize, matlabGreyPlane, tooSmall, type Plane } from './planes';
import { smallestSide, SSIM_RANGE, ssimOfPlanes, ssimParts } from './ssimPair';
import { cropPart, rangePart, receipt } from './receipt';

/**
 * SSIM (Wang, Bovik, Sheikh, Simoncelli 2004, "Image quality assessment: from error visibility to structural similarity",
 * doi:10.1109/TIP.2003.819861): mean over the windows that lie wholly inside, colour = mean of the channels.
 */
export const ssim = defineMetric({
  id: 'ssim',
  title: inAll('SSIM'),
  order: 3,
  inPapers: true,
  mapRange: SSIM_RANGE,
  formula: inAll('(2μₓμᵣ + C₁)(2σₓᵣ + C₂) / ((μₓ² + μᵣ² + C₁)(σₓ² + σᵣ² + C₂))'),
  explanation: {
    what: {
      en: 'Compares brightness, contrast and structure in a small window around every pixel; the mean over all windows, 1 for equal pictures.',
      'zh-CN': '在每个像素周围的小窗口内比较亮度、对比度与结构；取所有窗口的平均，两图相同时为 1。',
    },
    use: {
      en: 'When structure counts more than exact values. Window, weights and covariance differ between programs; the protocol says which are used.',
      'zh-CN': '结构比精确数值更重要时。各程序的窗口、权重与协方差不同；协议说明用的是哪一种。',
    },
    blindSpot: {
      en: 'Hue, and in flat areas almost everything but noise is weighted up.',
      'zh-CN': '色相；在平坦区域，噪声的影响会被放大。',
    },
  },
  source: {
    authors: 'Wang, Z., Bovik, A. C., Sheikh, H. R., Simoncelli, E. P.',
    year: 2004,
    title: 'Image Quality Assessment: From Error Visibility to Structural Similarity',
    doi: '10.1109/TIP.2003.819861',
  },
  unit: '',
  better: 'higher',
  needs: { range: 'stated' },
  defaultCrop: noCrop,
  decimals: 4,
  compute(reference, picture, options, wantMap = false) {
    const { crop, settings } = options;
    const asGrey = settings.ssim.colour === 'grey';
    if (asGrey && reference.channels !== 1 && reference.channels !== 3)
      return { unavailable: message('metric-needs-colour', { metric: 'SSIM', channels: reference.channels }) };
    const planes = asGrey ? [0] : Array.from({ length: reference.channels }, (_, c) => c);
    const planeOf = (raster: Raster, c: number): Plane =>
      asGrey ? matlabGreyPlane(raster, crop) : channelPlane(raster, c, crop);
    const pairs = planes.map((c) => () => [planeOf(reference, c), planeOf(picture, c)] as const);
    const size = croppedSize(reference, crop);
    const pair = asGrey ? null : asBytes(reference, picture, options.bytes);
    const bytes = pair ? { pair, planes: planes.map((channel) => ({ channel })) } : undefined;
    const result = size && ssimOfPlanes({ ...size, pairs, bytes }, options, wantMap);
    if (!result)
      return {
        unavailable: tooSmall(reference, crop, smallestSide(options), 'SSIM'),
      };
    const colour = message(
      reference.channels === 1 ? 'receipt-grey' : asGrey ? 'receipt-rgb2gray' : 'receipt-mean-of-channels',
    );
    return {
      value: result.value,
      inner: result.inner,
      map: result.map,
      receipt: receipt('SSIM', ...ssimParts(options, result.factor), colour, cropPart(crop), rangePart(reference)),
    };
  },
});
