import { addCosts, bytesMoved, conv2dCost, noCost } from '../cost';
import { gaussian, perChannel, sampleTaps, separable } from '../init';
import { message } from '../messages';
import { UpbenchError, invalidParameter } from '../tensor/errors';
import { createTensor, elementCount, type Shape, type Tensor } from '../tensor/tensor';
import { fromConvolution, normalisedPhases } from './equivalent';
import {
  biasParameter,
  borderParameter,
  groupsParameter,
  kernelSizeParameter,
  layerWarnings,
  onlyWhen,
  weightParameters,
} from './parameters';
import { groupCount } from './snippet';
import { unpoolingSnippet } from './unpoolingSnippet';
import { SMALLEST_DENOMINATOR, topLeftIndices } from './unpoolingParts';
import { defineUpsampler, type ParameterContext, type ParameterValues } from './upsampler';
import { booleanOf, choiceOf, numberOf } from './values';
import type { Layer } from './learnableLayer';
import * as choice from './weights';

const choices = [
  choice.fittedChoice,
  choice.gaussianChoice,
  choice.bilinearChoice,
  choice.boxChoice,
  choice.nearestChoice,
  choice.constantChoice,
  ...choice.randomChoices,
];

const whenConv = { parameter: 'fill', isOneOf: ['conv'] } as const;
const whenFilled = { parameter: 'fill', isOneOf: ['normalised', 'conv'] } as const;
const whenNormalised = { parameter: 'fill', isOneOf: ['normalised'] } as const;

function outputShape(input: Shape, parameters: ParameterValues, context: ParameterContext): Shape {
  if (choiceOf(parameters, 'indices') === 'given' && context.hasIndices !== true)
    throw new UpbenchError('unavailable', message('unpooling-no-indices'), {
      parameter: 'indices',
      fix: { indices: 'top-left' },
    });
  if (choiceOf(parameters, 'values') === 'pooled' && !context.hasReference)
    throw new UpbenchError('unavailable', message('unpooling-no-pooled'), {
      parameter: 'values',
      fix: { values: 'input' },
    });
  if (choiceOf(parameters, 'indices') === 'reference' && !context.hasReference) {
    throw new UpbenchError(
      'unavailable',
      'Unpooling needs the positions that max-pooling recorded in a reference, and there is none when a picture itself is enlarged: set indices to top-left.',
      { parameter: 'indices', fix: { indices: 'top-left' } },
    );
  }
  const kernel = numberOf(parameters, 'kernelSize');
  const stride = numberOf(parameters, 'stride');
  return input.map((size, axis) => (axis >= 2 ? (size - 1) * stride + kernel : size));
}

/** Whether positions or values come from the reference. */
function reads(parameters: ParameterValues): boolean {
  return choiceOf(parameters, 'indices') === 'reference' || choiceOf(parameters, 'values') === 'pooled';
}

/** The Gaussian of the normalised fill, depthwise [C, 1, k, k]. */
function fillKernel(parameters: ParameterValues, channels: number, scale: number): Tensor {
  const k = numberOf(parameters, 'convKernelSize');
  return perChannel(separable(sampleTaps(gaussian(numberOf(parameters, 'sigma')), k, 1, scale)), [channels, 1, k, k]);
}

