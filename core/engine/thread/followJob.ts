import type { RunningJob } from './computeThread';
import type { AnyJobEvent, Job, JobEvent, JobResult } from './jobs';

/** A job's result; `signal` cancels the job. */
export async function resultOf<Kind extends Job['kind']>(
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

type Outcome<Result> = { readonly result: Result } | { readonly error: unknown };

/**
 * A job's events as they come, then its result. Of several words of progress that wait, only the last is kept. Ending
 * the iteration, or `signal`, cancels the job.
 */
export async function* followJob<Kind extends Job['kind']>(
  begin: (onEvent: (event: JobEvent<Kind>) => void) => RunningJob<Kind>,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobEvent<Kind>, JobResult<Kind>> {
  const waiting: AnyJobEvent[] = [];
  let wake = (): void => undefined;
  let outcome: Outcome<JobResult<Kind>> | undefined;
  const job = begin((event: AnyJobEvent) => {
    if (event.type.endsWith('progress') && waiting.at(-1)?.type === event.type) waiting.pop();
    waiting.push(event);
    wake();
  });
  const settle = (how: Outcome<JobResult<Kind>>): void => {
    outcome = how;
    wake();
  };
  job.done.then(
    (result) => settle({ result }),
    (error: unknown) => settle({ error }),
  );
  signal?.addEventListener('abort', job.cancel);
  if (signal?.aborted) job.cancel();
  try {
    for (;;) {
      const event = waiting.shift();
      if (event !== undefined) yield event as JobEvent<Kind>;
      else if (outcome === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else if ('error' in outcome) throw outcome.error;
      else return outcome.result;
    }
  } finally {
    signal?.removeEventListener('abort', job.cancel);
    if (outcome === undefined) job.cancel();
  }
}
