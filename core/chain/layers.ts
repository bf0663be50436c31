/** The layers a chain may have, with PyTorch's argument names, order and defaults (None is null). */

/** A value of a layer argument; `{ ref }` is the shape of another step, as in `output_size=enc1.shape`. */
export type Value = number | boolean | string | null | readonly number[] | { readonly ref: string };
export type Values = Readonly<Record<string, Value>>;

export interface Signature {
  /** In PyTorch's order; a default of undefined means that the argument is needed. */
  readonly args: readonly (readonly [name: string, usual: Value | undefined])[];
  /** How many are written without their name. */
  readonly positional: number;
  /** Leaves the shape alone. */
  readonly neutral?: boolean;
  /** In names made up for unnamed layers. */
  readonly short: string;
}

const needed = undefined;
const neutral = (short: string, args: Signature['args'] = [], positional = 0): Signature => ({
  args,
  positional,
  neutral: true,
  short,
});
const norm = (first: string): Signature['args'] => [
  [first, needed],
  ['eps', 1e-5],
  ['momentum', 0.1],
  ['affine', first === 'num_features'],
  ['track_running_stats', true],
];

export const SIGNATURES: Readonly<Record<string, Signature>> = {
  Conv2d: {
    short: 'conv',
    positional: 3,
    args: [
      ['in_channels', needed],
      ['out_channels', needed],
      ['kernel_size', needed],
      ['stride', 1],
      ['padding', 0],
      ['dilation', 1],
      ['groups', 1],
      ['bias', true],
      ['padding_mode', 'zeros'],
    ],
  },
  ConvTranspose2d: {
    short: 'convt',
    positional: 3,
    args: [
      ['in_channels', needed],
      ['out_channels', needed],
      ['kernel_size', needed],
      ['stride', 1],
      ['padding', 0],
      ['output_padding', 0],
      ['groups', 1],
      ['bias', true],
      ['dilation', 1],
      ['padding_mode', 'zeros'],
    ],
  },
  MaxPool2d: {
    short: 'pool',
    positional: 1,
    args: [
      ['kernel_size', needed],
      ['stride', null],
      ['padding', 0],
      ['dilation', 1],
      ['return_indices', false],
      ['ceil_mode', false],
    ],
  },
  MaxUnpool2d: {
    short: 'unpool',
    positional: 1,
    args: [
      ['kernel_size', needed],
      ['stride', null],
      ['padding', 0],
    ],
  },
  Upsample: {
    short: 'up',
    positional: 0,
    args: [
      ['size', null],
      ['scale_factor', null],
      ['mode', 'nearest'],
      ['align_corners', null],
      ['recompute_scale_factor', null],
    ],
  },
  PixelShuffle: { short: 'shuffle', positional: 1, args: [['upscale_factor', needed]] },
  PixelUnshuffle: { short: 'unshuffle', positional: 1, args: [['downscale_factor', needed]] },
  ReLU: neutral('relu', [['inplace', false]]),
  ReLU6: neutral('relu', [['inplace', false]]),
  LeakyReLU: neutral(
    'relu',
    [
      ['negative_slope', 0.01],
      ['inplace', false],
    ],
    1,
  ),
  PReLU: neutral(
    'prelu',
    [
      ['num_parameters', 1],
      ['init', 0.25],
    ],
    1,
  ),
  ELU: neutral('elu', [
    ['alpha', 1],
    ['inplace', false],
  ]),
  SELU: neutral('selu', [['inplace', false]]),
  GELU: neutral('gelu', [['approximate', 'none']]),
  SiLU: neutral('silu', [['inplace', false]]),
  Mish: neutral('mish', [['inplace', false]]),
  Hardswish: neutral('hardswish', [['inplace', false]]),
  Softplus: neutral('softplus', [
    ['beta', 1],
    ['threshold', 20],
  ]),
  Sigmoid: neutral('sigmoid'),
  Tanh: neutral('tanh'),
  Identity: neutral('identity'),
  Dropout: neutral(
    'drop',
    [
      ['p', 0.5],
      ['inplace', false],
    ],
    1,
  ),
  Dropout2d: neutral(
    'drop',
    [
      ['p', 0.5],
      ['inplace', false],
    ],
    1,
  ),
  Softmax: neutral('softmax', [['dim', null]]),
  BatchNorm2d: neutral('norm', norm('num_features'), 1),
  InstanceNorm2d: neutral(
    'norm',
    norm('num_features').map(([name, usual]) => [
      name,
      name === 'affine' || name === 'track_running_stats' ? false : usual,
    ]),
    1,
  ),
  GroupNorm: neutral(
    'norm',
    [
      ['num_groups', needed],
      ['num_channels', needed],
      ['eps', 1e-5],
      ['affine', true],
    ],
    2,
  ),
  // What no nn.Module does: written as PyTorch's functions.
  cat: { short: 'cat', positional: 0, args: [] },
  add: { short: 'add', positional: 0, args: [] },
  pad: {
    short: 'pad',
    positional: 1,
    args: [
      ['pad', needed],
      ['mode', 'constant'],
      ['value', 0],
    ],
  },
  crop: {
    short: 'crop',
    positional: 0,
    args: [
      ['rows', needed],
      ['columns', needed],
    ],
  },
};

/** Functions of torch and torch.nn.functional that are a layer with the same arguments after the input. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  relu_: 'ReLU',
  relu6: 'ReLU6',
  leaky_relu: 'LeakyReLU',
  elu: 'ELU',
  selu: 'SELU',
  gelu: 'GELU',
  silu: 'SiLU',
  mish: 'Mish',
  hardswish: 'Hardswish',
  softplus: 'Softplus',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  dropout: 'Dropout',
  dropout2d: 'Dropout2d',
  softmax: 'Softmax',
  interpolate: 'Upsample',
  upsample: 'Upsample',
  max_pool2d: 'MaxPool2d',
  pixel_shuffle: 'PixelShuffle',
  pixel_unshuffle: 'PixelUnshuffle',
};

/** Arguments that change neither shape nor cost, and are left out. */
export const IGNORED: readonly string[] = ['device', 'dtype', 'inplace', 'training'];

/** Layers whose weights are learnt from the data as they pass: their parameters by their arguments. */
export function neutralParameters(kind: string, values: Values): number {
  const count = (name: string): number => (typeof values[name] === 'number' ? values[name] : 0);
  if (kind === 'PReLU') return count('num_parameters');
  if (values['affine'] !== true) return 0;
  return 2 * (kind === 'GroupNorm' ? count('num_channels') : count('num_features'));
}
