export { boundaryDistance, PROFILE_LENGTH, type DistanceProfile } from './boundary';
export { CALIBRATION_BINS, calibrationError, probabilityPlane, type Certainty, type ScoreKind } from './certainty';
export { classCounts, type ClassCounts, type Confusion } from './confusion';
export { ignoringLike, largestClass, oneHot, scoreSizes, type Labels } from './labels';
export {
  CLASS_CHOICES,
  countedClasses,
  nameOf,
  type CountedClasses,
  type MaskMetric,
  type MaskSettings,
} from './metric';
export { DEFAULT_MASK_METRICS, findMaskMetric, maskMetrics, maskNumbers, type MaskNumber } from './registry';
export { addTallies, tallyOf, type Tally } from './tally';
export {
  featureMeasures,
  measureTruth,
  type MeasuredTruth,
  featureMetrics,
  findFeatureMetric,
  type FeatureMeasures,
  type FeatureMetric,
} from './features';
