import { message } from '../messages';
import { invalidParameter, shapeMismatch } from '../tensor/errors';
import { readInteger } from '../tensor/options';
import type { Tensor } from '../tensor/tensor';

export const labOperators = [
  'conv-transpose',
  'zero-insertion',
  'conv',
  'bilinear',
  'max-unpool',
  'nearest-conv',
  'pixel-shuffle',
] as const;
export type LabOperator = (typeof labOperators)[number];

/** The most rows or columns of an input: what a person can still follow. */
export const MAX_SIDE = 16;
export const MAX_KERNEL = 8;

/** What the lab takes apart. Fields an operator does not use are ignored by it. */
export interface LabSetup {
  readonly operator: LabOperator;
  /** [C, H, W] */
  readonly input: Tensor;
  /** conv and nearest-conv: [outC, inC/groups, k, k]; transposed: [inC, outC/groups, k, k]. */
  readonly weight: Tensor;
  readonly stride: number;
  readonly padding: number;
  readonly outputPadding: number;
  readonly dilation: number;
  readonly groups: number;
  /** bilinear, nearest-conv, pixel-shuffle. */
  readonly scale: number;
  readonly alignCorners: boolean;
}

type LabField =
  'kernelSize' | 'stride' | 'padding' | 'outputPadding' | 'dilation' | 'groups' | 'scale' | 'alignCorners';

const CONV_FIELDS: readonly LabField[] = ['kernelSize', 'stride', 'padding', 'dilation', 'groups'];
const TRANSPOSED_FIELDS: readonly LabField[] = [...CONV_FIELDS, 'outputPadding'];

/** Which fields count for an operator. */
export const labFields: Readonly<Record<LabOperator, readonly LabField[]>> = {
  'conv-transpose': TRANSPOSED_FIELDS,
  'zero-insertion': TRANSPOSED_FIELDS,
  conv: CONV_FIELDS,
  bilinear: ['scale', 'alignCorners'],
  'max-unpool': ['kernelSize', 'stride'],
  'nearest-conv': ['scale', 'kernelSize', 'padding', 'groups'],
  'pixel-shuffle': ['scale'],
};

export const isTransposed = (operator: LabOperator): boolean =>
  operator === 'conv-transpose' || operator === 'zero-insertion';

interface Sizes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: number;
  readonly outChannels: number;
}

/** Channel counts and sides, checked against one another and against what the lab can show. */
export function readSizes({ operator, input, weight, groups }: LabSetup): Sizes {
  const [channels = 0, height = 0, width = 0] = input.shape;
  if (input.shape.length !== 3 || height < 1 || width < 1 || height > MAX_SIDE || width > MAX_SIDE) {
    throw invalidParameter('input', message('lab-shape', { most: MAX_SIDE }), input.shape.join('×'));
  }
  const most = operator === 'pixel-shuffle' ? 16 : 10;
  if (channels < 1 || channels > most)
    throw invalidParameter('channels', message('integer-between', { min: 1, max: most }), channels);
  const [outer = 0, inner = 0, kernel = 0] = weight.shape;
  if (operator === 'bilinear' || operator === 'max-unpool' || operator === 'pixel-shuffle') {
    return { channels, height, width, kernel, outChannels: channels };
  }
  readInteger('groups', groups, 1);
  if (channels % groups !== 0) throw invalidParameter('groups', message('divisor-of-inputs', { channels }), groups);
  const transposed = isTransposed(operator);
  const needed = transposed ? channels : channels / groups;
  if ((transposed ? outer : inner) !== needed) {
    throw shapeMismatch(message('lab-kernel', { kernel: weight.shape.join('×'), channels, groups }));
  }
  const outChannels = transposed ? inner * groups : outer;
  if (outChannels % groups !== 0)
    throw invalidParameter('groups', message('divisor-of-outputs', { channels: outChannels }), groups);
  return { channels, height, width, kernel, outChannels };
}
