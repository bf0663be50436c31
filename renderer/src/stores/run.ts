import type { Said } from '@core/messages';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { saidOf } from '@core/tensor/errors';
import type { Experiment } from '@core/experiment/schema';
import type { ExportFormat, PictureInfo, ReportOptions, ResultPart, RunEvent } from '@core/engine/contract/contract';
import { useHost } from '../host';
import type { Saved } from '../host/host';
import { useEstimates } from './estimates';
import { useExperiment } from './experiment';
import { frameBatch } from './frameBatch';
import { usePictures } from './pictures';
import {
  beginRun,
  NO_RUN,
  reduceRun,
  settle,
  type ImageRun,
  type MethodRun,
  type MethodState,
  type Phase,
  type RunState,
} from './runState';
import { useGiven } from './given';
import { marksOf, methodSignature, pictureSignature, type GivenMarks } from './setup';

/** The run: the engine's events put together, and what of it is still true of the experiment on screen. */
export const useRun = defineStore('run', () => {
  const host = useHost();
  const experiment = useExperiment();
  const pictures = usePictures();
  const estimates = useEstimates();
  const given = useGiven();
  const state = shallowRef<RunState>(NO_RUN);
  let abort: AbortController | null = null;

  const running = computed(() => state.value.phase === 'running');
  const image = computed(() =>
    pictures.selectedId === null ? null : (state.value.images.get(pictures.selectedId) ?? null),
  );
  const marks = computed(() => marksOf(experiment.setup));
  /** Signature each method would have if it ran now, by key. */
  const signatures = computed(
    () =>
      new Map(
        experiment.setup.methods.map((method) => [method.key, methodSignature(experiment.setup, method, marks.value)]),
      ),
  );
  const pictureBase = computed(() => pictureSignature(experiment.setup, marks.value));
  const runnable = computed(() => pictures.plain.length > 0 && experiment.experiment.methods.length > 0);

  /** Whether a result is still true of the experiment on screen. */
  const isCurrent = (of: ImageRun, method: MethodRun): boolean =>
    method.result !== null && method.madeWith === signatures.value.get(method.key) && of.madeFor === pictureBase.value;

  /** Whether a method failed as the experiment on screen has it; it is not tried again by itself. */
  const hasFailed = (method: MethodRun): boolean =>
    method.state === 'failed' && method.madeWith === signatures.value.get(method.key);

  /** Keys of the methods that a run would have to make for this picture; what failed as it stands is not tried again. */
  function lacking(pictureId: string): string[] {
    const own = state.value.images.get(pictureId);
    return experiment.experiment.methods.flatMap(({ key }) => {
      const method = own?.methods.find((candidate) => candidate.key === key);
      if (!own || !method) return [key];
      return hasFailed(method) || isCurrent(own, method) ? [] : [key];
    });
  }
  /** Pictures with something to compute, by what is lacking. */
  const missing = computed(
    () =>
      new Map(
        pictures.plain
          .filter(given.takesPart)
          .map(({ id }) => [id, lacking(id)] as const)
          .filter(([, keys]) => keys.length > 0),
      ),
  );
  const timeFor = (picture: PictureInfo, keys: readonly string[]): number => {
    const { mode, scale, methods } = experiment.setup;
    const ids = methods.filter(({ key }) => keys.includes(key)).map(({ id }) => id);
    return estimates.estimate(ids, estimates.millions(picture, mode, scale));
  };
  /** How long Run would take, ms. */
  const estimateMs = computed(() =>
    pictures.plain.reduce((sum, picture) => sum + timeFor(picture, missing.value.get(picture.id) ?? []), 0),
  );
  /** How long it would take to bring the picture on screen up to date, ms. */
  const estimateSelectedMs = computed(() =>
    pictures.selected ? timeFor(pictures.selected, missing.value.get(pictures.selected.id) ?? []) : 0,
  );

  const settleAs = (phase: Phase, to: MethodState, message: Said = ''): void => {
    state.value = settle(state.value, phase, to, performance.now(), message);
  };

  function learn(before: RunState, event: RunEvent, now: number): void {
    if (event.type !== 'method') return;
    const own = before.images.get(before.pictureIds[event.image] ?? '');
    const startedAt = own?.methods.find(({ key }) => key === event.result.key)?.startedAt;
    // A method that is only measured again has no start event.
    if (startedAt === null || startedAt === undefined) return;
    estimates.learn(event.result.id, event.result.outputShape.reduce((a, b) => a * b, 1) / 1e6, now - startedAt);
  }

  async function follow(events: AsyncIterable<RunEvent>, signal: AbortSignal): Promise<void> {
    const batch = frameBatch<RunEvent>((waiting) => {
      // Events that arrive after a run was cancelled must not revive it or mix with the next one.
      if (signal.aborted) return;
      const now = performance.now();
      state.value = waiting.reduce((before, event) => {
        learn(before, event, now);
        return reduceRun(before, event, now);
      }, state.value);
    });
    try {
      for await (const event of events) batch.push(event);
      batch.flush();
      // An iteration that ends without a final event was interrupted.
      if (running.value && !signal.aborted) settleAs('interrupted', 'interrupted');
    } catch (error) {
      batch.flush();
      if (!signal.aborted) settleAs('failed', 'idle', saidOf(error));
    }
  }

  /** Runs whose outputs are on screen: the engine keeps them. */
  const using = (): string[] => [
    ...new Set([...state.value.images.values()].flatMap(({ methods }) => methods.flatMap(({ runId }) => runId || []))),
  ];

  async function begin(keys: readonly string[], pictureIds: readonly string[]): Promise<void> {
    const whole = experiment.experiment;
    const current = { ...whole, methods: whole.methods.filter(({ key }) => keys.includes(key)) };
    if (current.methods.length === 0 || pictureIds.length === 0) return;
    state.value = beginRun(state.value, current, pictureIds, performance.now(), marks.value);
    const own = (abort = new AbortController());
    const { signal } = own;
    try {
      const request = {
        experiment: current,
        pictureIds: [...pictureIds],
        using: using(),
        isBrief: true,
        ...given.filesFor(pictureIds, keys),
      };
      await follow(await host.engine.runs.start(request, { signal }), signal);
    } catch (error) {
      if (!signal.aborted) settleAs('failed', 'idle', saidOf(error));
    }
  }

  /** What is missing for all pictures; if nothing is missing, everything again. */
  async function start(): Promise<void> {
    if (!runnable.value || running.value) return;
    const all = experiment.experiment.methods.map(({ key }) => key);
    const isComplete = missing.value.size === 0;
    const keys = isComplete ? all : all.filter((key) => [...missing.value.values()].some((list) => list.includes(key)));
    const ids = isComplete ? pictures.plain.filter(given.takesPart).map(({ id }) => id) : [...missing.value.keys()];
    // The picture on screen first: it is the one being waited for.
    const selected = ids.filter((id) => id === pictures.selectedId);
    await begin(keys, [...selected, ...ids.filter((id) => id !== pictures.selectedId)]);
  }

  /** Whether the run that goes on makes what is lacking on screen. */
  function isOnItsWay(pictureId: string, keys: readonly string[]): boolean {
    const going = state.value.experiment;
    if (!running.value || !going || !state.value.pictureIds.includes(pictureId)) return false;
    return keys.every((key) => {
      const spec = going.methods.find((method) => method.key === key);
      return spec !== undefined && methodSignature(going, spec, state.value.marks) === signatures.value.get(key);
    });
  }

  /** Whether all that a run makes is still as the experiment on screen says. */
  const makesWhatIsWanted = (going: Experiment, of: GivenMarks): boolean =>
    going.methods.every((spec) => methodSignature(going, spec, of) === signatures.value.get(spec.key));

  /** Cancels a run that no longer makes what is on screen. */
  function dropOutdated(): void {
    const { experiment: going, marks: of } = state.value;
    if (running.value && going !== null && !makesWhatIsWanted(going, of)) cancel();
  }

  /** Brings the picture on screen up to date, and with `isAll` the other open ones after it; a run of something that is not wanted any more is given up. */
  async function update(isAll = false): Promise<void> {
    const { selected } = pictures;
    const keys = selected && missing.value.get(selected.id);
    dropOutdated();
    if (!selected || !keys || isOnItsWay(selected.id, keys)) return;
    if (running.value) cancel();
    if (!isAll) return begin(keys, [selected.id]);
    const others = [...missing.value.keys()].filter((id) => id !== selected.id);
    const wanted = new Set([...missing.value.values()].flat());
    await begin([...wanted], [selected.id, ...others]);
  }

  /** Runs these methods of the picture on screen again, whatever is known of them. */
  async function again(keys: readonly string[]): Promise<void> {
    if (running.value || pictures.selectedId === null || pictures.selected?.pair) return;
    await begin(keys, [pictures.selectedId]);
  }

  /** Takes effect on screen at once; the engine stops within its next check. */
  function cancel(): void {
    if (!running.value) return;
    const { runId } = state.value;
    settleAs('cancelled', 'idle');
    abort?.abort();
    if (runId) void host.engine.runs.cancel({ runId }).catch(() => undefined);
  }

  /**
   * Takes up the latest run the engine knows, after a reload; says whether there was one. A run of another experiment,
   * or of files that are not given here, is another window's.
   */
  async function resume(): Promise<boolean> {
    const before = state.value;
    const latest = await host.engine.runs.latest();
    // A run that was begun meanwhile goes on.
    if (state.value !== before) return true;
    if (!latest) return false;
    const { methods, low = [] } = experiment.setup;
    const own = new Set([...methods.flatMap(({ files = [] }) => files), ...low].map(({ id }) => id));
    if (!latest.files.every((id) => own.has(id)) || !makesWhatIsWanted(latest.experiment, marks.value)) return false;
    state.value = beginRun(NO_RUN, latest.experiment, latest.pictureIds, performance.now(), marks.value);
    abort = new AbortController();
    const { signal } = abort;
    void host.engine.runs.attach({ runId: latest.runId, isBrief: true }, { signal }).then(
      (events) => follow(events, signal),
      () => {
        // A run that was begun meanwhile has ended this one, and the state is its own.
        if (!signal.aborted) state.value = NO_RUN;
      },
    );
    return true;
  }

  host.onConnection((connection) => {
    if (connection === 'connected' || !running.value) return;
    settleAs('interrupted', 'interrupted');
    abort?.abort();
  });

  /** The results that are up to date for what is on screen, each with the run that made it. */
  const parts = computed((): readonly ResultPart[] =>
    pictures.plain.flatMap(({ id }): ResultPart[] => {
      const own = state.value.images.get(id);
      if (!own) return [];
      const methods = experiment.experiment.methods.flatMap(({ key }) => {
        const method = own.methods.find((candidate) => candidate.key === key);
        return method && isCurrent(own, method) ? [{ runId: method.runId, key }] : [];
      });
      return methods.length > 0 ? [{ pictureId: id, methods }] : [];
    }),
  );
  /** The run whose experiment the document states: the latest of those that made the results. */
  const exportId = computed(() => parts.value.at(-1)?.methods.at(-1)?.runId ?? null);

  /** Makes a file of what is up to date and lets the user save it; null when there is nothing or they cancelled. */
  async function exportAs(format: ExportFormat, report: ReportOptions): Promise<Saved | null> {
    const runId = exportId.value;
    if (runId === null) return null;
    const { blob, suggestedName } = await host.engine.runs.export({ runId, format, report, parts: [...parts.value] });
    return host.save(blob, suggestedName);
  }

  function forget(): void {
    abort?.abort();
    state.value = NO_RUN;
  }

  return {
    state,
    running,
    image,
    signatures,
    runnable,
    missing,
    estimateMs,
    estimateSelectedMs,
    parts,
    exportId,
    isCurrent,
    hasFailed,
    lacking,
    start,
    update,
    dropOutdated,
    again,
    cancel,
    resume,
    exportAs,
    forget,
  };
});
