import { inAll, message } from '../messages';
import { defineMetric, noCrop } from './metric';
import { tooSmall, yiqLumaPlane, type Plane } from './planes';
import { ROWS_PER_CHECK } from './difference';
import { cropPart, rangePart, receipt } from './receipt';

/** c of the similarity, for luma in 0..255. */
const C = 170;

/**
 * GMSD (Xue, Zhang, Mou, Bovik 2014, doi:10.1109/TIP.2013.2293423): standard deviation over the pixels of
 * (2 m_r m_d + c)/(m_r^2 + m_d^2 + c), m = gradient magnitude of the luma after 2x2 averaging.
 */
export const gmsd = defineMetric({
  id: 'gmsd',
  title: inAll('GMSD'),
  order: 6,
  formula: {
    en: 'standard deviation of (2 mᵧmᵣ + c) / (mᵧ² + mᵣ² + c)',
    'zh-CN': '(2 mᵧmᵣ + c) / (mᵧ² + mᵣ² + c) 的标准差',
  },
  explanation: {
    what: {
      en: 'Compares the strength of edges pixel by pixel and takes how much that varies over the picture; 0 for equal pictures.',
      'zh-CN': '逐像素比较边缘强度，取其在全图中的变化程度；两图相同时为 0。',
    },
    use: {
      en: 'A quick number that follows judgements of people better than PSNR.',
      'zh-CN': '比 PSNR 更接近人的判断的快速数字。',
    },
    blindSpot: { en: 'A checkerboard of period two, and colour.', 'zh-CN': '周期为二的棋盘格，以及颜色。' },
  },
  source: {
    authors: 'Xue, W., Zhang, L., Mou, X., Bovik, A. C.',
    year: 2014,
    title: 'Gradient Magnitude Similarity Deviation: A Highly Efficient Perceptual Image Quality Index',
    doi: '10.1109/TIP.2013.2293423',
  },
  unit: '',
  better: 'lower',
  needs: { colour: true, range: 'stated' },
  defaultCrop: noCrop,
  decimals: 4,
  compute(reference, picture, { crop, checkpoint }) {
    if (Math.min(reference.width, reference.height) - 2 * crop < 4) {
      return { unavailable: tooSmall(reference, crop, 4, 'GMSD') };
    }
    const a = halve(yiqLumaPlane(reference, crop));
    const b = halve(yiqLumaPlane(picture, crop));
    const similarity = new Float64Array(a.data.length);
    let sum = 0;
    for (let y = 0, i = 0; y < a.height; y++) {
      if (y % ROWS_PER_CHECK === 0) checkpoint?.();
      for (let x = 0; x < a.width; x++, i++) {
        const squareA = squaredGradient(a, y, x);
        const squareB = squaredGradient(b, y, x);
        similarity[i] = (2 * Math.sqrt(squareA * squareB) + C) / (squareA + squareB + C);
        sum += similarity[i]!;
      }
    }
    const mean = sum / similarity.length;
    const squares = similarity.reduce((total, value) => total + (value - mean) ** 2, 0);
    return {
      value: Math.sqrt(squares / (similarity.length - 1)),
      warning: message('gmsd-blind'),
      receipt: receipt('GMSD', message('receipt-gmsd'), cropPart(crop), rangePart(reference)),
    };
  },
});

/** Mean of 2x2 blocks; what a block lacks at an odd side counts as 0. */
function halve(plane: Plane): Plane {
  const width = (plane.width + 1) >> 1;
  const height = (plane.height + 1) >> 1;
  const data = new Float64Array(width * height);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o++) {
      const i = 2 * y * plane.width + 2 * x;
      const right = 2 * x + 1 < plane.width;
      const below = 2 * y + 1 < plane.height;
      let sum = plane.data[i]!;
      if (right) sum += plane.data[i + 1]!;
      if (below) sum += plane.data[i + plane.width]!;
      if (right && below) sum += plane.data[i + plane.width + 1]!;
      data[o] = sum / 4;
    }
  }
  return { width, height, data };
}

/** gx^2 + gy^2 with gx = [1 0 -1] along x, [1 1 1]/3 along y; outside is 0. */
function squaredGradient({ width, height, data }: Plane, y: number, x: number): number {
  const at = (dy: number, dx: number): number => {
    const [row, column] = [y + dy, x + dx];
    return row < 0 || row >= height || column < 0 || column >= width ? 0 : data[row * width + column]!;
  };
  const [tl, t, tr] = [at(-1, -1), at(-1, 0), at(-1, 1)];
  const [l, r] = [at(0, -1), at(0, 1)];
  const [bl, b, br] = [at(1, -1), at(1, 0), at(1, 1)];
  const gx = (tl + l + bl - tr - r - br) / 3;
  const gy = (tl + t + tr - bl - b - br) / 3;
  return gx * gx + gy * gy;
}
