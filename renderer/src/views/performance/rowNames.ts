import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { BenchmarkRow } from '@core/engine/contract/contract';
import { timedOperators } from '@core/upsamplers';
import { useMethodNames } from '../../composables/methodNames';

/** Names of timed operators: those of their methods, and a word more where a method has two. */
export function useOperatorNames(): { byId: (id: string) => string } {
  const { t } = useI18n();
  const methods = useMethodNames();
  return {
    byId: (id) => {
      const operator = timedOperators.find((one) => one.id === id);
      const name = methods.byId(operator?.methodId ?? id);
      return operator?.depthwise ? t('performance.depthwise', { name }) : name;
    },
  };
}

/** What measured rows are called in a chart, and which are only slower ways to compute what another row computes. */
export function useRowNames(rows: () => readonly BenchmarkRow[]) {
  const { t } = useI18n();
  const names = useOperatorNames();
  const several: ComputedRef<boolean> = computed(() => new Set(rows().map((row) => row.implementation)).size > 1);
  return {
    keyOf: ({ operator, implementation }: BenchmarkRow): string => `${operator} ${implementation}`,
    nameOf({ operator, implementation }: BenchmarkRow): string {
      const name = names.byId(operator);
      return several.value ? `${name}, ${t(`performance.implementations.${implementation}`)}` : name;
    },
    /** Hatched bars, dotted lines, hollow points. */
    isVariant: ({ implementation, operator }: BenchmarkRow): boolean =>
      implementation !== 'fast' && rows().some((row) => row.operator === operator && row.implementation === 'fast'),
  };
}
