import { cancelled } from '../../tensor/errors';
import type { RunningJob } from './computeThread';
import type { JobKind, JobResult } from './jobs';

/** A job's result; `signal` cancels the job. */
export async function resultOf<Kind extends JobKind>(
  job: RunningJob<Kind>,
  signal: AbortSignal | undefined,
): Promise<JobResult<Kind>> {
  signal?.addEventListener('abort', job.cancel);
  if (signal?.aborted) job.cancel();
  try {
    return await job.done;
  } finally {
    signal?.removeEventListener('abort', job.cancel);
  }
}

/**
 * What some work says, as it comes; ends when the work does, and throws what it throws. Of several words of progress
 * that wait, only the last is kept. Ending the iteration, or `outer`, raises the signal that the work was given.
 */
export async function* follow<Event extends { readonly type: string }>(
  work: (say: (event: Event) => void, signal: AbortSignal) => Promise<void>,
  outer: AbortSignal | undefined,
): AsyncGenerator<Event, void> {
  const waiting: Event[] = [];
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  let wake = (): void => undefined;
  let isOver = false;
  let fault: { readonly error: unknown } | undefined;
  if (outer?.aborted) throw cancelled();
  outer?.addEventListener('abort', abort);
  const say = (event: Event): void => {
    if (event.type === 'progress' && waiting.at(-1)?.type === 'progress') waiting.pop();
    waiting.push(event);
    wake();
  };
  const end = (): void => {
    isOver = true;
    wake();
  };
  work(say, stop.signal).then(end, (error: unknown) => {
    fault = { error };
    end();
  });
  try {
    for (;;) {
      const event = waiting.shift();
      if (event !== undefined) yield event;
      else if (fault !== undefined) throw fault.error;
      else if (isOver) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    outer?.removeEventListener('abort', abort);
    abort();
  }
}
