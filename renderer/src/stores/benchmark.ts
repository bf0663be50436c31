import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { z } from 'zod';
import {
  benchmarkRow,
  machineLimits,
  type BenchmarkEvent,
  type BenchmarkRow,
  type MachineLimits,
} from '@core/engine/contract/contract';
import { environmentSchema, type Environment } from '@core/experiment/schema';
import { timedOperators } from '@core/upsamplers';
import { useHost } from '../host';
import { keep, restore } from './persist';
import { createStudy } from './study';

const KEY = 'upbench.benchmark/1';

export const BENCH_SIZES = [256, 512, 1024, 2048] as const;
export const BENCH_CHANNELS = [1, 3, 16, 64] as const;

const choices = z.object({
  operators: z.array(z.string()),
  sizes: z.array(z.number()),
  channels: z.array(z.number()),
  implementations: z.array(benchmarkRow.shape.implementation),
  /** 0: all there are. */
  threads: z.number().int().min(0),
});
type BenchmarkChoices = z.infer<typeof choices>;

const kept = z.object({
  choices,
  rows: z.array(benchmarkRow),
  environment: environmentSchema.nullable(),
  limits: machineLimits.nullable().default(null),
});
type Kept = z.infer<typeof kept>;

const FIRST: Kept = {
  choices: {
    operators: timedOperators.map(({ id }) => id),
    sizes: [256, 512, 1024],
    channels: [3],
    implementations: ['exact', 'fast'],
    threads: 0,
  },
  rows: [],
  environment: null,
  limits: null,
};

/** What the performance view measures, and what it measured last: kept with the environment over a restart. */
export const useBenchmark = defineStore('benchmark', () => {
  const host = useHost();
  const all = shallowRef<Kept>(restore(KEY, kept, FIRST));
  keep(KEY, all);
  const { phase, progress, message, run, cancel } = createStudy<BenchmarkEvent>();
  const running = computed(() => phase.value === 'running');

  const chosen = computed(() => all.value.choices);
  const rows = computed(() => all.value.rows);
  const environment = computed(() => all.value.environment);
  const limits = computed(() => all.value.limits);
  const ready = computed(() => {
    const { operators, sizes, channels, implementations } = chosen.value;
    return [operators, sizes, channels, implementations].every((list) => list.length > 0);
  });

  const choose = (changes: Partial<BenchmarkChoices>): void => {
    all.value = { ...all.value, choices: { ...all.value.choices, ...changes } };
  };
  const setRows = (
    next: readonly BenchmarkRow[],
    environment: Environment | null,
    limits: MachineLimits | null = null,
  ): void => {
    all.value = { ...all.value, rows: [...next], environment, limits };
  };

  async function start(): Promise<void> {
    if (running.value || !ready.value) return;
    const { threads, ...asked } = chosen.value;
    setRows([], null);
    const request = { ...asked, ...(threads > 0 ? { threads } : {}), samples: 9, budgetMs: 400, limits: true };
    await run(
      (options) => host.engine.studies.benchmark(request, options),
      (event) => {
        if (event.type === 'row') setRows([...rows.value, event.row], null);
        else setRows(event.rows, event.environment, event.limits);
      },
    );
  }
  return { chosen, rows, environment, limits, running, progress, message, ready, choose, start, cancel };
});
