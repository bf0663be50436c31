import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { z } from 'zod';
import type { PictureInfo } from '@core/engine/contract/contract';
import { keep, restore } from './persist';

const KEY = 'upbench.rates/2';
/** Milliseconds for a million output values before anything was measured here; metrics and writing included. */
const FIRST_RATE = 150;
/** What every method takes however small the picture is. */
const LEAST_MS = 25;
/** Millions of values; the time of a smaller output is not that of its values, and says nothing of larger ones. */
const LEAST_LEARNT = 0.05;

/** How long runs take on this machine, estimated from previous runs. */
export const useEstimates = defineStore('estimates', () => {
  const rates = shallowRef<Readonly<Record<string, number>>>(restore(KEY, z.record(z.string(), z.number()), {}));
  keep(KEY, rates);

  /** Millions of values of one output. */
  function millions({ width, height, channels }: PictureInfo, mode: string, scale: number): number {
    const factor = mode === 'reference' ? 1 : scale * scale;
    return (width * height * channels * factor) / 1e6;
  }

  /** One method on one picture took so long. */
  function learn(id: string, values: number, ms: number): void {
    if (values < LEAST_LEARNT || ms <= 0) return;
    const rate = Math.max(0, ms - LEAST_MS) / values;
    const before = rates.value[id];
    // A busy machine, or weights that were fitted first, make one run slow and not the next; no run is too fast.
    const learnt = before === undefined || rate < before ? rate : before + (rate - before) / 4;
    rates.value = { ...rates.value, [id]: learnt };
  }

  const estimate = (ids: readonly string[], values: number): number =>
    ids.reduce((sum, id) => sum + LEAST_MS + (rates.value[id] ?? FIRST_RATE) * values, 0);

  return { millions, learn, estimate };
});
