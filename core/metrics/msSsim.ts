import { inAll, message } from '../messages';
import { defineMetric, noCrop } from './metric';
import { channelPlane, recycle, tooSmall, type Plane } from './planes';
import { ssimPlane, ssimWindow } from './ssimPlane';
import { cropPart, rangePart, receipt } from './receipt';

/** Exponents of the five levels (Wang, Simoncelli, Bovik 2003, doi:10.1109/ACSSC.2003.1292216). */
const EXPONENTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;

/** Every level has to hold more than one window: more than (11 - 1) 2^4 pixels on a side. */
const SMALLEST_SIDE = 161;

/**
 * MS-SSIM = product over the levels of cs_j^e_j, with SSIM in place of cs at the coarsest; negative values count as 0.
 * Between levels the picture is averaged 2x2; colour = mean of the channels.
 */
export const msSsim = defineMetric({
  id: 'ms-ssim',
  title: inAll('MS-SSIM'),
  order: 5,
  formula: inAll('l₅^β₅ · Π (cⱼ · sⱼ)^βⱼ,  β = .0448 .2856 .3001 .2363 .1333'),
  explanation: {
    what: {
      en: 'SSIM at five sizes of the picture, each half the one before, multiplied with measured exponents.',
      'zh-CN': '在五种尺寸上计算 SSIM，每次缩小一半，按测定的指数相乘。',
    },
    use: { en: 'When pictures are seen from various distances.', 'zh-CN': '图像会从不同距离观看时。' },
    blindSpot: {
      en: 'A checkerboard of period two: the first halving removes it.',
      'zh-CN': '周期为二的棋盘格：第一次缩小后就消失了。',
    },
  },
  source: {
    authors: 'Wang, Z., Simoncelli, E. P., Bovik, A. C.',
    year: 2003,
    title: 'Multiscale structural similarity for image quality assessment',
    doi: '10.1109/ACSSC.2003.1292216',
  },
  unit: '',
  better: 'higher',
  needs: { range: 'stated' },
  defaultCrop: noCrop,
  decimals: 4,
  compute(reference, picture, { crop, checkpoint, ssimPlane: similarity = ssimPlane }) {
    if (Math.min(reference.width, reference.height) - 2 * crop < SMALLEST_SIDE) {
      return { unavailable: tooSmall(reference, crop, SMALLEST_SIDE, 'MS-SSIM') };
    }
    const window = ssimWindow({ window: 'gaussian-11', covariance: 'population' });
    let sum = 0;
    for (let c = 0; c < reference.channels; c++) {
      let x = channelPlane(reference, c, crop);
      let y = channelPlane(picture, c, crop);
      let product = 1;
      for (const [level, exponent] of EXPONENTS.entries()) {
        if (level > 0) {
          const larger = [x, y];
          [x, y] = [halve(x), halve(y)];
          recycle(...larger);
        }
        const { ssim, contrastStructure } = similarity(x, y, { window, checkpoint });
        product *= Math.max(0, level === EXPONENTS.length - 1 ? ssim : contrastStructure) ** exponent;
      }
      sum += product;
    }
    return {
      value: sum / reference.channels,
      warning: message('ms-ssim-blind'),
      receipt: receipt(
        'MS-SSIM',
        message('receipt-ms-ssim'),
        message(reference.channels === 1 ? 'receipt-grey' : 'receipt-mean-of-channels'),
        cropPart(crop),
        rangePart(reference),
      ),
    };
  },
});

/**
 * Mean of 2x2 blocks. An odd side gets a border of zeros first, as in the common PyTorch implementations, so that the first
 * row or column is one pixel and half as bright.
 */
function halve(plane: Plane): Plane {
  const padX = plane.width % 2;
  const padY = plane.height % 2;
  const width = (plane.width + padX) >> 1;
  const height = (plane.height + padY) >> 1;
  const data = new Float64Array(width * height);
  const at = (y: number, x: number): number => (y < 0 || x < 0 ? 0 : plane.data[y * plane.width + x]!);
  for (let y = 0, o = 0; y < height; y++) {
    const top = 2 * y - padY;
    for (let x = 0; x < width; x++, o++) {
      const left = 2 * x - padX;
      data[o] = (at(top, left) + at(top, left + 1) + at(top + 1, left) + at(top + 1, left + 1)) / 4;
    }
  }
  return { width, height, data };
}
