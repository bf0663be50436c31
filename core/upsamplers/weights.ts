import {
  constantWeights,
  createGenerator,
  cubic,
  flat,
  gaussian,
  kaiming,
  lanczos3,
  tent,
  withNoise,
  xavier,
  nearestBox,
  type FanMode,
  type Generator,
  type Profile,
} from '../init';
import { UpbenchError } from '../tensor/errors';
import { createTensor, type Tensor } from '../tensor/tensor';
import { booleanOf, choiceOf, numberOf } from './values';
import type { Layer } from './learnableLayer';
import { weightsFromLibrary } from './weightFiles';
import type { ParameterValues, WeightLibrary, Weights } from './upsampler';

/** One way to fill a layer. A method lists the ones that make sense for it; a later one needs one more row. */
export interface WeightChoice {
  readonly value: string;
  readonly title: string;
  /** In a chip: "tent". */
  readonly chip: string;
  /** In results: "bilinear kernel". */
  readonly origin: string;
  readonly random: boolean;
  readonly usesFanMode?: boolean;
  readonly make: (layer: Layer, source: WeightSource) => Tensor | Weights;
}

export interface WeightSource {
  readonly parameters: ParameterValues;
  readonly generator: Generator;
  readonly library: WeightLibrary;
}

/** Gaussian choices use this width: 0.4 s, narrow enough to keep detail, wide enough to bridge s pixels. */
export function defaultSigma(scale: number): number {
  return 0.4 * scale;
}

/** A choice sampled from a kernel in one axis; `profile` sees the upsampling factor. */
export function profileChoice(
  value: string,
  title: string,
  chip: string,
  profile: (scale: number) => Profile,
  origin = title.charAt(0).toLowerCase() + title.slice(1),
): WeightChoice {
  return { value, title, chip, origin, random: false, make: (layer) => layer.fromProfile(profile(layer.scale)) };
}

export const bilinearChoice = profileChoice('bilinear', 'Bilinear kernel (tent)', 'tent', tent, 'bilinear kernel');
export const boxChoice = profileChoice('box', 'Box (all taps alike)', 'box', flat, 'box');
export const nearestChoice = profileChoice('nearest', 'Nearest neighbour', 'nearest', nearestBox);
export const gaussianChoice = profileChoice(
  'gaussian',
  'Gaussian',
  'gaussian',
  (s) => gaussian(defaultSigma(s)),
  'Gaussian',
);
export const bicubicChoice = profileChoice('bicubic', 'Bicubic kernel (a = -0.75)', 'bicubic', cubic, 'bicubic kernel');
export const lanczosChoice = profileChoice('lanczos', 'Lanczos-3 kernel', 'lanczos', lanczos3, 'Lanczos-3 kernel');

/** The least-squares optimum, from a file made beforehand or fitted when asked for. */
export const fittedChoice: WeightChoice = {
  value: 'fitted',
  title: 'Fitted (least squares)',
  chip: 'fitted',
  origin: 'fitted',
  random: false,
  make: ({ method }, { parameters, library }) => {
    if (library.fitted) return library.fitted({ ...method, parameters });
    throw new UpbenchError('unavailable', 'Fitted weights are not at hand here: choose other weights.', {
      parameter: 'weights',
    });
  },
};

export const constantChoice: WeightChoice = {
  value: 'constant',
  title: 'Constant (mixes channels when dense)',
  chip: 'constant',
  origin: 'constant',
  random: false,
  make: (layer) => constantWeights(layer.weightShape, layer.evenValue),
};

export const kaimingChoice: WeightChoice = {
  value: 'kaiming',
  title: 'Kaiming normal (random)',
  chip: 'kaiming',
  origin: 'Kaiming normal',
  random: true,
  usesFanMode: true,
  make: (layer, { generator, parameters }) => kaiming(layer.weightShape, generator, 'normal', fanMode(parameters)),
};

export const kaimingUniformChoice: WeightChoice = {
  value: 'kaiming-uniform',
  title: 'Kaiming uniform (random)',
  chip: 'kaiming uniform',
  origin: 'Kaiming uniform',
  random: true,
  usesFanMode: true,
  make: (layer, { generator, parameters }) => kaiming(layer.weightShape, generator, 'uniform', fanMode(parameters)),
};

export const xavierChoice: WeightChoice = {
  value: 'xavier',
  title: 'Xavier uniform (random)',
  chip: 'xavier',
  origin: 'Xavier uniform',
  random: true,
  make: (layer, { generator }) => xavier(layer.weightShape, generator, 'uniform'),
};

export const xavierNormalChoice: WeightChoice = {
  value: 'xavier-normal',
  title: 'Xavier normal (random)',
  chip: 'xavier normal',
  origin: 'Xavier normal',
  random: true,
  make: (layer, { generator }) => xavier(layer.weightShape, generator, 'normal'),
};

export const randomChoices: readonly WeightChoice[] = [
  kaimingChoice,
  kaimingUniformChoice,
  xavierChoice,
  xavierNormalChoice,
];

export function fanMode(parameters: ParameterValues): FanMode {
  return choiceOf(parameters, 'fanMode') === 'fan_out' ? 'fan_out' : 'fan_in';
}

export function isRandomChoice(choices: readonly WeightChoice[], value: unknown): boolean {
  return choices.some((choice) => choice.value === value && choice.random);
}

/** Weights of `layer` as the parameters `weights`, `fanMode`, `seed`, `weightNoise` and `bias` say. */
export function makeLayerWeights(
  choices: readonly WeightChoice[],
  layer: Layer,
  parameters: ParameterValues,
  library: WeightLibrary,
): Weights {
  const wanted = choiceOf(parameters, 'weights');
  const seed = numberOf(parameters, 'seed');
  const bias = booleanOf(parameters, 'bias');
  const choice = choices.find(({ value }) => value === wanted);
  const made: Tensor | Weights = choice
    ? choice.make(layer, { parameters, library, generator: createGenerator(seed) })
    : weightsFromLibrary(wanted, layer, bias, library);
  const start: Weights = 'origin' in made ? made : { weight: made, origin: originOf(choice, seed) };
  const noise = numberOf(parameters, 'weightNoise');
  return {
    weight: noise > 0 ? withNoise(start.weight, noise, createGenerator(seed, 1)) : start.weight,
    ...(bias ? { bias: start.bias ?? createTensor([layer.outChannels]) } : {}),
    ...(start.sawPicture ? { sawPicture: true } : {}),
    origin:
      noise > 0 ? `${start.origin}, noise ${Number((noise * 100).toPrecision(3))} % (seed ${seed})` : start.origin,
  };
}

function originOf(choice: WeightChoice | undefined, seed: number): string {
  if (!choice) return '';
  return choice.random ? `${choice.origin} (seed ${seed})` : choice.origin;
}
