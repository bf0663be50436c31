export * from './measure';
export * from './metric';
export * from './protocols';
export { alignPair, interiorOf, type AlignedPair } from './regions';
export * from './registry';
export * from './artefacts';
export * from './why';
export * from './calibration';
export { DIFFERENCE_DB, measureSpectra, type Spectra } from './spectra';
