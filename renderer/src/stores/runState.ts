import type { Said } from '@core/messages';
import { factsOf, type BlobRef, type RunEvent } from '@core/engine/contract/contract';
import type { Experiment, ImageResult, MethodResult } from '@core/experiment/schema';
import { methodSignature, NOTHING_GIVEN, pictureSignature, type GivenMarks } from './setup';

/** `idle` for a method: nothing runs; whether it ever ran says `result`. */
export type MethodState = 'idle' | 'pending' | 'running' | 'failed' | 'interrupted';

export interface MethodRun {
  readonly key: string;
  readonly id: string;
  readonly state: MethodState;
  readonly fraction: number;
  /** Clock when it started to run. */
  readonly startedAt: number | null;
  /** Of the latest run that finished; kept (dimmed) while a new one goes. */
  readonly result: MethodResult | null;
  readonly output: BlobRef | null;
  /** Signature of what `result`, or the failure, was made with. */
  readonly madeWith: string;
  /** The run that `result` and `output` are of. */
  readonly runId: string;
  readonly message: Said;
}

export interface ImageRun extends Omit<ImageResult, 'sha256' | 'methods' | 'failed' | 'bitDepth' | 'input'> {
  readonly pictureId: string;
  readonly bitDepth: number;
  readonly reference: BlobRef | null;
  readonly input: BlobRef | null;
  readonly methods: readonly MethodRun[];
  /** Signature of what reference and input were made with. */
  readonly madeFor: string;
  /** The sentence when the picture as a whole failed. */
  readonly failure: Said | null;
}

export type Phase = 'idle' | 'running' | 'done' | 'cancelled' | 'interrupted' | 'failed';

export interface RunState {
  readonly phase: Phase;
  readonly runId: string | null;
  readonly experiment: Experiment | null;
  /** What was given beside the pictures of `experiment`. */
  readonly marks: GivenMarks;
  /** In the order of the run's image numbers. */
  readonly pictureIds: readonly string[];
  readonly images: ReadonlyMap<string, ImageRun>;
  /** Methods finished or failed, of all pictures. */
  readonly done: number;
  readonly total: number;
  /** Key of the method that runs now. */
  readonly current: string | null;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  /** Why the run as a whole failed. */
  readonly message: Said;
}

export const NO_RUN: RunState = {
  phase: 'idle',
  runId: null,
  experiment: null,
  marks: NOTHING_GIVEN,
  pictureIds: [],
  images: new Map(),
  done: 0,
  total: 0,
  current: null,
  startedAt: 0,
  finishedAt: null,
  message: '',
};

/** A picture that failed before its size was known. */
const NO_IMAGE: Omit<ImageRun, 'pictureId' | 'file' | 'methods'> = {
  width: 0,
  height: 0,
  channels: 3,
  bitDepth: 8,
  crop: { right: 0, bottom: 0 },
  notes: [],
  reference: null,
  input: null,
  failure: null,
  madeFor: '',
};

const emptyMethod = (key: string, id: string): MethodRun => ({
  key,
  id,
  state: 'idle',
  fraction: 0,
  startedAt: null,
  result: null,
  output: null,
  madeWith: '',
  runId: '',
  message: '',
});

/** Channels of what is compared of a picture: its luma alone has one. */
export const channelsIn = (experiment: Pick<Experiment, 'space'> | null, channels: number): number =>
  experiment?.space === 'y' ? 1 : channels;

/** The state right after Run was pressed: every method of these pictures waits, and their old outputs stay. */
export function beginRun(
  state: RunState,
  experiment: Experiment,
  pictureIds: readonly string[],
  now: number,
  marks = NOTHING_GIVEN,
): RunState {
  const images = new Map(state.images);
  for (const id of pictureIds) {
    const image = images.get(id);
    if (image) images.set(id, { ...image, failure: null, methods: pendingMethods(experiment, image) });
  }
  return {
    ...NO_RUN,
    images,
    phase: 'running',
    experiment,
    marks,
    pictureIds,
    total: experiment.methods.length * pictureIds.length,
    startedAt: now,
  };
}

/** The methods of the run wait; what it does not run stays as it is. */
function pendingMethods(experiment: Experiment, image: ImageRun | undefined): MethodRun[] {
  const others = (image?.methods ?? []).filter(({ key }) => !experiment.methods.some((method) => method.key === key));
  const waiting = experiment.methods.map((method): MethodRun => {
    const old = image?.methods.find((candidate) => candidate.key === method.key && candidate.id === method.id);
    return {
      ...(old ?? emptyMethod(method.key, method.id)),
      state: 'pending',
      fraction: 0,
      startedAt: null,
      message: '',
    };
  });
  return [...others, ...waiting];
}

