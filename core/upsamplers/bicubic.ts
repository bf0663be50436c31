import { bytesMoved, interpolateCost } from '../cost';
import { cubic, sampleTaps } from '../init';
import { inAll, message } from '../messages';
import { elementCount } from '../tensor/tensor';
import { separableEquivalent } from './equivalent';
import { interpolationTarget, targetShape } from './shapes';
import { snippetOf, targetKeyword } from './snippet';
import { defineUpsampler } from './upsampler';

/** Taps in one axis: 4 s of them, one less where the outermost fall on the kernel's zeros (odd s). */
function tapCount(scale: number): number {
  return 4 * scale - (scale % 2);
}

export const bicubic = defineUpsampler({
  id: 'bicubic',
  title: { en: 'Bicubic interpolation', 'zh-CN': '双三次插值' },
  shortTitle: { en: 'Bicubic', 'zh-CN': '双三次' },
  summary: {
    en: 'Cubic convolution over sixteen input pixels (a = -0.75, as in PyTorch); the baseline of super-resolution.',
    'zh-CN': '对十六个输入像素做三次卷积（a = -0.75，与 PyTorch 相同）；超分辨率的基线。',
  },
  look: {
    glyph: { path: 'M6 2.25a3.75 3.75 0 1 0 0 7.5a3.75 3.75 0 1 0 0-7.5Z', hollow: true },
    light: '#858585',
    dark: '#8f8f8f',
    dashed: true,
  },
  formula: inAll('y[o] = Σ₋₁..₂ w(f − m)·x[⌊u⌋ + m],  a = −0.75'),
  explanation: {
    what: {
      en: 'Every output pixel is a weighted mean of 4×4 input pixels; negative weights keep edges sharp. PyTorch uses a = −0.75, Pillow and MATLAB −0.5, and their numbers differ.',
      'zh-CN':
        '每个输出像素是 4×4 个输入像素的加权平均，负权重使边缘保持锐利。PyTorch 取 a = −0.75，Pillow 与 MATLAB 取 −0.5，数值因此不同。',
    },
    use: { en: 'The baseline that learnable layers have to beat.', 'zh-CN': '可学习层必须超过的基线。' },
    blindSpot: { en: 'Bright and dark lines beside strong edges.', 'zh-CN': '强边缘两侧的亮线与暗线。' },
  },
  source: {
    authors: 'Keys, R.',
    year: 1981,
    title: 'Cubic convolution interpolation for digital image processing',
    doi: '10.1109/TASSP.1981.1163711',
  },
  baseline: true,
  usesReference: false,
  parameters: [],
  makeWeights: () => null,
  outputShape: (input, _parameters, context) => targetShape(input, context),
  cost(input, _parameters, context) {
    const output = targetShape(input, context);
    return { ...interpolateCost(output, 16), bytes: bytesMoved([elementCount(input)], [], output) };
  },
  run: (operators, input) =>
    operators.interpolate(input.image, { ...interpolationTarget(input), mode: 'bicubic', alignCorners: false }),
  equivalentKernel(_parameters, { scale, channels, size }) {
    if (size) return null;
    const k = tapCount(scale);
    return separableEquivalent(sampleTaps(cubic(scale), k, 1, scale), channels, scale, (k - scale) / 2);
  },
  snippet: (_parameters, { scale, size }) =>
    snippetOf({
      weights: false,
      lines: [`y = F.interpolate(x, ${targetKeyword(scale, size)}, mode='bicubic', align_corners=False)`],
    }),
  identity: (_parameters, { scale }) =>
    message('identity-cubic', {
      width: 2 * scale,
      kernel: tapCount(scale),
      scale,
      padding: (tapCount(scale) - scale) / 2,
    }),
});
