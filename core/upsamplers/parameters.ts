import type {
  BooleanParameter,
  ChoiceParameter,
  NumberParameter,
  ParameterContext,
  ParameterDescriptor,
  ParameterValues,
} from './upsampler';
import { isRandomChoice, type WeightChoice } from './weights';

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
    description: odd ? 'Side of the square kernel; odd, so that it has a centre.' : 'Side of the square kernel.',
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
  description: 'Whether each colour channel has a kernel of its own or all channels are mixed.',
  choices: [
    { value: 'depthwise', title: 'Depthwise (groups = channels)' },
    { value: 'dense', title: 'Dense (groups = 1)' },
  ],
  default: () => 'depthwise',
  chip: (value) => (value === 'dense' ? 'dense' : null),
};

export const biasParameter: BooleanParameter = {
  kind: 'boolean',
  name: 'bias',
  description: 'Whether the layer adds a learnable constant; it starts at 0.',
  default: () => false,
  chip: (value) => (value ? 'bias' : null),
};

export const borderParameter: ChoiceParameter = {
  kind: 'choice',
  name: 'border',
  description:
    "What the layer sees beyond the picture: its edge repeated, or zeros (PyTorch's own), which darken the frame.",
  choices: [
    { value: 'replicate', title: 'Replicate (pad, run, crop)' },
    { value: 'zeros', title: 'Zeros' },
  ],
  default: () => 'replicate',
  chip: (value) => (value === 'zeros' ? 'zeros' : null),
};

/** Said by every method whose border is `zeros`. */
export const ZEROS_WARNING =
  'Zero padding darkens the frame of the picture and can cost up to 1.5 dB there: compare the interior, or use the replicated border.';

/** Said by every method whose weights are random. */
export const RANDOM_WARNING = 'These weights are random: they show the layer before any training, not what it can do.';

/** Choice of weights, and what goes with it: fan mode, seed, noise. */
export function weightParameters(choices: readonly WeightChoice[], first: string): readonly ParameterDescriptor[] {
  const analytic = choices.find(({ value }) => value === 'bilinear')?.value ?? first;
  const weights: ChoiceParameter = {
    kind: 'choice',
    name: 'weights',
    description:
      'Where the weights come from: the best ones for the training pictures, a kernel from the textbook, random numbers or a file.',
    choices: choices.map(({ value, title }) => ({ value, title })),
    acceptsFile: true,
    // Fitted weights are those of photographs: scores and feature maps start with a textbook kernel.
    default: ({ content }) => (content === undefined || content === 'picture' ? first : analytic),
    chip: (value) => choices.find((choice) => choice.value === value)?.chip ?? value.replace(/^file:/, ''),
  };
  const fan: ChoiceParameter = {
    kind: 'choice',
    name: 'fanMode',
    description:
      'What Kaiming keeps constant: the variance forward (fan_in) or backward (fan_out), counted as PyTorch counts it.',
    choices: [
      { value: 'fan_in', title: 'fan_in' },
      { value: 'fan_out', title: 'fan_out' },
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
    description: 'Start of the random sequence for random weights and for weightNoise.',
    min: 0,
    max: 2 ** 32 - 1,
    default: (context) => context.seed ?? 0,
  };
  const noise: NumberParameter = {
    kind: 'number',
    name: 'weightNoise',
    description: 'Imperfect training: every weight w becomes w (1 + weightNoise n) with n standard normal.',
    min: 0,
    max: 1,
    step: 0.01,
    unit: 'relative',
    default: () => 0,
    chip: (value) => (value > 0 ? `noise ${Number((value * 100).toPrecision(3))}%` : null),
  };
  return [weights, fan, seed, noise];
}

/** The warnings of border and weights, for methods that have both. */
export function layerWarnings(parameters: ParameterValues, choices: readonly WeightChoice[]): string[] {
  const warnings: string[] = [];
  if (parameters['border'] === 'zeros') warnings.push(ZEROS_WARNING);
  if (isRandomChoice(choices, parameters['weights'])) warnings.push(RANDOM_WARNING);
  return warnings;
}

/** The same descriptors, shown only under a condition (where they have none of their own yet). */
export function onlyWhen(
  visibleWhen: NonNullable<ParameterDescriptor['visibleWhen']>,
  descriptors: readonly ParameterDescriptor[],
): readonly ParameterDescriptor[] {
  return descriptors.map((descriptor) => (descriptor.visibleWhen ? descriptor : { ...descriptor, visibleWhen }));
}
