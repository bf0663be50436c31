export * from './upsampler';
export * from './registry';
export { checkScale, checkValue, expectation, isVisible, resolveParameters } from './resolve';
export { checkFit, pictureSize } from './checkFit';
export { parseMethod, parseMethodList } from './parse';
export { describeParameters } from './chip';
export { methodTitles } from './titles';
export { booleanOf, choiceOf, numberOf } from './values';
export { findPreset, presets, type Preset } from './presets';
