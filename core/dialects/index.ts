export { dialects, type Dialect } from './table';
export {
  compareResults,
  identifyRules,
  sizeOfArray,
  type Comparison,
  type Identified,
  type RuleMatch,
} from './identify';
export { explainArrays, type Agreement, type ArraysAnswer, type SideAnswer } from './answer';
export { drawPositions } from './drawing';
export { dialectsPage } from './page';
export { codeFor } from './code';
export { applyDialect, ruleInForce } from './apply';
export { resizeBytes, type ByteArithmetic } from './bytes';
export { counterpart, findDialect, FRAMEWORKS, frameworkOf, lookUpDialect, namesOf, namesOfRule } from './names';
export { rulePython } from './python';
export { convertLayer, type ConvertedLayer } from './convertLayer';
export {
  convertIndices,
  LAYER_FRAMEWORKS,
  LAYER_KINDS,
  layerRule,
  layerRules,
  permuteWeights,
  shuffleOrder,
  type LayerFramework,
  type LayerKind,
  type LayerSpec,
} from './layers';
