export * from './pareto';
export * from './qualityAgainstTime';
export * from './theme';
export * from './timePerMethod';
