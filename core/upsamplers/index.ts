export * from './upsampler';
export * from './registry';
export { CANDIDATE_LOOKS, candidateLook, OTHER_LOOK } from './looks';
export {
  checkScale,
  checkValue,
  expectation,
  isVisible,
  LARGEST_SCALE,
  resolveParameters,
  SMALLEST_SCALE,
} from './resolve';
export { largestScale, wantedWeights } from './pipelineText';
export { checkFit, pictureSize } from './checkFit';
export { parseMethod, parseMethodList } from './parse';
export { describeParameters } from './chip';
export { fitKeyOf, fitTraitsOf, fittableLayerOf } from './fitting';
export { methodTitles, ownName } from './titles';
export { timedOperators, type BenchOperator } from './timedOperators';
export { booleanOf, choiceOf, numberOf } from './values';
export { findPreset, presets, type Preset } from './presets';
