import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { sentenceOf } from '@core/tensor/errors';
import type { ExportFormat, ReportOptions, RunEvent } from '@core/engine/contract/contract';
import { useHost } from '../host';
import type { Saved } from '../host/host';
import { useExperiment } from './experiment';
import { frameBatch } from './frameBatch';
import { usePictures } from './pictures';
import { beginRun, NO_RUN, reduceRun, settle, type MethodState, type Phase, type RunState } from './runState';
import { methodSignature } from './setup';

/** The run: the engine's events put together, and what of it is still true of the experiment on screen. */
export const useRun = defineStore('run', () => {
  const host = useHost();
  const experiment = useExperiment();
  const pictures = usePictures();
  const state = shallowRef<RunState>(NO_RUN);
  let abort: AbortController | null = null;

  const running = computed(() => state.value.phase === 'running');
  const image = computed(() =>
    pictures.selectedId === null ? null : (state.value.images.get(pictures.selectedId) ?? null),
  );
  /** Signature each method would have if it ran now, by key. */
  const signatures = computed(
    () => new Map(experiment.setup.methods.map((method) => [method.key, methodSignature(experiment.setup, method)])),
  );
  const runnable = computed(() => pictures.list.length > 0 && experiment.experiment.methods.length > 0);

  const settleAs = (phase: Phase, to: MethodState, message = ''): void => {
    state.value = settle(state.value, phase, to, performance.now(), message);
  };

  async function follow(events: AsyncIterable<RunEvent>, signal: AbortSignal): Promise<void> {
    const batch = frameBatch<RunEvent>((waiting) => {
      // What was on its way when the run was given up must not bring it back, nor mix with the next one.
      if (signal.aborted) return;
      const now = performance.now();
      state.value = waiting.reduce((before, event) => reduceRun(before, event, now), state.value);
    });
    try {
      for await (const event of events) batch.push(event);
      batch.flush();
      // An iteration that ends without a last word was cut off.
      if (running.value && !signal.aborted) settleAs('interrupted', 'interrupted');
    } catch (error) {
      batch.flush();
      if (!signal.aborted) settleAs('failed', 'idle', sentenceOf(error));
    }
  }

  async function start(): Promise<void> {
    if (!runnable.value || running.value) return;
    const current = experiment.experiment;
    // The picture on screen first: it is the one being waited for.
    const others = pictures.list.map((picture) => picture.id).filter((id) => id !== pictures.selectedId);
    const pictureIds = pictures.selectedId === null ? others : [pictures.selectedId, ...others];
    state.value = beginRun(state.value, current, pictureIds, performance.now());
    abort = new AbortController();
    const { signal } = abort;
    try {
      await follow(await host.engine.runs.start({ experiment: current, pictureIds }, { signal }), signal);
    } catch (error) {
      if (!signal.aborted) settleAs('failed', 'idle', sentenceOf(error));
    }
  }

  /** Takes effect on screen at once; the engine stops within its next check. */
  function cancel(): void {
    if (!running.value) return;
    const { runId } = state.value;
    settleAs('cancelled', 'idle');
    abort?.abort();
    if (runId) void host.engine.runs.cancel({ runId }).catch(() => undefined);
  }

  /** Takes up the latest run the engine knows, after a reload; says whether there was one. */
  async function resume(): Promise<boolean> {
    const latest = await host.engine.runs.latest();
    if (!latest) return false;
    state.value = beginRun(NO_RUN, experiment.experiment, [], performance.now());
    abort = new AbortController();
    const { signal } = abort;
    void host.engine.runs.attach({ runId: latest.runId }, { signal }).then(
      (events) => follow(events, signal),
      () => (state.value = NO_RUN),
    );
    return true;
  }

  host.onConnection((connection) => {
    if (connection === 'connected' || !running.value) return;
    settleAs('interrupted', 'interrupted');
    abort?.abort();
  });

  /** Makes a file of the run and lets the user save it; null when there is nothing to export or they cancelled. */
  async function exportAs(format: ExportFormat, report: ReportOptions): Promise<Saved | null> {
    const { runId } = state.value;
    if (!runId) return null;
    const { blob, suggestedName } = await host.engine.runs.export({ runId, format, report });
    return host.save(blob, suggestedName);
  }

  function forget(): void {
    abort?.abort();
    state.value = NO_RUN;
  }

  return { state, running, image, signatures, runnable, start, cancel, resume, exportAs, forget };
});
