import { withWireErrors } from '../connection';
import { procedures, type EngineParts } from './parts';

export function runProcedures({ runs }: EngineParts) {
  const os = procedures.runs;
  return {
    start: os.start.handler(async function* ({ input, context, signal }) {
      const { connection } = context;
      const run = runs.start(input.experiment, input.pictureIds);
      try {
        yield* withWireErrors(runs.read(run, signal, () => connection.isLost));
      } finally {
        // Whoever ends the iteration wants no more of it; a broken line says nothing of the kind.
        if (!connection.isLost) run.cancel();
      }
    }),
    attach: os.attach.handler(async function* ({ input, context, signal }) {
      const run = runs.find(input.runId);
      yield* withWireErrors(runs.read(run, signal, () => context.connection.isLost));
    }),
    cancel: os.cancel.handler(async ({ input }) => ({ cancelled: await runs.cancel(input.runId) })),
    latest: os.latest.handler(() => {
      const run = runs.latest();
      return run === undefined ? null : { runId: run.id, running: !run.isOver };
    }),
  };
}
