import { defaultUpsamplerIds } from '../upsamplers';
import { keyMethods } from './keys';
import type { Experiment } from './schema';

/** What runs when nothing was chosen: the five methods and the two baselines at x2. */
export function defaultExperiment(): Experiment {
  return {
    schema: 'upbench.experiment/1',
    mode: 'reference',
    scale: 2,
    degradation: 'area',
    methods: keyMethods(defaultUpsamplerIds.map((id) => ({ id, parameters: {} }))),
    metrics: [],
    protocol: 'saved-file',
    seed: 0,
    timing: { samples: 5, budgetMs: 400 },
    arithmetic: 'exact',
  };
}
