import { toFault } from '../engine/files/fault';
import type { EnginePort } from '../engine/host/port';
import { createEngine } from '../engine/host/serve';
import type { FromEngine, ServedEngineData, ToEngine } from './channel';

// Entry of the engine process of the served workbench: frames its one channel as a port for every client.

interface Line {
  onFrame: (frame: unknown) => void;
  onClose: () => void;
}

const data = JSON.parse(process.argv[2] ?? '{}') as ServedEngineData;
const lines = new Map<number, Line>();

function say(message: FromEngine): void {
  // The host went away in this very moment; `disconnect` follows.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
const log = (line: string): void => say({ type: 'log', line });

const engine = createEngine({ ...data, conductor: new URL(data.conductor), log });

function portOf(client: number): EnginePort {
  return {
    post: (frame) => say({ type: 'frame', client, frame: String(frame) }),
    listen: (onFrame, onClose) => void lines.set(client, { onFrame, onClose }),
    close: (reason) => {
      lines.delete(client);
      say({ type: 'closed', client, reason });
    },
  };
}

async function shutDown(): Promise<void> {
  await engine.dispose({ keep: true });
  process.exit(0);
}

function receive(message: ToEngine): void {
  switch (message.type) {
    case 'connect':
      engine.connect(portOf(message.client));
      break;
    case 'frame':
      lines.get(message.client)?.onFrame(message.frame);
      break;
    case 'disconnect':
      lines.get(message.client)?.onClose();
      lines.delete(message.client);
      break;
    case 'open':
      engine.openPath(message.path, message.given).then(
        (picture) => say({ type: 'opened', request: message.request, picture }),
        (error: unknown) => say({ type: 'refused', request: message.request, fault: toFault(error) }),
      );
      break;
    case 'shutdown':
      void shutDown();
      break;
  }
}

process.on('message', receive);
// A host that was killed leaves no engine behind.
process.on('disconnect', () => void shutDown());
// It may have been killed while this file was loading, and nobody says that again.
if (!process.connected) void shutDown();
// Who ends a service or a console signals all of its processes; the host decides when this one ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('unhandledRejection', (reason) => {
  log(`Unhandled rejection: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
  process.exit(1);
});
say({ type: 'ready' });
