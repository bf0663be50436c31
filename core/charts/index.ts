export * from './pareto';
export * from './qualityAgainstTime';
export * from './radialSpectra';
export * from './theme';
export * from './timePerMethod';
