import { inAll, message } from '../messages';
import { floatPlane, type FloatPlane } from './filter';
import { linearPlanes } from './linear';
import { defineMetric, noCrop } from './metric';
import { tooSmall } from './planes';
import { recursiveGaussian } from './recursiveGaussian';
import { SSIMULACRA2_WEIGHTS } from './ssimulacra2Weights';
import { toXyb, type XybPlanes } from './xyb';
import { cropPart, receipt } from './receipt';

const SCALES = 6;
const SMALLEST_SIDE = 8;
const f32 = Math.fround;
/** Keeps flat regions from dividing 0 by 0; there is no such constant for the means, see `structure`. */
const C2 = f32(0.0009);

type Rgb = readonly [FloatPlane, FloatPlane, FloatPlane];

/**
 * SSIMULACRA 2.1 (Sneyers, Cloudinary, 2022-2023): 108 norms of structure, ringing and blur over six scales in XYB, weighted
 * and bent to a scale on which 100 is lossless, 90 hardly visible, 50 medium quality, and below 0 very bad. Not symmetric.
 */
export const ssimulacra2 = defineMetric({
  id: 'ssimulacra2',
  title: inAll('SSIMULACRA 2'),
  order: 8,
  formula: {
    en: '100 − 10 · f(Σ wⱼ·normⱼ)^0.628 over 108 norms of six scales',
    'zh-CN': '100 − 10 · f(Σ wⱼ·normⱼ)^0.628，六个尺度的 108 个范数',
  },
  explanation: {
    what: {
      en: 'Structure and artifacts at six sizes in a colour space of perception, weighted to follow the votes of people; 100 for equal pictures, 90 for hardly visible, 70 for good.',
      'zh-CN': '在感知色彩空间的六种尺寸上衡量结构与伪影，权重按人的评分确定；相同为 100，几乎看不出为 90，良好为 70。',
    },
    use: {
      en: 'The best single number for what people see in compressed or enlarged photographs.',
      'zh-CN': '对压缩或放大的照片，最能代表人眼所见的单一数字。',
    },
    blindSpot: {
      en: 'It is not symmetric, and below 30 its order means little.',
      'zh-CN': '它不对称，低于 30 时排序意义不大。',
    },
  },
  source: {
    authors: 'Sneyers, J.',
    year: 2023,
    title: 'SSIMULACRA 2.1',
    url: 'https://github.com/cloudinary/ssimulacra2',
  },
  unit: '',
  better: 'higher',
  needs: { colour: true, range: 'display' },
  defaultCrop: noCrop,
  decimals: 2,
  compute(reference, picture, { crop, checkpoint }) {
    if (Math.min(reference.width, reference.height) - 2 * crop < SMALLEST_SIDE) {
      return { unavailable: tooSmall(reference, crop, SMALLEST_SIDE, 'SSIMULACRA 2') };
    }
    let a: Rgb = linearPlanes(reference, crop);
    let b: Rgb = linearPlanes(picture, crop);
    const scales: number[][][] = [];
    for (let scale = 0; scale < SCALES && Math.min(a[0].width, a[0].height) >= SMALLEST_SIDE; scale++) {
      if (scale > 0) [a, b] = [halveAll(a), halveAll(b)];
      const [x, y] = [toXyb(a, checkpoint), toXyb(b, checkpoint)];
      scales.push([0, 1, 2].map((c) => channelNorms(x, y, c as 0 | 1 | 2, checkpoint)));
    }
    return {
      value: scoreOf(scales),
      warning: scales.length < SCALES ? message('scales-missing', { scales: scales.length, all: SCALES }) : undefined,
      receipt: receipt(
        'SSIMULACRA 2.1',
        message('receipt-ssimulacra2'),
        message(reference.channels === 1 ? 'receipt-grey-as-colour' : 'receipt-colour'),
        cropPart(crop),
      ),
    };
  },
});

