import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { TableEvent, TableGroupRequest } from '@core/engine/contract/contract';
import type { Failure, ImageResult, MethodResult } from '@core/experiment/schema';
import { say } from '@core/messages';
import { useHost } from '../host';
import { useExperiment } from './experiment';
import { useGiven } from './given';
import { usePictures } from './pictures';
import { useRun } from './run';
import type { ImageRun } from './runState';
import { useSets } from './sets';
import { marksOf, methodSignature, pictureSignature, type Setup } from './setup';
import { createStudy } from './study';

/** What was measured of one method on one picture at one scale. */
interface Kept {
  readonly picture: ImageResult;
  /** Null where the method was refused, or the picture. */
  readonly result: MethodResult | null;
  readonly refusal: ImageResult['failed'][number] | null;
  readonly failure: Failure | null;
}

/** One picture of a set at one scale, as far as it is known. */
export interface TablePicture {
  /** With every method; null before that. */
  readonly image: ImageResult | null;
  readonly failure: Failure | null;
  /** Methods that are still to be run. */
  readonly lacking: readonly string[];
}

export const TABLE_SCALES = [2, 3, 4] as const;

const MOST_KEPT = 20_000;

/** Every change of a parameter makes numbers of its own: of those that nobody reads now, the oldest go. */
export function newest<Value>(
  all: ReadonlyMap<string, Value>,
  isRead: (name: string) => boolean,
  most = MOST_KEPT,
): ReadonlyMap<string, Value> {
  if (all.size <= most) return all;
  const unread = [...all.keys()].filter((name) => !isRead(name));
  const gone = new Set(unread.slice(0, all.size - most));
  return new Map([...all].filter(([name]) => !gone.has(name)));
}

/**
 * The numbers of a table: those of the run on screen at its own scale, and those that a job of the table measured. Each
 * is kept under everything it depends on, the scale among it, so it never stands where it does not belong.
 */
