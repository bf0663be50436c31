import { EventEmitter } from 'node:events';
import { isMainThread } from 'node:worker_threads';
import { RemotePorts, detach, type MessagePortMain } from './ports';
import type { FromUtility, ToUtility } from './utility';

// Loaded before the utility process's own entry: gives it `process.parentPort` over the process channel.

const say = (message: FromUtility): void => {
  if (process.connected) process.send?.(message);
};
const ports = new RemotePorts(say);
const waiting: { data: unknown; ports: MessagePortMain[] }[] = [];

class ParentPort extends EventEmitter {
  postMessage(message: unknown, ...rest: unknown[]): void {
    if (rest.length > 0) detach(rest[0]);
    say({ type: 'message', data: message });
  }
}
function install(): void {
  const parentPort = new ParentPort();
  // What comes before there is a listener is kept for it.
  parentPort.on('newListener', (name) => {
    if (name === 'message') setImmediate(() => waiting.splice(0).forEach((event) => parentPort.emit('message', event)));
  });
  Object.defineProperty(process, 'parentPort', { value: parentPort });

  process.on('message', (message: ToUtility) => {
    if (message.type !== 'message') return ports.receive(message);
    const event = { data: message.data, ports: message.ports.map((port) => ports.take(port)) };
    if (parentPort.listenerCount('message') === 0) waiting.push(event);
    else parentPort.emit('message', event);
  });
  // Electron ends utility processes together with the application.
  process.on('disconnect', () => process.exit(0));
}

// As in every process of Electron, threads included: what asks whether it runs there is answered yes.
const electron = process.env['STAND_IN_VERSION'] ?? '0';
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron } });

// Worker threads inherit the flag that loads this file, but have no parent port.
if (isMainThread) install();
