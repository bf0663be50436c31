import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { z } from 'zod';
import { keep, restore } from './persist';

/** Stops of the tour, by the area of the window they speak of. */
export const TOUR_STOPS = ['left', 'centre', 'dock', 'app-bar'] as const;
type TourStop = (typeof TOUR_STOPS)[number];

const KEY = 'upbench.tour/1';

/** The first-run tour: shown until it was read or dismissed once. */
export const useTour = defineStore('tour', () => {
  const seen = ref(restore(KEY, z.boolean(), false));
  keep(KEY, seen);
  const at = ref(0);
  const stop = computed<TourStop | null>(() => (seen.value ? null : (TOUR_STOPS[at.value] ?? null)));

  function next(): void {
    at.value++;
    if (at.value >= TOUR_STOPS.length) end();
  }
  function end(): void {
    seen.value = true;
  }
  function start(): void {
    at.value = 0;
    seen.value = false;
  }
  return { stop, at, next, end, start };
});
