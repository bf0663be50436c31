import { findUpsampler } from './registry';
import { resolveParameters } from './resolve';
import type { Cost, ParameterValues } from './upsampler';

/** What texts say of a layer's cost, and what the counts say: feature maps of 64 channels, doubled. */
interface Ranking {
  /** Key of the texts. */
  readonly id: string;
  readonly method: string;
  readonly parameters: ParameterValues;
  readonly said: 'low' | 'medium' | 'high' | 'lowToMedium';
  readonly holds: boolean;
}

const MIXED = { groups: 'dense' } as const;

export const rankings: readonly Ranking[] = [
  { id: 'bilinear', method: 'bilinear', parameters: {}, said: 'low', holds: true },
  {
    id: 'unpooling',
    method: 'unpooling',
    said: 'low',
    holds: true,
    parameters: { indices: 'top-left', fill: 'none' },
  },
  {
    id: 'convTransposeMixed',
    method: 'conv-transpose',
    said: 'high',
    holds: true,
    parameters: MIXED,
  },
  { id: 'convTransposeApart', method: 'conv-transpose', parameters: {}, said: 'high', holds: false },
  { id: 'nearestConv', method: 'nearest-conv', parameters: MIXED, said: 'lowToMedium', holds: false },
  { id: 'pixelShuffle', method: 'pixel-shuffle', parameters: MIXED, said: 'lowToMedium', holds: false },
  {
    id: 'unpoolingConv',
    method: 'unpooling',
    said: 'lowToMedium',
    holds: false,
    parameters: { indices: 'top-left', fill: 'conv', convKernelSize: 3, ...MIXED },
  },
];

/** Input of the rankings, [N, C, H, W]. */
const RANKED_INPUT = [1, 64, 32, 32] as const;

/** Multiply-adds and learnable values of one ranking's layer at x2. */
export function rankedCost({ method, parameters }: Pick<Ranking, 'method' | 'parameters'>): Cost {
  const upsampler = findUpsampler(method);
  const context = { scale: 2, channels: RANKED_INPUT[1], hasReference: false, seed: 0, content: 'features' } as const;
  return upsampler.cost(RANKED_INPUT, resolveParameters(upsampler, parameters, context), context);
}
