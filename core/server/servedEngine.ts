import type { ToEngine } from '../engine/host/engineChannel';
import { createEngineProcess } from '../engine/host/engineProcess';

// Entry of the engine process of the served workbench: the one channel to the host carries every client's frames.

const engine = createEngineProcess({
  computeWorker: new URL('./computeWorker.js', import.meta.url),
  say: (message) => {
    // The host has just ended; `disconnect` follows.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  },
});

process.on('message', (message: ToEngine) => engine.receive(message));
// A host that was killed leaves no engine behind.
process.on('disconnect', () => void engine.shutDown());
// The host may have been killed while this file was loading; `disconnect` would then not be sent again.
if (!process.connected) void engine.shutDown();
// Ending a service or a console signals all of its processes; the host decides when this one ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
