import { useI18n } from 'vue-i18n';
import { lookOf } from '@core/experiment/shown';
import { protocols } from '@core/metrics/protocols';
import { metrics } from '@core/metrics/registry';
import { useSets } from '../stores/sets';
import { useSettings } from '../stores/settings';

/** A metric's name in the reader's language, as its descriptor gives it. */
export function useMetricTitle(): (metric: { readonly id: string; readonly title?: string | undefined }) => string {
  const settings = useSettings();
  return ({ id, title }) =>
    metrics.find((metric) => metric.id === id)?.title[settings.language] ??
    title ??
    lookOf(id, undefined, settings.language).title;
}

/** What a protocol of metrics is called in the reader's language, as its descriptor gives it. */
export function useProtocolTitle(): (id: string) => string {
  const settings = useSettings();
  return (id) => protocols.find((protocol) => protocol.id === id)?.title[settings.language] ?? id;
}

/** What a set of a table is called. Pictures without a folder have a word of the window; with a number where a folder has it. */
export function useSetTitle(): (name: string) => string {
  const { t } = useI18n();
  const sets = useSets();
  return (name) => {
    if (name !== '') return name;
    const word = t('table.set');
    return sets.sets.some((set) => set.name === word) ? `${word} (2)` : word;
  };
}
