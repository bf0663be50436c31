import { bytesMoved, interpolateCost } from '../cost';
import { cubic, sampleTaps } from '../init';
import { inAll, message } from '../messages';
import type { ResampleRule } from '../ops/resampleRule';
import { elementCount } from '../tensor/tensor';
import { rulePython } from '../dialects';
import { separableEquivalent } from './equivalent';
import { snippetsOfRule } from './frameworkSnippets';
import { resizeSamples, resizeTensor, ruleEquivalent } from './resize';
import { interpolationReach, interpolationTarget, targetShape } from './shapes';
import { snippetOf, targetKeyword } from './snippet';
import { defineUpsampler, type ParameterValues } from './upsampler';
import { choiceOf } from './values';

/** Taps in one axis: 4 s of them, one less where the outermost fall on the kernel's zeros (odd s). */
function tapCount(scale: number): number {
  return 4 * scale - (scale % 2);
}

const PYTORCH: ResampleRule = {
  coordinates: 'half-pixel',
  kernel: { kind: 'cubic', a: -0.75 },
  antialias: false,
  border: 'replicate',
};

/** The rule of these parameters, or null for PyTorch's own, which the operators have. */
function ruleOf(parameters: ParameterValues): ResampleRule | null {
  const a = Number(choiceOf(parameters, 'a'));
  const border = choiceOf(parameters, 'border') === 'mirror' ? 'mirror' : 'replicate';
  if (a === -0.75 && border === 'replicate') return null;
  return { coordinates: 'half-pixel', kernel: { kind: 'cubic', a }, antialias: false, border };
}

export const bicubic = defineUpsampler({
  id: 'bicubic',
  title: { en: 'Bicubic interpolation', 'zh-CN': '双三次插值' },
  shortTitle: { en: 'Bicubic', 'zh-CN': '双三次' },
  summary: {
    en: 'Cubic convolution over sixteen input pixels (a = -0.75 as in PyTorch, or -0.5 as in MATLAB and the tables of papers).',
    'zh-CN': '对十六个输入像素做三次卷积（a = -0.75 与 PyTorch 相同，或 -0.5 与 MATLAB 及论文表格相同）。',
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
  parameters: [
    {
      kind: 'choice',
      name: 'a',
      description: {
        en: 'Slope of the cubic kernel: -0.75 in PyTorch and OpenCV; -0.5 in MATLAB, Pillow and the tables of papers.',
        'zh-CN': '三次核的斜率：PyTorch 与 OpenCV 为 -0.75；MATLAB、Pillow 与论文表格为 -0.5。',
      },
      choices: [
        { value: '-0.75', title: inAll('-0.75 (PyTorch, OpenCV)') },
        { value: '-0.5', title: inAll('-0.5 (MATLAB, Pillow)') },
      ],
      default: () => '-0.75',
      chip: (value) => (value === '-0.75' ? null : inAll(`a ${value}`)),
    },
    {
      kind: 'choice',
      name: 'border',
      description: {
        en: 'What lies beyond the picture: its edge repeated (PyTorch, OpenCV), or mirrored (MATLAB).',
        'zh-CN': '图像之外是什么：重复的边缘（PyTorch、OpenCV），或镜像（MATLAB）。',
      },
      choices: [
        { value: 'replicate', title: { en: 'Replicate', 'zh-CN': '复制边缘' } },
        { value: 'mirror', title: { en: 'Mirror (MATLAB)', 'zh-CN': '镜像（MATLAB）' } },
      ],
      default: () => 'replicate',
      chip: (value) => (value === 'mirror' ? { en: 'mirror', 'zh-CN': '镜像' } : null),
    },
  ],
  makeWeights: () => null,
  outputShape: (input, _parameters, context) => targetShape(input, context),
  cost(input, _parameters, context) {
    const output = targetShape(input, context);
    return { ...interpolateCost(output, 16), bytes: bytesMoved([elementCount(input)], [], output) };
  },
  run(operators, input, parameters) {
    const rule = ruleOf(parameters);
    return rule
      ? resizeTensor(operators, input, rule)
      : operators.interpolate(input.image, { ...interpolationTarget(input), mode: 'bicubic', alignCorners: false });
  },
  exactly(parameters) {
    const rule = ruleOf(parameters);
    return rule && ((samples, target) => resizeSamples(samples, rule, target));
  },
  rowReach: (parameters, context) => (ruleOf(parameters) ? null : interpolationReach(2, context)),
  equivalentKernel(parameters, context) {
    const { scale, channels, size } = context;
    const rule = ruleOf(parameters);
    if (rule) return ruleEquivalent(rule, context);
    if (size) return null;
    const k = tapCount(scale);
    return separableEquivalent(sampleTaps(cubic(scale), k, 1, scale), channels, scale, (k - scale) / 2);
  },
  snippet: (parameters, context) =>
    snippetOf({
      weights: false,
      lines: ruleOf(parameters)
        ? rulePython(
            ruleOf(parameters)!,
            context.size ?? [`x.shape[-2] * ${context.scale}`, `x.shape[-1] * ${context.scale}`],
          )
        : [`y = F.interpolate(x, ${targetKeyword(context.scale, context.size)}, mode='bicubic', align_corners=False)`],
    }),
  snippets: (parameters, context) => snippetsOfRule(ruleOf(parameters) ?? PYTORCH, context),
  identity: (_parameters, { scale }) =>
    message('identity-cubic', {
      width: 2 * scale,
      kernel: tapCount(scale),
      scale,
      padding: (tapCount(scale) - scale) / 2,
    }),
});
