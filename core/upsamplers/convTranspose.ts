import { followsOverlap, type Cure, type Facts } from '../checkerboard';
import { convTranspose2dCost, bytesMoved } from '../cost';
import { perChannel, sampleTaps, separable } from '../init';
import { convTransposeDesign } from '../fit';
import { edgeMargin } from '../ops';
import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import { elementCount, type Shape } from '../tensor/tensor';
import { fromConvTranspose } from './equivalent';
import { buildLayer, weightsOf } from './layerBuilder';
import { kernelSizeParameter } from './parameters';
import { keywords, LOAD_WEIGHTS, snippetOf, unless } from './snippet';
import { defineUpsampler, type ParameterContext, type ParameterValues } from './upsampler';
import { booleanOf, choiceOf, numberOf } from './values';
import * as choice from './weights';

const choices = [
  choice.fittedChoice,
  choice.bilinearChoice,
  choice.boxChoice,
  choice.nearestChoice,
  choice.gaussianChoice,
  choice.bicubicChoice,
  choice.lanczosChoice,
  choice.constantChoice,
  ...choice.randomChoices,
];

const layer = buildLayer({
  id: 'conv-transpose',
  choices,
  firstChoice: 'fitted',
  stretch: (parameters) => numberOf(parameters, 'stride'),
  evenSum: (stride) => stride * stride,
  sample: (profile, { kernelSize, stretch: stride, weightShape, parameters }) =>
    perChannel(separable(sampleTaps(profile, kernelSize, numberOf(parameters, 'dilation'), stride)), weightShape),
});

interface Geometry {
  readonly k: number;
  readonly s: number;
  readonly p: number;
  readonly op: number;
  readonly d: number;
}

function geometry(parameters: ParameterValues): Geometry {
  return {
    k: numberOf(parameters, 'kernelSize'),
    s: numberOf(parameters, 'stride'),
    p: numberOf(parameters, 'padding'),
    op: numberOf(parameters, 'outputPadding'),
    d: numberOf(parameters, 'dilation'),
  };
}

/** The padding that centres the kernel on its output block: max(0, ceil((d (k-1) + 1 - s) / 2)). */
function centringPadding(k: number, s: number, d: number): number {
  return Math.max(0, Math.ceil((d * (k - 1) + 1 - s) / 2));
}

/** Cells of replicated border that the snippet writes out. */
function margin({ k, s, p, op, d }: Geometry): number {
  return edgeMargin(k, s, p, op, d);
}

function outputShape(input: Shape, parameters: ParameterValues, context: ParameterContext): Shape {
  const { k, s, p, op, d } = geometry(parameters);
  if (op >= Math.max(s, d)) {
    throw invalidParameter('outputPadding', message('output-padding-below', { stride: s, dilation: d }), op, {
      fix: fitTo(input, parameters, context),
    });
  }
  const [n = 1, channels = 1, ...sizes] = input;
  const out = sizes.map((size) => (size - 1) * s - 2 * p + d * (k - 1) + op + 1);
  if (out.some((size) => size < 1)) {
    throw invalidParameter(
      'padding',
      message('padding-leaves-output', { size: sizes.join('×'), kernel: k, stride: s }),
      p,
      {
        fix: fitTo(input, parameters, context),
      },
    );
  }
  return [n, channels, ...out];
}

/** (in-1) s - 2p + d(k-1) + op + 1 = s in for every `in` means stride = scale and op = s + 2p - d(k-1) - 1. */
function fitTo(_input: Shape, parameters: ParameterValues, context: ParameterContext): ParameterValues {
  const given = geometry(parameters);
  const { k, p, op, d } = given;
  const s = context.scale;
  const legal = (value: number): boolean => value >= 0 && value < Math.max(s, d);
  const wantedOp = s + 2 * p - d * (k - 1) - 1;
  const wantedP = (d * (k - 1) + 1 + op - s) / 2;
  let fitting: { padding: number; outputPadding: number };
  if (legal(wantedOp)) fitting = { padding: p, outputPadding: wantedOp };
  else if (legal(op) && Number.isInteger(wantedP) && wantedP >= 0) fitting = { padding: wantedP, outputPadding: op };
  else {
    const padding = centringPadding(k, s, d);
    fitting = { padding, outputPadding: s + 2 * padding - d * (k - 1) - 1 };
  }
  return {
    ...(given.s === s ? {} : { stride: s }),
    ...(fitting.padding === p ? {} : { padding: fitting.padding }),
    ...(fitting.outputPadding === op ? {} : { outputPadding: fitting.outputPadding }),
  };
}

