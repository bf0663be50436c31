/**
 * One output-size function per operator: [H, W] in, [H, W] out, or the refusal that PyTorch gives.
 * Letters: k kernelSize, s stride, p padding, d dilation, op outputPadding.
 */
import { message, type Message } from '../messages';
import { invalidParameter } from './errors';
import type { PaddingMode, Pair, Size } from './options';
import { isAbsent, readBoolean, readOutputSize, readPaddingMode, readPair, readPositivePair } from './options';

const ONE: Size = [1, 1];
const ZERO: Size = [0, 0];
const AXES = [message('axis-height'), message('axis-width')] as const;
type Axis = 0 | 1;

/** Applies `f` to both axes. */
function perAxis<Result>(f: (axis: Axis) => Result): readonly [Result, Result] {
  return [f(0), f(1)];
}

/** Refuses an output of less than `fewest` pixels on an axis, naming the first axis that has none and what would be legal there. */
function refuseEmpty(
  input: Size,
  output: Size,
  parameter: string,
  received: unknown,
  legal: (axis: Axis) => Message,
  fewest = 1,
): void {
  const axis = output[0] < fewest ? 0 : output[1] < fewest ? 1 : null;
  if (axis === null) return;
  const sizes = { input: input.join('×'), output: output.join('×') };
  throw invalidParameter(
    parameter,
    message('size-on-axis', { legal: legal(axis), axis: AXES[axis], ...sizes }),
    received,
  );
}

export interface ConvSizeOptions {
  readonly kernelSize: Pair;
  readonly stride?: Pair | undefined;
  readonly padding?: Pair | 'same' | 'valid' | undefined;
  readonly dilation?: Pair | undefined;
  readonly paddingMode?: PaddingMode | undefined;
}

/** Cells added before and after each axis. 'same' puts the odd cell at the end. */
export interface Padding {
  readonly before: Size;
  readonly after: Size;
}

export function conv2dPadding(options: ConvSizeOptions): Padding {
  const { padding } = options;
  if (padding === 'valid') return { before: ZERO, after: ZERO };
  if (typeof padding !== 'string') {
    const both = readPair('padding', padding, 0, ZERO);
    return { before: both, after: both };
  }
  if (padding !== 'same') throw invalidParameter('padding', message('padding-or-word'), padding);
  const stride = readPair('stride', options.stride, 1, ONE);
  if (stride[0] !== 1 || stride[1] !== 1) throw invalidParameter('stride', message('one-with-same'), options.stride);
  const kernel = readPair('kernelSize', options.kernelSize, 1);
  const dilation = readPair('dilation', options.dilation, 1, ONE);
  const total = perAxis((a) => dilation[a] * (kernel[a] - 1));
  const before = perAxis((a) => Math.floor(total[a] / 2));
  return { before, after: perAxis((a) => total[a] - before[a]) };
}

/** floor((in + p_before + p_after - d(k-1) - 1) / s) + 1 */
export function conv2dOutputSize(input: Size, options: ConvSizeOptions): Size {
  const kernel = readPair('kernelSize', options.kernelSize, 1);
  const stride = readPair('stride', options.stride, 1, ONE);
  const dilation = readPair('dilation', options.dilation, 1, ONE);
  const { before, after } = conv2dPadding(options);
  checkPaddingMode(input, readPaddingMode(options.paddingMode), before, after);
  const padded = perAxis((a) => input[a] + before[a] + after[a]);
  const output = perAxis((a) => Math.floor((padded[a] - dilation[a] * (kernel[a] - 1) - 1) / stride[a]) + 1);
  const most = (a: Axis): Message => message('at-most', { most: Math.floor((padded[a] - 1) / dilation[a]) + 1 });
  refuseEmpty(input, output, 'kernelSize', options.kernelSize, most);
  return output;
}

/** Mirrored cells must exist: reflect needs p < in, circular p <= in. */
function checkPaddingMode(input: Size, mode: PaddingMode, before: Size, after: Size): void {
  for (const a of [0, 1] as const) {
    const most = mode === 'reflect' ? input[a] - 1 : mode === 'circular' ? input[a] : Infinity;
    const padding = Math.max(before[a], after[a]);
    if (padding <= most) continue;
    throw invalidParameter('padding', message('padding-most', { most, mode, axis: AXES[a], size: input[a] }), padding);
  }
}

