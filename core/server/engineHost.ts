import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { UpbenchError } from '../tensor/errors';
import type { PictureInfo } from '../engine/contract/contract';
import { fromFault } from '../engine/files/fault';
import type { FromEngine, ServedEngineData, ToEngine } from './channel';

/** An engine that dies this often within this time is broken for good; starting it again would only burn the machine. */
const MAX_DEATHS = 5;
const DEATHS_WITHIN_MS = 20_000;
const SHUTDOWN_MS = 1_500;

export interface ClientLine {
  onFrame(frame: string): void;
  onClose(reason: string): void;
}

export interface EngineHostOptions {
  /** URL of the built engine process. */
  readonly entry: URL;
  readonly data: ServedEngineData;
  log(line: string): void;
  /** The engine died; every client has to connect again. `willRestart` is false when it is given up. */
  onDeath(reason: string, willRestart: boolean): void;
}

interface Waiting {
  resolve(picture: PictureInfo): void;
  reject(error: unknown): void;
}

/** Keeps one engine process running and carries every client's frames to it. */
export class EngineHost {
  private child: ChildProcess | undefined;
  private readonly clients = new Map<number, ClientLine>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly deaths: number[] = [];
  private nextNumber = 1;
  private isClosing = false;

  constructor(private readonly options: EngineHostOptions) {
    this.start();
  }

  /** It died too often: nothing will answer. */
  get isGone(): boolean {
    return this.child === undefined && !this.isClosing;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Takes in a client; the returned functions send its frames and say that it left. */
  connect(line: ClientLine): { send(frame: string): void; disconnect(): void } {
    const client = this.nextNumber++;
    this.clients.set(client, line);
    this.say({ type: 'connect', client });
    return {
      send: (frame) => {
        if (this.clients.has(client)) this.say({ type: 'frame', client, frame });
      },
      disconnect: () => {
        if (this.clients.delete(client)) this.say({ type: 'disconnect', client });
      },
    };
  }

  /** Opens a picture the user chose; results call it `given`. */
  open(path: string, given: string): Promise<PictureInfo> {
    const request = this.nextNumber++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      if (!this.say({ type: 'open', request, path, given })) this.refuse(request);
    });
  }

  /** Asks the engine to end, and ends it when it does not. */
  async close(): Promise<void> {
    this.isClosing = true;
    const { child } = this;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.say({ type: 'shutdown' });
    const timer = setTimeout(() => child.kill('SIGKILL'), SHUTDOWN_MS);
    await gone;
    clearTimeout(timer);
  }

  private say(message: ToEngine): boolean {
    if (this.child?.connected !== true) return false;
    this.child.send(message, (error) => {
      if (error !== null && !this.isClosing) this.options.log(`A message did not reach the engine: ${error.message}`);
    });
    return true;
  }

  private refuse(request: number): void {
    const waiting = this.waiting.get(request);
    this.waiting.delete(request);
    waiting?.reject(new UpbenchError('interrupted', 'The engine stopped while it opened this picture. Open it again.'));
  }

  private start(): void {
    const child = fork(fileURLToPath(this.options.entry), [JSON.stringify(this.options.data)], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Neither a debugger's port nor a script given by -e is for the child.
      execArgv: [],
      // A signal to the host's group (Ctrl+C in a terminal) is the host's alone, even before the child has set its
      // handlers. On Windows a process of its own group would open a console.
      detached: process.platform !== 'win32',
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n')) if (line.trim() !== '') this.options.log(`engine: ${line.slice(0, 2000)}`);
      });
    }
    child.on('message', (message: FromEngine) => this.receive(message));
    child.on('error', (error) => this.died(child, error.message));
    child.on('exit', (code, signal) => this.died(child, signal === null ? `code ${String(code)}` : `signal ${signal}`));
  }

  private receive(message: FromEngine): void {
    if (message.type === 'log') this.options.log(message.line);
    else if (message.type === 'frame') this.clients.get(message.client)?.onFrame(message.frame);
    else if (message.type === 'closed') {
      this.clients.get(message.client)?.onClose(message.reason);
      this.clients.delete(message.client);
    } else if (message.type === 'opened' || message.type === 'refused') {
      const waiting = this.waiting.get(message.request);
      this.waiting.delete(message.request);
      if (message.type === 'opened') waiting?.resolve(message.picture);
      else waiting?.reject(fromFault(message.fault));
    }
  }

  private died(child: ChildProcess, how: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    for (const request of [...this.waiting.keys()]) this.refuse(request);
    this.clients.clear();
    if (this.isClosing) return;
    const now = performance.now();
    this.deaths.push(now);
    const recent = this.deaths.filter((time) => now - time < DEATHS_WITHIN_MS).length;
    const willRestart = recent <= MAX_DEATHS;
    const reason = `The engine stopped unexpectedly (${how}).`;
    this.options.log(
      willRestart ? `${reason} It is started again.` : `${reason} It stopped ${recent} times in a row and is given up.`,
    );
    if (willRestart) this.start();
    this.options.onDeath(reason, willRestart);
  }
}
