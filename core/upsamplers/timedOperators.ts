import { upsamplers } from './registry';
import type { TimedOperator } from './upsampler';

/** An operator of the benchmark, with the method whose hue and glyph it takes. */
export interface BenchOperator extends TimedOperator {
  readonly methodId: string;
}

/** Every operator the benchmark can time, in the order of the methods. */
export const timedOperators: readonly BenchOperator[] = upsamplers.flatMap(({ id: methodId, timed = [] }) =>
  timed.map((operator) => ({ ...operator, methodId })),
);
