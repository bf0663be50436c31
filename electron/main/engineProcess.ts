import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { PictureInfo } from '@core/engine/contract/contract';
import type { EngineData, FromEngine, ToEngine } from '../shared/engineChannel';

export const SERVICE_NAME = 'Upbench engine';
/** An engine that dies this often in a row is broken for good; starting it again would only burn the machine. */
const MAX_DEATHS = 5;
const DEATHS_WITHIN_MS = 20_000;
const SHUTDOWN_MS = 1_500;

export interface EngineProcessOptions {
  /** Path of the built utility entry. */
  readonly entry: string;
  readonly data: EngineData;
  log(line: string): void;
  /** The engine died; its ports are closed. `willRestart` is false when it is given up. */
  onDeath(reason: string, willRestart: boolean): void;
}

interface Waiting {
  resolve(picture: PictureInfo): void;
  reject(error: Error): void;
}

/** Keeps one engine process running and hands out ports to it. Legal only after `app` is ready. */
export class EngineProcess {
  private child: UtilityProcess | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private readonly deaths: number[] = [];
  private nextRequest = 1;
  private isClosing = false;
  /** Why the last process ended, as `child-process-gone` tells it before `exit`. */
  private goneReason: string | undefined;

  constructor(private readonly options: EngineProcessOptions) {
    this.start();
  }

  /** One end of a fresh channel whose other end the engine serves; null while there is no engine. */
  connect(): MessagePortMain | null {
    if (this.child === undefined) return null;
    const { port1, port2 } = new MessageChannelMain();
    this.say({ type: 'connect' }, [port1]);
    return port2;
  }

  /** Opens a file the user chose. */
  open(path: string): Promise<PictureInfo> {
    const request = this.nextRequest++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      if (!this.say({ type: 'open', request, path })) this.refuse(request);
    });
  }

  /** What `child-process-gone` said: "oom", "crashed", "killed", ... */
  noteGone(reason: string): void {
    this.goneReason = reason;
  }

  async close(): Promise<void> {
    this.isClosing = true;
    const { child } = this;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.say({ type: 'shutdown' });
    const timer = setTimeout(() => child.kill(), SHUTDOWN_MS);
    await gone;
    clearTimeout(timer);
  }

  private say(message: ToEngine, ports: MessagePortMain[] = []): boolean {
    this.child?.postMessage(message, ports);
    return this.child !== undefined;
  }

  private refuse(request: number): void {
    const waiting = this.waiting.get(request);
    this.waiting.delete(request);
    waiting?.reject(new Error('The engine stopped while it opened this picture. Open it again.'));
  }

  private start(): void {
    // No `cwd`: a folder inside the asar archive is none to the system.
    const child = utilityProcess.fork(this.options.entry, [], { serviceName: SERVICE_NAME, stdio: 'pipe' });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString('utf8').split('\n'))
          if (line.trim() !== '') this.options.log(`engine: ${line.slice(0, 2000)}`);
      });
    }
    child.on('message', (message: FromEngine) => this.receive(message));
    child.on('exit', (code) => this.died(child, code));
    this.say({ type: 'start', data: this.options.data });
  }

  private receive(message: FromEngine): void {
    if (message.type === 'log') return this.options.log(message.line);
    const waiting = this.waiting.get(message.request);
    this.waiting.delete(message.request);
    if (message.type === 'opened') waiting?.resolve(message.picture);
    else waiting?.reject(Object.assign(new Error(message.message), { code: message.code }));
  }

  private died(child: UtilityProcess, code: number): void {
    if (this.child !== child) return;
    this.child = undefined;
    for (const request of [...this.waiting.keys()]) this.refuse(request);
    if (this.isClosing) return;
    const how = this.goneReason ?? `code ${code}`;
    this.goneReason = undefined;
    const now = performance.now();
    this.deaths.push(now);
    const willRestart = this.deaths.filter((time) => now - time < DEATHS_WITHIN_MS).length <= MAX_DEATHS;
    const reason = `The engine stopped unexpectedly (${how}).`;
    this.options.log(
      willRestart ? `${reason} It is started again.` : `${reason} It stopped too often and is given up.`,
    );
    if (willRestart) this.start();
    this.options.onDeath(reason, willRestart);
  }
}
