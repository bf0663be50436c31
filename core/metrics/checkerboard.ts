import { message } from '../messages';
import { spread } from '../checkerboard/phases';
import type { Raster } from '../tensor/raster';
import { errorPhasesOfAll } from './errorPhases';
import { defineMetric, noCrop } from './metric';
import type { Rectangle } from './rectangle';
import { channelPlane, croppedSize, tooSmall, type Plane } from './planes';
import { cropPart, receipt, unitPart } from './receipt';

/** s-phase RMS of the error (measure B), per channel, root mean square over the channels; s = the upsampling factor. */
export const checkerboard = defineMetric({
  id: 'checkerboard',
  title: { en: 'Checkerboard', 'zh-CN': '棋盘格' },
  order: 13,
  formula: {
    en: 'root mean square over phases (i, j) of mean(y − r)[s·h + i, s·w + j]',
    'zh-CN': 'mean(y − r)[s·h + i, s·w + j] 在各相位 (i, j) 上的均方根',
  },
  explanation: {
    what: {
      en: 'The mean error of every phase of the stride: 0 when the phases are alike, large when the picture carries a pattern of the stride.',
      'zh-CN': '步幅各相位的平均误差：各相位相同时为 0，图像带有步幅图案时数值大。',
    },
    use: {
      en: 'To find out whether a layer stamps its grid onto the picture, however small it is.',
      'zh-CN': '判断一个层是否把自己的网格印到图像上，无论多么微弱。',
    },
    blindSpot: {
      en: 'Patterns that change their sign over the picture; the Numbers view has local and spectral measures for them.',
      'zh-CN': '在图中改变符号的图案；数值视图中有局部与频谱的度量。',
    },
  },
  unit: '/255',
  better: 'lower',
  defaultCrop: noCrop,
  decimals: 2,
  compute(reference, picture, { crop, scale, checkpoint, inner, bytes }) {
    const size = croppedSize(reference, crop);
    if (!size || Math.min(size.width, size.height) < scale) {
      return {
        unavailable: tooSmall(reference, crop, scale, message('checkerboard-measure')),
      };
    }
    const measure = (part: Rectangle): number => {
      const channels = errorPhasesOfAll(reference, picture, part, scale, bytes, checkpoint);
      return Math.sqrt(channels.reduce((sum, { means }) => sum + spread(means) ** 2, 0) / reference.channels);
    };
    const isWide = inner !== undefined && Math.min(inner.width, inner.height) >= scale;
    const across = message(reference.channels === 1 ? 'receipt-grey' : 'receipt-all-channels-rms');
    return {
      value: measure({ x: crop, y: crop, ...size }),
      inner: isWide ? measure({ ...inner, x: inner.x + crop, y: inner.y + crop }) : undefined,
      receipt: receipt(message('receipt-checkerboard', { scale }), across, cropPart(crop), unitPart(reference)),
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
