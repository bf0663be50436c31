export { dialects, type Dialect } from './table';
export { compareResults, identifyRules, type Comparison, type Identified, type RuleMatch } from './identify';
export { codeFor } from './code';
export { applyDialect } from './apply';
export { resizeBytes, type ByteArithmetic } from './bytes';
