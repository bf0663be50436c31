/** Weight makers. Those that are not random are scaled to a mean phase sum of 1: a constant picture keeps its brightness. */
export * from './random';
export * from './profiles';
export * from './kernels';
export * from './fan';
export * from './icnr';
export * from './noise';