export interface ConvTransposeSizeOptions {
  readonly kernelSize: Pair;
  readonly stride?: Pair | undefined;
  readonly padding?: Pair | undefined;
  readonly outputPadding?: Pair | undefined;
  readonly dilation?: Pair | undefined;
  readonly outputSize?: readonly number[] | undefined;
}

/** The outputPadding in force: the given one, or the one that reaches `outputSize`. */
export function convTranspose2dOutputPadding(input: Size, options: ConvTransposeSizeOptions): Size {
  const stride = readPair('stride', options.stride, 1, ONE);
  const dilation = readPair('dilation', options.dilation, 1, ONE);
  const given = readPair('outputPadding', options.outputPadding, 0, ZERO);
  if (!isAbsent(options.outputSize)) {
    const wanted = readOutputSize(options.outputSize, [2, 3, 4]);
    const least = unpadded(input, options);
    const most = perAxis((a) => least[a] + stride[a] - 1);
    if (wanted.some((size, a) => size < least[a as Axis] || size > most[a as Axis])) {
      const range = message('output-size-range', {
        least: least.join(', '),
        most: most.join(', '),
        input: input.join('×'),
      });
      throw invalidParameter('outputSize', range, options.outputSize);
    }
    const reached = perAxis((a) => wanted[a] - least[a]);
    const contradicts = given.some((n, a) => n !== 0 && n !== reached[a]);
    if (contradicts)
      throw invalidParameter(
        'outputPadding',
        message('nothing-besides', { name: 'outputSize' }),
        options.outputPadding,
      );
    return reached;
  }
  for (const a of [0, 1] as const) {
    if (given[a] < stride[a] || given[a] < dilation[a]) continue;
    const range = message('output-padding-range', { most: Math.max(stride[a], dilation[a]) - 1 });
    throw invalidParameter('outputPadding', range, options.outputPadding);
  }
  return given;
}

/** (in-1) s - 2 p + d (k-1) + op + 1 */
export function convTranspose2dOutputSize(input: Size, options: ConvTransposeSizeOptions): Size {
  const outputPadding = convTranspose2dOutputPadding(input, options);
  const least = unpadded(input, options);
  const output = perAxis((a) => least[a] + outputPadding[a]);
  const padding = readPair('padding', options.padding, 0, ZERO);
  const most = (a: Axis): Message => message('at-most', { most: Math.floor((output[a] + 2 * padding[a] - 1) / 2) });
  refuseEmpty(input, output, 'padding', options.padding, most);
  return output;
}

/** The output size with outputPadding 0. */
function unpadded(input: Size, options: ConvTransposeSizeOptions): Size {
  const kernel = readPair('kernelSize', options.kernelSize, 1);
  const stride = readPair('stride', options.stride, 1, ONE);
  const padding = readPair('padding', options.padding, 0, ZERO);
  const dilation = readPair('dilation', options.dilation, 1, ONE);
  return perAxis((a) => (input[a] - 1) * stride[a] - 2 * padding[a] + dilation[a] * (kernel[a] - 1) + 1);
}

export interface InterpolateSizeOptions {
  readonly size?: Pair | undefined;
  readonly scaleFactor?: Pair | undefined;
  /** 'area' may come out empty, as in PyTorch. */
  readonly mode?: string | undefined;
}

/** `size`, or floor(in * scaleFactor). */
export function interpolateOutputSize(input: Size, options: InterpolateSizeOptions): Size {
  const least = options.mode === 'area' ? 0 : 1;
  const hasSize = !isAbsent(options.size);
  const hasScale = !isAbsent(options.scaleFactor);
  if (hasSize && hasScale)
    throw invalidParameter('size', message('one-of-two', { first: 'size', second: 'scaleFactor' }), options.size);
  if (!hasSize && !hasScale)
    throw invalidParameter('size', message('either-of', { first: 'size', second: 'scaleFactor' }), undefined);
  if (hasSize) return readPair('size', options.size, least);
  const scale = readPositivePair('scaleFactor', options.scaleFactor);
  const output = perAxis((a) => Math.floor(input[a] * scale[a]));
  if (least === 1)
    refuseEmpty(input, output, 'scaleFactor', options.scaleFactor, (a) =>
      message('at-least-reciprocal', { size: input[a] }),
    );
  return output;
}

/**
 * The whole size that a factor was meant for where floating point ends just below it, as 88 times 120/88 does: PyTorch
 * cuts off and gives one less. Null where no side is so.
 */
