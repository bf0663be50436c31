import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { z } from 'zod';
import type { MethodResult } from '@core/experiment/schema';
import { useCurrent } from './current';
import { useExperiment } from './experiment';
import { useMasks } from './masks';
import { keep, restore } from './persist';
import { useRun } from './run';
import { shareOut, twinsOf, type Shared, type Sharer } from '../viewer/sharedPanes';

const KEY = 'upbench.split/1';

/** Keys of the results that are the same function, whatever the picture. */
const sameFunction = (result: MethodResult | null): string[] =>
  (result?.sameAs ?? []).filter(({ onThisPictureOnly }) => onThisPictureOnly !== true).map(({ key }) => key);

/** Which methods show in one pane because they are one function, and which of them the user wants apart. */
export const useSharing = defineStore('sharing', () => {
  const run = useRun();
  const current = useCurrent();
  const experiment = useExperiment();
  const masks = useMasks();
  const kept = ref(restore(KEY, z.array(z.string()).max(1000), []));
  keep(KEY, kept);
  const split = computed(() => new Set(kept.value));

  const methods = computed((): Sharer[] => {
    const { image } = run;
    return experiment.setup.methods
      .filter(({ enabled }) => enabled)
      .map(({ key, id, parameters }) => {
        const method = image?.methods.find((one) => one.key === key);
        const isTrue = image !== null && method !== undefined && run.isCurrent(image, method);
        const isApart = method?.state === 'failed' || method?.state === 'interrupted';
        return {
          key,
          made: JSON.stringify([id, parameters]),
          state: isApart ? 'apart' : isTrue ? 'ready' : 'waits',
          same: isTrue ? sameFunction(current.resultOf(key)) : [],
        };
      });
  });
  const rows = computed((): Sharer[] =>
    masks.rows.map(({ key, id, use, state, result }) => ({
      key,
      made: JSON.stringify([id, experiment.setup.methods.find((method) => method.key === use)?.parameters]),
      state: state === 'failed' ? 'apart' : state === 'done' ? 'ready' : 'waits',
      same: sameFunction(result),
    })),
  );

  const ofMethods = computed((last?: Shared) => shareOut(methods.value, last ?? new Map(), split.value));
  const ofMasks = computed((last?: Shared) => shareOut(rows.value, last ?? new Map(), split.value));

  /** Others that are the same function, in this pane or in one of their own. */
  const twinsOfMethod = (key: string): readonly string[] => twinsOf(methods.value, key);
  const twinsOfMask = (key: string): readonly string[] => twinsOf(rows.value, key);

  /** Gives each of these a pane of its own, or lets them share again. */
  function setSplit(keys: readonly string[], isSplit: boolean): void {
    const others = kept.value.filter((key) => !keys.includes(key));
    kept.value = isSplit ? [...others, ...keys] : others;
  }
  return { split, ofMethods, ofMasks, twinsOfMethod, twinsOfMask, setSplit };
});
