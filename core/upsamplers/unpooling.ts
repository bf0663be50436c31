import { addCosts, bytesMoved, conv2dCost, noCost } from '../cost';
import { convDesign } from '../fit';
import { gaussian, perChannel, sampleTaps, separable } from '../init';
import { message } from '../messages';
import type { Operators } from '../ops/operators';
import { UpbenchError } from '../tensor/errors';
import { createTensor, elementCount, type Shape, type Tensor } from '../tensor/tensor';
import { fromConvolution, normalisedPhases } from './equivalent';
import { buildLayer, weightsOf } from './layerBuilder';
import { kernelSizeParameter, onlyWhen } from './parameters';
import { unpoolingSnippet } from './unpoolingSnippet';
import { SMALLEST_DENOMINATOR, topLeftIndices } from './unpoolingParts';
import {
  defineUpsampler,
  type ParameterContext,
  type ParameterValues,
  type UpsamplerInput,
  type Weights,
} from './upsampler';
import { choiceOf, numberOf } from './values';
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

const layer = buildLayer({
  id: 'unpooling',
  choices,
  firstChoice: 'fitted',
  kernelSize: 'convKernelSize',
  // One value in s^2 is not zero.
  evenSum: (scale) => scale * scale,
  sample: (profile, { kernelSize, stretch: scale, weightShape }) =>
    perChannel(separable(sampleTaps(profile, kernelSize, 1, scale)), weightShape),
});

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
    throw new UpbenchError('unavailable', message('no-reference-positions'), {
      parameter: 'indices',
      fix: { indices: 'top-left' },
    });
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

function run(
  operators: Operators,
  { image: small, reference, indices: given, scale }: UpsamplerInput,
  parameters: ParameterValues,
  weights: Weights | null,
): Tensor {
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
  if (fill === 'conv') {
    const { weight, bias = null } = weightsOf(weights);
    return operators.conv2d(sparse, weight, bias, layer.convolution(parameters, image));
  }
  const channels = image.shape[1] ?? 1;
  const kernel = fillKernel(parameters, channels, scale);
  const ones = operators.maxUnpool2d(createTensor(image.shape, new Float32Array(image.data.length).fill(1)), indices, {
    kernelSize,
    stride,
    outputSize,
  });
  const options = { padding: (numberOf(parameters, 'convKernelSize') - 1) / 2, groups: channels };
  const sum = operators.conv2d(sparse, kernel, null, options);
  return operators.divide(sum, operators.conv2d(ones, kernel, null, options), SMALLEST_DENOMINATOR);
}