export function sizeJustMissed(input: Size, scaleFactor: unknown): Size | null {
  if (isAbsent(scaleFactor)) return null;
  const scale = readPositivePair('scaleFactor', scaleFactor as Pair);
  const products = perAxis((a) => input[a] * scale[a]);
  const meant = products.map(Math.round);
  const isMissed = (a: number): boolean => products[a]! < meant[a]! && meant[a]! - products[a]! < 1e-6;
  return isMissed(0) || isMissed(1) ? perAxis((a) => (isMissed(a) ? meant[a]! : Math.floor(products[a]))) : null;
}

export interface PoolSizeOptions {
  readonly kernelSize: Pair;
  readonly stride?: Pair | undefined;
  readonly padding?: Pair | undefined;
  readonly dilation?: Pair | undefined;
  readonly ceilMode?: boolean | undefined;
}

/** floor or ceil of (in + 2p - d(k-1) - 1) / s, + 1; a last window starting in the right padding is dropped. */
export function maxPool2dOutputSize(input: Size, options: PoolSizeOptions): Size {
  const kernel = readPair('kernelSize', options.kernelSize, 1);
  const stride = readPair('stride', options.stride, 1, kernel);
  const padding = readPair('padding', options.padding, 0, ZERO);
  const dilation = readPair('dilation', options.dilation, 1, ONE);
  const ceil = readBoolean('ceilMode', options.ceilMode, false);
  for (const a of [0, 1] as const) {
    const most = Math.floor(kernel[a] / 2);
    if (padding[a] > most) {
      throw invalidParameter('padding', message('half-of-kernel', { most }), options.padding);
    }
  }
  const slack = perAxis((a) => (ceil ? stride[a] - 1 : 0));
  const output = perAxis((a) => {
    const room = input[a] + 2 * padding[a] - dilation[a] * (kernel[a] - 1) - 1;
    const size = Math.floor((room + slack[a]) / stride[a]) + 1;
    return ceil && (size - 1) * stride[a] >= input[a] + padding[a] ? size - 1 : size;
  });
  const largest = (a: Axis) => Math.floor((input[a] + 2 * padding[a] - 1 + slack[a]) / dilation[a]) + 1;
  refuseEmpty(input, output, 'kernelSize', options.kernelSize, (a) => message('at-most', { most: largest(a) }));
  return output;
}

export interface UnpoolSizeOptions {
  readonly kernelSize: Pair;
  readonly stride?: Pair | undefined;
  readonly padding?: Pair | undefined;
  readonly outputSize?: readonly number[] | undefined;
}

/** (in-1) s - 2p + k, or an `outputSize` less than one stride away from that; may come out empty, as in PyTorch. */
export function maxUnpool2dOutputSize(input: Size, options: UnpoolSizeOptions): Size {
  const kernel = readPair('kernelSize', options.kernelSize, 1);
  const stride = readPair('stride', options.stride, 1, kernel);
  const padding = readPair('padding', options.padding, 0, ZERO);
  const usual = perAxis((a) => (input[a] - 1) * stride[a] - 2 * padding[a] + kernel[a]);
  const isDefault = isAbsent(options.outputSize);
  const output = isDefault ? usual : readOutputSize(options.outputSize, [2, 4]);
  for (const a of [0, 1] as const) {
    if (isDefault || Math.abs(output[a] - usual[a]) < stride[a]) continue;
    const least = Math.max(0, usual[a] - stride[a] + 1);
    const range = message('axis-range', {
      axis: AXES[a],
      least,
      most: usual[a] + stride[a] - 1,
      input: input.join('×'),
    });
    throw invalidParameter('outputSize', range, options.outputSize);
  }
  const most = (a: Axis): Message => message('at-most', { most: Math.floor((usual[a] + 2 * padding[a]) / 2) });
  refuseEmpty(input, output, isDefault ? 'padding' : 'outputSize', isDefault ? options.padding : output, most, 0);
  return output;
}

/** [H r, W r] */
export function pixelShuffleOutputSize(input: Size, upscaleFactor: number): Size {
  return perAxis((a) => input[a] * readPair('upscaleFactor', upscaleFactor, 1)[a]);
}

/** [H / r, W / r]; both must divide. */
export function pixelUnshuffleOutputSize(input: Size, downscaleFactor: number): Size {
  const factor = readPair('downscaleFactor', downscaleFactor, 1);
  return perAxis((a) => {
    if (input[a] % factor[a] === 0) return input[a] / factor[a];
    throw invalidParameter(
      'downscaleFactor',
      message('divisor-of-axis', { axis: AXES[a], size: input[a] }),
      downscaleFactor,
    );
  });
}
