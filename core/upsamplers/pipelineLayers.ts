import { bytesMoved, conv2dCost, interpolateCost } from '../cost';
import { gaussian, perChannel, sampleTaps, separable } from '../init';
import { inAll } from '../messages';
import { elementCount, type Shape } from '../tensor/tensor';
import { fromConvolution } from './equivalent';
import { buildLayer, weightsOf } from './layerBuilder';
import { OTHER_LOOK } from './looks';
import { kernelSizeParameter } from './parameters';
import { LOAD_WEIGHTS, snippetOf } from './snippet';
import { defineUpsampler, type Cost } from './upsampler';
import * as choice from './weights';

/** Steps that only pipelines have: a convolution that keeps the size, and interpolation by any factor. */

const choices = [
  choice.profileChoice(choice.gaussianChoice, () => gaussian(0.8)),
  choice.boxChoice,
  choice.nearestChoice,
  choice.identityChoice,
  choice.sharpenChoice,
  choice.constantChoice,
  ...choice.randomChoices,
];

const layer = buildLayer({
  id: 'conv',
  choices,
  firstChoice: 'gaussian',
  sample: (profile, { kernelSize, weightShape }) =>
    perChannel(separable(sampleTaps(profile, kernelSize, 1, 1)), weightShape),
});

export const convolution = defineUpsampler({
  id: 'conv',
  title: { en: 'Convolution', 'zh-CN': '卷积' },
  shortTitle: { en: 'Convolution', 'zh-CN': '卷积' },
  summary: { en: 'A convolution that keeps the size.', 'zh-CN': '不改变尺寸的卷积。' },
  look: OTHER_LOOK,
  formula: inAll('y = k ∗ x'),
  explanation: {
    what: {
      en: 'Every output pixel is a weighted sum of the input pixels around it.',
      'zh-CN': '每个输出像素是其周围输入像素的加权和。',
    },
    use: { en: 'Between or after the steps that enlarge.', 'zh-CN': '用于放大步骤之间或之后。' },
    blindSpot: { en: 'It cannot change the size.', 'zh-CN': '它不能改变尺寸。' },
  },
  source: {
    authors: 'Dumoulin, V., Visin, F.',
    year: 2016,
    title: 'A guide to convolution arithmetic for deep learning',
    url: 'https://arxiv.org/abs/1603.07285',
  },
  baseline: false,
  usesReference: false,
  parameters: [kernelSizeParameter({ odd: true, default: () => 3 }), ...layer.parameters],
  makeWeights: layer.makeWeights,
  outputShape: (input) => input,
  cost(input, parameters, { scale }) {
    const conv = conv2dCost({ ...layer.costOf(parameters, input, scale), input, output: input });
    return { ...conv, bytes: bytesMoved([elementCount(input), conv.parameters], [], input) };
  },
  run(operators, { image }, parameters, weights) {
    const { weight, bias = null } = weightsOf(weights);
    return operators.conv2d(image, weight, bias, layer.convolution(parameters, image));
  },
  equivalentKernel: (parameters, { channels }, weights) =>
    weights ? fromConvolution(weights, layer.groups(parameters, channels), 1, 1) : null,
  snippet(parameters, context) {
    const lines = [layer.conv2dLine(parameters, context), LOAD_WEIGHTS, 'with torch.no_grad():', '    y = layer(x)'];
    return snippetOf({ weights: true, lines });
  },
  warnings: layer.warnings,
});

/** Multiply-adds per output value; a mean adds every pixel it covers once. */
const RESIZE_TAPS = { bilinear: 4, bicubic: 16, nearest: 0, area: null } as const;
export type ResizeMode = keyof typeof RESIZE_TAPS;
export const RESIZE_MODES: readonly string[] = Object.keys(RESIZE_TAPS);

export const isResizeMode = (id: string): id is ResizeMode => Object.hasOwn(RESIZE_TAPS, id);

/** Only these have corners to align. */
export const isSmooth = (mode: ResizeMode): boolean => mode === 'bilinear' || mode === 'bicubic';

/** Interpolation from any size to any other. */
export function resizeCost(mode: ResizeMode, input: Shape, output: Shape): Cost {
  const taps = RESIZE_TAPS[mode] ?? Math.max(1, elementCount(input) / elementCount(output));
  return { ...interpolateCost(output, taps), bytes: bytesMoved([elementCount(input)], [], output) };
}
