/**
 * What an operator call means in numbers, or its refusal. Reference and fast kernels start from the same plan, so
 * their shapes and sentences cannot differ.
 */
import { message, type Message } from '../messages';
import { invalidParameter, shapeMismatch } from '../tensor/errors';
import type { PaddingMode, Pair, Size } from '../tensor/options';
import { readInteger, readPaddingMode, readPair, refuseUnknown } from '../tensor/options';
import {
  conv2dOutputSize,
  conv2dPadding,
  convTranspose2dOutputPadding,
  convTranspose2dOutputSize,
} from '../tensor/sizes';
import { elementCount, formatShape, type IndexTensor, type Shape, type Tensor } from '../tensor/tensor';
import type { Conv2dOptions, ConvTranspose2dOptions, EdgeConvTranspose2dOptions } from './operators';

/** An input seen as [batch, channels, height, width], whether or not it had a batch axis. */
interface Planes {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [N, C, H, W] for a batched input, [C, H, W] for one without. */
  shaped(channels: number, size: Size): Shape;
}

/** Checks that `data` fills `shape`: callers without types may hand over anything. */
export function requireTensor(name: string, tensor: Tensor | IndexTensor, data: 'float32' | 'int32' = 'float32'): void {
  const given = tensor as Partial<Tensor | IndexTensor> | null | undefined;
  const isRight = data === 'float32' ? given?.data instanceof Float32Array : given?.data instanceof Int32Array;
  if (!isRight || !Array.isArray(given?.shape)) {
    const type = data === 'float32' ? 'Float32Array' : 'Int32Array';
    throw invalidParameter(name, message('a-tensor', { type }), tensor);
  }
  const count = elementCount(tensor.shape);
  if (tensor.data.length === count) return;
  throw shapeMismatch(
    message('values-in-shape', { count, name, shape: formatShape(tensor.shape), found: tensor.data.length }),
  );
}

interface PlanesOptions {
  /** Whether [C, H, W] is meant as one picture. */
  readonly unbatched: boolean;
  /** Whether C may be 0. */
  readonly emptyChannels?: boolean;
}

export function readPlanes(name: string, tensor: Tensor, { unbatched, emptyChannels = false }: PlanesOptions): Planes {
  requireTensor(name, tensor);
  const { shape } = tensor;
  const isBatched = shape.length === 4;
  if (!isBatched && !(unbatched && shape.length === 3)) {
    const expected = unbatched ? message('shape-or', { first: '[N, C, H, W]', second: '[C, H, W]' }) : '[N, C, H, W]';
    throw shapeMismatch(message('shape-expected', { expected, name, received: formatShape(shape) }));
  }
  const [channels = 0, height = 0, width = 0] = shape.slice(-3);
  if ((channels === 0 && !emptyChannels) || height === 0 || width === 0) {
    throw shapeMismatch(message('at-least-one-cell', { name, received: formatShape(shape) }));
  }
  return {
    batch: isBatched ? shape[0]! : 1,
    channels,
    height,
    width,
    shaped: (outChannels, [h, w]) => (isBatched ? [shape[0]!, outChannels, h, w] : [outChannels, h, w]),
  };
}

export interface ConvPlan {
  readonly batch: number;
  readonly inC: number;
  readonly inH: number;
  readonly inW: number;
  readonly outC: number;
  readonly outH: number;
  readonly outW: number;
  readonly kernel: Size;
  readonly stride: Size;
  readonly dilation: Size;
  /** Cells before (above, left of) the input; those after follow from the output size. */
  readonly padding: Size;
  /** Cells below and right of the input. */
  readonly paddingAfter: Size;
  readonly paddingMode: PaddingMode;
  readonly groups: number;
  readonly outputShape: Shape;
}

const CONV_OPTIONS = ['stride', 'padding', 'dilation', 'groups', 'paddingMode'] as const;
const CONV_TRANSPOSE_OPTIONS = ['stride', 'padding', 'outputPadding', 'dilation', 'groups', 'outputSize'] as const;

/** What an edgeConvTranspose2d call means, or its refusal: a convTranspose2d whose size follows from its parameters. */
export function planEdgeConvTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: EdgeConvTranspose2dOptions,
): ReturnType<typeof planConvTranspose2d> {
  refuseUnknown(
    'edgeConvTranspose2d',
    options,
    CONV_TRANSPOSE_OPTIONS.filter((name) => name !== 'outputSize'),
  );
  return planConvTranspose2d(input, weight, bias, options);
}

/** input [N, inC, H, W], weight [outC, inC/groups, kH, kW], bias [outC] */
export function planConv2d(input: Tensor, weight: Tensor, bias: Tensor | null, options: Conv2dOptions): ConvPlan {
  return planConv2dOn(() => readPlanes('input', input, { unbatched: true }), weight, bias, options);
}

