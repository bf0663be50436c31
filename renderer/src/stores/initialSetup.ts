import { defaultExperiment } from '@core/experiment/defaults';
import { toSetup, type Setup } from './setup';

/** What a new window starts with: every method with its defaults. */
export function initialSetup(protocol: string): Setup {
  return { ...toSetup(defaultExperiment()), protocol };
}
