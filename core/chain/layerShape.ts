import { message } from '../messages';
import { UpbenchError, invalidParameter, shapeMismatch } from '../tensor/errors';
import type { Size } from '../tensor/options';
import { isAbsent } from '../tensor/options';
import {
  conv2dOutputSize,
  convTranspose2dOutputSize,
  interpolateOutputSize,
  maxPool2dOutputSize,
  maxUnpool2dOutputSize,
  pixelShuffleOutputSize,
  pixelUnshuffleOutputSize,
} from '../tensor/sizes';
import { formatShape, type Shape } from '../tensor/tensor';
import { SHAPED } from './layers';
import type { Step } from './program';

/** What a layer needs to know besides its own arguments; all shapes are [N, C, H, W]. */
interface LayerContext {
  readonly inputs: readonly Shape[];
  /** Shape of a step by name; null where it is not known. */
  shapeOf(name: string): Shape | null;
}

/** The shape after a step, or its refusal, by the operators' own size functions. */
export function layerShape(step: Step, { inputs, shapeOf }: LayerContext): Shape {
  const { kind, values } = step;
  if (Object.hasOwn(SHAPED, kind)) return values['shape'] as readonly number[];
  const [input = [1, 1, 1, 1]] = inputs;
  const [n = 1, c = 1, h = 1, w = 1] = input;
  if (IMAGE_ONLY.includes(kind) && input.length !== 4) {
    throw shapeMismatch(message('needs-rank', { name: step.name, rank: 4, shape: formatShape(input) }));
  }
  const size: Size = [h, w];
  const whole = (name: string): number => positive(name, values[name]);
  // The size functions check every value themselves, by name.
  const given = camel(values) as never;
  switch (kind) {
    case 'Conv2d':
    case 'ConvTranspose2d': {
      const inC = whole('in_channels');
      const groups = whole('groups');
      const outC = whole('out_channels');
      for (const [name, count] of [
        ['in_channels', inC],
        ['out_channels', outC],
      ] as const) {
        if (count % groups !== 0)
          throw invalidParameter('groups', message('divisor-of-named', { name, count }), groups);
      }
      if (c !== inC) {
        const sentence = message('layer-takes-channels', { name: step.name, takes: inC, received: c });
        throw shapeMismatch(sentence, { parameter: 'in_channels', fix: { in_channels: c } });
      }
      if (kind === 'Conv2d') return [n, outC, ...conv2dOutputSize(size, given)];
      if (values['padding_mode'] !== 'zeros')
        throw invalidParameter(
          'padding_mode',
          message('zeros-for', { layer: 'ConvTranspose2d' }),
          values['padding_mode'],
        );
      const options = camel({ ...values, output_size: wantedSize(step, shapeOf) }) as never;
      return [n, outC, ...convTranspose2dOutputSize(size, options)];
    }
    case 'MaxPool2d':
      return [n, c, ...maxPool2dOutputSize(size, given)];
    case 'MaxUnpool2d': {
      const pool = step.indicesOf === undefined ? null : shapeOf(step.indicesOf);
      if (step.indicesOf === undefined) throw shapeMismatch(message('layer-no-pooling', { layer: step.name }));
      if (pool && pool.some((count, axis) => count !== input[axis])) {
        throw shapeMismatch(
          message('layer-other-positions', {
            layer: step.name,
            received: formatShape(input),
            pool: step.indicesOf ?? '',
            shape: formatShape(pool),
          }),
        );
      }
      return [
        n,
        c,
        ...maxUnpool2dOutputSize(size, camel({ ...values, output_size: wantedSize(step, shapeOf) }) as never),
      ];
    }
    case 'Upsample':
      return [n, c, ...upsampled(step, size, shapeOf)];
    case 'AvgPool2d':
      return [n, c, ...averaged(values, size, given)];
    case 'AdaptiveAvgPool2d':
    case 'AdaptiveMaxPool2d': {
      const wanted = values['output_size'] ?? null;
      const [oh, ow] = (Array.isArray(wanted) ? wanted : [wanted, wanted]) as readonly (number | null)[];
      return [n, c, oh === null ? h : positive('output_size', oh), ow === null ? w : positive('output_size', ow)];
    }
    case 'Linear': {
      const features = whole('in_features');
      const last = input.at(-1) ?? 0;
      if (last !== features) {
        throw shapeMismatch(
          message('layer-takes-features', { layer: step.name, takes: Number(features), received: last }),
          {
            parameter: 'in_features',
            fix: { in_features: last },
          },
        );
      }
      return [...input.slice(0, -1), whole('out_features')];
    }
    case 'Flatten': {
      const place = (axis: number): number => (axis < 0 ? input.length + axis : axis);
      const [from, to] = [place(Number(values['start_dim'])), place(Number(values['end_dim']))];
      const flat = input.slice(from, to + 1).reduce((total, side) => total * side, 1);
      return [...input.slice(0, from), flat, ...input.slice(to + 1)];
    }
    case 'Unflatten': {
      const axis = Number(values['dim']);
      const into = values['unflattened_size'] as readonly number[];
      return [...input.slice(0, axis), ...into, ...input.slice(axis + 1)];
    }
    case 'ReflectionPad2d':
    case 'ReplicationPad2d':
    case 'CircularPad2d':
    case 'ZeroPad2d':
    case 'ConstantPad2d': {
      const padding = values['padding'];
      const pad = typeof padding === 'number' ? [padding, padding, padding, padding] : padding;
      const modes = { ReflectionPad2d: 'reflect', ReplicationPad2d: 'replicate', CircularPad2d: 'circular' };
      return padded({ ...step, values: { pad: pad!, mode: modes[kind as 'ReflectionPad2d'] ?? 'constant' } }, input);
    }
    case 'PixelShuffle': {
      const r = whole('upscale_factor');
      if (c % (r * r) !== 0)
        throw invalidParameter('upscale_factor', message('square-divides-channels', { channels: c }), r);
      return [n, c / (r * r), ...pixelShuffleOutputSize(size, r)];
    }
    case 'PixelUnshuffle': {
      const r = whole('downscale_factor');
      return [n, c * r * r, ...pixelUnshuffleOutputSize(size, r)];
    }
    case 'cat':
    case 'add':
      return joined(step, inputs);
    case 'pad':
      return padded(step, input);
    case 'crop':
      return [n, c, cropped(values['rows'], h, 'rows', step), cropped(values['columns'], w, 'columns', step)];
    default:
      checkNorm(step, c);
      return [...input];
  }
}

