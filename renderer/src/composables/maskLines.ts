import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { MethodResult } from '@core/experiment/schema';
import { useMethodNames } from './methodNames';
import { useMasks, type MaskRow } from '../stores/masks';

type Tally = NonNullable<MethodResult['mask']>;

/** A line of a chart over masks. */
interface MaskLine {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** Which use of its method it is, from 0: solid, dotted, dashed. */
  readonly repeat: number;
  readonly mask: Tally;
}

/** What a row is called beside the others: with its order where both are compared. */
export function useMaskNames(): (row: Pick<MaskRow, 'use' | 'order'>) => string {
  const { t } = useI18n();
  const masks = useMasks();
  const names = useMethodNames();
  return ({ use, order }) =>
    masks.isFeatures || masks.orders.length < 2
      ? names.byKey(use)
      : t('masks.inOrder', { method: names.byKey(use), order: t(`masks.short.${order}`) });
}

/** The rows that have run, those with the same labels once: their lines would hide one another. */
export function useMaskLines(): ComputedRef<readonly MaskLine[]> {
  const { t } = useI18n();
  const masks = useMasks();
  const nameOf = useMaskNames();
  return computed(() => {
    const twins = new Map<string, number>();
    const own: MaskRow[] = [];
    for (const row of masks.rows) {
      const first = row.result?.sameAs?.find(({ key }) => own.some((other) => other.key === key));
      if (first) twins.set(first.key, (twins.get(first.key) ?? 0) + 1);
      else own.push(row);
    }
    return own.flatMap((row): MaskLine[] => {
      const mask = row.result?.mask;
      if (!mask) return [];
      const count = twins.get(row.key);
      const name = count === undefined ? nameOf(row) : t('masks.andTwins', { name: nameOf(row), count });
      return [{ id: row.id, key: row.key, name, mask, repeat: own.filter(({ id }) => id === row.id).indexOf(row) }];
    });
  });
}