export const unpooling = defineUpsampler({
  id: 'unpooling',
  title: { en: 'Max unpooling', 'zh-CN': '最大反池化' },
  shortTitle: { en: 'Max-unpool', 'zh-CN': '最大反池化' },
  summary: {
    en: 'Puts every input value where max-pooling found the largest one in the reference, then fills the gaps.',
    'zh-CN': '把每个输入值放到最大池化在参考图中找到最大值的位置，再填补空隙。',
  },
  look: {
    glyph: { path: 'M6 1.5 11 10.5H1Z', hollow: false },
    light: '#a8127f',
    dark: '#f3a6e4',
    dashed: false,
  },
  formula: { en: 'y[argmax of window i] = x[i], 0 elsewhere', 'zh-CN': 'y[第 i 个窗口的 argmax] = x[i]，其余为 0' },
  explanation: {
    what: {
      en: 'Max-pooling remembers where the largest value of each window stood; unpooling puts the value back there and leaves zeros elsewhere. A convolution has to fill the gaps.',
      'zh-CN': '最大池化记住每个窗口中最大值的位置；反池化把值放回原处，其余为零，空隙须由卷积填补。',
    },
    use: {
      en: 'Decoders that mirror an encoder with max-pooling (SegNet). Not for super-resolution: the positions of the large picture are not known there.',
      'zh-CN': '与最大池化编码器对称的解码器（SegNet）。不适合超分辨率：那里不知道大图中的位置。',
    },
    blindSpot: {
      en: 'Without filling three of four pixels are black at ×2. Positions taken from the reference are help that no other method has, so it is not ranked with them.',
      'zh-CN': '不填补时，×2 的四个像素中有三个是黑的。取自参考图的位置是其他方法没有的帮助，因此不参与排名。',
    },
  },
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
      description: {
        en: 'Side of the pooling window; the scale, for an output that fits.',
        'zh-CN': '池化窗口的边长；等于倍数时尺寸相符。',
      },
      min: 1,
      max: 32,
      unit: 'px',
      default: ({ scale }) => scale,
      chip: (value) => `k${value}`,
    },
    {
      kind: 'integer',
      name: 'stride',
      description: {
        en: 'Distance between pooling windows; the scale, for an output that fits.',
        'zh-CN': '池化窗口之间的距离；等于倍数时尺寸相符。',
      },
      min: 1,
      max: 32,
      unit: 'px',
      default: ({ scale }) => scale,
      chip: (value) => `s${value}`,
    },
    {
      kind: 'choice',
      name: 'indices',
      description: {
        en: 'Which pixel of each window gets the value: where the reference is largest, where an encoder found it (positions from a file), or always the top left one.',
        'zh-CN': '每个窗口中哪个像素得到该值：参考图最大的位置、编码器找到的位置（来自文件），或总是左上角。',
      },
      choices: [
        { value: 'reference', title: { en: 'Recorded from the reference', 'zh-CN': '从参考图记录' } },
        { value: 'given', title: { en: 'Recorded by an encoder (given)', 'zh-CN': '由编码器记录（给定）' } },
        { value: 'top-left', title: { en: 'Fixed, top left', 'zh-CN': '固定左上角' } },
      ],
      default: ({ hasIndices }) => (hasIndices === true ? 'given' : 'reference'),
      chip: (value) =>
        value === 'top-left'
          ? { en: 'top-left', 'zh-CN': '左上' }
          : value === 'given'
            ? { en: 'given', 'zh-CN': '给定' }
            : null,
    },
    {
      kind: 'choice',
      name: 'values',
      description: {
        en: "Which values are put there: those of the small input, or the largest of each window of the reference, as PyTorch's pool and unpool of one picture.",
        'zh-CN': '放入哪些值：小输入的值，或参考图每个窗口的最大值，即 PyTorch 对同一图像先池化再反池化。',
      },
      choices: [
        { value: 'input', title: { en: 'Small input', 'zh-CN': '小输入' } },
        { value: 'pooled', title: { en: 'Pooled from the reference', 'zh-CN': '由参考图池化得到' } },
      ],
      default: () => 'input',
      chip: (value) => (value === 'pooled' ? { en: 'pooled', 'zh-CN': '池化' } : null),
    },
    {
      kind: 'choice',
      name: 'fill',
      description: {
        en: 'What stands between the values: their Gaussian average, a learnable convolution of them, or black.',
        'zh-CN': '数值之间填什么：它们的高斯平均、可学习的卷积，或黑色。',
      },
      choices: [
        { value: 'normalised', title: { en: 'Normalised Gaussian', 'zh-CN': '归一化高斯' } },
        { value: 'conv', title: { en: 'Convolution (SegNet)', 'zh-CN': '卷积（SegNet）' } },
        { value: 'none', title: { en: 'None (raw, mostly black)', 'zh-CN': '无（原始，大多为黑）' } },
      ],
      default: () => 'normalised',
      chip: (value) =>
        value === 'none'
          ? { en: 'raw', 'zh-CN': '原始' }
          : value === 'conv'
            ? { en: 'conv', 'zh-CN': '卷积' }
            : { en: 'normalised', 'zh-CN': '归一化' },
    },
    {
      ...kernelSizeParameter({ odd: true, max: 65, default: ({ scale }) => 2 * scale + 1 }),
      name: 'convKernelSize',
      description: {
        en: 'Side of the square kernel that fills the gaps; odd, so that it has a centre.',
        'zh-CN': '填补空隙的方形卷积核的边长；为奇数，以便有中心。',
      },
      visibleWhen: whenFilled,
      chip: (value: number) => `c${value}`,
    },
    {
      kind: 'number',
      name: 'sigma',
      description: {
        en: 'Standard deviation of the Gaussian that fills the gaps.',
        'zh-CN': '填补空隙的高斯的标准差。',
      },
      min: 0.1,
      max: 32,
      step: 0.1,
      unit: 'px',
      visibleWhen: whenNormalised,
      // To one decimal as shown: 0.8, 1.2, 1.6.
      default: ({ scale }) => Math.round(choice.defaultSigma(scale) * 10) / 10,
    },
    ...onlyWhen(whenConv, layer.parameters),
  ],
  makeWeights(parameters, context, library) {
    if (choiceOf(parameters, 'fill') !== 'conv') return null;
    // The training pictures have no encoder: their own largest pixels are what one would record.
    const trained = choiceOf(parameters, 'indices') === 'given' ? { ...parameters, indices: 'reference' } : parameters;
    return layer.makeWeights(trained, context, library);
  },
  outputShape,
  fitTo(_input, parameters, { scale }) {
    return {
      ...(numberOf(parameters, 'kernelSize') === scale ? {} : { kernelSize: scale }),
      ...(numberOf(parameters, 'stride') === scale ? {} : { stride: scale }),
    };
  },
  cost(input, parameters, context) {
    const output = outputShape(input, parameters, context);
    const values = elementCount(input);
    const fill = choiceOf(parameters, 'fill');
    if (fill === 'none') return { ...noCost, bytes: bytesMoved([values, values], [], output) };
    if (fill === 'conv') {
      const conv = conv2dCost({ ...layer.costOf(parameters, input, context.scale), input: output, output });
      return { ...conv, bytes: bytesMoved([values, values, conv.parameters], [output], output) };
    }
    // Values and ones are unpooled and convolved alike; the Gaussian is fixed, not learnt.
    const channels = input[1] ?? 1;
    const kernelSize = numberOf(parameters, 'convKernelSize');
    const size = { inChannels: channels, outChannels: channels, groups: channels, kernelSize, bias: false };
    const gauss = { ...conv2dCost({ ...size, input: output, output }), parameters: 0 };
    const kernelValues = channels * kernelSize ** 2;
    return {
      ...addCosts(gauss, gauss),
      bytes: bytesMoved([values, values, values, 2 * kernelValues], [output, output, output, output], output),
    };
  },
  run,
  rowReach(parameters, { scale }) {
    const isPart =
      numberOf(parameters, 'kernelSize') === scale &&
      numberOf(parameters, 'stride') === scale &&
      choiceOf(parameters, 'indices') !== 'given';
    if (!isPart) return null;
    return choiceOf(parameters, 'fill') === 'none'
      ? 0
      : Math.ceil((numberOf(parameters, 'convKernelSize') - 1) / 2 / scale);
  },
  equivalentKernel(parameters, { scale, channels }, weights) {
    // Recorded positions differ from window to window: not one kernel.
    if (choiceOf(parameters, 'indices') !== 'top-left' || numberOf(parameters, 'stride') !== scale) return null;
    const fill = choiceOf(parameters, 'fill');
    if (fill === 'conv') return weights ? fromConvolution(weights, layer.groups(parameters, channels), scale, 1) : null;
    const weight =
      fill === 'none'
        ? perChannel({ size: 1, values: Float64Array.of(1) }, [channels, 1, 1, 1])
        : fillKernel(parameters, channels, scale);
    const equivalent = fromConvolution({ weight, origin: '' }, channels, scale, 1);
    return fill === 'none' ? equivalent : normalisedPhases(equivalent);
  },
  forecast: {
    cure: () => ({ advice: message('use-normalised-fill'), values: { fill: 'normalised' } }),
    withoutKernel: () => ({ verdict: message('values-land-by-picture'), warnings: [] }),
  },
  fit: {
    deciding: ['convKernelSize', 'indices', 'bias', 'border'],
    kernelSize: 'convKernelSize',
    applies: (parameters) => parameters['fill'] === 'conv',
    design: convDesign,
    layout: 'convolution',
    // The convolution reads the unpooled picture, which has its full size already.
    unpooled(operators, { image, reference, scale }, parameters) {
      const sparse = {
        kernelSize: scale,
        stride: scale,
        indices: String(parameters['indices']),
        fill: 'none',
        values: 'input',
      };
      return run(operators, { image, reference, scale }, sparse, null);
    },
  },
  timed: [{ id: 'unpooling', title: 'max_unpool2d k2 s2', layer: { kind: 'unpool', bound: 'memory' } }],
  snippet: (parameters, context) => unpoolingSnippet(parameters, context, layer),
  readsReference: reads,
  warnings(parameters, { scale }) {
    const warnings = layer.warnings(parameters);
    if (choiceOf(parameters, 'fill') === 'none') {
      warnings.push(message('raw-is-black', { black: scale * scale - 1, all: scale * scale }));
    }
    return warnings;
  },
  identity: (_parameters, { scale }) => message('identity-fixed-positions', { scale }),
});
