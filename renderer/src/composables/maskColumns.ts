import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { CALIBRATION_BINS, classCounts, type Tally } from '@core/segmentation';
import { maskLook } from '@core/segmentation/look';
import { useFormat } from '../format/useFormat';
import { useMasks, type MaskRow } from '../stores/masks';

/** A column of the table of masks. */
export interface MaskColumn {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Square in front of the title, of a class. */
  readonly colour: string | null;
  /** Null: no row is better. */
  readonly better: 'higher' | 'lower' | null;
  readonly text: (value: number) => string;
  readonly valueOf: (row: MaskRow) => number | null;
}

type MaskTab = 'classes' | 'boundary' | 'calibration' | 'cost';

/** Distances from the boundary, in pixels, up to which the share of all wrong pixels is stated. */
const REACHES = [1, 3, 8];

/** The columns of each tab of the dock of masks. */
export function useMaskColumns(): Readonly<Record<MaskTab, ComputedRef<readonly MaskColumn[]>>> {
  const { t, locale } = useI18n();
  const masks = useMasks();
  const format = useFormat();

  const results = computed(() => masks.rows.flatMap(({ result }) => (result ? [result] : [])));
  /** Metrics of the results with these ids, in the order of tables. */
  function metricColumns(wanted: (id: string) => boolean): MaskColumn[] {
    const ids = [...new Set(results.value.flatMap(({ metrics }) => metrics.map(({ id }) => id)))].filter(wanted);
    return ids
      .toSorted((a, b) => (maskLook(a)?.rank ?? 99) - (maskLook(b)?.rank ?? 99))
      .flatMap((id): MaskColumn[] => {
        const look = maskLook(id);
        const found = results.value.flatMap(({ metrics }) => metrics).find((metric) => metric.id === id);
        if (!look || !found) return [];
        return [
          {
            id,
            title: look.title[locale.value === 'zh-CN' ? 'zh-CN' : 'en'],
            unit: look.unit,
            colour: null,
            better: found.better,
            text: (value) => format.number(value * look.factor, look.decimals),
            valueOf: ({ result }) => {
              const value = result?.metrics.find((metric) => metric.id === id)?.value;
              return typeof value === 'number' ? value : null;
            },
          },
        ];
      });
  }

  /** One column per class of the truth; `valueOf` takes the counts and the class. */
  function classColumns(id: string, valueOf: (mask: Tally, label: number) => number | null): MaskColumn[] {
    return (masks.pair?.shares ?? []).flatMap((share, label): MaskColumn[] =>
      share === 0
        ? []
        : [
            {
              id: `${id}-${label}`,
              unit: '',
              better: 'higher',
              title: masks.nameOf(label) ?? t('masks.class', { label }),
              colour: `rgb(${(masks.pair?.palette[label] ?? [0, 0, 0]).join(' ')})`,
              text: (value) => format.number(value * 100, 1),
              valueOf: ({ result }) => (result?.mask ? valueOf(result.mask, label) : null),
            },
          ],
    );
  }
  const own = (
    column: Pick<MaskColumn, 'id' | 'title'> & Partial<MaskColumn> & Pick<MaskColumn, 'text' | 'valueOf'>,
  ): MaskColumn => ({ unit: '', colour: null, better: null, ...column });

  const BOUNDARY = new Set(['boundary-iou', 'boundary-f']);
  const CERTAINTY = new Set(['cross-entropy', 'ece']);
  const percent = (value: number): string => format.number(100 * value, 1);

  return {
    classes: computed(() => {
      const [first, second, ...rest] = metricColumns(() => true);
      return [first, second, ...classColumns('iou', iouOf), ...rest].filter((column) => column !== undefined);
    }),
    boundary: computed(() => [
      ...metricColumns((id) => BOUNDARY.has(id)),
      ...REACHES.map((pixels) =>
        own({
          id: `within-${pixels}`,
          title: t('masks.within', { pixels }),
          unit: '%',
          text: percent,
          valueOf: ({ result }) => (result?.mask ? wrongWithin(result.mask, pixels) : null),
        }),
      ),
      ...classColumns('boundary-iou', ({ boundary }, label) =>
        boundary.either[label] ? boundary.both[label]! / boundary.either[label] : null,
      ),
    ]),
    calibration: computed(() => [
      ...metricColumns((id) => CERTAINTY.has(id)).toReversed(),
      own({
        id: 'confidence',
        title: t('masks.confidence'),
        unit: '%',
        text: percent,
        valueOf: ({ result }) => meanConfidence(result?.mask),
      }),
      ...metricColumns((id) => id === 'accuracy'),
      own({
        id: 'sure-and-wrong',
        title: t('masks.sureAndWrong'),
        unit: '%',
        better: 'lower',
        text: (value) => format.number(100 * value, 2),
        valueOf: ({ result }) => sureAndWrong(result?.mask),
      }),
    ]),
    cost: computed(() => [
      own({
        id: 'time',
        title: t('masks.time'),
        unit: 'ms',
        better: 'lower',
        text: (value) => format.number(value, value < 10 ? 2 : 1),
        valueOf: ({ result }) => result?.timing?.medianMs ?? null,
      }),
      own({
        id: 'macs',
        title: t('masks.macs'),
        unit: 'M',
        better: 'lower',
        text: (value) => format.number(value / 1e6, 1),
        valueOf: ({ result }) => result?.cost?.macs ?? null,
      }),
      own({
        id: 'parameters',
        title: t('masks.parameters'),
        text: (value) => format.number(value, 0),
        valueOf: ({ result }) => result?.cost?.parameters ?? null,
      }),
      own({
        id: 'values',
        title: t('masks.outputValues'),
        unit: 'M',
        text: (value) => format.number(value / 1e6, 2),
        valueOf: ({ result }) => result?.outputShape.reduce((product, size) => product * size, 1) ?? null,
      }),
    ]),
  };
}

function iouOf({ confusion }: Tally, label: number): number | null {
  const { truth, predicted, both } = classCounts(confusion)[label]!;
  const either = truth + predicted - both;
  return either === 0 ? null : both / either;
}

/** Share of all wrong pixels that lie within so many pixels of a boundary; null where nothing is wrong. */
function wrongWithin({ profile: { wrong } }: Tally, pixels: number): number | null {
  const all = wrong.reduce((sum, count) => sum + count, 0);
  return all === 0 ? null : wrong.slice(0, pixels + 1).reduce((sum, count) => sum + count, 0) / all;
}

function meanConfidence(mask: Tally | undefined): number | null {
  const certainty = mask?.certainty;
  if (!certainty || certainty.pixels === 0) return null;
  return certainty.bins.reduce((sum, { confidence }) => sum + confidence, 0) / certainty.pixels;
}

/** Share of the pixels that are wrong although the confidence is in one of the upper bins. */
function sureAndWrong(mask: Tally | undefined): number | null {
  const certainty = mask?.certainty;
  if (!certainty || certainty.pixels === 0) return null;
  const upper = certainty.bins.slice(Math.ceil(0.8 * CALIBRATION_BINS));
  return upper.reduce((sum, { pixels, right }) => sum + pixels - right, 0) / certainty.pixels;
}
