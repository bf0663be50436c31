export { createFft } from './fft';
export { forecast, phaseGains, type Forecast } from './forecast';
export type { PhaseKernel } from './phaseKernel';
export { localPhaseRms, phaseMeans, phaseRms, type Field } from './phases';
export { probe, type ProbeResult } from './probe';
export { AXIS_FREQUENCIES, axisResponse, frequencyResponse } from './response';
export { alignCornersShift, shiftSentence } from './shift';
export { smallestSpectralSide, spectralPeak, spectralPeakOf, type SpectralPeak } from './spectralPeak';
export {
  centredDecibels,
  hannWindow,
  powerSpectrum,
  radialProfile,
  strideHarmonics,
  type PowerSpectrum,
  type RadialProfile,
} from './spectrum';
export {
  followsOverlap,
  overlapWords,
  weighWords,
  type Cure,
  type Facts,
  type ForecastContext,
  type ForecastLevel,
  type ForecastTraits,
} from './verdict';
