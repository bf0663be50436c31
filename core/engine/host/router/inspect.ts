import { inspectMethod } from '../../../experiment/inspect';
import { createReferenceOperators } from '../../../ops';
import { wantedWeights } from '../../../upsamplers';
import { contextOf } from '../../../upsamplers/context';
import { procedures, type EngineParts } from './parts';

const noCheckpoint = (): void => undefined;

/**
 * Answered on the message loop, where it computes a kernel of at most a few thousand values; weights that have to be
 * fitted first, and those from files, are the quick thread's work.
 */
export function inspect({ quickThread, weightStore, weightFiles }: EngineParts) {
  return procedures.inspect.handler(async ({ input }) => {
    const { degradation = 'area', ...request } = input;
    const { method } = request;
    const context = contextOf(request, request.picture);
    const isFile = wantedWeights(method).some((wanted) => wanted.startsWith('file:'));
    if (isFile || weightStore.needsFitting([method], context, degradation)) {
      return quickThread.run({ kind: 'inspect', request, degradation, weightFiles: weightFiles() }).done;
    }
    const services = { operators: createReferenceOperators(), checkpoint: noCheckpoint };
    return inspectMethod(request, await weightStore.library({ methods: [], context, degradation, services }));
  });
}
