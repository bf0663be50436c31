import { EventEmitter } from 'node:events';
import type { PortMessage } from './wire';
import { NOT_CLONEABLE } from './codec';

/** A copy as structured clone makes it, refused with Electron's words. */
export function cloneOf<Value>(value: Value): Value {
  try {
    return structuredClone(value);
  } catch {
    throw new Error(NOT_CLONEABLE);
  }
}

/** One end of a channel, wherever the object that stands for it lives. */
export class Endpoint {
  peer!: Endpoint;
  isClosed = false;
  private readonly waiting: { data: unknown; ports: Endpoint[] }[] = [];
  private sink: ((data: unknown, ports: Endpoint[]) => void) | undefined;
  onClose: () => void = () => undefined;

  /** What came before somebody listened is not lost. */
  listen(sink: (data: unknown, ports: Endpoint[]) => void): void {
    this.sink = sink;
    for (const { data, ports } of this.waiting.splice(0)) sink(data, ports);
  }
  deliver(data: unknown, ports: Endpoint[]): void {
    if (this.isClosed) return;
    if (this.sink === undefined) this.waiting.push({ data, ports });
    else this.sink(data, ports);
  }
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    queueMicrotask(() => {
      if (this.peer.isClosed) return;
      this.peer.close();
      this.peer.onClose();
    });
  }
}

export class MessagePortMain extends EventEmitter {
  private endpoint: Endpoint | null;

  constructor(endpoint: Endpoint) {
    super();
    this.endpoint = endpoint;
    endpoint.onClose = () => this.emit('close');
  }
  postMessage(message: unknown, transfer: unknown[] = []): void {
    const data = cloneOf(message);
    const ports = detach(transfer);
    this.endpoint?.peer.deliver(data, ports);
  }
  start(): void {
    this.endpoint?.listen((data, ports) => {
      // Another turn, as between processes.
      setImmediate(() => this.emit('message', { data, ports: ports.map((port) => new MessagePortMain(port)) }));
    });
  }
  close(): void {
    this.endpoint?.close();
  }
  /** Takes the port out of this object for a transfer. */
  detach(): Endpoint {
    const { endpoint } = this;
    if (endpoint === null) throw new Error('Port is already neutered');
    this.endpoint = null;
    return endpoint;
  }
}

/** Main and utility processes transfer ports and nothing else. */
export function detach(transfer: unknown): Endpoint[] {
  if (!Array.isArray(transfer)) throw new TypeError('Expected an array of MessagePortMain as the transfer list');
  const foreign = transfer.findIndex((entry) => !(entry instanceof MessagePortMain));
  if (foreign >= 0) throw new TypeError(`Port at index ${foreign} is not a valid port`);
  return (transfer as MessagePortMain[]).map((port) => port.detach());
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const [a, b] = [new Endpoint(), new Endpoint()];
    [a.peer, b.peer] = [b, a];
    [this.port1, this.port2] = [new MessagePortMain(a), new MessagePortMain(b)];
  }
}

/** Ports whose objects live in another process, known there by number. */
export class RemotePorts {
  private readonly endpoints = new Map<number, Endpoint>();

  constructor(
    private readonly send: (message: PortMessage) => void,
    private next = 1,
  ) {}

  /** Sends an endpoint away: what it gets goes over the wire from now on. */
  give(endpoint: Endpoint): number {
    const port = this.next;
    this.next += 2;
    this.endpoints.set(port, endpoint);
    endpoint.onClose = () => {
      this.endpoints.delete(port);
      this.send({ type: 'port-close', port });
    };
    endpoint.listen((data, ports) => {
      if (ports.length > 0) throw new Error('The stand-in carries no ports within ports.');
      this.send({ type: 'port-message', port, data });
    });
    if (endpoint.isClosed) endpoint.onClose();
    return port;
  }
  /** The near end of a port whose number came over the wire. */
  take(port: number): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    const far = port2.detach();
    this.endpoints.set(port, far);
    far.onClose = () => {
      this.endpoints.delete(port);
      this.send({ type: 'port-close', port });
    };
    far.listen((data) => this.send({ type: 'port-message', port, data }));
    return port1;
  }
  receive(message: PortMessage): void {
    const endpoint = this.endpoints.get(message.port);
    if (message.type === 'port-message') endpoint?.peer.deliver(message.data, []);
    else {
      this.endpoints.delete(message.port);
      endpoint?.close();
    }
  }
  /** The other process ended. */
  closeAll(): void {
    for (const endpoint of this.endpoints.values()) endpoint.close();
    this.endpoints.clear();
  }
}
