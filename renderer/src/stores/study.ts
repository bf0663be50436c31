import { ref, shallowRef } from 'vue';
import type { Said } from '@core/messages';
import { saidOf } from '@core/tensor/errors';

type StudyPhase = 'idle' | 'running' | 'done' | 'failed';

/** How far a study is. */
interface StudyProgress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

type ProgressEvent = StudyProgress & { readonly type: 'progress' };

/**
 * The loop of every study (fit, sweep, benchmark, times in a network): starts it, shows how far it is, and ends it; one
 * at a time. The caller keeps its results.
 */
export function createStudy<Event extends { readonly type: string }>() {
  const phase = ref<StudyPhase>('idle');
  const progress = shallowRef<StudyProgress>({ done: 0, total: 0, label: '' });
  const message = ref<Said>('');
  let abort: AbortController | null = null;

  /**
   * Ends what runs, then follows the new one to its end.
   * @param take is given every event but progress, in order
   */
  async function run(
    begin: (options: { readonly signal: AbortSignal }) => Promise<AsyncIterable<Event | ProgressEvent>>,
    take: (event: Exclude<Event, ProgressEvent>) => void,
  ): Promise<void> {
    abort?.abort();
    const own = new AbortController();
    abort = own;
    phase.value = 'running';
    message.value = '';
    progress.value = { done: 0, total: 0, label: '' };
    try {
      for await (const event of await begin({ signal: own.signal })) {
        if (own.signal.aborted) return;
        if (event.type === 'progress') progress.value = event as ProgressEvent;
        else take(event as Exclude<Event, ProgressEvent>);
      }
      if (!own.signal.aborted) phase.value = 'done';
    } catch (error) {
      if (own.signal.aborted) return;
      message.value = saidOf(error);
      phase.value = 'failed';
    }
  }

  /** Whether something was running. */
  function cancel(): boolean {
    abort?.abort();
    abort = null;
    if (phase.value !== 'running') return false;
    phase.value = 'idle';
    return true;
  }

  return { phase, progress, message, run, cancel };
}