export const unpooling = defineUpsampler({
  id: 'unpooling',
  title: 'Max unpooling',
  summary: 'Puts every input value where max-pooling found the largest one in the reference, then fills the gaps.',
  source: {
    authors: 'Badrinarayanan, V., Kendall, A., Cipolla, R.',
    year: 2017,
    title: 'SegNet: A Deep Convolutional Encoder-Decoder Architecture for Image Segmentation',
    doi: '10.1109/TPAMI.2016.2644615',
  },
  baseline: false,
  usesReference: true,
  parameters: [
    {
      kind: 'integer',
      name: 'kernelSize',
      description: 'Side of the pooling window; the scale, for an output that fits.',
      min: 1,
      max: 32,
      unit: 'px',
      default: ({ scale }) => scale,
      chip: (value) => `k${value}`,
    },
    {
      kind: 'integer',
      name: 'stride',
      description: 'Distance between pooling windows; the scale, for an output that fits.',
      min: 1,
      max: 32,
      unit: 'px',
      default: ({ scale }) => scale,
      chip: (value) => `s${value}`,
    },
    {
      kind: 'choice',
      name: 'indices',
      description:
        'Which pixel of each window gets the value: where the reference is largest, where an encoder found it (positions from a file), or always the top left one.',
      choices: [
        { value: 'reference', title: 'Recorded from the reference' },
        { value: 'given', title: 'Recorded by an encoder (given)' },
        { value: 'top-left', title: 'Fixed, top left' },
      ],
      default: ({ hasIndices }) => (hasIndices === true ? 'given' : 'reference'),
      chip: (value) => (value === 'reference' ? null : value),
    },
    {
      kind: 'choice',
      name: 'values',
      description:
        "Which values are put there: those of the small input, or the largest of each window of the reference, as PyTorch's pool and unpool of one picture.",
      choices: [
        { value: 'input', title: 'Small input' },
        { value: 'pooled', title: 'Pooled from the reference' },
      ],
      default: () => 'input',
      chip: (value) => (value === 'pooled' ? 'pooled' : null),
    },
    {
      kind: 'choice',
      name: 'fill',
      description: 'What stands between the values: their Gaussian average, a learnable convolution of them, or black.',
      choices: [
        { value: 'normalised', title: 'Normalised Gaussian' },
        { value: 'conv', title: 'Convolution (SegNet)' },
        { value: 'none', title: 'None (raw, mostly black)' },
      ],
      default: () => 'normalised',
      chip: (value) => (value === 'none' ? 'raw' : value),
    },
    {
      ...kernelSizeParameter({ odd: true, max: 65, default: ({ scale }) => 2 * scale + 1 }),
      name: 'convKernelSize',
      description: 'Side of the square kernel that fills the gaps; odd, so that it has a centre.',
      visibleWhen: whenFilled,
      chip: (value: number) => `c${value}`,
    },
    {
      kind: 'number',
      name: 'sigma',
      description: 'Standard deviation of the Gaussian that fills the gaps.',
      min: 0.1,
      max: 32,
      step: 0.1,
      unit: 'px',
      visibleWhen: whenNormalised,
      // To one decimal as shown: 0.8, 1.2, 1.6.
      default: ({ scale }) => Math.round(choice.defaultSigma(scale) * 10) / 10,
    },
    ...onlyWhen(whenConv, [groupsParameter, biasParameter, ...weightParameters(choices, 'fitted'), borderParameter]),
  ],
  makeWeights(parameters, { channels, scale }, library) {
    if (choiceOf(parameters, 'fill') !== 'conv') return null;
    const k = numberOf(parameters, 'convKernelSize');
    const perGroup = choiceOf(parameters, 'groups') === 'depthwise' ? 1 : channels;
    const weightShape = [channels, perGroup, k, k];
    const layer: Layer = {
      method: { id: 'unpooling', scale: scale, channels },
      scale,
      kernelSize: k,
      weightShape,
      outChannels: channels,
      // One value in s^2 is not zero: the kernel sums to s^2 for a mean phase sum of 1.
      evenValue: (scale * scale) / (perGroup * k * k),
      fromProfile: (profile) => perChannel(separable(sampleTaps(profile, k, 1, scale)), weightShape),
    };
    // The training pictures have no encoder: their own largest pixels are what one would record.
    const trained = choiceOf(parameters, 'indices') === 'given' ? { ...parameters, indices: 'reference' } : parameters;
    return choice.makeLayerWeights(choices, layer, trained, library);
  },
  outputShape,
  fitTo(_input, parameters, { scale }) {
    return {
      ...(numberOf(parameters, 'kernelSize') === scale ? {} : { kernelSize: scale }),
      ...(numberOf(parameters, 'stride') === scale ? {} : { stride: scale }),
    };
  },
  cost(input, parameters, context) {
    const channels = input[1] ?? 1;
    const output = outputShape(input, parameters, context);
    const values = elementCount(input);
    const fill = choiceOf(parameters, 'fill');
    if (fill === 'none') return { ...noCost, bytes: bytesMoved([values, values], [], output) };
    const layer = {
      inChannels: channels,
      outChannels: channels,
      kernelSize: numberOf(parameters, 'convKernelSize'),
      input: output,
      output,
    };
    if (fill === 'conv') {
      const groups = groupCount(choiceOf(parameters, 'groups'), { channels });
      const conv = conv2dCost({ ...layer, groups, bias: booleanOf(parameters, 'bias') });
      return { ...conv, bytes: bytesMoved([values, values, conv.parameters], [output], output) };
    }
    // Values and ones are unpooled and convolved alike; the Gaussian is fixed, not learnt.
    const gauss = { ...conv2dCost({ ...layer, groups: channels, bias: false }), parameters: 0 };
    const kernelValues = channels * layer.kernelSize ** 2;
    return {
      ...addCosts(gauss, gauss),
      bytes: bytesMoved([values, values, values, 2 * kernelValues], [output, output, output, output], output),
    };
  },
  run(operators, { image: small, reference, indices: given, scale }, parameters, weights) {
    const kernelSize = numberOf(parameters, 'kernelSize');
    const stride = numberOf(parameters, 'stride');
    const outputSize = outputShape(small.shape, parameters, {
      scale,
      channels: small.shape[1] ?? 1,
      hasReference: reference !== undefined,
      hasIndices: given !== undefined,
    }).slice(2);
    const source = choiceOf(parameters, 'indices');
    const pooled = reads(parameters) && reference ? operators.maxPool2d(reference, { kernelSize, stride }) : undefined;
    const indices =
      source === 'given' && given
        ? given
        : source === 'reference' && pooled
          ? pooled.indices
          : topLeftIndices(small.shape, stride, outputSize[1] ?? 1);
    const image = choiceOf(parameters, 'values') === 'pooled' && pooled ? pooled.output : small;
    const sparse = operators.maxUnpool2d(image, indices, { kernelSize, stride, outputSize });
    const fill = choiceOf(parameters, 'fill');
    if (fill === 'none') return sparse;
    const padding = (numberOf(parameters, 'convKernelSize') - 1) / 2;
    const channels = image.shape[1] ?? 1;
    if (fill === 'conv') {
      if (!weights) throw invalidParameter('weights', 'the weights of the layer', weights);
      return operators.conv2d(sparse, weights.weight, weights.bias ?? null, {
        padding,
        groups: groupCount(choiceOf(parameters, 'groups'), { channels }),
        paddingMode: choiceOf(parameters, 'border') === 'replicate' ? 'replicate' : 'zeros',
      });
    }
    const kernel = fillKernel(parameters, channels, scale);
    const ones = operators.maxUnpool2d(
      createTensor(image.shape, new Float32Array(image.data.length).fill(1)),
      indices,
      { kernelSize, stride, outputSize },
    );
    const options = { padding, groups: channels };
    const sum = operators.conv2d(sparse, kernel, null, options);
    return operators.divide(sum, operators.conv2d(ones, kernel, null, options), SMALLEST_DENOMINATOR);
  },
  equivalentKernel(parameters, { scale, channels }, weights) {
    // Recorded positions differ from window to window: not one kernel.
    if (choiceOf(parameters, 'indices') !== 'top-left' || numberOf(parameters, 'stride') !== scale) return null;
    const fill = choiceOf(parameters, 'fill');
    if (fill === 'conv')
      return weights
        ? fromConvolution(weights, groupCount(choiceOf(parameters, 'groups'), { channels }), scale, 1)
        : null;
    const weight =
      fill === 'none'
        ? perChannel({ size: 1, values: Float64Array.of(1) }, [channels, 1, 1, 1])
        : fillKernel(parameters, channels, scale);
    const equivalent = fromConvolution({ weight, origin: '' }, channels, scale, 1);
    return fill === 'none' ? equivalent : normalisedPhases(equivalent);
  },
  snippet: unpoolingSnippet,
  readsReference: reads,
  warnings(parameters, { scale }) {
    const warnings = layerWarnings(parameters, choices);
    if (choiceOf(parameters, 'fill') === 'none') {
      warnings.push(
        `Raw unpooling leaves ${scale * scale - 1} of ${scale * scale} pixels black: 5 to 8 dB is its nature, not a fault.`,
      );
    }
    return warnings;
  },
  identity: (_parameters, { scale }) =>
    `unpooling at fixed positions is the zero insertion of a transposed convolution with stride ${scale}`,
});
