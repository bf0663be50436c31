export { boundaryDistance } from './boundary';
export { CALIBRATION_BINS, calibrationError, type ScoreKind } from './certainty';
export { classCounts, type Confusion } from './confusion';
export { largestClass, oneHot, type Labels } from './labels';
export { CLASS_CHOICES, type MaskSettings } from './metric';
export { findMaskMetric, maskMetrics, maskNumbers } from './registry';
export { addTallies, tallyOf, type Tally } from './tally';
export { featureMeasures, measureTruth, type MeasuredTruth, featureMetrics, findFeatureMetric } from './features';