function upsampled({ values }: Step, size: Size, shapeOf: LayerContext['shapeOf']): Size {
  const wanted = values['size'];
  const isRef = typeof wanted === 'object' && wanted !== null && 'ref' in wanted;
  const target = isRef ? shapeOf(wanted.ref)?.slice(-2) : wanted;
  const mode = values['mode'];
  const modes = ['nearest', 'nearest-exact', 'bilinear', 'bicubic', 'area'];
  if (typeof mode !== 'string' || !modes.includes(mode))
    throw invalidParameter('mode', message('one-of', { choices: modes }), mode);
  if (!isAbsent(values['align_corners']) && mode !== 'bilinear' && mode !== 'bicubic') {
    throw invalidParameter('align_corners', message('nothing-with-mode', { mode }), values['align_corners']);
  }
  if (isRef && target === undefined) throw shapeMismatch(message('shape-not-known', { name: wanted.ref }));
  return interpolateOutputSize(size, { size: target, scaleFactor: values['scale_factor'], mode } as never);
}

/** The same axes but for the channels of `cat`. */
function joined({ kind, name, inputs: names }: Step, inputs: readonly Shape[]): Shape {
  const [first = []] = inputs;
  for (const [i, shape] of inputs.entries()) {
    for (const axis of kind === 'cat' ? [0, 2, 3] : [0, 1, 2, 3]) {
      if (shape[axis] === first[axis]) continue;
      // Addition repeats an axis of one.
      if (kind === 'add' && (shape[axis] === 1 || first[axis] === 1)) continue;
      const what = axis === 1 ? 'channels' : 'size';
      const show = (given: Shape): string => (axis === 1 ? `${given[1]} channels` : given.slice(-2).join('×'));
      throw new UpbenchError(
        'shape-mismatch',
        message('inputs-do-not-fit', {
          name,
          first: names[0]!,
          firstShape: show(first),
          other: names[i]!,
          otherShape: show(shape),
        }),
        {
          parameter: what,
        },
      );
    }
  }
  if (kind === 'add') return first.map((_, axis) => Math.max(...inputs.map((shape) => shape[axis]!)));
  return [first[0]!, inputs.reduce((sum, shape) => sum + shape[1]!, 0), ...first.slice(2)];
}

