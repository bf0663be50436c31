import { workerData } from 'node:worker_threads';
import { message } from '../../messages';
import { sentenceOf, UpbenchError } from '../../tensor/errors';
import { toFault } from '../files/fault';
import { openHere, type Session } from './ortSession';
import { ENDED, REPLIES, type RuntimeData, type RuntimeReply, type RuntimeRequest } from './runtimeMessages';

// Entry of the thread that runs networks and nothing else, so that a crash of the runtime stays in it.
const { port, signal, threads } = workerData as RuntimeData;
const words = new Int32Array(signal);
const sessions = new Map<number, Session>();
let opened = 0;

function wake(): void {
  Atomics.add(words, REPLIES, 1);
  Atomics.notify(words, REPLIES);
}

/** Buffers that results fill to the last byte; the runtime's own memory must stay. */
function ownBuffers(answer: RuntimeReply): ArrayBuffer[] {
  if (!('results' in answer)) return [];
  const whole = Object.values(answer.results).flatMap(({ data: { buffer, byteLength } }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [],
  );
  return [...new Set(whole)];
}

function reply(answer: RuntimeReply): void {
  // What came out belongs to nobody here any more: it moves, and is not copied.
  port.postMessage(answer, ownBuffers(answer));
  wake();
}

/** An aborted runtime no longer answers: its thread has to be replaced. */
const isAbort = (error: unknown): boolean =>
  /abort|unreachable|out of bounds|RuntimeError|out of memory|bad_alloc/i.test(
    error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error),
  );

async function answer(id: number, request: RuntimeRequest): Promise<RuntimeReply> {
  if (request.kind === 'open') {
    const session = await openHere(request.bytes, request.external, threads);
    sessions.set(++opened, session);
    return { id, session: opened };
  }
  const session = sessions.get(request.session);
  if (request.kind === 'time') {
    if (!session) throw new UpbenchError('internal', message('network-runtime-stopped', { said: 'no session' }));
    const times: number[] = [];
    for (let run = 0; run < request.runs; run++) {
      const began = performance.now();
      await session.run(request.feeds);
      times.push(performance.now() - began);
    }
    return { id, times };
  }
  if (request.kind === 'run') {
    if (!session) throw new UpbenchError('internal', message('network-runtime-stopped', { said: 'no session' }));
    return { id, results: await session.run(request.feeds, request.wanted) };
  }
  sessions.delete(request.session);
  await session?.close();
  return { id, session: request.session };
}

port.on('message', ({ id, request }: { readonly id: number; readonly request: RuntimeRequest }) => {
  answer(id, request).then(reply, (error: unknown) => reply({ id, fault: toFault(error), isBroken: isAbort(error) }));
});
process.on('uncaughtException', (error) => {
  const said = message('network-runtime-stopped', { said: sentenceOf(error) });
  reply({ id: 0, fault: toFault(new UpbenchError('unsupported-file', said, {}, error)), isBroken: true });
});
process.on('exit', () => {
  Atomics.store(words, ENDED, 1);
  wake();
});
