export { dialects, type Dialect } from './table';
export { compareResults, identifyRules, type Comparison, type Identified, type RuleMatch } from './identify';
export { codeFor } from './code';
export { applyDialect, ruleInForce } from './apply';
export { resizeBytes, type ByteArithmetic } from './bytes';
export { counterpart, findDialect, FRAMEWORKS, frameworkOf, lookUpDialect, namesOf, namesOfRule } from './names';
export { rulePython } from './python';
