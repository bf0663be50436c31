export { dialects, type Dialect } from './table';
export { compareResults, identifyRules } from './identify';
export type { RuleMatch } from './match';
export { explainArrays, type ArraysAnswer, type SideAnswer } from './answer';
export { dialectsPage } from './page';
export { codeFor } from './code';
export { applyDialect, ruleInForce } from './apply';
export { resizeBytes, type ByteArithmetic } from './bytes';
export { counterpart, findDialect, FRAMEWORKS, frameworkOf, lookUpDialect, namesOf, namesOfRule } from './names';
export { rulePython } from './python';
export { convertLayer } from './convertLayer';
export {
  convertIndices,
  LAYER_FRAMEWORKS,
  LAYER_KINDS,
  layerRule,
  layerRules,
  permuteWeights,
  shuffleOrder,
  type LayerFramework,
  type LayerSpec,
} from './layers';
