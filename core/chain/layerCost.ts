import { noCost, type OperatorCost } from '../cost';
import { elementCount, type Shape } from '../tensor/tensor';
import { neutralParameters } from './layers';
import type { Step } from './program';

/** Parameters and multiply-adds of a step; pooling, shuffling and copying count none, activations none either. */
export function layerCost({ kind, values, sharedWith }: Step, input: Shape, output: Shape): OperatorCost {
  if (kind === 'Conv2d' || kind === 'ConvTranspose2d') {
    const [kH, kW] = pairOf(values['kernel_size']);
    const [inC, outC, groups] = [values['in_channels'], values['out_channels'], values['groups']] as readonly number[];
    const weights = ((inC! * outC!) / groups!) * kH * kW;
    const positions = ([n = 1, , h = 1, w = 1]: Shape): number => n * h * w;
    return {
      parameters: sharedWith === undefined ? weights + (values['bias'] === true ? outC! : 0) : 0,
      macs: weights * positions(kind === 'Conv2d' ? output : input),
      macsAtOutputSize: weights * positions(output),
    };
  }
  if (kind === 'Upsample') {
    const taps = { bilinear: 4, bicubic: 16 }[String(values['mode'])] ?? 0;
    const macs = taps * elementCount(output);
    return { parameters: 0, macs, macsAtOutputSize: macs };
  }
  return { ...noCost, parameters: sharedWith === undefined ? neutralParameters(kind, values) : 0 };
}

/** How far apart neighbours are, and how much of the input they see, in input pixels, per axis. */
export interface Field {
  readonly size: readonly [number, number];
  readonly step: readonly [number, number];
}

export const inputField: Field = { size: [1, 1], step: [1, 1] };

/**
 * Receptive field after a step: a window of k taps d apart adds d(k-1) steps, a stride multiplies the step. A transposed
 * convolution sees ceil((d(k-1)+1)/s) inputs per output and divides the step by s.
 */
export function layerField({ kind, values }: Step, fields: readonly Field[], input: Shape, output: Shape): Field {
  const widest = (axis: 0 | 1, of: 'size' | 'step'): number => Math.max(...fields.map((field) => field[of][axis]));
  const each = (f: (axis: 0 | 1, size: number, step: number) => readonly [number, number]): Field => {
    const [h, w] = ([0, 1] as const).map((axis) => f(axis, widest(axis, 'size'), widest(axis, 'step')));
    return { size: [h![0], w![0]], step: [h![1], w![1]] };
  };
  const kernel = pairOf(values['kernel_size'] ?? 1);
  const stride = pairOf(values['stride'] ?? values['kernel_size'] ?? 1);
  const dilation = pairOf(values['dilation'] ?? 1);
  switch (kind) {
    case 'Conv2d':
    case 'MaxPool2d':
      return each((a, size, step) => [size + dilation[a] * (kernel[a] - 1) * step, step * stride[a]]);
    case 'ConvTranspose2d':
      return each((a, size, step) => [
        size + (Math.ceil((dilation[a] * (kernel[a] - 1) + 1) / stride[a]) - 1) * step,
        step / stride[a],
      ]);
    case 'MaxUnpool2d':
      return each((a, size, step) => [size, step / stride[a]]);
    case 'Upsample': {
      const taps = { bilinear: 1, bicubic: 3 }[String(values['mode'])] ?? 0;
      return each((a, size, step) => [size + taps * step, (step * input[2 + a]!) / output[2 + a]!]);
    }
    case 'PixelShuffle':
    case 'PixelUnshuffle': {
      const r = Number(values['upscale_factor'] ?? values['downscale_factor']);
      return each((_, size, step) => (kind === 'PixelShuffle' ? [size, step / r] : [size + (r - 1) * step, step * r]));
    }
    default:
      return each((_, size, step) => [size, step]);
  }
}

/** One number or a tuple of one or two, as [height, width]. */
export function pairOf(value: unknown): readonly [number, number] {
  const [first = 1, second = first] = (Array.isArray(value) ? value : [value]) as readonly number[];
  return [first, second];
}
