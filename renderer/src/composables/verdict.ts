import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useMethodNames } from './methodNames';
import { useMetricTitle } from './titles';
import { metricColumns, primaryMetric } from '../format/metricColumns';
import { roundTo } from '../format/numbers';
import { useFormat } from '../format/useFormat';
import { useAgainst } from '../stores/against';
import { useCurrent } from '../stores/current';
import { useExperiment } from '../stores/experiment';
import { useRun } from '../stores/run';
import { useSettings } from '../stores/settings';
import { useTable } from '../stores/table';

interface Verdict {
  /** Whose glyph stands first; empty without a leader. */
  readonly methodId: string;
  /** The one bold clause. */
  readonly head: string;
  /** What else there is to say, clause by clause. */
  readonly rest: readonly string[];
  /** Not all results are there. */
  readonly isOpen: boolean;
}

/** Less than this is no difference, in dB and as shown. */
const NOTHING_DB = 0.05;

/** What the numbers on screen say, in one line and by the numbers as shown. */
export function useVerdict(): ComputedRef<Verdict> {
  const { t } = useI18n();
  const current = useCurrent();
  const against = useAgainst();
  const run = useRun();
  const experiment = useExperiment();
  const settings = useSettings();
  const table = useTable();
  const names = useMethodNames();
  const metricTitle = useMetricTitle();
  const format = useFormat();

  const open = (head: string, ...rest: string[]): Verdict => ({ methodId: '', head, rest, isOpen: true });

  return computed((): Verdict => {
    const { done, all } = current.progress;
    if (all === 0) return open(t('verdict.noMethods'));
    if (done < all) {
      const failed = run.image?.methods.filter(({ key, state }) => state === 'failed' && current.keys.includes(key));
      if (done + (failed?.length ?? 0) < all || run.running)
        return open(t('verdict.upToDate', { done, all }), ...(run.running ? [t('verdict.follows')] : []));
      if (done === 0) return open(t('verdict.noneRan'));
    }
    if (experiment.setup.mode === 'enlarge' && against.key === '') return open('', t('verdict.enlarge'));
    if (against.waiting > 0) return open(t('verdict.against', { title: names.byKey(against.key) }));
    const column = primaryMetric(
      metricColumns(against.results, table.region, settings.values.decimals, experiment.setup.metrics),
    );
    const rated = against.results.flatMap((result) => {
      const value = column?.valueOf(result);
      if (!column || value === null || value === undefined || Number.isNaN(value) || result.excludedFromBest) return [];
      return [{ result, value: roundTo(value, column.decimals) }];
    });
    const sign = column?.better === 'lower' ? -1 : 1;
    rated.sort((a, b) => sign * (b.value - a.value));
    const [first, second] = rated;
    if (!column || !first) return open('', t('verdict.nothing'));
    const twins = rated.filter((one) => one.result.sameAs.some(({ onThisPictureOnly }) => !onThisPictureOnly));
    const same = twins.map(({ result }) => {
      const others = result.sameAs
        .filter(({ onThisPictureOnly }) => !onThisPictureOnly)
        .map(({ key }) => names.byKey(key));
      return t('verdict.same', { names: [...others, names.byKey(result.key)].join(t('verdict.and')) });
    });
    const name = names.byKey(first.result.key);
    const methodId = names.markOf(first.result);
    const title = metricTitle(column);
    const unit = [column.unit, title].filter(Boolean).join(' ');
    const other = against.key === '' ? [] : [t('verdict.notOriginal', { title: names.byKey(against.key) })];
    const rest = [...other, ...same.slice(0, 1)];
    if (first.value === Infinity) {
      const exact = rated.filter(({ value }) => value === Infinity).map(({ result }) => names.byKey(result.key));
      return { methodId, head: t('verdict.exact', { names: exact.join(', ') }), rest, isOpen: false };
    }
    if (!second)
      return {
        methodId,
        head: t('verdict.one', { name, value: format.number(first.value, column.decimals), unit }),
        rest,
        isOpen: false,
      };
    const isTwin = (one: (typeof rated)[number]): boolean =>
      one.result.sameAs.some(({ key }) => key === first.result.key) ||
      first.result.sameAs.some(({ key }) => key === one.result.key);
    // A method that is the same function is no rival.
    const rival = rated.slice(1).find((one) => !isTwin(one)) ?? second;
    const gap = roundTo(Math.abs(first.value - rival.value), column.decimals);
    const nothing = column.unit === 'dB' ? NOTHING_DB : 0;
    const words = { name, other: names.byKey(rival.result.key), gap: format.number(gap, column.decimals), unit };
    if (gap === 0 || gap < nothing)
      return { methodId, head: t('verdict.tie', { ...words, metric: title }), rest, isOpen: false };
    const third = rated.slice(1).find((one) => one !== rival && !isTwin(one) && one.value !== rival.value);
    const behind =
      third && Number.isFinite(third.value) ? roundTo(Math.abs(rival.value - third.value), column.decimals) : 0;
    const ahead =
      third && behind >= nothing && behind > 0
        ? t('verdict.ahead', {
            name: words.other,
            other: names.byKey(third.result.key),
            gap: format.number(behind, column.decimals),
            unit: column.unit || title,
          })
        : '';
    return {
      methodId,
      head: t('verdict.leads', words),
      rest: ahead === '' ? rest : [ahead, ...rest],
      isOpen: false,
    };
  });
}
