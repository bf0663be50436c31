import { alignCornersShift } from '../checkerboard';
import { bytesMoved, interpolateCost } from '../cost';
import { sampleTaps, tent } from '../init';
import { inAll, message } from '../messages';
import { elementCount } from '../tensor/tensor';
import { separableEquivalent } from './equivalent';
import { snippetsOfRule } from './frameworkSnippets';
import { interpolationReach, interpolationTarget, targetShape } from './shapes';
import { keywords, snippetOf, targetKeyword } from './snippet';
import { defineUpsampler } from './upsampler';
import { booleanOf } from './values';

export const bilinear = defineUpsampler({
  id: 'bilinear',
  title: { en: 'Bilinear interpolation', 'zh-CN': '双线性插值' },
  shortTitle: { en: 'Bilinear', 'zh-CN': '双线性' },
  summary: {
    en: 'Weighs the four nearest input pixels by their distance; nothing to learn.',
    'zh-CN': '按距离对最近的四个输入像素加权；没有可学习的内容。',
  },
  look: {
    glyph: { path: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9Z', hollow: false },
    light: '#2f66de',
    dark: '#6b9bff',
    dashed: false,
  },
  formula: inAll('u = (o + ½)/s − ½,  f = u − ⌊u⌋,  y[o] = (1 − f)·x[⌊u⌋] + f·x[⌊u⌋ + 1]'),
  explanation: {
    what: {
      en: 'Every output pixel is the mean of its four nearest input pixels, weighted by distance. Half-pixel centres keep the picture in place; aligned corners put the outermost pixels on each other and stretch the rest.',
      'zh-CN':
        '每个输出像素是最近四个输入像素按距离加权的平均。半像素中心使图像位置不变；对齐角点把最外侧像素重合，其余部分被拉伸。',
    },
    use: {
      en: 'When nothing should be learnt: the last step of segmentation, the skip path of a super-resolution network, the enlarging half of resize + convolution.',
      'zh-CN': '不需要学习时：分割的最后一步、超分辨率网络的跳跃通路、先放大再卷积中的放大部分。',
    },
    blindSpot: {
      en: 'Blur and star shapes at edges; never a checkerboard.',
      'zh-CN': '模糊，边缘处有星形；从不出现棋盘格。',
    },
  },
  source: {
    authors: 'Odena, A., Dumoulin, V., Olah, C.',
    year: 2016,
    title: 'Deconvolution and Checkerboard Artifacts',
    doi: '10.23915/distill.00003',
  },
  baseline: false,
  usesReference: false,
  parameters: [
    {
      kind: 'boolean',
      name: 'alignCorners',
      description: {
        en: 'Whether the centres of the corner pixels are kept in place instead of the corners of the picture.',
        'zh-CN': '保持角上像素的中心不动，还是保持图像的角不动。',
      },
      default: () => false,
      chip: (value) => (value ? { en: 'align corners', 'zh-CN': '对齐角点' } : null),
    },
  ],
  makeWeights: () => null,
  outputShape: (input, _parameters, context) => targetShape(input, context),
  cost(input, _parameters, context) {
    const output = targetShape(input, context);
    return { ...interpolateCost(output, 4), bytes: bytesMoved([elementCount(input)], [], output) };
  },
  run: (operators, input, parameters) =>
    operators.interpolate(input.image, {
      ...interpolationTarget(input),
      mode: 'bilinear',
      alignCorners: booleanOf(parameters, 'alignCorners'),
    }),
  rowReach: (parameters, context) => (booleanOf(parameters, 'alignCorners') ? null : interpolationReach(1, context)),
  equivalentKernel(parameters, { scale, channels, size }) {
    // With aligned corners the weights depend on the position, not on the phase alone.
    if (size || booleanOf(parameters, 'alignCorners')) return null;
    const taps = sampleTaps(tent(scale), 2 * scale - (scale % 2), 1, scale);
    return separableEquivalent(taps, channels, scale, Math.ceil((scale - 1) / 2));
  },
  forecast: {
    withoutKernel: ({ alignCorners }, scale) =>
      alignCorners === true ? { verdict: message('constant-stays'), warnings: [alignCornersShift(scale)] } : null,
  },
  timed: [{ id: 'bilinear', title: 'interpolate bilinear', layer: { kind: 'bilinear', bound: 'memory' } }],
  snippet: (parameters, { scale, size }) =>
    snippetOf({
      weights: false,
      lines: [
        `y = F.interpolate(x, ${targetKeyword(scale, size)}, ${keywords({ mode: "'bilinear'", align_corners: booleanOf(parameters, 'alignCorners') })})`,
      ],
    }),
  snippets: (parameters, context) =>
    snippetsOfRule(
      {
        coordinates: booleanOf(parameters, 'alignCorners') ? 'align-corners' : 'half-pixel',
        kernel: { kind: 'linear' },
        antialias: false,
        border: 'replicate',
      },
      context,
    ),
  identity: (_parameters, { scale }) =>
    message('identity-tent', { scale, kernel: 2 * scale - (scale % 2), padding: Math.ceil((scale - 1) / 2) }),
});
