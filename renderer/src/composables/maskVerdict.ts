import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { bilinear } from '@core/upsamplers/bilinear';
import { scoreOf } from './maskPanes';
import { useMethodNames } from './methodNames';
import { useFormat } from '../format/useFormat';
import { useExperiment } from '../stores/experiment';
import { useMasks, type MaskRow } from '../stores/masks';

interface MaskVerdict {
  readonly methodId: string;
  readonly bold: string;
  readonly rest: string;
}

/** A difference that does not show in one decimal of a per cent. */
const NOTHING = 0.05;

/** The answer in one line, from the numbers as they are shown. */
export function useMaskVerdict(): ComputedRef<MaskVerdict | null> {
  const { t } = useI18n();
  const masks = useMasks();
  const experiment = useExperiment();
  const names = useMethodNames();
  const format = useFormat();
  const points = (row: MaskRow | undefined): number => Math.round(1000 * (row ? (scoreOf(row) ?? NaN) : NaN)) / 10;

  return computed(() => {
    const done = masks.rows.filter((row) => scoreOf(row) !== null);
    const first = [...done].sort((a, b) => (scoreOf(b) ?? 0) - (scoreOf(a) ?? 0))[0];
    if (!first || masks.running) return null;
    if (masks.isFeatures) {
      const value = format.number(scoreOf(first) ?? 0, 4);
      return {
        methodId: first.id,
        bold: t('masks.verdict.features', { method: names.byKey(first.use), value }),
        rest: '',
      };
    }
    const rest: string[] = [];
    const plain = done.find(({ id, order, use }) => id === bilinear.id && order === 'logits' && !isAligned(use));
    const aligned = done.find(({ id, order, use }) => id === bilinear.id && order === 'logits' && isAligned(use));
    const cost = points(plain) - points(aligned);
    if (Number.isFinite(cost) && Math.abs(cost) >= NOTHING)
      rest.push(
        t(cost > 0 ? 'masks.verdict.alignCosts' : 'masks.verdict.alignGains', {
          points: format.number(Math.abs(cost), 1),
        }),
      );
    const subject = plain ?? first;
    const reach = subject.result?.mask?.profile.wrong.findLastIndex((count) => count > 0) ?? -1;
    if (reach >= 0 && reach < 32)
      rest.push(t('masks.verdict.reach', { method: names.byKey(subject.use), pixels: reach + 1 }));
    const twin = done.find(({ use, order }) => use === subject.use && order === 'labels');
    const gain = points(subject) - points(twin);
    const head = !Number.isFinite(gain)
      ? t('masks.verdict.best', { method: names.byKey(first.use), value: format.number(points(first), 1) })
      : Math.abs(gain) < NOTHING
        ? t('masks.verdict.noDifference', { method: names.byKey(subject.use) })
        : t(gain > 0 ? 'masks.verdict.logits' : 'masks.verdict.labels', {
            method: names.byKey(subject.use),
            points: format.signed(Math.abs(gain), 1),
          });
    return { methodId: subject.id, bold: head, rest: rest.join(' ') };
  });

  function isAligned(use: string): boolean {
    return experiment.setup.methods.find(({ key }) => key === use)?.parameters['alignCorners'] === true;
  }
}
