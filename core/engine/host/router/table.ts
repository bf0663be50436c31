import type { TableEvent, TableGroupRequest, TableRequest } from '../../contract/contract';
import { givenOf } from '../../runs/givenOf';
import { runPictures } from '../../runs/runPictures';
import { follow } from '../../thread/follow';
import { withWireErrors } from '../connection';
import { procedures, type EngineParts } from './parts';

/** The pictures of every group on the thread of studies, so that runs and opened pictures do not wait. */
export const tableProcedure = (parts: EngineParts) =>
  procedures.studies.table.handler(async function* ({ input, signal }) {
    yield* withWireErrors(measure(parts, input, signal));
  });

const measure = (
  parts: EngineParts,
  { groups }: TableRequest,
  outer: AbortSignal | undefined,
): AsyncGenerator<TableEvent, void> =>
  follow<TableEvent>(async (say, signal) => {
    const sizes = groups.map(({ pictureIds, experiment }) => pictureIds.length * experiment.methods.length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    let begun = 0;
    for (const [group, request] of groups.entries()) {
      await measureGroup(parts, request, { group, begun, total, say, signal });
      begun += sizes[group]!;
    }
  }, outer);

interface Place {
  readonly group: number;
  /** Methods of earlier groups, of `total`. */
  readonly begun: number;
  readonly total: number;
  say(event: TableEvent): void;
  readonly signal: AbortSignal;
}

function measureGroup(
  { pictures, study, blobs, weightFiles, freeMemory }: EngineParts,
  { name, experiment, pictureIds, ...given }: TableGroupRequest,
  { group, begun, total, say, signal }: Place,
): Promise<void> {
  const steps = experiment.methods.length;
  const nameOf = (id: string): string => (pictures.has(id) ? pictures.get(id).info.name : '');
  return runPictures(
    pictureIds,
    { thread: study(), experiment, folder: blobs.folder, outputs: 'none', weightFiles, freeMemory, signal },
    {
      find: (id) => ({ ...pictures.get(id), ...givenOf(given, id, pictures) }),
      nameOf,
      onEvent: (event, id, index) => {
        if (event.type !== 'progress') return;
        const done = begun + index * steps + event.done;
        say({ type: 'progress', done, total, label: `${name}: ${nameOf(id)}, ${event.label}` });
      },
      onImage: (image, pictureId) => say({ type: 'image', group, pictureId, image }),
      onFailure: (failure, pictureId) => say({ type: 'image-failed', group, pictureId, failure }),
    },
  );
}
