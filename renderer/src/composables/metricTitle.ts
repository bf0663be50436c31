import { useI18n } from 'vue-i18n';
import type { Column } from '../format/metricColumns';

/** A metric's name in the reader's language; abbreviations such as PSNR are the same in all. */
export function useMetricTitle(): (column: Pick<Column, 'id' | 'title'>) => string {
  const { t, te } = useI18n();
  return ({ id, title }) => (te(`dock.metricTitles.${id}`) ? t(`dock.metricTitles.${id}`) : title);
}
