import { inAll, message } from '../messages';
import type { Raster } from '../tensor/raster';
import { filterAcross, filterDown, filterPlane, floatPlane, type FilterOptions, type FloatPlane } from './filter';
import { featureFilters, sensitivityFilter, type SeparableSum } from './flipFilters';
import { huntLab, labDistance, largestDistance, opponentPlanes, type Colour } from './flipColour';
import { linearPlanes } from './linear';
import { defineMetric, noCrop } from './metric';
import { croppedSize, tooSmall } from './planes';
import { cropPart, receipt } from './receipt';

/** Exponents and knee of the paper: q_c, q_f, p_c, p_t. */
const QC = 0.7;
const QF = 0.5;
const PC = 0.4;
const PT = 0.95;

/**
 * LDR-FLIP (Andersson, Nilsson, Akenine-Moller, Oskarsson, Astrom, Fairchild 2020, "FLIP: A Difference Evaluator for
 * Alternating Images", doi:10.1145/3406183): mean of the per-pixel error dE_c^(1 - dE_f), dE_c the colour difference after
 * the eye's contrast sensitivity, dE_f the difference of edges and points.
 */
export const flip = defineMetric({
  id: 'flip',
  title: inAll('FLIP'),
  order: 7,
  mapRange: [0, 1],
  formula: {
    en: 'ΔE^(1 − Δf), colour and feature differences as the eye sees them',
    'zh-CN': 'ΔE^(1 − Δf)，眼睛所见的颜色与特征之差',
  },
  explanation: {
    what: {
      en: 'The difference that is seen when two pictures are flipped back and forth on a screen at reading distance: colour and features, filtered as the eye does.',
      'zh-CN': '两幅图在阅读距离的屏幕上来回切换时能看到的差别：颜色与特征，按眼睛的方式滤波。',
    },
    use: {
      en: 'Renderings and pictures that are looked at side by side; the map shows where.',
      'zh-CN': '渲染图与并排观看的图像；误差图显示差别在哪里。',
    },
    blindSpot: {
      en: 'Fine patterns that the eye does not resolve at that distance.',
      'zh-CN': '眼睛在该距离分辨不出的细小图案。',
    },
  },
  source: {
    authors: 'Andersson, P., Nilsson, J., Akenine-Möller, T., Oskarsson, M., Åström, K., Fairchild, M. D.',
    year: 2020,
    title: 'FLIP: A Difference Evaluator for Alternating Images',
    doi: '10.1145/3406183',
  },
  unit: '',
  better: 'lower',
  needs: { colour: true, range: 'display' },
  defaultCrop: noCrop,
  decimals: 4,
  compute(reference, picture, { crop, checkpoint }, wantMap = false) {
    const size = croppedSize(reference, crop);
    if (!size) return { unavailable: tooSmall(reference, crop, 1, 'FLIP') };
    const filterOptions: FilterOptions = { border: 'replicate', checkpoint };
    const a = seen(reference, crop, filterOptions);
    const b = seen(picture, crop, filterOptions);
    const map = wantMap ? new Float32Array(size.width * size.height) : undefined;
    let sum = 0;
    const count = size.width * size.height;
    for (let i = 0; i < count; i++) {
      if (i % 8192 === 0) checkpoint?.();
      const error = pixelError(a, b, i);
      sum += error;
      if (map) map[i] = error;
    }
    return {
      value: sum / count,
      map: map && { ...size, data: map },
      warning: message('flip-blind'),
      receipt: receipt(
        'FLIP',
        message('receipt-flip'),
        message(reference.channels === 1 ? 'receipt-grey-as-colour' : 'receipt-colour'),
        cropPart(crop),
        message('receipt-mean'),
      ),
    };
  },
});

/** What is compared: Hunt-adjusted L*a*b* after the eye's filter, and the strength of edges and points. */
interface Seen {
  readonly lab: Colour;
  readonly edges: FloatPlane;
  readonly points: FloatPlane;
}

function seen(raster: Raster, crop: number, options: FilterOptions): Seen {
  const [y, cx, cz] = opponentPlanes(linearPlanes(raster, crop));
  const features = detectFeatures(y, options);
  const filtered: Colour = [
    spread(y, sensitivityFilter('achromatic'), options),
    spread(cx, sensitivityFilter('redGreen'), options),
    spread(cz, sensitivityFilter('blueYellow'), options),
  ];
  return { lab: huntLab(filtered, options.checkpoint), ...features };
}

function spread(plane: FloatPlane, terms: readonly SeparableSum[], options: FilterOptions): FloatPlane {
  const [first, ...others] = terms.map(({ weight, taps }) => ({
    weight,
    plane: filterPlane(plane, taps, taps, options),
  }));
  if (!first || others.length === 0) return first?.plane ?? plane;
  const out = floatPlane(plane.width, plane.height);
  for (const { weight, plane: part } of [first, ...others]) {
    for (let i = 0; i < out.data.length; i++) out.data[i] = out.data[i]! + weight * part.data[i]!;
  }
  return out;
}

/** Lengths of the first and of the second derivative of (Y + 16)/116. */
function detectFeatures(y: FloatPlane, options: FilterOptions): { edges: FloatPlane; points: FloatPlane } {
  const { smooth, edge, point } = featureFilters();
  const luma = { ...y, data: y.data.map((value) => (value + 16) / 116) };
  const smoothed = filterAcross(luma, smooth, options);
  const strength = (taps: typeof edge): FloatPlane => {
    const x = filterDown(filterAcross(luma, taps, options), smooth, options);
    const vertical = filterDown(smoothed, taps, options);
    for (let i = 0; i < x.data.length; i++) x.data[i] = Math.sqrt(x.data[i]! ** 2 + vertical.data[i]! ** 2);
    return x;
  };
  return { edges: strength(edge), points: strength(point) };
}

const LARGEST = largestDistance() ** QC;

function pixelError(a: Seen, b: Seen, i: number): number {
  const colour = labDistance(a.lab, b.lab, i) ** QC;
  const knee = PC * LARGEST;
  const colourError = colour < knee ? (PT / knee) * colour : PT + ((colour - knee) / (LARGEST - knee)) * (1 - PT);
  const edges = Math.abs(a.edges.data[i]! - b.edges.data[i]!);
  const points = Math.abs(a.points.data[i]! - b.points.data[i]!);
  const featureError = (Math.max(edges, points) * Math.SQRT1_2) ** QF;
  return colourError ** (1 - featureError);
}