/** Weighted sum of all norms, then the author's polynomial and power. */
function scoreOf(scales: readonly (readonly (readonly number[])[])[]): number {
  let sum = 0;
  let i = 0;
  // The weights are read in sequence: with fewer scales they meet other norms, as in the published code.
  for (let c = 0; c < 3; c++) {
    for (const scale of scales) {
      for (const norm of scale[c] ?? []) sum += (SSIMULACRA2_WEIGHTS[i++] ?? 0) * Math.abs(norm);
    }
  }
  const d = sum * 0.9562382616834844;
  const bent = 2.326765642916932 * d - 0.020884521182843837 * d * d + 6.248496625763138e-5 * d * d * d;
  return bent > 0 ? 100 - 10 * bent ** 0.6276336467831387 : 100;
}

/** [structure, ringing, blur] as means, then the same as 4-norms. */
function channelNorms(x: XybPlanes, y: XybPlanes, c: 0 | 1 | 2, checkpoint?: () => void): number[] {
  const blur = (plane: FloatPlane): FloatPlane => recursiveGaussian(plane, checkpoint);
  const [a, b] = [x[c], y[c]];
  const [meanA, meanB] = [blur(a), blur(b)];
  const [squareA, squareB, product] = [blur(multiply(a, a)), blur(multiply(b, b)), blur(multiply(a, b))];
  const count = a.data.length;
  const sums = new Float64Array(6);
  const add = (map: number, value: number): void => {
    sums[map] = sums[map]! + value;
    sums[map + 3] = sums[map + 3]! + (value * value) ** 2;
  };
  for (let i = 0; i < count; i++) {
    add(0, structure(meanA.data[i]!, meanB.data[i]!, squareA.data[i]!, squareB.data[i]!, product.data[i]!));
    const edge =
      (1 + Math.abs(f32(b.data[i]! - meanB.data[i]!))) / (1 + Math.abs(f32(a.data[i]! - meanA.data[i]!))) - 1;
    // An edge the reference lacks is ringing, one it had is blur.
    add(edge > 0 ? 1 : 2, Math.abs(edge));
  }
  return Array.from(sums, (sum, i) => (i < 3 ? sum / count : Math.sqrt(Math.sqrt(sum / count))));
}

/** 1 - SSIM without the denominator of its luminance part: values here are perceptual already. Never below 0. */
function structure(ma: number, mb: number, aa: number, bb: number, ab: number): number {
  const difference = f32(ma - mb);
  const luminance = f32(1 - f32(difference * difference));
  const covariance = f32(f32(2 * f32(ab - f32(ma * mb))) + C2);
  const variances = f32(f32(f32(aa - f32(ma * ma)) + f32(bb - f32(mb * mb))) + C2);
  return Math.max(0, 1 - f32(f32(luminance * covariance) / variances));
}

function multiply(a: FloatPlane, b: FloatPlane): FloatPlane {
  const out = floatPlane(a.width, a.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = a.data[i]! * b.data[i]!;
  return out;
}

/** Mean of 2x2 blocks of linear light; the last row or column of an odd side counts twice. A shared (grey) plane stays shared. */
function halveAll([r, g, b]: Rgb): Rgb {
  const first = halve(r);
  return g === r ? [first, first, first] : [first, halve(g), halve(b)];
}

function halve({ width, height, data }: FloatPlane): FloatPlane {
  const out = floatPlane((width + 1) >> 1, (height + 1) >> 1);
  for (let y = 0, o = 0; y < out.height; y++) {
    const upper = 2 * y * width;
    const lower = Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < out.width; x++, o++) {
      const left = 2 * x;
      const right = Math.min(left + 1, width - 1);
      const sum = f32(
        f32(f32(data[upper + left]! + data[upper + right]!) + data[lower + left]!) + data[lower + right]!,
      );
      out.data[o] = sum * 0.25;
    }
  }
  return out;
}
