export * from './boxPlot';
export * from './metricDots';
export * from './pareto';
export * from './qualityAgainstTime';
export * from './radialSpectra';
export * from './theme';
export * from './timePerMethod';
