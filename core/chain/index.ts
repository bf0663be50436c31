export * from './solve';
export { parseChain } from './parse';
export { layerCode, writeArguments, writeChain } from './write';
export { evaluateChain, type Evaluation, type Problem, type Row } from './evaluate';
export { findFixes, type Fix, type FixKind } from './fixes';
export { legalSizes, type LegalSizes } from './legalSizes';
export { chainExamples, type ChainExample } from './examples';
export { INPUT, type Chain, type Step } from './program';
export { axisOverlap } from './solveAxis';
