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
import { inAll, message, type Message, type Said, type Text } from '../messages';
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
  readonly chip: Text;
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

/** What a choice is called: its value, then title and chip in both languages, then its origin in results. */
type Names = Pick<WeightChoice, 'value' | 'title' | 'chip' | 'origin'>;

/** A choice sampled from a kernel in one axis; `profile` sees the upsampling factor. */
export const profileChoice = (names: Names, profile: (scale: number) => Profile): WeightChoice => ({
  ...names,
  random: false,
  make: (layer) => layer.fromProfile(profile(layer.scale)),
});

export const bilinearChoice = profileChoice(
  {
    value: 'bilinear',
    title: { en: 'Bilinear kernel (tent)', 'zh-CN': '双线性核（三角）' },
    chip: { en: 'tent', 'zh-CN': '三角' },
    origin: message('weights-bilinear'),
  },
  tent,
);
export const boxChoice = profileChoice(
  {
    value: 'box',
    title: { en: 'Box (all taps alike)', 'zh-CN': '方框（各抽头相同）' },
    chip: { en: 'box', 'zh-CN': '方框' },
    origin: message('weights-box'),
  },
  flat,
);
export const nearestChoice = profileChoice(
  {
    value: 'nearest',
    title: { en: 'Nearest neighbour', 'zh-CN': '最近邻' },
    chip: { en: 'nearest', 'zh-CN': '最近邻' },
    origin: message('weights-nearest'),
  },
  nearestBox,
);
export const gaussianChoice = profileChoice(
  {
    value: 'gaussian',
    title: { en: 'Gaussian', 'zh-CN': '高斯' },
    chip: { en: 'gaussian', 'zh-CN': '高斯' },
    origin: message('weights-gaussian'),
  },
  (s) => gaussian(defaultSigma(s)),
);
export const bicubicChoice = profileChoice(
  {
    value: 'bicubic',
    title: { en: 'Bicubic kernel (a = -0.75)', 'zh-CN': '双三次核（a = -0.75）' },
    chip: { en: 'bicubic', 'zh-CN': '双三次' },
    origin: message('weights-bicubic'),
  },
  cubic,
);
export const lanczosChoice = profileChoice(
  {
    value: 'lanczos',
    title: { en: 'Lanczos-3 kernel', 'zh-CN': 'Lanczos-3 核' },
    chip: inAll('lanczos'),
    origin: message('weights-lanczos'),
  },
  lanczos3,
);

/** The least-squares optimum, from a file made beforehand or fitted when asked for. */
export const fittedChoice: WeightChoice = {
  value: 'fitted',
  title: { en: 'Fitted (least squares)', 'zh-CN': '拟合（最小二乘）' },
  chip: { en: 'fitted', 'zh-CN': '拟合' },
  origin: message('weights-fitted'),
  random: false,
  make: ({ method }, { parameters, library }) => {
    if (library.fitted) return library.fitted({ ...method, parameters });
    throw new UpbenchError('unavailable', message('fitted-not-at-hand'), {
      parameter: 'weights',
    });
  },
};

/** A choice whose kernel is the same at every upsampling factor, channels not mixed. */
const kernelChoice = (names: Names, make: (size: number) => Kernel2d): WeightChoice => ({
  ...names,
  random: false,
  make: ({ kernelSize, weightShape }) => perChannel(make(kernelSize), weightShape),
});

/** The pixel itself. */
export const identityChoice = kernelChoice(
  {
    value: 'identity',
    title: { en: 'Identity', 'zh-CN': '恒等' },
    chip: { en: 'identity', 'zh-CN': '恒等' },
    origin: message('weights-identity'),
  },
  deltaKernel,
);

export const sharpenChoice = kernelChoice(
  {
    value: 'sharpen',
    title: { en: 'Sharpen', 'zh-CN': '锐化' },
    chip: { en: 'sharpen', 'zh-CN': '锐化' },
    origin: message('weights-sharpen'),
  },
  (size) => {
    if (size < 3)
      throw invalidParameter('kernelSize', message('odd-at-least-for-sharpen', { min: 3 }), size, {
        fix: { kernelSize: 3 },
      });
    return sharpenKernel(size);
  },
);

export const constantChoice: WeightChoice = {
  value: 'constant',
  title: { en: 'Constant (mixes channels when dense)', 'zh-CN': '常数（dense 时混合通道）' },
  chip: { en: 'constant', 'zh-CN': '常数' },
  origin: message('weights-constant'),
  random: false,
  make: (layer) => constantWeights(layer.weightShape, layer.evenValue),
};

/** Random numbers of a width that follows from the layer's fan. */
const randomChoice = (
  names: Names,
  make: (layer: Layer, generator: Generator, parameters: ParameterValues) => Tensor,
): WeightChoice => ({
  ...names,
  random: true,
  make: (layer, { generator, parameters }) => make(layer, generator, parameters),
});

export const randomChoices: readonly WeightChoice[] = [
  {
    usesFanMode: true,
    ...randomChoice(
      {
        value: 'kaiming',
        title: { en: 'Kaiming normal (random)', 'zh-CN': 'Kaiming 正态（随机）' },
        chip: inAll('kaiming'),
        origin: message('weights-kaiming-normal'),
      },
      ({ weightShape }, generator, parameters) => kaiming(weightShape, generator, 'normal', fanMode(parameters)),
    ),
  },
  {
    usesFanMode: true,
    ...randomChoice(
      {
        value: 'kaiming-uniform',
        title: { en: 'Kaiming uniform (random)', 'zh-CN': 'Kaiming 均匀（随机）' },
        chip: { en: 'kaiming uniform', 'zh-CN': 'kaiming 均匀' },
        origin: message('weights-kaiming-uniform'),
      },
      ({ weightShape }, generator, parameters) => kaiming(weightShape, generator, 'uniform', fanMode(parameters)),
    ),
  },
  randomChoice(
    {
      value: 'xavier',
      title: { en: 'Xavier uniform (random)', 'zh-CN': 'Xavier 均匀（随机）' },
      chip: inAll('xavier'),
      origin: message('weights-xavier-uniform'),
    },
    ({ weightShape }, generator) => xavier(weightShape, generator, 'uniform'),
  ),
  randomChoice(
    {
      value: 'xavier-normal',
      title: { en: 'Xavier normal (random)', 'zh-CN': 'Xavier 正态（随机）' },
      chip: { en: 'xavier normal', 'zh-CN': 'xavier 正态' },
      origin: message('weights-xavier-normal'),
    },
    ({ weightShape }, generator) => xavier(weightShape, generator, 'normal'),
  ),
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
