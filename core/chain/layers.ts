/** The layers a chain may have, with PyTorch's argument names, order and defaults (None is null). */

/** A value of a layer argument; `{ ref }` is the shape of another step, as in `output_size=enc1.shape`. */
export type Value = number | boolean | string | null | readonly number[] | { readonly ref: string };
export type Values = Readonly<Record<string, Value>>;

interface Signature {
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

/** Steps of model code whose shape is known when they are read; 'point' depends on its own place alone, 'all' on everything. */
export const SHAPED: Readonly<Record<string, 'point' | 'all'>> = {
  sub: 'point',
  mul: 'point',
  div: 'point',
  pow: 'point',
  exp: 'point',
  log: 'point',
  sqrt: 'point',
  abs: 'point',
  neg: 'point',
  sin: 'point',
  cos: 'point',
  clamp: 'point',
  max: 'point',
  min: 'point',
  where: 'point',
  sign: 'point',
  floor: 'point',
  norm: 'point',
  channels: 'point',
  constant: 'point',
  join: 'all',
  stack: 'all',
  slice: 'all',
  reshape: 'all',
  permute: 'all',
  expand: 'all',
  repeat: 'all',
  matmul: 'all',
  roll: 'all',
  flip: 'all',
  cumsum: 'all',
  mean: 'all',
  sum: 'all',
  std: 'all',
  var: 'all',
  amax: 'all',
  amin: 'all',
  prod: 'all',
  argmax: 'all',
};

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
  BatchNorm1d: neutral('norm', norm('num_features'), 1),
  SyncBatchNorm: neutral('norm', norm('num_features'), 1),
  LayerNorm: neutral(
    'norm',
    [
      ['normalized_shape', needed],
      ['eps', 1e-5],
      ['elementwise_affine', true],
      ['bias', true],
    ],
    1,
  ),
  LocalResponseNorm: neutral('norm', [
    ['size', needed],
    ['alpha', 1e-4],
    ['beta', 0.75],
    ['k', 1],
  ]),
  CELU: neutral('celu', [
    ['alpha', 1],
    ['inplace', false],
  ]),
  Hardtanh: neutral('hardtanh', [
    ['min_val', -1],
    ['max_val', 1],
    ['inplace', false],
  ]),
  Hardsigmoid: neutral('hardsigmoid', [['inplace', false]]),
  LogSigmoid: neutral('logsigmoid'),
  Softsign: neutral('softsign'),
  Tanhshrink: neutral('tanhshrink'),
  LogSoftmax: neutral('softmax', [['dim', null]]),
  Softmax2d: neutral('softmax'),
  AlphaDropout: neutral('drop', [
    ['p', 0.5],
    ['inplace', false],
  ]),
  ChannelShuffle: neutral('channels', [['groups', needed]]),
  Linear: {
    short: 'linear',
    positional: 2,
    args: [
      ['in_features', needed],
      ['out_features', needed],
      ['bias', true],
    ],
  },
  Flatten: {
    short: 'flatten',
    positional: 0,
    args: [
      ['start_dim', 1],
      ['end_dim', -1],
    ],
  },
  Unflatten: {
    short: 'unflatten',
    positional: 2,
    args: [
      ['dim', needed],
      ['unflattened_size', needed],
    ],
  },
  ReflectionPad2d: padding(),
  ReplicationPad2d: padding(),
  CircularPad2d: padding(),
  ZeroPad2d: padding(),
  ConstantPad2d: {
    short: 'pad',
    positional: 2,
    args: [
      ['padding', needed],
      ['value', 0],
    ],
  },
  AvgPool2d: {
    short: 'pool',
    positional: 1,
    args: [
      ['kernel_size', needed],
      ['stride', null],
      ['padding', 0],
      ['ceil_mode', false],
      ['count_include_pad', true],
      ['divisor_override', null],
    ],
  },
  AdaptiveAvgPool2d: { short: 'pool', positional: 1, args: [['output_size', needed]] },
  AdaptiveMaxPool2d: {
    short: 'pool',
    positional: 1,
    args: [
      ['output_size', needed],
      ['return_indices', false],
    ],
  },
  UpsamplingNearest2d: {
    short: 'up',
    positional: 0,
    args: [
      ['size', null],
      ['scale_factor', null],
      ['mode', 'nearest'],
    ],
  },
  UpsamplingBilinear2d: {
    short: 'up',
    positional: 0,
    args: [
      ['size', null],
      ['scale_factor', null],
      ['mode', 'bilinear'],
    ],
  },
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
  ...Object.fromEntries(
    Object.keys(SHAPED).map((kind): [string, Signature] => [
      kind,
      { short: kind, positional: 0, args: [['shape', needed]] },
    ]),
  ),
  crop: {
    short: 'crop',
    positional: 0,
    args: [
      ['rows', needed],
      ['columns', needed],
    ],
  },
};

function padding(): Signature {
  return { short: 'pad', positional: 1, args: [['padding', needed]] };
}

/** Two names of one layer are read as one: UpsamplingBilinear2d is Upsample with aligned corners. */
export function usualLayer(kind: string, values: Values): { readonly kind: string; readonly values: Values } {
  if (kind !== 'UpsamplingNearest2d' && kind !== 'UpsamplingBilinear2d') return { kind, values };
  const isBilinear = kind === 'UpsamplingBilinear2d';
  return {
    kind: 'Upsample',
    values: {
      size: values['size'] ?? null,
      scale_factor: values['scale_factor'] ?? null,
      mode: isBilinear ? 'bilinear' : 'nearest',
      align_corners: isBilinear ? true : null,
      recompute_scale_factor: null,
    },
  };
}

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
  avg_pool2d: 'AvgPool2d',
  adaptive_avg_pool2d: 'AdaptiveAvgPool2d',
  adaptive_max_pool2d: 'AdaptiveMaxPool2d',
  upsample_nearest: 'UpsamplingNearest2d',
  upsample_bilinear: 'UpsamplingBilinear2d',
  hardtanh: 'Hardtanh',
  hardsigmoid: 'Hardsigmoid',
  logsigmoid: 'LogSigmoid',
  softsign: 'Softsign',
  log_softmax: 'LogSoftmax',
  celu: 'CELU',
  elu_: 'ELU',
  sigmoid_: 'Sigmoid',
  tanh_: 'Tanh',
  leaky_relu_: 'LeakyReLU',
  channel_shuffle: 'ChannelShuffle',
  pixel_shuffle: 'PixelShuffle',
  pixel_unshuffle: 'PixelUnshuffle',
};

/** Arguments that change neither shape nor cost, and are left out. */
export const IGNORED: readonly string[] = ['device', 'dtype', 'inplace', 'training'];

/** Layers whose weights are learnt from the data as they pass: their parameters by their arguments. */
export function neutralParameters(kind: string, values: Values): number {
  const count = (name: string): number => (typeof values[name] === 'number' ? values[name] : 0);
  if (kind === 'PReLU') return count('num_parameters');
  if (kind === 'LayerNorm') {
    const sizes = [values['normalized_shape']].flat() as number[];
    return values['elementwise_affine'] === true
      ? (values['bias'] === false ? 1 : 2) * sizes.reduce((total, size) => total * size, 1)
      : 0;
  }
  if (values['affine'] !== true) return 0;
  return 2 * (kind === 'GroupNorm' ? count('num_channels') : count('num_features'));
}