/** A kernel that the stride divides, bilinear weights, or both: whatever the phases lack. */
function evenOut(facts: Facts): Cure {
  const { stride } = facts;
  const { parameters } = facts.context;
  const kernelSize = stride * Math.ceil(Number(parameters['kernelSize'] ?? stride) / stride);
  // (in-1) s - 2p + k + op = s in
  const padding = Math.ceil((kernelSize - stride) / 2);
  const shape = { kernelSize, padding, outputPadding: 2 * padding + stride - kernelSize, dilation: 1 };
  const changed = Object.entries(shape).filter(([name, value]) => (parameters[name] ?? value) !== value);
  const values = Object.fromEntries<number | string>(changed);
  // An even overlap is a fix only where the overlap was the cause.
  const isByOverlap = followsOverlap(facts);
  if (!isByOverlap || changed.length === 0) values['weights'] = 'bilinear';
  const isUneven = new Set(facts.overlap.flat()).size > 1;
  if (!isUneven) return { advice: message('use-bilinear-weights'), values };
  return { advice: message(isByOverlap ? 'use-kernel' : 'use-kernel-and-bilinear', { kernel: kernelSize }), values };
}

export const convTranspose = defineUpsampler({
  id: 'conv-transpose',
  title: { en: 'Transposed convolution', 'zh-CN': '转置卷积' },
  shortTitle: { en: 'Transposed conv', 'zh-CN': '转置卷积' },
  summary: {
    en: 'Spreads every input value over the output with a learnable kernel, stride apart.',
    'zh-CN': '把每个输入值按可学习的卷积核铺到输出上，相邻的相隔一个步幅。',
  },
  look: {
    glyph: { path: 'M6 1 11 6 6 11 1 6Z', hollow: false },
    light: '#d9660b',
    dark: '#e57a33',
    dashed: false,
  },
  formula: {
    en: 'y[o] = b + Σᵢ x[i] · k[o + p − s·i]\nsize = (n − 1)·s − 2p + d·(k − 1) + op + 1',
    'zh-CN': 'y[o] = b + Σᵢ x[i] · k[o + p − s·i]\n尺寸 = (n − 1)·s − 2p + d·(k − 1) + op + 1',
  },
  explanation: {
    what: {
      en: 'Every input pixel stamps the kernel, scaled by its value, onto the output; stamps lie a stride apart and are added where they overlap. It is the gradient of a convolution, not its inverse. Padding cuts the rim off, output padding adds a row and a column at the end.',
      'zh-CN':
        '每个输入像素把卷积核乘以自己的值后印到输出上；相邻印记相隔一个步幅，重叠处相加。它是卷积的梯度，而不是卷积的逆。padding 裁去边缘，output padding 在末端增加一行一列。',
    },
    use: {
      en: 'Where the network should learn how to enlarge: decoders of segmentation networks, U-Net, GAN generators, autoencoders.',
      'zh-CN': '需要由网络学习如何放大时：分割网络的解码器、U-Net、GAN 生成器、自编码器。',
    },
    blindSpot: {
      en: 'A checkerboard where the phases of the output get unlike sums of weights: always possible when the stride does not divide the kernel size, and with badly balanced weights otherwise.',
      'zh-CN': '输出各相位的权重之和不相等时出现棋盘格：卷积核尺寸不能被步幅整除时总有可能，否则在权重不平衡时出现。',
    },
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
    kernelSizeParameter({ default: ({ scale }) => 2 * scale - (scale % 2) }),
    {
      kind: 'integer',
      name: 'stride',
      description: {
        en: 'Output pixels between the kernels of neighbouring input pixels; the scale, for an output that fits.',
        'zh-CN': '相邻输入像素的卷积核在输出上相隔的像素数；等于倍数时尺寸相符。',
      },
      min: 1,
      max: 32,
      unit: 'px',
      default: ({ scale }) => scale,
      chip: (value) => `s${value}`,
    },
    {
      // Before padding, whose default depends on it.
      kind: 'integer',
      name: 'dilation',
      description: { en: 'Distance between the taps of the kernel.', 'zh-CN': '卷积核相邻抽头的间距。' },
      min: 1,
      max: 16,
      unit: 'px',
      default: () => 1,
      chip: (value) => (value === 1 ? null : `d${value}`),
    },
    {
      kind: 'integer',
      name: 'padding',
      description: { en: 'Output pixels cut from every side.', 'zh-CN': '从输出四边各裁去的像素数。' },
      min: 0,
      max: 256,
      unit: 'px',
      default: (_context, values) =>
        centringPadding(numberOf(values, 'kernelSize'), numberOf(values, 'stride'), numberOf(values, 'dilation')),
      chip: (value) => `p${value}`,
    },
    {
      kind: 'integer',
      name: 'outputPadding',
      description: {
        en: 'Output pixels added at the right and bottom; less than stride or dilation.',
        'zh-CN': '在输出右侧和下侧添加的像素数；须小于步幅或扩张率。',
      },
      min: 0,
      max: 31,
      unit: 'px',
      default: () => 0,
      chip: (value) => (value === 0 ? null : `op${value}`),
    },
    ...layer.parameters,
  ],
  makeWeights: layer.makeWeights,
  outputShape,
  fitTo,
  cost(input, parameters, context) {
    const output = outputShape(input, parameters, context);
    const counted = convTranspose2dCost({ ...layer.costOf(parameters, input, context.scale), input, output });
    return { ...counted, bytes: bytesMoved([elementCount(input), counted.parameters], [], output) };
  },
  run(operators, { image }, parameters, weights) {
    const { weight, bias = null } = weightsOf(weights);
    const size = geometry(parameters);
    const run =
      choiceOf(parameters, 'border') === 'replicate' ? operators.edgeConvTranspose2d : operators.convTranspose2d;
    return run(image, weight, bias, {
      stride: size.s,
      padding: size.p,
      outputPadding: size.op,
      dilation: size.d,
      groups: layer.groups(parameters, image.shape[1] ?? 1),
    });
  },
  rowReach(parameters, context) {
    const { k, s, p, d } = geometry(parameters);
    return s === context.scale ? Math.ceil((d * (k - 1) + 1 + p) / s) + 1 : null;
  },
  equivalentKernel(parameters, { channels, scale }, weights) {
    const { s, p, d } = geometry(parameters);
    if (!weights || s !== scale) return null;
    return fromConvTranspose(weights, layer.groups(parameters, channels), d, s, p);
  },
  fit: {
    deciding: ['kernelSize', 'dilation', 'padding', 'bias', 'border'],
    kernelSize: 'kernelSize',
    design(shape, parameters) {
      const { s, p, d } = geometry(parameters);
      if (s !== shape.scale) throw invalidParameter('stride', message('fit-scale', { scale: shape.scale }), s);
      return convTransposeDesign(shape, { padding: p, dilation: d });
    },
    layout: 'transposed',
  },
  asTransposed: { kernelSize: (side) => side, free: true },
  timed: [
    {
      id: 'conv-transpose-depthwise',
      title: 'conv_transpose2d k4 s2 p1, depthwise',
      layer: { kind: 'convTranspose', bound: 'memory', kernel: 4, padding: 1 },
      depthwise: true,
    },
    {
      id: 'conv-transpose',
      title: 'conv_transpose2d k4 s2 p1',
      layer: { kind: 'convTranspose', bound: 'arithmetic', kernel: 4, padding: 1 },
    },
  ],
  // Its weights are [inC, outC/groups]: depthwise there is one output to each input.
  planeOf: ([input, output], inner) => ({ channel: inner > 1 ? output : input, phase: null }),
  forecast: {
    dilation: ({ dilation }) => Number(dilation ?? 1),
    cure: evenOut,
  },
  snippet(parameters, context) {
    const size = geometry(parameters);
    const { channels } = context;
    const border = choiceOf(parameters, 'border') === 'replicate' ? margin(size) : 0;
    const cut = border * size.s;
    const made = `layer = nn.ConvTranspose2d(${channels}, ${channels}, ${keywords({
      kernel_size: size.k,
      stride: size.s,
      padding: size.p,
      output_padding: unless(size.op, 0),
      dilation: unless(size.d, 1),
      groups: unless(layer.groups(parameters, channels), 1),
      bias: booleanOf(parameters, 'bias'),
    })})`;
    const run =
      border > 0
        ? [
            '    # replicated border: pad, run, crop',
            `    padded = F.pad(x, (${border}, ${border}, ${border}, ${border}), mode='replicate')`,
            `    y = layer(padded)[..., ${cut}:-${cut}, ${cut}:-${cut}]`,
          ]
        : ['    y = layer(x)'];
    return snippetOf({ weights: true, lines: [made, LOAD_WEIGHTS, 'with torch.no_grad():', ...run] });
  },
  warnings: layer.warnings,
  identity(parameters) {
    const { k, s, p } = geometry(parameters);
    return message('identity-kernel', { kernel: k, stride: s, padding: p });
  },
});