export const useTableRuns = defineStore('tableRuns', () => {
  const host = useHost();
  const experiment = useExperiment();
  const pictures = usePictures();
  const given = useGiven();
  const run = useRun();
  const sets = useSets();
  const study = createStudy<TableEvent>();
  const chosen = ref<readonly number[] | null>(null);
  const kept = shallowRef<ReadonlyMap<string, Kept>>(new Map());

  const scales = computed((): readonly number[] => chosen.value ?? [experiment.setup.scale]);
  function toggleScale(scale: number): void {
    const next = scales.value.includes(scale) ? scales.value.filter((one) => one !== scale) : [...scales.value, scale];
    if (next.length > 0) chosen.value = next.toSorted((a, b) => a - b);
  }

  /** What a number depends on, by method. */
  function signaturesAt(setup: Setup, scale: number): ReadonlyMap<string, string> {
    const own = { ...setup, scale };
    const marks = marksOf(setup);
    const base = pictureSignature(own, marks);
    return new Map(own.methods.map((method) => [method.key, base + methodSignature(own, method, marks)]));
  }
  const signatures = computed(
    () => new Map(scales.value.map((scale) => [scale, signaturesAt(experiment.setup, scale)] as const)),
  );
  const keys = computed(() => experiment.experiment.methods.map(({ key }) => key));
  const hashes = computed(() => new Map(pictures.plain.map(({ id, sha256 }) => [id, sha256])));
  const shown = computed(() => new Set([...signatures.value.values()].flatMap((own) => [...own.values()])));
  /** Whether a number belongs to the table as it is now, which may be larger than what is kept of others. */
  const isRead = (name: string): boolean => shown.value.has(name.slice(name.indexOf(' ') + 1));
  /** What is kept of pictures that are still open. */
  const ofOpen = (): Map<string, Kept> =>
    new Map([...kept.value].filter(([name]) => hashes.value.has(name.slice(0, name.indexOf(' ')))));

  /** What the run on screen says of a method. */
  function ofRun(pictureId: string, key: string): Kept | null {
    const own = run.state.images.get(pictureId);
    const method = own?.methods.find((one) => one.key === key);
    const sha256 = hashes.value.get(pictureId);
    if (!own || !method || sha256 === undefined) return null;
    const picture = pictureOf(own, sha256);
    if (run.isCurrent(own, method)) return { picture, result: method.result, refusal: null, failure: null };
    if (!run.hasFailed(method)) return null;
    const about = { code: 'failed', message: inEnglish(method.message), ...saidIn(method.message) };
    return { picture, result: null, refusal: { key, id: method.id, ...about }, failure: null };
  }

  /** Another scale on screen must not lose what was measured at the one before. */
  function remember(): void {
    const { scale } = experiment.setup;
    const own = signaturesAt(experiment.setup, scale);
    const next = ofOpen();
    for (const id of hashes.value.keys())
      for (const key of keys.value) {
        const found = ofRun(id, key);
        if (found?.result) next.set(`${id} ${own.get(key) ?? ''}`, found);
      }
    kept.value = newest(next, isRead);
  }
  watch(
    () => run.running,
    (isGoing) => {
      if (!isGoing) remember();
    },
    { immediate: true },
  );

  function known(pictureId: string, scale: number, key: string): Kept | null {
    const measured = kept.value.get(`${pictureId} ${signatures.value.get(scale)?.get(key) ?? ''}`);
    return measured ?? (scale === experiment.setup.scale ? ofRun(pictureId, key) : null);
  }

  function pictureAt(pictureId: string, scale: number): TablePicture {
    const all = keys.value.map((key) => ({ key, own: known(pictureId, scale, key) }));
    const lacking = all.flatMap(({ key, own }) => (own === null ? [key] : []));
    const failure = all.find(({ own }) => own?.failure)?.own?.failure ?? null;
    const [first] = all.flatMap(({ own }) => own ?? []);
    if (lacking.length > 0 || failure !== null || first === undefined) return { image: null, failure, lacking };
    const methods = all.flatMap(({ key, own }) => (own?.result ? [{ ...own.result, key }] : []));
    const failed = all.flatMap(({ key, own }) => (own?.refusal ? [{ ...own.refusal, key }] : []));
    return { image: { ...first.picture, methods, failed }, failure, lacking };
  }

  /** What would have to be run, by scale and set. */
  const missing = computed((): readonly TableGroupRequest[] => {
    if (experiment.setup.mode !== 'reference') return [];
    return scales.value.flatMap((scale) =>
      sets.sets.flatMap(({ name, ids }): TableGroupRequest[] => {
        const open = ids.map((id) => ({ id, lacking: pictureAt(id, scale).lacking }));
        const pictureIds = open.flatMap(({ id, lacking }) => (lacking.length > 0 ? [id] : []));
        const wanted = new Set(open.flatMap(({ lacking }) => lacking));
        const methods = experiment.experiment.methods.filter(({ key }) => wanted.has(key));
        if (pictureIds.length === 0 || methods.length === 0) return [];
        const files = given.filesFor(
          pictureIds,
          methods.map(({ key }) => key),
          scale,
        );
        const own = { ...experiment.experiment, scale, methods };
        return [{ name: `${name} ×${scale}`.trim(), experiment: own, pictureIds, ...files }];
      }),
    );
  });
  /** Pictures, each at every scale, that are still to be run. */
  const missingCount = computed(() => missing.value.reduce((sum, { pictureIds }) => sum + pictureIds.length, 0));

  /** Runs what is missing, one picture after the other; what was measured stays when it is cancelled. */
  async function measure(): Promise<void> {
    const groups = missing.value.map((group) => ({ ...group }));
    if (groups.length === 0) return;
    const { setup } = experiment;
    const signed = new Map(groups.map(({ experiment: { scale } }) => [scale, signaturesAt(setup, scale)] as const));
    kept.value = ofOpen();
    const keep = (pictureId: string, scale: number, key: string, value: Kept, into: Map<string, Kept>): void => {
      into.set(`${pictureId} ${signed.get(scale)?.get(key) ?? ''}`, value);
    };
    await study.run(
      (options) => host.engine.studies.table({ groups }, options),
      (event) => {
        const { scale, methods } = groups[event.group]!.experiment;
        const next = new Map(kept.value);
        for (const { key } of methods) {
          const failure = event.type === 'image-failed' ? event.failure : null;
          const image = event.type === 'image' ? event.image : NOTHING;
          const result = image.methods.find((method) => method.key === key) ?? null;
          const refusal = image.failed.find((method) => method.key === key) ?? null;
          keep(event.pictureId, scale, key, { picture: image, result, refusal, failure }, next);
        }
        kept.value = newest(next, isRead);
      },
    );
  }

  return {
    phase: study.phase,
    progress: study.progress,
    message: study.message,
    scales,
    toggleScale,
    pictureAt,
    missing,
    missingCount,
    measure,
    cancel: study.cancel,
  };
});

/** A picture that failed as a whole. */
const NOTHING: ImageResult = {
  file: '',
  sha256: '',
  width: 0,
  height: 0,
  channels: 3,
  bitDepth: 8,
  crop: { right: 0, bottom: 0 },
  notes: [],
  methods: [],
  failed: [],
};

type Sentence = ImageRun['methods'][number]['message'];
const inEnglish = (said: Sentence): string => say(said);
const saidIn = (said: Sentence) => (typeof said === 'string' ? {} : { said });

/** A picture of the run on screen as the document that tables are made of. */
function pictureOf({ file, width, height, channels, crop }: ImageRun, sha256: string): ImageResult {
  return { ...NOTHING, file, sha256, width, height, channels, crop };
}
