import { convTranspose2dCost, bytesMoved } from '../cost';
import { perChannel, sampleTaps, separable } from '../init';
import { edgeMargin } from '../ops';
import { invalidParameter } from '../tensor/errors';
import { elementCount, type Shape } from '../tensor/tensor';
import { fromConvTranspose } from './equivalent';
import {
  biasParameter,
  borderParameter,
  groupsParameter,
  kernelSizeParameter,
  layerWarnings,
  weightParameters,
} from './parameters';
import { groupCount, keywords, LOAD_WEIGHTS, snippetOf, unless } from './snippet';
import { defineUpsampler, type ParameterContext, type ParameterValues } from './upsampler';
import { booleanOf, choiceOf, numberOf } from './values';
import type { Layer } from './learnableLayer';
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
    throw invalidParameter('outputPadding', `an integer less than stride ${s} or dilation ${d}`, op, {
      fix: fitTo(input, parameters, context),
    });
  }
  const [n = 1, channels = 1, ...sizes] = input;
  const out = sizes.map((size) => (size - 1) * s - 2 * p + d * (k - 1) + op + 1);
  if (out.some((size) => size < 1)) {
    throw invalidParameter(
      'padding',
      `a value that leaves an output from ${sizes.join('×')} at kernelSize ${k} and stride ${s}`,
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

export const convTranspose = defineUpsampler({
  id: 'conv-transpose',
  title: 'Transposed convolution',
  summary: 'Spreads every input value over the output with a learnable kernel, stride apart.',
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
      description:
        'Output pixels between the kernels of neighbouring input pixels; the scale, for an output that fits.',
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
      description: 'Distance between the taps of the kernel.',
      min: 1,
      max: 16,
      unit: 'px',
      default: () => 1,
      chip: (value) => (value === 1 ? null : `d${value}`),
    },
    {
      kind: 'integer',
      name: 'padding',
      description: 'Output pixels cut from every side.',
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
      description: 'Output pixels added at the right and bottom; less than stride or dilation.',
      min: 0,
      max: 31,
      unit: 'px',
      default: () => 0,
      chip: (value) => (value === 0 ? null : `op${value}`),
    },
    groupsParameter,
    biasParameter,
    ...weightParameters(choices, 'fitted'),
    borderParameter,
  ],
  makeWeights(parameters, context, library) {
    const { channels } = context;
    const { k, s, d } = geometry(parameters);
    const perGroup = choiceOf(parameters, 'groups') === 'depthwise' ? 1 : channels;
    const weightShape = [channels, perGroup, k, k];
    const layer: Layer = {
      method: { id: 'conv-transpose', scale: context.scale, channels },
      scale: s,
      kernelSize: k,
      weightShape,
      outChannels: channels,
      evenValue: (s * s) / (perGroup * k * k),
      fromProfile: (profile) => perChannel(separable(sampleTaps(profile, k, d, s)), weightShape),
    };
    return choice.makeLayerWeights(choices, layer, parameters, library);
  },
  outputShape,
  fitTo,
  cost(input, parameters, context) {
    const channels = input[1] ?? 1;
    const output = outputShape(input, parameters, context);
    const layer = convTranspose2dCost({
      inChannels: channels,
      outChannels: channels,
      groups: groupCount(choiceOf(parameters, 'groups'), { channels }),
      kernelSize: numberOf(parameters, 'kernelSize'),
      bias: booleanOf(parameters, 'bias'),
      input,
      output,
    });
    return { ...layer, bytes: bytesMoved([elementCount(input), layer.parameters], [], output) };
  },
  run(operators, { image }, parameters, weights) {
    if (!weights) throw invalidParameter('weights', 'the weights of the layer', weights);
    const size = geometry(parameters);
    const run =
      choiceOf(parameters, 'border') === 'replicate' ? operators.edgeConvTranspose2d : operators.convTranspose2d;
    return run(image, weights.weight, weights.bias ?? null, {
      stride: size.s,
      padding: size.p,
      outputPadding: size.op,
      dilation: size.d,
      groups: groupCount(choiceOf(parameters, 'groups'), { channels: image.shape[1] ?? 1 }),
    });
  },
  equivalentKernel(parameters, context, weights) {
    const { s, p, d } = geometry(parameters);
    if (!weights || s !== context.scale) return null;
    return fromConvTranspose(weights, groupCount(choiceOf(parameters, 'groups'), context), d, s, p);
  },
  snippet(parameters, context) {
    const size = geometry(parameters);
    const { channels } = context;
    const border = choiceOf(parameters, 'border') === 'replicate' ? margin(size) : 0;
    const cut = border * size.s;
    const layer = `layer = nn.ConvTranspose2d(${channels}, ${channels}, ${keywords({
      kernel_size: size.k,
      stride: size.s,
      padding: size.p,
      output_padding: unless(size.op, 0),
      dilation: unless(size.d, 1),
      groups: unless(groupCount(choiceOf(parameters, 'groups'), context), 1),
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
    return snippetOf({ weights: true, lines: [layer, LOAD_WEIGHTS, 'with torch.no_grad():', ...run] });
  },
  warnings: (parameters) => layerWarnings(parameters, choices),
  identity(parameters) {
    const { k, s, p } = geometry(parameters);
    return `the transposed convolution with these weights (kernel ${k}, stride ${s}, padding ${p})`;
  },
});
