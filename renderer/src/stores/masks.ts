import type { Said } from '@core/messages';
import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { z } from 'zod';
import type { BlobRef, MaskView, PairInfo, PictureInfo, RunEvent } from '@core/engine/contract/contract';
import { inOrders, isCandidate, useOf } from '@core/experiment/keys';
import { DEFAULT_MASKS, type Order } from '@core/experiment/masks/schema';
import type { Experiment, ImageResult, MethodResult, MethodSpec } from '@core/experiment/schema';
import { CLASS_CHOICES } from '@core/segmentation/metric';
import { upsamplers } from '@core/upsamplers';
import { saidOf } from '@core/tensor/errors';
import { useHost } from '../host';
import { useExperiment } from './experiment';
import { keep, restore } from './persist';
import { useSettings } from './settings';
import { usePictures } from './pictures';

/** One method in one order, as far as it has come. */
export interface MaskRow {
  readonly key: string;
  readonly id: string;
  /** Key of the use in the list of methods: both orders share it. */
  readonly use: string;
  readonly order: Order;
  readonly state: 'pending' | 'running' | 'done' | 'failed';
  readonly fraction: number;
  readonly result: MethodResult | null;
  readonly output: BlobRef | null;
  readonly scores: BlobRef | null;
  readonly message: Said;
}

const saved = z.object({
  order: z.enum(['logits', 'labels', 'both']),
  counts: z.enum(CLASS_CHOICES),
  over: z.enum(['photograph', 'plain']),
  opacity: z.number().min(0).max(1),
  truthContour: z.boolean(),
  ownContour: z.boolean(),
  boundaryPixels: z.number().int().min(1).max(64).default(DEFAULT_MASKS.boundaryPixels),
});
const KEY = 'upbench.masks/1';
const FIRST: z.infer<typeof saved> = {
  order: 'both',
  counts: 'union',
  over: 'photograph',
  opacity: 0.5,
  truthContour: true,
  ownContour: true,
  boundaryPixels: DEFAULT_MASKS.boundaryPixels,
};
/** A few samples: a pair runs by itself at every change. */
const TIMING = { samples: 5, budgetMs: 250 };
/** Longest name of a class, as results keep it. */
const MOST_NAME = 64;
/** It runs after this pause in typing or dragging. */
const SETTLE_MS = 250;

