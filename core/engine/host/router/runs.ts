import { withWireErrors } from '../connection';
import type { RunEvent } from '../../contract/contract';
import { procedures, type EngineParts } from './parts';

/** The same without what was said before. */
const brief = (event: RunEvent): RunEvent =>
  event.type === 'done' ? { ...event, results: { ...event.results, images: [] } } : event;

async function* told(events: AsyncIterable<RunEvent>, isBrief = false): AsyncGenerator<RunEvent, void, undefined> {
  for await (const event of events) yield isBrief ? brief(event) : event;
}

export function runProcedures({ runs }: EngineParts) {
  const os = procedures.runs;
  return {
    start: os.start.handler(async function* ({ input, context, signal }) {
      const { connection } = context;
      const begin = async function* (): AsyncGenerator<RunEvent, void, undefined> {
        const run = runs.start(input.experiment, input.pictureIds, input);
        try {
          yield* told(
            runs.read(run, signal, () => connection.isLost),
            input.isBrief,
          );
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
        yield* told(
          runs.read(runs.find(input.runId), signal, () => context.connection.isLost),
          input.isBrief,
        );
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
