import { bytesMoved, conv2dCost, interpolateCost } from '../cost';
import { gaussian, perChannel, sampleTaps, separable } from '../init';
import { inAll, message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import { elementCount, type Shape } from '../tensor/tensor';
import { fromConvolution } from './equivalent';
import { OTHER_LOOK } from './looks';
import {
  biasParameter,
  borderParameter,
  groupsParameter,
  kernelSizeParameter,
  layerWarnings,
  weightParameters,
} from './parameters';
import { groupCount, keywords, LOAD_WEIGHTS, snippetOf, unless } from './snippet';
import { defineUpsampler, type Cost } from './upsampler';
import { booleanOf, choiceOf, numberOf } from './values';
import type { Layer } from './learnableLayer';
import * as choice from './weights';

/** Steps that only pipelines have: a convolution that keeps the size, and interpolation by any factor. */

const choices = [
  choice.profileChoice(
    'gaussian',
    choice.gaussianChoice.title,
    'gaussian',
    () => gaussian(0.8),
    choice.gaussianChoice.origin,
  ),
  choice.boxChoice,
  choice.nearestChoice,
  choice.identityChoice,
  choice.sharpenChoice,
  choice.constantChoice,
  ...choice.randomChoices,
];

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
  parameters: [
    kernelSizeParameter({ odd: true, default: () => 3 }),
    groupsParameter,
    biasParameter,
    ...weightParameters(choices, 'gaussian'),
    borderParameter,
  ],
  makeWeights(parameters, { channels }, library) {
    const k = numberOf(parameters, 'kernelSize');
    const perGroup = choiceOf(parameters, 'groups') === 'depthwise' ? 1 : channels;
    const weightShape = [channels, perGroup, k, k];
    const layer: Layer = {
      method: { id: 'conv', scale: 1, channels },
      ...{ scale: 1, kernelSize: k, weightShape, outChannels: channels },
      evenValue: 1 / (perGroup * k * k),
      fromProfile: (profile) => perChannel(separable(sampleTaps(profile, k, 1, 1)), weightShape),
    };
    return choice.makeLayerWeights(choices, layer, parameters, library);
  },
  outputShape: (input) => input,
  cost(input, parameters) {
    const channels = input[1] ?? 1;
    const conv = conv2dCost({
      ...{ inChannels: channels, outChannels: channels, input, output: input },
      groups: groupCount(choiceOf(parameters, 'groups'), { channels }),
      kernelSize: numberOf(parameters, 'kernelSize'),
      bias: booleanOf(parameters, 'bias'),
    });
    return { ...conv, bytes: bytesMoved([elementCount(input), conv.parameters], [], input) };
  },
  run(operators, { image }, parameters, weights) {
    if (!weights) throw invalidParameter('weights', message('weights-of-the-layer'), weights);
    return operators.conv2d(image, weights.weight, weights.bias ?? null, {
      padding: (numberOf(parameters, 'kernelSize') - 1) / 2,
      groups: groupCount(choiceOf(parameters, 'groups'), { channels: image.shape[1] ?? 1 }),
      paddingMode: choiceOf(parameters, 'border') === 'replicate' ? 'replicate' : 'zeros',
    });
  },
  equivalentKernel: (parameters, context, weights) =>
    weights ? fromConvolution(weights, groupCount(choiceOf(parameters, 'groups'), context), 1, 1) : null,
  snippet(parameters, context) {
    const { channels } = context;
    const k = numberOf(parameters, 'kernelSize');
    const layer = `layer = nn.Conv2d(${channels}, ${channels}, ${keywords({
      kernel_size: k,
      padding: (k - 1) / 2,
      padding_mode: choiceOf(parameters, 'border') === 'replicate' ? "'replicate'" : undefined,
      groups: unless(groupCount(choiceOf(parameters, 'groups'), context), 1),
      bias: booleanOf(parameters, 'bias'),
    })})`;
    return snippetOf({ weights: true, lines: [layer, LOAD_WEIGHTS, 'with torch.no_grad():', '    y = layer(x)'] });
  },
  warnings: (parameters) => layerWarnings(parameters, choices),
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
