import { keyMethods } from '@core/experiment/keys';
import type { Experiment } from '@core/experiment/schema';

/** Methods and timings that keep an engine busy for minutes, whatever the picture; for tests that stop a run. */
export const endlessWork: Pick<Experiment, 'methods' | 'timing'> = {
  methods: keyMethods(
    Array.from({ length: 16 }, () => ({
      id: 'conv-transpose' as const,
      parameters: { weights: 'gaussian', groups: 'dense', kernelSize: 24 },
    })),
  ),
  timing: { samples: 1000, budgetMs: 600_000 },
};
