import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { NetworkCheck } from '@core/engine/contract/contract';
import type { NetworkSpec } from '@core/experiment/networkSchema';
import type { Said } from '@core/messages';
import { useHost } from '../host';
import { saidOf } from '@core/tensor/errors';

/** Choices come in bursts. */
const PAUSE_MS = 120;

/** What the engine finds of a network as the form stands: grey cards and colours, without a run. */
export function useNetworkCheck(network: () => NetworkSpec): {
  readonly check: ShallowRef<NetworkCheck | null>;
  readonly failure: ShallowRef<Said>;
  readonly isBusy: Ref<boolean>;
} {
  const host = useHost();
  const check = shallowRef<NetworkCheck | null>(null);
  const failure = shallowRef<Said>('');
  const isBusy = ref(false);
  let abort: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(spec: NetworkSpec): Promise<void> {
    const own = (abort = new AbortController());
    try {
      const found = await host.engine.networks.check(spec, { signal: own.signal });
      if (own.signal.aborted) return;
      check.value = found;
      failure.value = '';
    } catch (error) {
      if (own.signal.aborted) return;
      check.value = null;
      failure.value = saidOf(error);
    } finally {
      if (abort === own) isBusy.value = false;
    }
  }
  watch(
    () => {
      const { file, range, channels, layout } = network();
      return JSON.stringify({ file, range, channels, layout });
    },
    (asked, before) => {
      clearTimeout(timer);
      abort?.abort();
      isBusy.value = true;
      timer = setTimeout(() => void ask(JSON.parse(asked) as NetworkSpec), before === undefined ? 0 : PAUSE_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    abort?.abort();
  });
  return { check, failure, isBusy };
}
