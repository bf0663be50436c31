import type { Operators, PaddingMode } from '../../core/ops/operators';
import { createTensor, type IndexTensor, type Tensor } from '../../core/tensor/tensor';

/** An operator call with random legal parameters, as a function of the operators. */
export interface RandomCall {
  readonly label: string;
  /** Interpolations round; everything else is exact on sixteenths. */
  readonly isSmooth: boolean;
  run(operators: Operators): (Tensor | IndexTensor)[];
}

type Random = () => number;

/** mulberry32 */
function seeded(seed: number): Random {
  let state = (seed + 1) * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SIZES: readonly number[] = [1, 2, 3, 5, 7, 8, 11, 13, 16, 17, 23, 31, 33, 41];
const CHANNELS: readonly number[] = [1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17];
const MODES: readonly PaddingMode[] = ['zeros', 'reflect', 'replicate', 'circular'];

/** The call of `seed`; `sixteenths` draws values k/16 with |v| <= 2, else any float in -1..1. */
export function randomCall(seed: number, sixteenths: boolean): RandomCall {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const int = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const value = () => (sixteenths ? int(-32, 32) / 16 : random() * 2 - 1);
  const tensor = (...shape: number[]): Tensor => {
    const made = createTensor(shape);
    for (let i = 0; i < made.data.length; i++) made.data[i] = value();
    return made;
  };
  const maker = pick([conv2d, convTranspose2d, interpolate, maxPool2d, maxUnpool2d, shuffle, nearestConv, convShuffle]);
  return maker();

  function picture(channels: number, height = pick(SIZES), width = pick(SIZES)): Tensor {
    return tensor(pick([1, 1, 2]), channels, height, width);
  }

  function layer(multiple = 1) {
    const groups = pick([1, 1, 1, 2, 3]);
    const inner = pick(CHANNELS);
    const outer = pick(CHANNELS) * multiple;
    const kernel = [int(1, 5), int(1, 5)] as const;
    const bias = random() < 0.6;
    return { groups, inner, outer, kernel, bias };
  }

  function conv2d(): RandomCall {
    const { groups, inner, outer, kernel, bias } = layer();
    const x = picture(inner * groups);
    const [height = 1, width = 1] = x.shape.slice(2);
    const dilation = [int(1, 3), int(1, 3)] as const;
    const stride = [int(1, 4), int(1, 4)] as const;
    const paddingMode = pick(MODES);
    const reach = (size: number, axis: 0 | 1): number => {
      const least = Math.max(0, Math.ceil((dilation[axis] * (kernel[axis] - 1) + 1 - size) / 2));
      const most =
        paddingMode === 'zeros' || paddingMode === 'replicate' ? 9 : paddingMode === 'reflect' ? size - 1 : size;
      return Math.min(int(least, least + 3), most);
    };
    const padding = [reach(height, 0), reach(width, 1)] as const;
    const fits = [height, width].every((size, a) => size + 2 * padding[a]! >= dilation[a]! * (kernel[a]! - 1) + 1);
    const weight = tensor(outer * groups, inner, ...(fits ? kernel : [1, 1]));
    const b = bias ? tensor(outer * groups) : null;
    const options = { stride, padding, dilation, groups, paddingMode };
    return call('conv2d', [x, weight], options, (operators) => [operators.conv2d(x, weight, b, options)]);
  }

  function convTranspose2d(): RandomCall {
    const { groups, inner, outer, kernel, bias } = layer();
    const x = picture(inner * groups, pick(SIZES.slice(0, 11)), pick(SIZES.slice(0, 11)));
    const dilation = [int(1, 3), int(1, 3)] as const;
    const stride = [int(1, 5), int(1, 5)] as const;
    const outputPadding = stride.map((s) => int(0, s - 1)) as [number, number];
    const padding = [0, 1].map((a) => {
      const full = (x.shape[2 + a]! - 1) * stride[a]! + dilation[a]! * (kernel[a]! - 1) + 1 + outputPadding[a]!;
      return Math.min(int(0, 3), Math.floor((full - 1) / 2));
    }) as [number, number];
    const weight = tensor(inner * groups, outer, ...kernel);
    const b = bias ? tensor(outer * groups) : null;
    const options = { stride, padding, dilation, groups, outputPadding };
    return call('convTranspose2d', [x, weight], options, (operators) => [
      operators.convTranspose2d(x, weight, b, options),
    ]);
  }

  function interpolate(): RandomCall {
    const x = picture(pick([1, 2, 3, 5]));
    const mode = pick(['nearest', 'nearest-exact', 'bilinear', 'bicubic', 'area'] as const);
    const isSmooth = mode === 'bilinear' || mode === 'bicubic';
    const target =
      random() < 0.5
        ? { size: [pick(SIZES), pick(SIZES)] as const }
        : { scaleFactor: pick([2, 3, 4, 5, 1.5, 2.7, [2, 3] as const, [4, 1] as const]) };
    const options = {
      mode,
      ...target,
      ...(isSmooth && random() < 0.4 ? { alignCorners: random() < 0.5 } : {}),
      ...(isSmooth && random() < 0.3 ? { antialias: true } : {}),
    };
    return call(
      'interpolate',
      [x],
      options,
      (operators) => [operators.interpolate(x, options)],
      mode !== 'nearest' && mode !== 'nearest-exact',
    );
  }

  function maxPool2d(): RandomCall {
    const x = picture(pick(CHANNELS), int(8, 40), int(8, 40));
    const kernelSize = [int(1, 4), int(1, 4)] as const;
    const options = {
      kernelSize,
      stride: [int(1, 4), int(1, 4)] as const,
      padding: kernelSize.map((k) => int(0, Math.floor(k / 2))) as [number, number],
      dilation: [int(1, 2), int(1, 2)] as const,
      ceilMode: random() < 0.5,
    };
    return call('maxPool2d', [x], options, (operators) => {
      const { output, indices } = operators.maxPool2d(x, options);
      return [output, indices];
    });
  }

  function maxUnpool2d(): RandomCall {
    const stride = pick([2, 2, 2, 3]);
    const kernelSize = pick([2, 2, 3]);
    const x = picture(pick(CHANNELS));
    const [height = 1, width = 1] = x.shape.slice(2);
    const outHeight = (height - 1) * stride + kernelSize;
    const outWidth = (width - 1) * stride + kernelSize;
    const data = new Int32Array(x.data.length);
    const isWindowed = random() < 0.7;
    for (let i = 0; i < data.length; i++) {
      const column = i % width;
      const row = Math.floor(i / width) % height;
      data[i] = isWindowed
        ? (row * stride + int(0, kernelSize - 1)) * outWidth + column * stride + int(0, kernelSize - 1)
        : int(0, outHeight * outWidth - 1);
    }
    const indices = { shape: x.shape, data };
    const options = { kernelSize, stride };
    return call('maxUnpool2d', [x], options, (operators) => [operators.maxUnpool2d(x, indices, options)]);
  }

  function shuffle(): RandomCall {
    const r = int(1, 5);
    const [n, c, h, w] = [pick([1, 2]), int(1, 4), pick(SIZES), pick(SIZES)];
    const small = tensor(n, c * r * r, h, w);
    const large = tensor(n, c, h * r, w * r);
    return call('pixelShuffle, pixelUnshuffle', [small, large], { r }, (operators) => [
      operators.pixelShuffle(small, r),
      operators.pixelUnshuffle(large, r),
    ]);
  }

  function nearestConv(): RandomCall {
    const { groups, inner, outer, kernel, bias } = layer();
    const scaleFactor = pick([2, 2, 3, 4, 1]);
    const x = picture(inner * groups, int(3, 17), int(3, 17));
    const weight = tensor(outer * groups, inner, ...kernel);
    const b = bias ? tensor(outer * groups) : null;
    const options = { scaleFactor, padding: [int(1, 2), int(1, 2)] as const, groups, paddingMode: pick(MODES) };
    return call('nearestConv2d', [x, weight], options, (operators) => [operators.nearestConv2d(x, weight, b, options)]);
  }

  function convShuffle(): RandomCall {
    const r = pick([2, 2, 3, 4]);
    const { groups, inner, outer, kernel, bias } = layer(r * r);
    const x = picture(inner * groups, int(5, 19), int(5, 19));
    const weight = tensor(outer * groups, inner, ...kernel);
    const b = bias ? tensor(outer * groups) : null;
    const options = { upscaleFactor: r, padding: int(0, 2), groups, paddingMode: pick(MODES) };
    return call('convPixelShuffle', [x, weight], options, (operators) => [
      operators.convPixelShuffle(x, weight, b, options),
    ]);
  }

  function call(name: string, inputs: Tensor[], options: object, run: RandomCall['run'], isSmooth = false): RandomCall {
    const shapes = inputs.map(({ shape }) => shape.join('×')).join(', ');
    return { label: `${name} ${shapes} ${JSON.stringify(options)}`, run, isSmooth };
  }
}
