import type { Profile } from '../init';
import { message, type Message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import type { PaddingMode } from '../tensor/options';
import type { Shape, Tensor } from '../tensor/tensor';
import type { Layer } from './learnableLayer';
import { biasParameter, borderParameter, groupsParameter, weightParameters } from './parameters';
import { keywords, unless } from './snippet';
import type { ParameterContext, ParameterDescriptor, ParameterValues, WeightLibrary, Weights } from './upsampler';
import { booleanOf, choiceOf, numberOf } from './values';
import { isRandomChoice, makeLayerWeights, type WeightChoice } from './weights';

/** What a method's file says of the convolution it learns. */
interface LayerDefinition {
  /** The method, for weights that are looked up. */
  readonly id: string;
  readonly choices: readonly WeightChoice[];
  /** The weights it starts with. */
  readonly firstChoice: string;
  /** The parameter that holds the side of its kernel. @default 'kernelSize' */
  readonly kernelSize?: string;
  /** How far its weights' kernels are stretched. @default the scale */
  readonly stretch?: (parameters: ParameterValues, context: ParameterContext) => number;
  /** Channels it makes of each of the picture's. @default 1 */
  readonly outputsPerChannel?: (scale: number) => number;
  /** What the kernel sums to when the mean sum of the output's phases is 1. @default 1 */
  readonly evenSum?: (stretch: number) => number;
  /** Weights from a kernel in one axis, sampled where its taps sit. */
  readonly sample: (
    profile: Profile,
    place: {
      readonly kernelSize: number;
      readonly stretch: number;
      readonly weightShape: Shape;
      readonly parameters: ParameterValues;
    },
  ) => Tensor;
}

interface ConvolutionOptions {
  readonly padding: number;
  readonly groups: number;
  readonly paddingMode: PaddingMode;
}

/** What a method's file needs of its learnable layer. */
export interface LearnableLayer {
  /** Groups, bias, weights, border: what comes after the parameters of its shape. */
  readonly parameters: readonly ParameterDescriptor[];
  makeWeights(parameters: ParameterValues, context: ParameterContext, library: WeightLibrary): Weights;
  warnings(parameters: ParameterValues): Message[];
  groups(parameters: ParameterValues, channels: number): number;
  /** What its cost is counted from, but for the pictures it reads and makes. */
  costOf(
    parameters: ParameterValues,
    input: Shape,
    scale: number,
  ): {
    readonly inChannels: number;
    readonly outChannels: number;
    readonly groups: number;
    readonly kernelSize: number;
    readonly bias: boolean;
  };
  /** How the operator that convolves at the same size is called. */
  convolution(parameters: ParameterValues, image: Tensor): ConvolutionOptions;
  /** `layer = nn.Conv2d(...)` */
  conv2dLine(parameters: ParameterValues, context: ParameterContext): string;
}

/** The weights of a method that needs them. */
export function weightsOf(weights: Weights | null): Weights {
  if (!weights) throw invalidParameter('weights', message('weights-of-the-layer'), weights);
  return weights;
}

/** What all learnable layers share: parameters, weights, and how they are run, counted and written down. */
export function buildLayer(definition: LayerDefinition): LearnableLayer {
  const {
    id,
    choices,
    kernelSize: sideName = 'kernelSize',
    outputsPerChannel = () => 1,
    evenSum = () => 1,
  } = definition;
  const groups = (parameters: ParameterValues, channels: number): number =>
    choiceOf(parameters, 'groups') === 'depthwise' ? channels : 1;
  const paddingModeOf = (parameters: ParameterValues): PaddingMode =>
    choiceOf(parameters, 'border') === 'replicate' ? 'replicate' : 'zeros';
  return {
    parameters: [groupsParameter, biasParameter, ...weightParameters(choices, definition.firstChoice), borderParameter],
    makeWeights(parameters, context, library) {
      const { channels, scale } = context;
      const kernelSize = numberOf(parameters, sideName);
      const stretch = definition.stretch?.(parameters, context) ?? scale;
      const perGroup = choiceOf(parameters, 'groups') === 'depthwise' ? 1 : channels;
      const outChannels = channels * outputsPerChannel(scale);
      const weightShape = [outChannels, perGroup, kernelSize, kernelSize];
      const layer: Layer = {
        method: { id, scale, channels },
        scale: stretch,
        kernelSize,
        weightShape,
        outChannels,
        evenValue: evenSum(stretch) / (perGroup * kernelSize * kernelSize),
        fromProfile: (profile) => definition.sample(profile, { kernelSize, stretch, weightShape, parameters }),
      };
      return makeLayerWeights(choices, layer, parameters, library);
    },
    warnings(parameters) {
      const warnings: Message[] = [];
      if (parameters['border'] === 'zeros') warnings.push(message('zeros-darken'));
      if (isRandomChoice(choices, parameters['weights'])) warnings.push(message('weights-are-random'));
      return warnings;
    },
    groups,
    costOf(parameters, input, scale) {
      const channels = input[1] ?? 1;
      return {
        inChannels: channels,
        outChannels: channels * outputsPerChannel(scale),
        groups: groups(parameters, channels),
        kernelSize: numberOf(parameters, sideName),
        bias: booleanOf(parameters, 'bias'),
      };
    },
    convolution: (parameters, image) => ({
      padding: (numberOf(parameters, sideName) - 1) / 2,
      groups: groups(parameters, image.shape[1] ?? 1),
      paddingMode: paddingModeOf(parameters),
    }),
    conv2dLine(parameters, { channels, scale }) {
      const kernelSize = numberOf(parameters, sideName);
      return `layer = nn.Conv2d(${channels}, ${channels * outputsPerChannel(scale)}, ${keywords({
        kernel_size: kernelSize,
        padding: (kernelSize - 1) / 2,
        padding_mode: paddingModeOf(parameters) === 'replicate' ? "'replicate'" : undefined,
        groups: unless(groups(parameters, channels), 1),
        bias: booleanOf(parameters, 'bias'),
      })})`;
    },
  };
}
