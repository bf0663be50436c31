import { inAll } from '../messages';
import type {
  BooleanParameter,
  ChoiceParameter,
  NumberParameter,
  ParameterContext,
  ParameterDescriptor,
  ParameterValues,
} from './upsampler';
import type { WeightChoice } from './weights';

/** Descriptors that several methods share. `visibleWhen` is added by the method where needed. */

interface KernelSizeOptions {
  readonly odd?: boolean;
  readonly max?: number;
  readonly default: (context: ParameterContext, values: ParameterValues) => number;
}

export function kernelSizeParameter({ odd = false, max = odd ? 31 : 64, ...rest }: KernelSizeOptions): NumberParameter {
  return {
    kind: 'integer',
    name: 'kernelSize',
    description: odd
      ? {
          en: 'Side of the square kernel; odd, so that it has a centre.',
          'zh-CN': '方形卷积核的边长；为奇数，以便有中心。',
        }
      : { en: 'Side of the square kernel.', 'zh-CN': '方形卷积核的边长。' },
    min: 1,
    max,
    step: odd ? 2 : 1,
    unit: 'px',
    chip: (value) => `k${value}`,
    ...rest,
  };
}

export const groupsParameter: ChoiceParameter = {
  kind: 'choice',
  name: 'groups',
  description: {
    en: 'Whether each colour channel has a kernel of its own or all channels are mixed.',
    'zh-CN': '每个颜色通道使用自己的卷积核，还是混合所有通道。',
  },
  choices: [
    { value: 'depthwise', title: { en: 'Depthwise (groups = channels)', 'zh-CN': '逐通道（groups = 通道数）' } },
    { value: 'dense', title: { en: 'Dense (groups = 1)', 'zh-CN': '全连接通道（groups = 1）' } },
  ],
  default: () => 'depthwise',
  chip: (value) => (value === 'dense' ? 'dense' : null),
};

export const biasParameter: BooleanParameter = {
  kind: 'boolean',
  name: 'bias',
  description: {
    en: 'Whether the layer adds a learnable constant; it starts at 0.',
    'zh-CN': '该层是否加上一个可学习的常数；从 0 开始。',
  },
  default: () => false,
  chip: (value) => (value ? { en: 'bias', 'zh-CN': '偏置' } : null),
};

export const borderParameter: ChoiceParameter = {
  kind: 'choice',
  name: 'border',
  group: 'border',
  description: {
    en: "What the layer sees beyond the picture: its edge repeated, or zeros (PyTorch's own), which darken the frame.",
    'zh-CN': '该层在图像之外看到什么：重复的边缘，或零（PyTorch 的做法），后者使边框变暗。',
  },
  choices: [
    { value: 'replicate', title: { en: 'Replicate (pad, run, crop)', 'zh-CN': '复制边缘（填充、运行、裁剪）' } },
    { value: 'zeros', title: { en: 'Zeros', 'zh-CN': '补零' } },
  ],
  default: () => 'replicate',
  chip: (value) => (value === 'zeros' ? { en: 'zeros', 'zh-CN': '补零' } : null),
};

/** Choice of weights, and what goes with it: fan mode, seed, noise. */
export function weightParameters(choices: readonly WeightChoice[], first: string): readonly ParameterDescriptor[] {
  const analytic = choices.find(({ value }) => value === 'bilinear')?.value ?? first;
  const weights: ChoiceParameter = {
    kind: 'choice',
    name: 'weights',
    group: 'weights',
    description: {
      en: 'Where the weights come from: the best ones for the training pictures, a kernel from the textbook, random numbers or a file.',
      'zh-CN': '权重的来源：对训练图像最优的权重、教科书中的核、随机数或文件。',
    },
    choices: choices.map(({ value, title }) => ({ value, title })),
    acceptsFile: true,
    // Fitted weights are those of photographs: scores and feature maps start with a textbook kernel.
    default: ({ content }) => (content === undefined || content === 'picture' ? first : analytic),
    chip: (value) =>
      choices.find((choice) => choice.value === value)?.chip ??
      (value.startsWith('file:') ? value.slice('file:'.length) : value),
  };
  const fan: ChoiceParameter = {
    kind: 'choice',
    name: 'fanMode',
    group: 'weights',
    description: {
      en: 'What Kaiming keeps constant: the variance forward (fan_in) or backward (fan_out), counted as PyTorch counts it.',
      'zh-CN': 'Kaiming 保持不变的量：前向（fan_in）或反向（fan_out）的方差，计数方式与 PyTorch 相同。',
    },
    choices: [
      { value: 'fan_in', title: inAll('fan_in') },
      { value: 'fan_out', title: inAll('fan_out') },
    ],
    default: () => 'fan_in',
    visibleWhen: {
      parameter: 'weights',
      isOneOf: choices.filter((choice) => choice.usesFanMode).map((choice) => choice.value),
    },
    chip: (value) => (value === 'fan_out' ? 'fan_out' : null),
  };
  const seed: NumberParameter = {
    kind: 'integer',
    name: 'seed',
    group: 'weights',
    description: {
      en: 'Start of the random sequence for random weights and for weightNoise.',
      'zh-CN': '随机权重与 weightNoise 的随机序列的起点。',
    },
    min: 0,
    max: 2 ** 32 - 1,
    default: (context) => context.seed ?? 0,
  };
  const noise: NumberParameter = {
    kind: 'number',
    name: 'weightNoise',
    group: 'weights',
    description: {
      en: 'Imperfect training: every weight w becomes w (1 + weightNoise n) with n standard normal.',
      'zh-CN': '不完美的训练：每个权重 w 变为 w (1 + weightNoise n)，n 服从标准正态分布。',
    },
    min: 0,
    max: 1,
    step: 0.01,
    unit: 'relative',
    default: () => 0,
    chip(value) {
      const percent = Number((value * 100).toPrecision(3));
      return value > 0 ? { en: `noise ${percent}%`, 'zh-CN': `噪声 ${percent}%` } : null;
    },
  };
  return [weights, fan, seed, noise];
}

/** The same descriptors, shown only under a condition (where they have none of their own yet). */
export function onlyWhen(
  visibleWhen: NonNullable<ParameterDescriptor['visibleWhen']>,
  descriptors: readonly ParameterDescriptor[],
): readonly ParameterDescriptor[] {
  return descriptors.map((descriptor) => (descriptor.visibleWhen ? descriptor : { ...descriptor, visibleWhen }));
}
