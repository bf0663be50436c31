import { fromMessagePort } from '@core/engine/host/port';
import { createEngine, type Engine } from '@core/engine/host/serve';
import { toFault } from '@core/engine/files/fault';
import type { FromEngine, ToEngine } from './shared/engineChannel';

// Entry of the engine as Electron's utility process. `parentPort` queues messages until this listener exists.

const say = (message: FromEngine): void => process.parentPort.postMessage(message);
const log = (line: string): void => say({ type: 'log', line });
let engine: Engine | undefined;

process.parentPort.on('message', ({ data, ports }: Electron.MessageEvent) => {
  const message = data as ToEngine;
  if (message.type === 'start') {
    engine = createEngine({ ...message.data, conductor: new URL('./conductor.js', import.meta.url), log });
    return;
  }
  if (engine === undefined) return log(`A message of type ${message.type} came before the start and was dropped.`);
  const running = engine;
  if (message.type === 'connect') {
    const [port] = ports;
    if (port !== undefined) running.connect(fromMessagePort(port));
  } else if (message.type === 'open') {
    running.openPath(message.path).then(
      (picture) => say({ type: 'opened', request: message.request, picture }),
      (error: unknown) => {
        const { code, message: sentence } = toFault(error);
        say({ type: 'refused', request: message.request, code, message: sentence });
      },
    );
  } else {
    // The folder belongs to the main process, which removes it.
    void running.dispose({ keep: true }).finally(() => process.exit(0));
  }
});

// An unhandled rejection only warns here by default; a broken engine must end so that it can be started again.
process.on('unhandledRejection', (reason) => {
  log(`Unhandled rejection: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
  process.exit(1);
});
