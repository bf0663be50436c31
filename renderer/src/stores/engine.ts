import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Environment } from '@core/experiment/schema';
import { useHost } from '../host';

/** The computing process as the status bar shows it. */
export const useEngine = defineStore('engine', () => {
  const host = useHost();
  const connection = ref<'connecting' | 'ready' | 'lost' | 'gone'>('connecting');
  /** Set when the engine died and came back, until the user runs something. */
  const restarted = ref(false);
  const environment = shallowRef<Environment | null>(null);

  /** "simd" of "simd, 2 threads": how many threads, each line says in words of its own. */
  const operators = computed(() => environment.value?.operators.replace(/, \d+ threads/, '') ?? '');

  async function refresh(): Promise<void> {
    environment.value = await host.engine.environment();
    connection.value = 'ready';
  }
  host.onConnection((state) => {
    if (state === 'lost' || state === 'gone') connection.value = state;
    else void refresh().catch(() => undefined);
  });
  return { connection, restarted, environment, operators, refresh };
});
