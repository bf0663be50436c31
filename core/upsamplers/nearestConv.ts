import { addCosts, bytesMoved, conv2dCost, noCost } from '../cost';
import {
  deltaKernel,
  gaussian,
  nearestBox,
  perChannel,
  sampleTaps,
  separable,
  sharpenKernel,
  type Kernel2d,
} from '../init';
import { invalidParameter } from '../tensor/errors';
import { elementCount } from '../tensor/tensor';
import { fromConvolution } from './equivalent';
import {
  biasParameter,
  borderParameter,
  groupsParameter,
  kernelSizeParameter,
  layerWarnings,
  weightParameters,
} from './parameters';
import { enlarged } from './shapes';
import { groupCount, keywords, LOAD_WEIGHTS, snippetOf, unless } from './snippet';
import { defineUpsampler } from './upsampler';
import { booleanOf, choiceOf, numberOf } from './values';
import type { Layer } from './learnableLayer';
import * as choice from './weights';

function kernelChoice(value: string, title: string, make: (size: number) => Kernel2d): choice.WeightChoice {
  return {
    value,
    title,
    chip: value,
    origin: value,
    random: false,
    make: ({ kernelSize, weightShape }) => perChannel(make(kernelSize), weightShape),
  };
}

function sharpen(size: number): Kernel2d {
  if (size < 3)
    throw invalidParameter('kernelSize', 'an odd integer >= 3 for weights sharpen', size, { fix: { kernelSize: 3 } });
  return sharpenKernel(size);
}

const choices = [
  choice.fittedChoice,
  choice.profileChoice('gaussian', 'Gaussian', 'gaussian', (s) => gaussian(choice.defaultSigma(s)), 'Gaussian'),
  choice.boxChoice,
  // The tent of half-width s is the box of nearest neighbour convolved with a second box of the same width.
  choice.profileChoice('bilinear', 'Bilinear (box after box)', 'tent', nearestBox, 'bilinear kernel'),
  kernelChoice('identity', 'Identity', deltaKernel),
  kernelChoice('sharpen', 'Sharpen', sharpen),
  choice.constantChoice,
  ...choice.randomChoices,
];

export const nearestConv = defineUpsampler({
  id: 'nearest-conv',
  title: 'Nearest + convolution',
  summary: 'Repeats every input pixel, then convolves at the output size; cannot make a checkerboard by its stride.',
  source: {
    authors: 'Odena, A., Dumoulin, V., Olah, C.',
    year: 2016,
    title: 'Deconvolution and Checkerboard Artifacts',
    doi: '10.23915/distill.00003',
  },
  baseline: false,
  usesReference: false,
  parameters: [
    kernelSizeParameter({ odd: true, default: () => 3 }),
    groupsParameter,
    biasParameter,
    ...weightParameters(choices, 'fitted'),
    borderParameter,
  ],
  makeWeights(parameters, { channels, scale }, library) {
    const k = numberOf(parameters, 'kernelSize');
    const perGroup = choiceOf(parameters, 'groups') === 'depthwise' ? 1 : channels;
    const weightShape = [channels, perGroup, k, k];
    const layer: Layer = {
      method: { id: 'nearest-conv', scale: scale, channels },
      scale,
      kernelSize: k,
      weightShape,
      outChannels: channels,
      evenValue: 1 / (perGroup * k * k),
      fromProfile: (profile) => perChannel(separable(sampleTaps(profile, k, 1, 1)), weightShape),
    };
    return choice.makeLayerWeights(choices, layer, parameters, library);
  },
  outputShape: (input, _parameters, { scale }) => enlarged(input, scale),
  cost(input, parameters, { scale }) {
    const channels = input[1] ?? 1;
    const output = enlarged(input, scale);
    const conv = conv2dCost({
      inChannels: channels,
      outChannels: channels,
      groups: groupCount(choiceOf(parameters, 'groups'), { channels }),
      kernelSize: numberOf(parameters, 'kernelSize'),
      bias: booleanOf(parameters, 'bias'),
      input: output,
      output,
    });
    return { ...addCosts(noCost, conv), bytes: bytesMoved([elementCount(input), conv.parameters], [output], output) };
  },
  run(operators, { image, scale }, parameters, weights) {
    if (!weights) throw invalidParameter('weights', 'the weights of the layer', weights);
    return operators.nearestConv2d(image, weights.weight, weights.bias ?? null, {
      scaleFactor: scale,
      padding: (numberOf(parameters, 'kernelSize') - 1) / 2,
      groups: groupCount(choiceOf(parameters, 'groups'), { channels: image.shape[1] ?? 1 }),
      paddingMode: choiceOf(parameters, 'border') === 'replicate' ? 'replicate' : 'zeros',
    });
  },
  equivalentKernel: (parameters, context, weights) =>
    weights
      ? fromConvolution(weights, groupCount(choiceOf(parameters, 'groups'), context), context.scale, context.scale)
      : null,
  snippet(parameters, context) {
    const { channels, scale } = context;
    const k = numberOf(parameters, 'kernelSize');
    const layer = `layer = nn.Conv2d(${channels}, ${channels}, ${keywords({
      kernel_size: k,
      padding: (k - 1) / 2,
      padding_mode: choiceOf(parameters, 'border') === 'replicate' ? "'replicate'" : undefined,
      groups: unless(groupCount(choiceOf(parameters, 'groups'), context), 1),
      bias: booleanOf(parameters, 'bias'),
    })})`;
    const lines = [
      layer,
      LOAD_WEIGHTS,
      'with torch.no_grad():',
      `    y = layer(F.interpolate(x, scale_factor=${scale}, mode='nearest'))`,
    ];
    return snippetOf({ weights: true, lines });
  },
  warnings: (parameters) => layerWarnings(parameters, choices),
  identity(parameters, { scale }) {
    const k = numberOf(parameters, 'kernelSize');
    return `nearest neighbour ×${scale} and a ${k}×${k} convolution are one transposed convolution with kernel ${k + scale - 1}, stride ${scale}, padding ${(k - 1) / 2}: the box convolved with the flipped kernel`;
  },
});
