import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { PictureInfo } from '@core/engine/contract/contract';
import type { MethodResult } from '@core/experiment/schema';
import { useMethodChip } from './methodChip';
import { useMethodNames } from './methodNames';
import { useSentences } from './sentences';
import { bestOf, metricColumns, primaryMetric } from '../format/metricColumns';
import { roundTo } from '../format/numbers';
import { useFormat } from '../format/useFormat';
import { useHost } from '../host';
import { useExperiment } from '../stores/experiment';
import { useInspections } from '../stores/inspections';
import { usePictures } from '../stores/pictures';
import { useRun } from '../stores/run';
import { useSettings } from '../stores/settings';
import type { MethodRun } from '../stores/runState';
import type { SetupMethod } from '../stores/setup';
import type { PaneBadge, PaneModel, PaneState } from '../viewer/paneModel';

/** From here on a measured checkerboard is worth a badge. */
const VISIBLE_CHECKERBOARD = 1;

/** What the viewer shows: the reference, the small input and one pane per enabled method. */
export function usePanes(): ComputedRef<readonly PaneModel[]> {
  const { t } = useI18n();
  const host = useHost();
  const pictures = usePictures();
  const experiment = useExperiment();
  const run = useRun();
  const settings = useSettings();
  const inspections = useInspections();
  const names = useMethodNames();
  const chips = useMethodChip();
  const format = useFormat();
  const sentences = useSentences();

  const columns = computed(() => {
    const results = (run.image?.methods ?? []).flatMap((method) => method.result ?? []);
    return { results, primary: primaryMetric(metricColumns(results, 'full', settings.values.decimals)) };
  });

  function deltaOf(result: MethodResult): Pick<PaneModel, 'delta' | 'deltaLabel'> {
    const { results, primary } = columns.value;
    const value = primary?.valueOf(result);
    const best = primary && bestOf(primary, results);
    if (!primary || value === undefined || value === null || best === null) return {};
    const shown = `${primary.title} ${format.number(value, primary.decimals)} ${primary.unit}`.trim();
    if (result.excludedFromBest) return { delta: format.number(value, primary.decimals), deltaLabel: shown };
    const behind = roundTo(Math.abs(roundTo(value, primary.decimals) - best), primary.decimals);
    if (behind === 0 || !Number.isFinite(behind))
      return { delta: t('panes.best'), deltaLabel: t('panes.bestLabel', { value: shown }) };
    return {
      delta: format.signed(roundTo(value, primary.decimals) - best, primary.decimals),
      deltaLabel: t('panes.behindLabel', { value: shown, behind: format.number(behind, primary.decimals) }),
    };
  }

  function badgeOf(result: MethodResult | null, key: string): PaneBadge | undefined {
    if (result) {
      const checker = result.metrics.find(({ id, region }) => id.startsWith('checker') && region === 'full');
      const value = typeof checker?.value === 'number' ? checker.value : 0;
      return value >= VISIBLE_CHECKERBOARD ? { kind: 'checkerboard', text: format.number(value, 1) } : undefined;
    }
    const uneven = inspections.byKey(key)?.inspection?.forecast?.level === 'uneven';
    return uneven ? { kind: 'forecast', text: t('methods.uneven') } : undefined;
  }

  function stateOf(method: MethodRun | undefined, key: string): PaneState {
    if (!method) return 'empty';
    if (method.state !== 'idle') return method.state;
    if (!method.result) return 'empty';
    return method.madeWith === run.signatures.get(key) ? 'done' : 'stale';
  }

  function sizeOf(picture: PictureInfo, result: MethodResult | null): { width: number; height: number } {
    if (result) return { height: result.outputShape[2] ?? 0, width: result.outputShape[3] ?? 0 };
    const { scale, mode } = experiment.setup;
    if (mode === 'enlarge') return { width: picture.width * scale, height: picture.height * scale };
    return { width: picture.width - (picture.width % scale), height: picture.height - (picture.height % scale) };
  }

  function methodPane(picture: PictureInfo, spec: SetupMethod): PaneModel {
    const method = run.image?.methods.find(({ key }) => key === spec.key);
    const result = method?.result ?? null;
    const state = stateOf(method, spec.key);
    const badge = badgeOf(state === 'done' || state === 'running' ? result : null, spec.key);
    return {
      key: spec.key,
      role: 'method',
      title: names.byKey(spec.key),
      chip: chips.changed(spec),
      methodId: spec.id,
      ...(badge ? { badge } : {}),
      ...(result && state === 'done' ? deltaOf(result) : {}),
      url: method?.output ? host.blobUrl(method.output) : null,
      ...sizeOf(picture, result),
      channels: picture.channels,
      state,
      ...(state === 'running' ? { fraction: method?.fraction ?? 0 } : {}),
      ...(state === 'failed' ? { message: sentences.any(method?.message ?? '') } : {}),
    };
  }

  return computed(() => {
    const picture = pictures.selected;
    if (!picture) return [];
    const { image } = run;
    const { mode } = experiment.setup;
    const panes: PaneModel[] = [];
    if (mode === 'reference') {
      const size = sizeOf(picture, null);
      const url = host.blobUrl(image?.reference ?? picture.preview);
      panes.push({
        key: 'reference',
        role: 'reference',
        title: picture.name,
        chip: '',
        methodId: '',
        url,
        ...size,
        channels: picture.channels,
        state: 'done',
      });
    }
    if (image?.input) {
      const by = image.reference ? (run.state.experiment?.scale ?? experiment.setup.scale) : 1;
      const width = Math.floor((image.width - image.crop.right) / by);
      const height = Math.floor((image.height - image.crop.bottom) / by);
      const url = host.blobUrl(image.input);
      panes.push({
        key: 'input',
        role: 'input',
        title: t('panes.input'),
        chip: '',
        methodId: '',
        url,
        width,
        height,
        channels: image.channels,
        state: 'done',
      });
    }
    for (const spec of experiment.setup.methods) if (spec.enabled) panes.push(methodPane(picture, spec));
    return panes;
  });
}
