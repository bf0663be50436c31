import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { BlobRef } from '@core/engine/contract/contract';
import type { Said } from '@core/messages';
import { saidOf } from '@core/tensor/errors';
import { useMethodChip } from './methodChip';
import { useMaskNames } from './maskLines';
import { useMethodNames } from './methodNames';
import { useSentences } from './sentences';
import { useFormat } from '../format/useFormat';
import { useHost } from '../host';
import { useExperiment } from '../stores/experiment';
import { useMasks, type MaskRow } from '../stores/masks';
import { useSharing } from '../stores/sharing';
import type { PaneModel } from '../viewer/paneModel';

interface Wanted {
  readonly key: string;
  readonly pane: 'reference' | 'input' | 'method';
  readonly output: string | null;
  readonly scores: string | null;
}

/** Waits before a pane is asked for again, doubled each time. */
const ASK_AGAIN_MS = 700;
const LONGEST_WAIT_MS = 10_000;
/** Views that are kept for a way back. */
const MOST_STALE = 100;
/** From then on the pane says why it is empty. */
const FAILURES_SAID = 4;

/** The number that rows are ranked by: mIoU, or the cosine of feature maps. */
export function scoreOf(row: MaskRow): number | null {
  const found = row.result?.metrics.find(({ id }) => id === 'miou' || id === 'cosine');
  return typeof found?.value === 'number' ? found.value : null;
}

/** What the engine is asked about the panes of a pair: truth, input, and every output that is there. */
export function wantedOf({ pair, rows }: Pick<ReturnType<typeof useMasks>, 'pair' | 'rows'>): Wanted[] {
  if (pair === null) return [];
  const own: Wanted[] = [
    ...(pair.truth === null ? [] : [{ key: 'reference', pane: 'reference', output: null, scores: null } as const]),
    { key: 'input', pane: 'input', output: null, scores: null },
  ];
  const made = rows.flatMap(({ key, output, scores }): Wanted[] =>
    output ? [{ key, pane: 'method', output: output.id, scores: scores?.id ?? null }] : [],
  );
  return [...own, ...made];
}

