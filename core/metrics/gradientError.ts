import { message, textSaid, type Text } from '../messages';
import { errorPlane } from './checkerboard';
import { ROWS_PER_CHECK } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall } from './planes';
import { channelPart, cropPart, receipt, unitPart } from './receipt';

const TITLE: Text = { en: 'Gradient error', 'zh-CN': '梯度误差' };

/**
 * Mean over pixels and channels of |grad y - grad x| = sqrt(gx(e)^2 + gy(e)^2), e = y - x (the gradient is linear), with
 * Sobel/8: gx = [-1 0 1] along x, [1 2 1]/8 along y, so that a ramp of 1 per pixel has gradient 1; border replicated.
 */
export const gradientError = defineMetric({
  id: 'gradient-error',
  title: TITLE,
  order: 12,
  formula: { en: 'mean of |∇(y − r)|', 'zh-CN': '|∇(y − r)| 的平均' },
  explanation: {
    what: {
      en: 'The mean length of the gradient of the error: large where errors change from pixel to pixel.',
      'zh-CN': '误差梯度的平均长度：误差在像素之间变化大时数值大。',
    },
    use: {
      en: 'To see ringing, patterns and misplaced edges that hide in PSNR.',
      'zh-CN': '发现隐藏在 PSNR 中的振铃、图案与错位的边缘。',
    },
    blindSpot: { en: 'A constant shift of brightness.', 'zh-CN': '整体亮度的偏移。' },
  },
  unit: '',
  better: 'lower',
  defaultCrop: noCrop,
  decimals: 2,
  compute(reference, picture, { crop, checkpoint }) {
    const size = croppedSize(reference, crop);
    if (!size) return { unavailable: tooSmall(reference, crop, 1, textSaid(TITLE)) };
    const { width, height } = size;
    let sum = 0;
    for (let c = 0; c < reference.channels; c++) {
      const { data } = errorPlane(reference, picture, c, crop);
      for (let y = 0; y < height; y++) {
        if (y % ROWS_PER_CHECK === 0) checkpoint?.();
        const above = Math.max(0, y - 1) * width;
        const row = y * width;
        const below = Math.min(height - 1, y + 1) * width;
        for (let x = 0; x < width; x++) {
          const left = x > 0 ? x - 1 : 0;
          const right = x < width - 1 ? x + 1 : x;
          const diagonal = data[below + right]! - data[above + left]!;
          const antidiagonal = data[above + right]! - data[below + left]!;
          const gx = diagonal + antidiagonal + 2 * (data[row + right]! - data[row + left]!);
          const gy = diagonal - antidiagonal + 2 * (data[below + x]! - data[above + x]!);
          sum += Math.sqrt(gx * gx + gy * gy) / 8;
        }
      }
    }
    return {
      value: sum / (width * height * reference.channels),
      receipt: receipt(
        message('receipt-gradient-error'),
        message('receipt-sobel'),
        channelPart(reference),
        cropPart(crop),
        unitPart(reference),
      ),
    };
  },
});
