import { computed, type ComputedRef } from 'vue';
import type { PictureInfo } from '@core/engine/contract/contract';
import { bicubic } from '@core/upsamplers/bicubic';
import { metricColumns, primaryMetric, type Column } from '../../format/metricColumns';
import { roundTo } from '../../format/numbers';
import { useCurrent } from '../../stores/current';
import { useExperiment } from '../../stores/experiment';
import { useSettings } from '../../stores/settings';
import { useTable } from '../../stores/table';

/** What one picture of the list is worth saying in numbers, as shown. */
export interface PictureScore {
  /** Of the best method that counts. */
  readonly score: number;
  /** Over bicubic; null where it was not compared, or has no such value. */
  readonly gain: number | null;
}

export const PICTURE_ORDERS = ['opened', 'name', 'score', 'gain'] as const;
export type PictureOrder = (typeof PICTURE_ORDERS)[number];

/** The ranking metric's best value of every open picture with results, and what it gains over bicubic. */
export function usePictureScores(): {
  column: ComputedRef<Column | null>;
  scores: ComputedRef<ReadonlyMap<string, PictureScore>>;
} {
  const current = useCurrent();
  const settings = useSettings();
  const experiment = useExperiment();
  const table = useTable();
  const column = computed(() => {
    const all = current.measured.flatMap(({ results }) => results);
    return primaryMetric(metricColumns(all, table.region, settings.values.decimals, experiment.setup.metrics));
  });
  const scores = computed(() => {
    const own = column.value;
    if (!own) return new Map<string, PictureScore>();
    const sign = own.better === 'lower' ? -1 : 1;
    return new Map(
      current.measured.flatMap(({ id, results }): [string, PictureScore][] => {
        const shown = results.flatMap((result) => {
          const value = result.excludedFromBest ? null : own.valueOf(result);
          return value === null || Number.isNaN(value) ? [] : [{ id: result.id, value: roundTo(value, own.decimals) }];
        });
        if (shown.length === 0) return [];
        const score = sign * Math.max(...shown.map(({ value }) => sign * value));
        const baseline = shown.find((one) => one.id === bicubic.id)?.value;
        const gain = baseline === undefined ? NaN : sign * (score - baseline);
        return [[id, { score, gain: Number.isFinite(gain) ? roundTo(gain, own.decimals) : null }]];
      }),
    );
  });
  return { column, scores };
}

/** Pictures in the order that was asked for, those without a number last; `find` is part of a name. */
export function orderedPictures(
  pictures: readonly PictureInfo[],
  order: PictureOrder,
  find: string,
  scores: ReadonlyMap<string, PictureScore>,
): PictureInfo[] {
  const wanted = find.trim().toLocaleLowerCase();
  const found = pictures.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  if (order === 'opened') return found;
  if (order === 'name') return found.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const valueOf = ({ id }: PictureInfo): number => scores.get(id)?.[order] ?? Infinity;
  // The pictures with the smallest gain are the interesting ones, so they come first.
  return found.toSorted((a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    return x === y ? 0 : x < y ? -1 : 1;
  });
}