/** Layers of pictures; everything else takes any number of axes. */
const IMAGE_ONLY = [
  'Conv2d',
  'ConvTranspose2d',
  'MaxPool2d',
  'AvgPool2d',
  'AdaptiveAvgPool2d',
  'AdaptiveMaxPool2d',
  'MaxUnpool2d',
  'Upsample',
  'PixelShuffle',
  'PixelUnshuffle',
  'BatchNorm2d',
  'InstanceNorm2d',
  'crop',
];

/** A pooling by averages has the sizes of one by maxima. */
function averaged(values: Step['values'], size: Size, given: never): readonly [number, number] {
  if (values['divisor_override'] === 0) throw invalidParameter('divisor_override', message('other-than-0'), 0);
  return maxPool2dOutputSize(size, { ...(given as object), dilation: 1 } as never);
}

function padded({ values }: Step, [n = 1, c = 1, h = 1, w = 1]: Shape): Shape {
  const pad = values['pad'];
  const sides: readonly number[] = Array.isArray(pad) ? pad : [];
  if ((sides.length !== 2 && sides.length !== 4) || !sides.every(Number.isInteger)) {
    throw invalidParameter('pad', message('pad-sides'), pad);
  }
  const mode = values['mode'];
  if (mode !== 'constant' && mode !== 'reflect' && mode !== 'replicate' && mode !== 'circular') {
    throw invalidParameter(
      'mode',
      message('one-of', { choices: ['constant', 'reflect', 'replicate', 'circular'] }),
      mode,
    );
  }
  const [left = 0, right = 0, top = 0, bottom = 0] = sides;
  if (mode === 'reflect' && (Math.max(left, right) >= w || Math.max(top, bottom) >= h)) {
    throw invalidParameter('pad', message('pad-less', { size: `${h}×${w}` }), pad);
  }
  const out = [n, c, h + top + bottom, w + left + right];
  if (out[2]! < 1 || out[3]! < 1) throw invalidParameter('pad', message('pad-leaves', { size: `${h}×${w}` }), pad);
  return out;
}

/** Length of a Python slice of an axis. */
function cropped(bounds: unknown, size: number, axis: string, { name }: Step): number {
  const [from = 0, to = size] = bounds as readonly number[];
  const place = (at: number): number => Math.min(size, Math.max(0, at < 0 ? size + at : at));
  const length = place(to === Infinity ? size : to) - place(from);
  if (length < 1) throw shapeMismatch(message('layer-keeps-none', { layer: name, size, axis }));
  return length;
}

function checkNorm({ kind, name, values }: Step, channels: number): void {
  const key = kind === 'GroupNorm' ? 'num_channels' : 'num_features';
  if (kind === 'PReLU') {
    const count = positive('num_parameters', values['num_parameters']);
    if (count !== 1 && count !== channels) {
      throw shapeMismatch(message('layer-takes-channels', { name, takes: count, received: channels }), {
        parameter: 'num_parameters',
        fix: { num_parameters: channels },
      });
    }
  }
  if (!Object.hasOwn(values, key)) return;
  const count = positive(key, values[key]);
  const isLoose = kind === 'InstanceNorm2d' && values['affine'] !== true;
  if (count !== channels && !isLoose) {
    throw shapeMismatch(message('layer-takes-channels', { name, takes: count, received: channels }), {
      parameter: key,
      fix: { [key]: channels },
    });
  }
  if (kind === 'GroupNorm') {
    const groups = positive('num_groups', values['num_groups']);
    if (count % groups !== 0) throw invalidParameter('num_groups', message('divisor-of-count', { count }), groups);
  }
}

/** The output_size in force as [H, W], or undefined. */
function wantedSize({ outputSize }: Step, shapeOf: LayerContext['shapeOf']): readonly number[] | undefined {
  if (typeof outputSize !== 'string') return outputSize;
  return shapeOf(outputSize)?.slice(-2);
}

function positive(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw invalidParameter(name, message('integer-at-least', { min: 1 }), value);
}

/** kernel_size -> kernelSize, with the tuples as they are. */
function camel(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value ?? undefined,
    ]),
  );
}
