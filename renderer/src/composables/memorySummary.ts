import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { byMemory, type MethodMemory } from '@core/charts';

/** Who has least memory in use at once, and who most; empty where nobody was measured. */
export function useMemorySummary(
  memory: () => readonly MethodMemory[],
  megabytes: (bytes: number) => string,
): ComputedRef<string> {
  const { t } = useI18n();
  return computed(() => {
    const sorted = byMemory(memory());
    const [least, most] = [sorted[0], sorted.at(-1)];
    if (!least || !most) return '';
    const [low, high] = [megabytes(least.peakBytes), megabytes(most.peakBytes)];
    return t('charts.memory.summary', { least: least.name, low, most: most.name, high });
  });
}
