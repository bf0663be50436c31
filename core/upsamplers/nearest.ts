import { bytesMoved, noCost } from '../cost';
import { flat, sampleTaps } from '../init';
import { inAll, message } from '../messages';
import { elementCount } from '../tensor/tensor';
import { separableEquivalent } from './equivalent';
import { snippetsOfRule } from './frameworkSnippets';
import { interpolationReach, interpolationTarget, targetShape } from './shapes';
import { snippetOf, targetKeyword } from './snippet';
import { defineUpsampler } from './upsampler';

export const nearest = defineUpsampler({
  id: 'nearest',
  title: { en: 'Nearest neighbour', 'zh-CN': '最近邻插值' },
  shortTitle: { en: 'Nearest', 'zh-CN': '最近邻' },
  summary: {
    en: 'Repeats every input pixel; the baseline without any smoothing.',
    'zh-CN': '重复每个输入像素；没有任何平滑的基线。',
  },
  look: {
    glyph: { path: 'M2.5 2.5h7v7h-7Z', hollow: true },
    light: '#262626',
    dark: '#f2f2f2',
    dashed: true,
  },
  formula: inAll('y[o] = x[⌊o/s⌋]'),
  explanation: {
    what: { en: 'Copies the nearest input pixel.', 'zh-CN': '复制最近的输入像素。' },
    use: {
      en: 'A baseline, and the right choice for label maps and pixel art.',
      'zh-CN': '作为基线；也是标签图与像素画的正确选择。',
    },
    blindSpot: { en: 'Blocks and stair steps.', 'zh-CN': '方块与阶梯。' },
  },
  source: {
    authors: 'Keys, R.',
    year: 1981,
    title: 'Cubic convolution interpolation for digital image processing',
    doi: '10.1109/TASSP.1981.1163711',
  },
  baseline: true,
  usesReference: false,
  repeatsValues: true,
  parameters: [],
  makeWeights: () => null,
  outputShape: (input, _parameters, context) => targetShape(input, context),
  cost(input, _parameters, context) {
    return { ...noCost, bytes: bytesMoved([elementCount(input)], [], targetShape(input, context)) };
  },
  run: (operators, input) => operators.interpolate(input.image, { ...interpolationTarget(input), mode: 'nearest' }),
  rowReach: (_parameters, context) => interpolationReach(0, context),
  equivalentKernel: (_parameters, { scale, channels, size }) =>
    size ? null : separableEquivalent(sampleTaps(flat(), scale, 1, scale), channels, scale, 0),
  snippet: (_parameters, { scale, size }) =>
    snippetOf({ weights: false, lines: [`y = F.interpolate(x, ${targetKeyword(scale, size)}, mode='nearest')`] }),
  snippets: (_parameters, context) =>
    snippetsOfRule(
      {
        coordinates: 'asymmetric',
        kernel: { kind: 'nearest', rounding: 'floor', single: true },
        antialias: false,
        border: 'replicate',
      },
      context,
    ),
  identity: (_parameters, { scale }) => message('identity-ones', { scale }),
});
