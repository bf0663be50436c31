/** Operators taken apart step by step on small matrices, for people who learn what they do. */
import { traceConvolution, traceZeroInsertion } from './gather';
import { traceBilinear, traceNearestConvolution, traceShuffle, traceUnpooling } from './resampling';
import { traceScatter } from './scatter';
import type { LabOperator, LabSetup } from './setup';
import type { Trace } from './trace';

export * from './inverse';
export * from './overlap';
export * from './presets';
export * from './reshape';
export * from './setup';
export { finalValues, formatValue, stateAfter } from './trace';
export type { Trace } from './trace';

const tracers: Readonly<Record<LabOperator, (setup: LabSetup) => Trace>> = {
  'conv-transpose': traceScatter,
  'zero-insertion': traceZeroInsertion,
  conv: traceConvolution,
  bilinear: traceBilinear,
  'max-unpool': traceUnpooling,
  'nearest-conv': traceNearestConvolution,
  'pixel-shuffle': traceShuffle,
};

/** The operator of `setup`, step by step; throws the operator's own refusals. */
export function traceOf(setup: LabSetup): Trace {
  return tracers[setup.operator](setup);
}
export * from './palette';
export * from './scene';
export * from './svg';
export * from './demos';
export * from './inverseScene';
export * from './overlapScene';
export * from './guide';
