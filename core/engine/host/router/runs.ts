import { withWireErrors } from '../connection';
import type { RunEvent } from '../../contract/contract';
import { procedures, type EngineParts } from './parts';

export function runProcedures({ runs }: EngineParts) {
  const os = procedures.runs;
  return {
    start: os.start.handler(async function* ({ input, context, signal }) {
      const { connection } = context;
      const begin = async function* (): AsyncGenerator<RunEvent, void, undefined> {
        const run = runs.start(input.experiment, input.pictureIds, input);
        try {
          yield* runs.read(run, signal, () => connection.isLost);
        } finally {
          // Ending the iteration cancels the run; a broken connection does not.
          if (!connection.isLost) run.cancel();
        }
      };
      // The beginning, too: its refusals come while the caller already iterates.
      yield* withWireErrors(begin());
    }),
    attach: os.attach.handler(async function* ({ input, context, signal }) {
      const find = async function* (): AsyncGenerator<RunEvent, void, undefined> {
        yield* runs.read(runs.find(input.runId), signal, () => context.connection.isLost);
      };
      yield* withWireErrors(find());
    }),
    cancel: os.cancel.handler(async ({ input }) => ({ cancelled: await runs.cancel(input.runId) })),
    latest: os.latest.handler(() => {
      const run = runs.latest();
      if (run === undefined) return null;
      const { experiment, pictureIds, given } = run;
      const files = [...(given.candidates ?? []), ...(given.low ?? [])].map(({ fileId }) => fileId);
      return { runId: run.id, running: !run.isOver, experiment, pictureIds: [...pictureIds], files };
    }),
  };
}
