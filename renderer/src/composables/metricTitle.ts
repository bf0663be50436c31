import { metrics } from '@core/metrics/registry';
import { useSettings } from '../stores/settings';
import type { Column } from '../format/metricColumns';

/** A metric's name in the reader's language, as its descriptor gives it. */
export function useMetricTitle(): (column: Pick<Column, 'id' | 'title'>) => string {
  const settings = useSettings();
  return ({ id, title }) => metrics.find((metric) => metric.id === id)?.title[settings.language] ?? title;
}
