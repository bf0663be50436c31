import {
  constantWeights,
  createGenerator,
  cubic,
  deltaKernel,
  flat,
  gaussian,
  kaiming,
  lanczos3,
  perChannel,
  sharpenKernel,
  tent,
  withNoise,
  xavier,
  nearestBox,
  type FanMode,
  type Generator,
  type Kernel2d,
  type Profile,
} from '../init';
import { message, type Message, type Said, type Text } from '../messages';
import { invalidParameter, UpbenchError } from '../tensor/errors';
import { createTensor, type Tensor } from '../tensor/tensor';
import { booleanOf, choiceOf, numberOf } from './values';
import type { Layer } from './learnableLayer';
import { weightsFromLibrary } from './weightFiles';
import type { ParameterValues, WeightLibrary, Weights } from './upsampler';

/** One way to fill a layer. A method lists the ones that make sense for it; a later one needs one more row. */
export interface WeightChoice {
  readonly value: string;
  readonly title: Text;
  /** In a chip: "tent". */
  readonly chip: string;
  /** In results: "bilinear kernel". */
  readonly origin: Message;
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
  title: Text,
  chip: string,
  profile: (scale: number) => Profile,
  origin: Message,
): WeightChoice {
  return { value, title, chip, origin, random: false, make: (layer) => layer.fromProfile(profile(layer.scale)) };
}

export const bilinearChoice = profileChoice(
  'bilinear',
  { en: 'Bilinear kernel (tent)', 'zh-CN': '双线性核（三角）' },
  'tent',
  tent,
  message('weights-bilinear'),
);
export const boxChoice = profileChoice(
  'box',
  { en: 'Box (all taps alike)', 'zh-CN': '方框（各抽头相同）' },
  'box',
  flat,
  message('weights-box'),
);
export const nearestChoice = profileChoice(
  'nearest',
  { en: 'Nearest neighbour', 'zh-CN': '最近邻' },
  'nearest',
  nearestBox,
  message('weights-nearest'),
);
export const gaussianChoice = profileChoice(
  'gaussian',
  { en: 'Gaussian', 'zh-CN': '高斯' },
  'gaussian',
  (s) => gaussian(defaultSigma(s)),
  message('weights-gaussian'),
);
export const bicubicChoice = profileChoice(
  'bicubic',
  { en: 'Bicubic kernel (a = -0.75)', 'zh-CN': '双三次核（a = -0.75）' },
  'bicubic',
  cubic,
  message('weights-bicubic'),
);
export const lanczosChoice = profileChoice(
  'lanczos',
  { en: 'Lanczos-3 kernel', 'zh-CN': 'Lanczos-3 核' },
  'lanczos',
  lanczos3,
  message('weights-lanczos'),
);

/** The least-squares optimum, from a file made beforehand or fitted when asked for. */
export const fittedChoice: WeightChoice = {
  value: 'fitted',
  title: { en: 'Fitted (least squares)', 'zh-CN': '拟合（最小二乘）' },
  chip: 'fitted',
  origin: message('weights-fitted'),
  random: false,
  make: ({ method }, { parameters, library }) => {
    if (library.fitted) return library.fitted({ ...method, parameters });
    throw new UpbenchError('unavailable', message('fitted-not-at-hand'), {
      parameter: 'weights',
    });
  },
};

/** The pixel itself. */
export const identityChoice = kernelChoice(
  'identity',
  { en: 'Identity', 'zh-CN': '恒等' },
  message('weights-identity'),
  deltaKernel,
);

export const sharpenChoice = kernelChoice(
  'sharpen',
  { en: 'Sharpen', 'zh-CN': '锐化' },
  message('weights-sharpen'),
  (size) => {
    if (size < 3)
      throw invalidParameter('kernelSize', message('odd-at-least-for-sharpen', { min: 3 }), size, {
        fix: { kernelSize: 3 },
      });
    return sharpenKernel(size);
  },
);

/** A choice whose kernel is the same at every upsampling factor, channels not mixed. */
function kernelChoice(value: string, title: Text, origin: Message, make: (size: number) => Kernel2d): WeightChoice {
  return {
    value,
    title,
    chip: value,
    origin,
    random: false,
    make: ({ kernelSize, weightShape }) => perChannel(make(kernelSize), weightShape),
  };
}

export const constantChoice: WeightChoice = {
  value: 'constant',
  title: { en: 'Constant (mixes channels when dense)', 'zh-CN': '常数（dense 时混合通道）' },
  chip: 'constant',
  origin: message('weights-constant'),
  random: false,
  make: (layer) => constantWeights(layer.weightShape, layer.evenValue),
};

const kaimingChoice: WeightChoice = {
  value: 'kaiming',
  title: { en: 'Kaiming normal (random)', 'zh-CN': 'Kaiming 正态（随机）' },
  chip: 'kaiming',
  origin: message('weights-kaiming-normal'),
  random: true,
  usesFanMode: true,
  make: (layer, { generator, parameters }) => kaiming(layer.weightShape, generator, 'normal', fanMode(parameters)),
};

const kaimingUniformChoice: WeightChoice = {
  value: 'kaiming-uniform',
  title: { en: 'Kaiming uniform (random)', 'zh-CN': 'Kaiming 均匀（随机）' },
  chip: 'kaiming uniform',
  origin: message('weights-kaiming-uniform'),
  random: true,
  usesFanMode: true,
  make: (layer, { generator, parameters }) => kaiming(layer.weightShape, generator, 'uniform', fanMode(parameters)),
};

const xavierChoice: WeightChoice = {
  value: 'xavier',
  title: { en: 'Xavier uniform (random)', 'zh-CN': 'Xavier 均匀（随机）' },
  chip: 'xavier',
  origin: message('weights-xavier-uniform'),
  random: true,
  make: (layer, { generator }) => xavier(layer.weightShape, generator, 'uniform'),
};

const xavierNormalChoice: WeightChoice = {
  value: 'xavier-normal',
  title: { en: 'Xavier normal (random)', 'zh-CN': 'Xavier 正态（随机）' },
  chip: 'xavier normal',
  origin: message('weights-xavier-normal'),
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
    ...(start.builtIn ? { builtIn: true } : {}),
    origin:
      noise > 0
        ? message('weights-noisy', { origin: start.origin, percent: Number((noise * 100).toPrecision(3)), seed })
        : start.origin,
  };
}

function originOf(choice: WeightChoice | undefined, seed: number): Said {
  if (!choice) return '';
  return choice.random ? message('weights-seeded', { origin: choice.origin, seed }) : choice.origin;
}
