import type { ToEngine } from '@core/engine/host/engineChannel';
import { createEngineProcess } from '@core/engine/host/engineProcess';
import { fromMessagePort } from '@core/engine/host/port';

// Entry of the engine as Electron's utility process. `parentPort` queues messages until this listener exists.

const engine = createEngineProcess({
  computeWorker: new URL('./computeWorker.js', import.meta.url),
  say: (message) => process.parentPort.postMessage(message),
});

process.parentPort.on('message', ({ data, ports: [port] }: Electron.MessageEvent) =>
  engine.receive(data as ToEngine, port === undefined ? undefined : fromMessagePort(port)),
);