function signatureOf({ experiment, marks }: Pick<RunState, 'experiment' | 'marks'>, key: string): string {
  const spec = experiment?.methods.find((method) => method.key === key);
  return experiment && spec ? methodSignature(experiment, spec, marks) : '';
}

function updateImage(state: RunState, number: number, change: (image: ImageRun) => ImageRun): RunState {
  const id = state.pictureIds[number];
  const image = id === undefined ? undefined : state.images.get(id);
  if (!image) return state;
  return { ...state, images: new Map(state.images).set(image.pictureId, change(image)) };
}

function updateMethod(
  state: RunState,
  number: number,
  key: string,
  change: (method: MethodRun) => MethodRun,
): RunState {
  return updateImage(state, number, (image) => ({
    ...image,
    methods: image.methods.map((method) => (method.key === key ? change(method) : method)),
  }));
}

/** Nothing runs any more: methods that waited or ran are put to `state`. */
export function settle(state: RunState, phase: Phase, to: MethodState, now: number, message: Said = ''): RunState {
  const images = new Map<string, ImageRun>();
  for (const [id, image] of state.images) {
    const busy = image.methods.some((method) => method.state === 'pending' || method.state === 'running');
    const methods = image.methods.map((method): MethodRun =>
      method.state === 'pending' || method.state === 'running' ? { ...method, state: to } : method,
    );
    images.set(id, busy ? { ...image, methods } : image);
  }
  return { ...state, phase, images, current: null, finishedAt: now, message };
}

/** The window's state after one more event of the engine. */
export function reduceRun(state: RunState, event: RunEvent, now: number): RunState {
  switch (event.type) {
    case 'started':
      return { ...state, phase: 'running', runId: event.runId, total: event.images * event.methods };
    case 'image': {
      const pictureIds = [...state.pictureIds];
      pictureIds[event.image] = event.pictureId;
      const { pictureId, file, reference, input } = event;
      const old = state.images.get(pictureId);
      const methods = state.experiment ? pendingMethods(state.experiment, old) : (old?.methods ?? []);
      const facts = factsOf(event);
      const image: ImageRun = {
        ...facts,
        channels: channelsIn(state.experiment, facts.channels),
        pictureId,
        file,
        reference,
        input,
        methods,
        failure: null,
        madeFor: state.experiment ? pictureSignature(state.experiment, state.marks) : '',
      };
      return { ...state, pictureIds, images: new Map(state.images).set(pictureId, image) };
    }
    case 'progress':
      return {
        ...updateMethod(state, event.image, event.key, (method) => ({
          ...method,
          state: 'running',
          fraction: event.fraction,
          startedAt: method.startedAt ?? now,
        })),
        current: event.key,
      };
    case 'method': {
      const { result, output } = event;
      const madeWith = signatureOf(state, result.key);
      const next = updateImage(state, event.image, (image) => {
        const finished: MethodRun = {
          ...emptyMethod(result.key, result.id),
          fraction: 1,
          result,
          output,
          madeWith,
          runId: event.runId,
        };
        const known = image.methods.some((method) => method.key === result.key);
        const methods = known
          ? image.methods.map((method) => (method.key === result.key ? finished : method))
          : [...image.methods, finished];
        return { ...image, methods };
      });
      return { ...next, done: next.done + 1 };
    }
    case 'method-failed': {
      const next = updateMethod(state, event.image, event.key, (method) => ({
        ...method,
        state: 'failed',
        madeWith: signatureOf(state, event.key),
        message: event.said ?? event.message,
        result: null,
        output: null,
      }));
      return { ...next, done: next.done + 1 };
    }
    case 'image-failed': {
      const message = event.failure.said ?? event.failure.message;
      const id = state.pictureIds[event.image];
      if (id === undefined) return state;
      const image: ImageRun = state.images.get(id) ?? {
        ...NO_IMAGE,
        pictureId: id,
        file: event.failure.file,
        methods: [],
      };
      const methods = (
        image.methods.length > 0 ? image.methods : state.experiment ? pendingMethods(state.experiment, image) : []
      ).map((method): MethodRun => ({
        ...method,
        state: 'failed',
        message,
        result: null,
        output: null,
        madeWith: signatureOf(state, method.key),
      }));
      const next = { ...state, images: new Map(state.images).set(id, { ...image, failure: message, methods }) };
      return { ...next, done: next.done + (state.experiment?.methods.length ?? 0) };
    }
    case 'done':
      return {
        ...settle(state, 'done', 'idle', now),
        experiment: event.results.experiment,
        done: state.total,
      };
    case 'cancelled':
      return settle(state, 'cancelled', 'idle', now);
  }
}
