import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { PictureInfo } from '@core/engine/contract/contract';
import type { MethodResult } from '@core/experiment/schema';
import { useMethodChip } from './methodChip';
import { useMethodNames } from './methodNames';
import { SELF_RUN_MS } from './selfRun';
import { useSentences } from './sentences';
import { bestOf, distanceToBest, metricColumns, primaryMetric } from '../format/metricColumns';
import { useFormat } from '../format/useFormat';
import { useHost } from '../host';
import { useAgainst } from '../stores/against';
import { useExperiment } from '../stores/experiment';
import { useInspections } from '../stores/inspections';
import { usePictures } from '../stores/pictures';
import { useRun } from '../stores/run';
import { useSettings } from '../stores/settings';
import { useSharing } from '../stores/sharing';
import { channelsIn, type MethodRun } from '../stores/runState';
import type { SetupMethod } from '../stores/setup';
import type { Guest, PaneBadge, PaneModel, PaneState } from '../viewer/paneModel';

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
  const against = useAgainst();
  const names = useMethodNames();
  const chips = useMethodChip();
  const format = useFormat();
  const sentences = useSentences();
  const sharing = useSharing();

  const columns = computed(() => {
    const { results } = against;
    return {
      results,
      primary: primaryMetric(metricColumns(results, 'full', settings.values.decimals, experiment.setup.metrics)),
    };
  });

  /** The value of white, where the experiment states one. */
  const stated = computed(() => (experiment.setup.range === undefined ? {} : { peak: experiment.setup.range }));

  function deltaOf(result: MethodResult): Pick<PaneModel, 'delta' | 'deltaLabel'> {
    const { results, primary } = columns.value;
    const value = primary?.valueOf(result);
    const best = primary && bestOf(primary, results);
    if (!primary || value === undefined || value === null || best === null) return {};
    const bare = `${primary.title} ${format.number(value, primary.decimals)} ${primary.unit}`.trim();
    const shown = against.key === '' ? bare : t('panes.against', { value: bare, title: names.byKey(against.key) });
    const plain = { delta: format.number(value, primary.decimals), deltaLabel: shown };
    if (result.excludedFromBest) return plain;
    const distance = distanceToBest(value, best, primary.decimals);
    if (distance.kind === 'best') return { delta: t('panes.best'), deltaLabel: t('panes.bestLabel', { value: shown }) };
    if (distance.kind !== 'behind') return plain;
    const behind = format.number(Math.abs(distance.by), primary.decimals);
    return {
      delta: format.signed(distance.by, primary.decimals),
      deltaLabel: t('panes.behindLabel', { value: shown, behind }),
    };
  }

  function badgeOf(result: MethodResult | null, key: string): PaneBadge | undefined {
    const checker = result?.metrics.find(({ id, region }) => id.startsWith('checker') && region === 'full');
    const value = typeof checker?.value === 'number' ? checker.value : 0;
    if (value >= VISIBLE_CHECKERBOARD) return { kind: 'checkerboard', text: format.number(value, 1) };
    const forecast = inspections.byKey(key)?.inspection?.forecast;
    if (forecast?.level === 'uneven') return { kind: 'forecast', text: t('methods.uneven') };
    // Nothing to see, but only because these weights make up for it.
    if (forecast?.level !== 'balanced' || !forecast.overlap) return undefined;
    const taps = [...new Set(forecast.overlap.flat())].length > 1 ? forecast.overlap.flat() : [];
    return taps.length > 0 ? { kind: 'balanced', text: taps.toSorted((a, b) => a - b).join('-') } : undefined;
  }

  /** What would make a method fit that does not. */
  function fixOf(key: string): Pick<PaneModel, 'fixLabel'> {
    const fix = inspections.byKey(key)?.inspection?.refusal?.fix;
    if (!fix) return {};
    const changes = Object.entries(fix).map(([name, value]) => `${name} ${String(value)}`);
    return { fixLabel: t('methods.use', { changes: changes.join(', ') }) };
  }

  function stateOf(method: MethodRun | undefined): PaneState {
    if (!method) return 'empty';
    const isTrue = run.image !== null && run.isCurrent(run.image, method);
    // A result that is still true needs no waiting for: only its times are taken again.
    if (method.state === 'pending' && isTrue) return 'done';
    if (method.state !== 'idle') return method.state;
    if (!method.result) return 'empty';
    return isTrue ? 'done' : 'stale';
  }

  function sizeOf(picture: PictureInfo, result: MethodResult | null): { width: number; height: number } {
    if (result) return { height: result.outputShape[2] ?? 0, width: result.outputShape[3] ?? 0 };
    const { scale, mode } = experiment.setup;
    if (mode === 'enlarge') return { width: picture.width * scale, height: picture.height * scale };
    return { width: picture.width - (picture.width % scale), height: picture.height - (picture.height % scale) };
  }

  /** What a picture that is not up to date says, and whether it will be by itself. */
  function waiting(state: PaneState, method: MethodRun | undefined): Partial<PaneModel> {
    if (state === 'done' || state === 'failed' || state === 'interrupted') return {};
    const isSoon =
      settings.values.runsByItself && run.estimateSelectedMs <= SELF_RUN_MS && run.state.phase !== 'cancelled';
    const made = method?.result ? (/^\["[a-z]+",(\d+)/.exec(method.madeWith)?.[1] ?? '') : '';
    const isOther = made !== '' && Number(made) !== experiment.setup.scale;
    return {
      ...(isSoon || state === 'pending' || state === 'running'
        ? { waits: true }
        : { runLabel: t('viewer.runIn', { time: format.duration(run.estimateMs) }) }),
      ...(isOther ? { oldScale: t('viewer.oldScale', { scale: made }) } : {}),
    };
  }

  /** The same function elsewhere in the list: in this pane, or in one of its own. */
  function sameAsOf(key: string, guests: readonly Guest[]): Pick<PaneModel, 'sameAs'> {
    const twins = new Set([...guests.map((guest) => guest.key), ...sharing.twinsOfMethod(key)]);
    const others = experiment.setup.methods.filter((method) => twins.has(method.key));
    if (others.length === 0) return {};
    const title = t('viewer.sameAsTitle', { names: others.map((method) => names.byKey(method.key)).join(', ') });
    return {
      sameAs: { keys: others.map((method) => method.key), methodIds: [...new Set(others.map(names.markOf))], title },
    };
  }

  /** Methods that are seen in this method's pane. */
  const guestsOf = (key: string): Guest[] =>
    [...sharing.ofMethods].flatMap(([guest, { host: own }]) =>
      own === key ? [{ key: guest, title: names.byKey(guest) }] : [],
    );

  function methodPane(picture: PictureInfo, spec: SetupMethod): PaneModel {
    const method = run.image?.methods.find(({ key }) => key === spec.key);
    const result = method?.result ?? null;
    const state = stateOf(method);
    const guests = guestsOf(spec.key);
    const badge = badgeOf(state === 'done' || state === 'running' ? result : null, spec.key);
    return {
      key: spec.key,
      role: 'method',
      title: names.byKey(spec.key),
      chip: chips.changed(spec),
      methodId: names.markOf(spec),
      ...(badge ? { badge } : {}),
      ...(result && state === 'done' ? deltaOf(against.measured(result)) : {}),
      ...sameAsOf(spec.key, guests),
      ...(guests.length > 0 ? { guests } : {}),
      ...waiting(state, method),
      url: method?.output ? host.blobUrl(method.output) : null,
      ...sizeOf(picture, state === 'done' || method?.output ? result : null),
      channels: channelsIn(experiment.setup, picture.channels),
      ...stated.value,
      state,
      ...(state === 'running' ? { fraction: method?.fraction ?? 0 } : {}),
      ...(state === 'failed' ? { message: sentences.any(method?.message ?? ''), ...fixOf(spec.key) } : {}),
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
        channels: image?.reference ? image.channels : picture.channels,
        // The preview is made for screens; white is what the file says only of the picture itself.
        ...(image?.reference ? stated.value : {}),
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
        chip: image.low === undefined ? '' : t('given.low', { file: image.low.file.replace(/^.*[/\\]/s, '') }),
        methodId: '',
        url,
        width,
        height,
        channels: image.channels,
        ...stated.value,
        state: 'done',
      });
    }
    // One function, one pane: its twins keep their rows in the table.
    for (const spec of experiment.setup.methods)
      if (spec.enabled && !sharing.ofMethods.has(spec.key)) panes.push(methodPane(picture, spec));
    return panes.map((pane) => ({ ...pane, subject: picture.id }));
  });
}
