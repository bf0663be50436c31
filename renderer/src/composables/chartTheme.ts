import { computed, type ComputedRef } from 'vue';
import { darkTheme, lightTheme, type ChartTheme } from '@core/charts';
import { useSettings } from '../stores/settings';

/** The charts' colours of the theme on screen. */
export function useChartTheme(): ComputedRef<ChartTheme> {
  const settings = useSettings();
  return computed(() => (settings.theme === 'dark' ? darkTheme : lightTheme));
}