/** planConv2d for an input of which only the sizes exist. */
export function planConv2dOn(
  readInput: () => Planes,
  weight: Tensor,
  bias: Tensor | null,
  options: Conv2dOptions,
): ConvPlan {
  refuseUnknown('conv2d', options, CONV_OPTIONS);
  const planes = readInput();
  const [outC, perGroup, kH, kW] = readWeight(weight, '[outC, inC/groups, kH, kW]');
  const groups = readInteger('groups', options.groups, 1, 1);
  checkGroups(message('weight-out-channels'), outC, groups);
  if (planes.channels !== perGroup * groups) {
    const words = { channels: perGroup * groups, weight: formatShape(weight.shape), groups, received: planes.channels };
    throw shapeMismatch(message('channels-for-groups', words), { parameter: 'groups' });
  }
  checkBias(bias, outC);
  const paddingMode = readPaddingMode(options.paddingMode);
  // PyTorch wraps the last axis of [C, H, W] only, and refuses.
  const wrong = planes.shaped(planes.channels, [planes.height, planes.width]);
  if (paddingMode === 'circular' && wrong.length === 3) {
    const words = { layout: '[N, C, H, W]', name: 'input', mode: paddingMode, received: formatShape(wrong) };
    throw shapeMismatch(message('shape-with-mode', words), { parameter: 'paddingMode' });
  }
  const sized = { ...options, kernelSize: [kH, kW] as const };
  const size = conv2dOutputSize([planes.height, planes.width], sized);
  const { before, after } = conv2dPadding(sized);
  return {
    ...common(planes, outC, [kH, kW], options, groups),
    padding: before,
    paddingAfter: after,
    paddingMode,
    outH: size[0],
    outW: size[1],
    outputShape: planes.shaped(outC, size),
  };
}

/** input [N, inC, H, W], weight [inC, outC/groups, kH, kW], bias [outC] */
export function planConvTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTranspose2dOptions,
): ConvPlan & { readonly outputPadding: Size } {
  refuseUnknown('convTranspose2d', options, CONV_TRANSPOSE_OPTIONS);
  const planes = readPlanes('input', input, { unbatched: true });
  const [inC, perGroup, kH, kW] = readWeight(weight, '[inC, outC/groups, kH, kW]');
  const groups = readInteger('groups', options.groups, 1, 1);
  checkGroups(message('weight-in-channels'), inC, groups);
  if (planes.channels !== inC) {
    const words = { channels: inC, weight: formatShape(weight.shape), received: planes.channels };
    throw shapeMismatch(message('channels-for-weight', words));
  }
  const outC = perGroup * groups;
  checkBias(bias, outC);
  const sized = { ...options, kernelSize: [kH, kW] as const };
  const size = convTranspose2dOutputSize([planes.height, planes.width], sized);
  const padding = readPair('padding', options.padding, 0, [0, 0]);
  return {
    ...common(planes, outC, [kH, kW], options, groups),
    padding,
    paddingAfter: padding,
    paddingMode: 'zeros',
    outputPadding: convTranspose2dOutputPadding([planes.height, planes.width], sized),
    outH: size[0],
    outW: size[1],
    outputShape: planes.shaped(outC, size),
  };
}

interface Steps {
  readonly stride?: Pair | undefined;
  readonly dilation?: Pair | undefined;
}

function common(planes: Planes, outC: number, kernel: Size, options: Steps, groups: number) {
  return {
    batch: planes.batch,
    inC: planes.channels,
    inH: planes.height,
    inW: planes.width,
    outC,
    kernel,
    stride: readPair('stride', options.stride, 1, [1, 1]),
    dilation: readPair('dilation', options.dilation, 1, [1, 1]),
    groups,
  };
}

function readWeight(weight: Tensor, layout: string): readonly [number, number, number, number] {
  requireTensor('weight', weight);
  const [a, b, c, d] = weight.shape;
  if (weight.shape.length !== 4 || weight.shape.includes(0)) {
    throw shapeMismatch(
      message('shape-expected', {
        expected: message('shape-from-1', { layout }),
        name: 'weight',
        received: formatShape(weight.shape),
      }),
    );
  }
  return [a!, b!, c!, d!];
}

function checkGroups(what: Message, channels: number, groups: number): void {
  if (channels % groups === 0) return;
  throw invalidParameter('groups', message('divisor-of', { count: channels, what }), groups);
}

function checkBias(bias: Tensor | null | undefined, outC: number): void {
  if (bias === null || bias === undefined) return;
  requireTensor('bias', bias);
  if (bias.shape.length === 1 && bias.shape[0] === outC) return;
  throw shapeMismatch(
    message('shape-expected', { expected: `[${outC}]`, name: 'bias', received: formatShape(bias.shape) }),
  );
}