/** Panes of the pair on screen: first row logits first, second row labels first, columns by method. */
export function useMaskPanes(): ComputedRef<readonly PaneModel[]> {
  const { t } = useI18n();
  const host = useHost();
  const masks = useMasks();
  const experiment = useExperiment();
  const names = useMethodNames();
  const chips = useMethodChip();
  const format = useFormat();
  const sentences = useSentences();
  const sharing = useSharing();
  const rowName = useMaskNames();
  /** Drawn panes by what was asked for. */
  const drawn = shallowRef<ReadonlyMap<string, BlobRef>>(new Map());
  const asked = new Set<string>();
  /** How often what was asked for could not be drawn, and why the last time. */
  const failures = shallowRef<ReadonlyMap<string, { readonly count: number; readonly said: Said }>>(new Map());

  const nameOf = (wanted: Wanted): string =>
    JSON.stringify([masks.picture?.id, wanted.pane, wanted.output, wanted.scores, masks.drawn, masks.ignore]);
  const wantedPanes = computed(() => wantedOf(masks));

  function forgetFailures(isKept: (name: string) => boolean): void {
    if ([...failures.value.keys()].every(isKept)) return;
    failures.value = new Map([...failures.value].filter(([name]) => isKept(name)));
  }

  let isGone = false;
  onScopeDispose(() => (isGone = true));
  async function draw(wanted: Wanted, name: string): Promise<void> {
    const picture = masks.picture;
    if (picture === null) return;
    asked.add(name);
    try {
      const { pane, output, scores } = wanted;
      const { drawn: view, ignore } = masks;
      const blob = await host.engine.masks.view({ pictureId: picture.id, pane, output, scores, view, ignore });
      if (isGone) return;
      drawn.value = new Map(drawn.value).set(name, blob);
      forgetFailures((failed) => failed !== name);
    } catch (error) {
      // An output that is gone is about to be replaced by the next run's. One that is still wanted is asked for again:
      // a pane must not stay empty because the engine was busy.
      const count = (failures.value.get(name)?.count ?? 0) + 1;
      failures.value = new Map(failures.value).set(name, { count, said: saidOf(error) });
      const again = (): void => {
        const still = wantedPanes.value.find((one) => nameOf(one) === name);
        if (!isGone && still && !drawn.value.has(name) && !asked.has(name)) void draw(still, name);
      };
      setTimeout(again, Math.min(LONGEST_WAIT_MS, ASK_AGAIN_MS * 2 ** (count - 1)));
    } finally {
      asked.delete(name);
    }
  }
  watch(
    () => wantedPanes.value.map(nameOf),
    (list) => {
      list.forEach((name, index) => {
        if (!drawn.value.has(name) && !asked.has(name)) void draw(wantedPanes.value[index]!, name);
      });
      forgetFailures((failed) => list.includes(failed));
      // Of what is no longer on screen less is kept than the engine keeps of all: it drops older views.
      const stale = [...drawn.value.keys()].filter((name) => !list.includes(name));
      if (stale.length > MOST_STALE) drawn.value = new Map([...drawn.value].filter(([name]) => list.includes(name)));
    },
    { immediate: true },
  );

  /** The latest view of each pane stays until its next one is drawn, so that nothing flickers. */
  const last = new Map<string, string>();
  const urlOf = (key: string): string | null => {
    const wanted = wantedPanes.value.find((one) => one.key === key);
    const blob = wanted && drawn.value.get(nameOf(wanted));
    const slot = `${masks.picture?.id} ${wanted?.pane} ${wanted?.output} ${key}`;
    if (blob) last.set(slot, host.blobUrl(blob));
    return last.get(slot) ?? null;
  };

  /** Why what a pane should show is not drawn yet, once that is no matter of moments. */
  function failureOf(key: string): Pick<PaneModel, 'state' | 'message'> | null {
    const wanted = wantedPanes.value.find((one) => one.key === key);
    const failure = wanted && failures.value.get(nameOf(wanted));
    if (!failure || failure.count < FAILURES_SAID) return null;
    return { state: 'failed', message: sentences.any(failure.said) };
  }

  /** Other methods with the same labels or features, in this pane or in one of their own. */
  function sameAsOf(row: MaskRow): Pick<PaneModel, 'sameAs'> {
    const twins = sharing.twinsOfMask(row.key);
    const others = masks.rows.filter(({ key }) => twins.includes(key));
    if (others.length === 0) return {};
    const title = t('viewer.sameAsTitle', { names: others.map(rowName).join(', ') });
    // Both orders of one method: its chip says so.
    const methodIds = [...new Set(others.filter(({ use }) => use !== row.use).map(({ id }) => id))];
    return { sameAs: { keys: others.map(({ key }) => key), methodIds, title } };
  }

  function methodPane(row: MaskRow): PaneModel {
    const spec = experiment.setup.methods.find(({ key }) => key === row.use);
    const [, , height = 0, width = 0] = row.result?.outputShape ?? [];
    const twins = masks.rows.filter(({ key }) => sharing.ofMasks.get(key)?.host === row.key);
    const isEither = twins.some(({ use }) => use === row.use);
    const order = masks.isFeatures ? '' : t(isEither ? 'masks.eitherOrder' : `masks.${row.order}First`);
    const chip = [order, spec ? chips.changed(spec) : ''];
    const best = Math.max(...masks.rows.map((other) => scoreOf(other) ?? -Infinity));
    const score = scoreOf(row);
    const factor = masks.isFeatures ? 1 : 100;
    const decimals = masks.isFeatures ? 4 : 1;
    const behind = score === null ? null : (score - best) * factor;
    return {
      key: row.key,
      role: 'method',
      title: names.byKey(row.use),
      chip: chip.filter(Boolean).join(', '),
      methodId: row.id,
      ...sameAsOf(row),
      ...(twins.length > 0 ? { guests: twins.map(({ key, use }) => ({ key, title: names.byKey(use) })) } : {}),
      ...(behind === null
        ? {}
        : { delta: behind > -0.5 * 10 ** -decimals ? t('panes.best') : format.signed(behind, decimals) }),
      url: urlOf(row.key),
      width,
      height,
      channels: masks.pair?.channels ?? 1,
      state: row.state === 'done' ? 'done' : row.state,
      ...(row.state === 'running' ? { fraction: row.fraction } : {}),
      ...(row.state === 'failed' ? { message: sentences.any(row.message) } : {}),
      ...(row.state === 'done' ? failureOf(row.key) : null),
    };
  }

  return computed(() => {
    const { pair, picture } = masks;
    if (pair === null || picture === null) return [];
    const output = pair.output ?? { width: pair.input.width * masks.factor, height: pair.input.height * masks.factor };
    const common = { chip: '', methodId: '', channels: pair.channels, state: 'done' } as const;
    const reference: PaneModel[] =
      pair.truth === null
        ? []
        : [
            {
              ...common,
              key: 'reference',
              role: 'reference',
              title: pair.truth,
              url: urlOf('reference'),
              ...output,
              ...failureOf('reference'),
            },
          ];
    const input: PaneModel = {
      ...common,
      key: 'input',
      role: 'input',
      title: picture.name,
      url: urlOf('input'),
      chip: masks.isFeatures ? '' : t('masks.largestOf', { count: pair.channels }),
      ...pair.input,
      ...failureOf('input'),
    };
    // One function, one pane: its twins keep their rows in the table.
    const of = (order: MaskRow['order']): PaneModel[] =>
      masks.rows.filter((row) => row.order === order && !sharing.ofMasks.has(row.key)).map(methodPane);
    const [logits, labels] = [of('logits'), of('labels')];
    const rows =
      reference.length > 0 && labels.length > 0 && logits.length > 0
        ? [...reference, ...logits, input, ...labels]
        : [...reference, input, ...logits, ...labels];
    return rows.map((pane) => ({ ...pane, subject: picture.id }));
  });
}
