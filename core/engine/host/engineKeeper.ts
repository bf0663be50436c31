import { message, say } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { PictureInfo } from '../contract/contract';
import { fromFault } from '../files/fault';
import type { EngineData, FromEngine, ToEngine } from './engineChannel';

/** An engine that dies this often within this time is not restarted: it would fail again. */
const MAX_DEATHS = 5;
const DEATHS_WITHIN_MS = 20_000;
const SHUTDOWN_MS = 1_500;
/** The longest line in the log. */
const MAX_LOG_LINE = 2_000;

/** One running engine process, as a host can start it: a utility process of Electron, or a forked Node. */
export interface EngineChild<Port> {
  readonly pid: number | undefined;
  /** False when it cannot be reached any more. */
  send(message: ToEngine, port?: Port): boolean;
  kill(): void;
}

/** What a host reports about the process that it started. */
export interface EngineChildEvents {
  onMessage(message: FromEngine): void;
  /** What the process wrote to its standard streams. */
  onOutput(text: string): void;
  /** It has ended, and how: "code 1", "signal SIGKILL". */
  onExit(how: string): void;
}

interface EngineKeeperOptions<Port> {
  start(events: EngineChildEvents): EngineChild<Port>;
  readonly data: EngineData;
  log(line: string): void;
  /** The engine died; every client has to connect again. `willRestart` is false when it is given up. */
  onDeath(reason: string, willRestart: boolean): void;
  /** Frames of clients that have no port of their own. */
  onFrame?(client: number, frame: string): void;
  /** The engine ended a client's line. */
  onClosed?(client: number, reason: string): void;
}

interface Waiting {
  resolve(picture: PictureInfo): void;
  reject(error: unknown): void;
}

/** Keeps one engine process running: starts it, asks it, starts it again when it dies, and ends it. */
export class EngineKeeper<Port = never> {
  private child: EngineChild<Port> | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private readonly deaths: number[] = [];
  private nextNumber = 1;
  private isClosing = false;
  private onGone = (): void => undefined;
  /** Why the last process ended, where the system knows more than its exit code. */
  private goneReason: string | undefined;

  constructor(private readonly options: EngineKeeperOptions<Port>) {
    this.start();
  }

  /** It died too often and will not be restarted. */
  get isGone(): boolean {
    return this.child === undefined && !this.isClosing;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Takes in a client, with the port its frames go by where there is one; null while there is no engine. */
  connect(port?: Port): number | null {
    const client = this.nextNumber++;
    return this.send({ type: 'connect', client }, port) ? client : null;
  }

  send(message: ToEngine, port?: Port): boolean {
    return this.child?.send(message, port) ?? false;
  }

  /** Opens a picture the user chose; results call it `given`. */
  open(
    path: string,
    given?: string,
    { isAside = false, folder }: { readonly isAside?: boolean; readonly folder?: string | undefined } = {},
  ): Promise<PictureInfo> {
    const request = this.nextNumber++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      const more = {
        ...(given === undefined ? {} : { given }),
        ...(isAside ? { isAside } : {}),
        ...(folder === undefined ? {} : { folder }),
      };
      if (!this.send({ type: 'open', request, path, ...more })) this.refuse(request);
    });
  }

  /** What the system said of the end of the process, before the end itself: "oom", "crashed", "killed", ... */
  noteGone(reason: string): void {
    this.goneReason = reason;
  }

  /** Asks the engine to end, and ends it when it does not. */
  async close(): Promise<void> {
    this.isClosing = true;
    const { child } = this;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => (this.onGone = resolve));
    this.send({ type: 'shutdown' });
    const timer = setTimeout(() => child.kill(), SHUTDOWN_MS);
    await gone;
    clearTimeout(timer);
  }

  private start(): void {
    const child = this.options.start({
      onMessage: (received) => this.receive(received),
      onOutput: (text) => {
        for (const line of text.split('\n'))
          if (line.trim() !== '') this.options.log(`engine: ${line.slice(0, MAX_LOG_LINE)}`);
      },
      onExit: (how) => {
        if (this.child === child) this.died(how);
      },
    });
    this.child = child;
    this.send({ type: 'start', data: this.options.data });
  }

  private receive(received: FromEngine): void {
    switch (received.type) {
      case 'log':
        this.options.log(received.line);
        break;
      case 'frame':
        this.options.onFrame?.(received.client, received.frame);
        break;
      case 'closed':
        this.options.onClosed?.(received.client, received.reason);
        break;
      case 'opened':
        this.take(received.request)?.resolve(received.picture);
        break;
      case 'refused':
        this.take(received.request)?.reject(fromFault(received.fault));
        break;
    }
  }

  private take(request: number): Waiting | undefined {
    const waiting = this.waiting.get(request);
    this.waiting.delete(request);
    return waiting;
  }

  private refuse(request: number): void {
    this.take(request)?.reject(new UpbenchError('interrupted', message('engine-stopped-opening')));
  }

  private died(exit: string): void {
    this.child = undefined;
    this.onGone();
    for (const request of [...this.waiting.keys()]) this.refuse(request);
    if (this.isClosing) return;
    const how = this.goneReason ?? exit;
    this.goneReason = undefined;
    const now = performance.now();
    this.deaths.push(now);
    const recent = this.deaths.filter((time) => now - time < DEATHS_WITHIN_MS).length;
    const willRestart = recent <= MAX_DEATHS;
    const reason = say(message('engine-stopped', { how }));
    const fate = willRestart
      ? message('log-engine-again', { reason })
      : message('log-engine-given-up', { reason, times: recent });
    this.options.log(say(fate));
    if (willRestart) this.start();
    this.options.onDeath(reason, willRestart);
  }
}