/** Logits, labels and feature maps: the pair on screen, its own run, and how it is drawn. */
export const useMasks = defineStore('masks', () => {
  const host = useHost();
  const pictures = usePictures();
  const experiment = useExperiment();
  const kept = restore(KEY, saved, FIRST);
  const choices = reactive({ ...kept });
  keep(KEY, () => choices);
  /** What is drawn; classes and channels belong to a pair, so they are not kept. */
  const view = reactive<
    Pick<MaskView, 'as' | 'label' | 'errors'> & { channels: [number, number, number]; hidden: number[] }
  >({
    as: 'classes',
    label: 0,
    errors: false,
    channels: [0, 1, 2],
    hidden: [],
  });
  /** Null: the factor of the truth. */
  const scale = ref<number | null>(null);
  const ignore = ref<number | null>(DEFAULT_MASKS.ignore);

  /** Names of classes that the user typed, by picture. */
  const typed = reactive(new Map<string, Readonly<Record<number, string>>>());

  const picture = computed<PictureInfo | null>(() => (pictures.selected?.pair ? pictures.selected : null));
  const pair = computed<PairInfo | null>(() => picture.value?.pair ?? null);
  /** Names of the classes: what the user typed, what the pair brought, or the number. */
  const names = computed<readonly string[] | null>(() => {
    const [now, own] = [pair.value, typed.get(picture.value?.id ?? '')];
    if (now === null || (!now.names && own === undefined)) return null;
    return Array.from({ length: now.channels }, (_, label) => own?.[label] ?? now.names?.[label] ?? String(label));
  });
  /** The name of a class; null where nobody gave one. */
  const nameOf = (label: number): string | null =>
    typed.get(picture.value?.id ?? '')?.[label] ?? pair.value?.names?.[label] ?? null;
  function rename(label: number, name: string): void {
    const id = picture.value?.id;
    if (id === undefined) return;
    const { [label]: _, ...others } = typed.get(id) ?? {};
    const said = name.trim().slice(0, MOST_NAME);
    typed.set(id, said === '' ? others : { ...others, [label]: said });
  }
  const isFeatures = computed(() => pair.value?.values === 'features');
  watch(
    () => picture.value?.id,
    () => {
      Object.assign(view, { as: isFeatures.value ? 'components' : 'classes', label: 0, errors: false, hidden: [] });
      scale.value = null;
    },
  );

  const factor = computed(() => scale.value ?? pair.value?.scale ?? 2);
  const orders = computed<Order[]>(() => {
    if (isFeatures.value) return ['logits'];
    return choices.order === 'both' ? ['logits', 'labels'] : [choices.order];
  });

  /** The experiment of the pair on screen: the methods of the list in the orders that are asked for. */
  const document = computed<Experiment | null>(() => {
    const now = pair.value;
    if (now === null) return null;
    const uses = experiment.setup.methods
      // Finished outputs are pictures: there is nothing of an array in them.
      .filter((method) => method.enabled && !isCandidate(method))
      .filter(({ id, parameters }) => !needsPositions(id) || canUnpool(now, parameters))
      .map(({ id, key, parameters }): MethodSpec => ({ id, key, parameters }));
    const size = now.output && now.scale === null && scale.value === null ? { size: now.output } : {};
    return {
      ...experiment.experiment,
      mode: 'masks',
      scale: factor.value,
      methods: inOrders(uses, orders.value),
      metrics: [],
      timing: TIMING,
      masks: {
        values: isFeatures.value ? 'features' : 'auto',
        counts: choices.counts,
        ignore: ignore.value,
        boundaryPixels: choices.boundaryPixels,
        ...(names.value ? { names: [...names.value] } : {}),
      },
      ...size,
    };
  });

  const rows = shallowRef<readonly MaskRow[]>([]);
  const runId = ref<string | null>(null);
  const failure = shallowRef<Said>('');
  const running = ref(false);
  /** Milliseconds that the last run took. */
  const took = ref<number | null>(null);
  const image = shallowRef<ImageResult | null>(null);
  const input = shallowRef<BlobRef | null>(null);
  const reference = shallowRef<BlobRef | null>(null);
  let abort: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const change = (key: string, next: Partial<MaskRow>): void => {
    rows.value = rows.value.map((row) => (row.key === key ? { ...row, ...next } : row));
  };

  function hear(event: RunEvent): void {
    if (event.type === 'started') runId.value = event.runId;
    else if (event.type === 'image') {
      input.value = event.input;
      reference.value = event.reference;
    } else if (event.type === 'progress') change(event.key, { state: 'running', fraction: event.fraction });
    else if (event.type === 'method') {
      const { result, output, scores } = event;
      change(result.key, { state: 'done', fraction: 1, result, output, scores: scores ?? null });
    } else if (event.type === 'method-failed')
      change(event.key, { state: 'failed', message: event.said ?? event.message });
    else if (event.type === 'image-failed') failure.value = event.failure.said ?? event.failure.message;
    else if (event.type === 'done') image.value = event.results.images[0] ?? null;
  }

  async function start(): Promise<void> {
    const [now, at] = [document.value, picture.value];
    abort?.abort();
    failure.value = '';
    image.value = null;
    running.value = false;
    if (now === null || at === null || now.methods.length === 0) {
      rows.value = [];
      return;
    }
    rows.value = now.methods.map(({ key, id, order }) => ({
      key,
      id,
      order: order ?? 'logits',
      use: useOf(key),
      state: 'pending',
      fraction: 0,
      result: null,
      output: null,
      scores: null,
      message: '',
    }));
    abort = new AbortController();
    const { signal } = abort;
    running.value = true;
    const began = performance.now();
    try {
      const events = await host.engine.runs.start({ experiment: now, pictureIds: [at.id] }, { signal });
      for await (const event of events) if (!signal.aborted) hear(event);
      if (!signal.aborted) took.value = performance.now() - began;
    } catch (error) {
      if (!signal.aborted) failure.value = saidOf(error);
    } finally {
      if (!signal.aborted) running.value = false;
    }
  }

  // It runs by itself: a comparison of labels takes a moment.
  watch(
    [() => JSON.stringify(document.value), () => picture.value?.id],
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => void start(), SETTLE_MS);
    },
    { immediate: true },
  );

  /** How every pane is drawn now. */
  const drawn = computed<MaskView>(() => {
    const { over, opacity, truthContour, ownContour } = choices;
    return { ...view, channels: [...view.channels], hidden: [...view.hidden], over, opacity, truthContour, ownContour };
  });

  async function exportReport(): Promise<void> {
    if (runId.value === null) return;
    const { blob, suggestedName } = await host.engine.runs.export({
      runId: runId.value,
      format: 'html',
      report: { language: useSettings().language },
    });
    await host.save(blob, suggestedName);
  }

  /** Takes over what a saved experiment says of masks. The methods are the list's own. */
  function apply({ masks, methods, scale: wanted }: Experiment): void {
    const orders = new Set(methods.map(({ order }) => order ?? 'logits'));
    choices.order = orders.size > 1 ? 'both' : ([...orders][0] ?? 'logits');
    choices.counts = masks?.counts ?? choices.counts;
    choices.boundaryPixels = masks?.boundaryPixels ?? choices.boundaryPixels;
    ignore.value = masks === undefined ? DEFAULT_MASKS.ignore : masks.ignore;
    const id = picture.value?.id;
    if (id !== undefined && masks?.names) typed.set(id, { ...masks.names });
    scale.value = wanted === pair.value?.scale ? null : wanted;
  }

  function stepClass(by: 1 | -1): void {
    const count = pair.value?.channels ?? 0;
    if (count === 0) return;
    view.label = (view.label + by + count) % count;
    view.as = 'class';
  }

  return {
    choices,
    view,
    drawn,
    scale,
    factor,
    ignore,
    picture,
    pair,
    isFeatures,
    orders,
    document,
    rows,
    runId,
    failure,
    running,
    took,
    image,
    input,
    reference,
    nameOf,
    rename,
    apply,
    start,
    exportReport,
    stepClass,
  };
});

const needsPositions = (id: string): boolean =>
  upsamplers.find((upsampler) => upsampler.id === id)?.usesReference === true;

/** Unpooling takes positions from a reference of feature maps; labels provide none, but fixed positions always work. */
function canUnpool(pair: PairInfo, parameters: MethodSpec['parameters']): boolean {
  const { values, truth } = pair;
  return pair.indices !== null || parameters['indices'] === 'top-left' || (values === 'features' && truth !== null);
}
