import { errorPlane } from './checkerboard';
import { ROWS_PER_CHECK } from './difference';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall } from './planes';
import { channelWords, receipt, unitWords } from './receipt';

/**
 * Mean over pixels and channels of |grad y - grad x| = sqrt(gx(e)^2 + gy(e)^2), e = y - x (the gradient is linear), with
 * Sobel/8: gx = [-1 0 1] along x, [1 2 1]/8 along y, so that a ramp of 1 per pixel has gradient 1; border replicated.
 */
export const gradientError = defineMetric({
  id: 'gradient-error',
  title: 'Gradient error',
  unit: '',
  better: 'lower',
  defaultCrop: noCrop,
  decimals: 2,
  compute(reference, picture, { crop, checkpoint }) {
    const size = croppedSize(reference, crop);
    if (!size) return { unavailable: tooSmall(reference, crop, 1, 'Gradient error') };
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
      protocol: receipt(
        'Mean length of the gradient of the error',
        'Sobel/8, replicated border',
        channelWords(reference),
        `crop ${crop}`,
        unitWords(reference),
      ),
    };
  },
});
