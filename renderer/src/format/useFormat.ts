import { computed } from 'vue';
import type { NumberOrSpecial } from '@core/experiment/schema';
import { formatDuration, formatNumber, formatSigned } from './numbers';
import { useSettings } from '../stores/settings';

/** The number formats bound to the language on screen. */
export function useFormat(): {
  number: (value: NumberOrSpecial, decimals: number) => string;
  signed: (value: number, decimals: number) => string;
  duration: (ms: number) => string;
  /** Of milliseconds since 1970. */
  date: (time: number) => string;
} {
  const settings = useSettings();
  const locale = computed(() => settings.language);
  return {
    number: (value, decimals) => formatNumber(value, decimals, locale.value),
    signed: (value, decimals) => formatSigned(value, decimals, locale.value),
    duration: (ms) => formatDuration(ms, locale.value),
    date: (time) => new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' }).format(time),
  };
}
