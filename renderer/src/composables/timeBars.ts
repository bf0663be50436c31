import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { byTime, timePerMethod, type TimedMethod } from '@core/charts';
import { useChartTheme } from './chartTheme';
import { useFormat } from '../format/useFormat';

/** What every chart of measured times says: bars with whiskers, and a sentence for those who cannot see them. */
export function useTimeBars(timed: () => readonly TimedMethod[]) {
  const { t } = useI18n();
  const format = useFormat();
  const theme = useChartTheme();
  const ms = (value: number): string => format.number(value, value < 10 ? 2 : value < 100 ? 1 : 0);
  const option = computed(() => timePerMethod(timed(), theme.value, { number: ms }));
  const sorted: ComputedRef<TimedMethod[]> = computed(() => byTime(timed()));
  const summary = computed(() => {
    const [fastest, slowest] = [sorted.value[0], sorted.value.at(-1)];
    if (!fastest || !slowest) return '';
    return t('charts.time.summary', {
      fastest: fastest.name,
      low: ms(fastest.medianMs),
      slowest: slowest.name,
      high: ms(slowest.medianMs),
    });
  });
  return { option, sorted, summary };
}
