import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StandInBundle } from './bundle';
import type { FromDriver, Question, State, ToDriver } from './wire';

export interface MainProcessOptions {
  readonly bundle: StandInBundle;
  /** The built main script. */
  readonly main: string;
  /** The application's folder, as `app.getAppPath()` tells it. */
  readonly app: string;
  readonly args?: readonly string[];
  readonly patienceMs?: number;
  receive?(message: ToDriver): void;
}

/** A main process under the stand-in, seen from the test. */
export class MainProcess {
  /** What the application's user folder is. */
  readonly user = mkdtempSync(join(tmpdir(), 'upbench-stand-in-'));
  /** Its temporary folder: what another host left behind when it was killed is not its to recover. */
  private readonly temporary = mkdtempSync(join(tmpdir(), 'upbench-stand-in-'));
  /** Sentences of errors that nobody in the application caught. */
  readonly broken: string[] = [];
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  private readonly answers = new Map<number, (value: unknown) => void>();
  private nextCall = 1;
  private said = '';

  constructor(private readonly options: MainProcessOptions) {
    this.child = fork(options.bundle.run, [options.main, ...(options.args ?? [])], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env: {
        ...process.env,
        STAND_IN_APP: options.app,
        STAND_IN_USER: this.user,
        TMPDIR: this.temporary,
        TEMP: this.temporary,
        TMP: this.temporary,
        STAND_IN_PATIENCE_MS: String(options.patienceMs ?? 20_000),
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => void (this.said += text));
    this.ended = new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
    this.child.on('message', (message: ToDriver) => this.receive(message));
  }

  /** Resolves when the application is ready; rejects with its first error when it never will be. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (message: ToDriver): void => {
        if (message.type === 'ready') resolve();
        if (message.type === 'broken') reject(new Error(message.message));
      };
      this.child.on('message', look);
      void this.ended.then((code) => reject(new Error(`The main process ended with ${String(code)}.\n${this.said}`)));
    });
  }
  say(message: FromDriver): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }
  ask<Answer>(question: Question): Promise<Answer> {
    const call = this.nextCall++;
    return new Promise((resolve) => {
      this.answers.set(call, (value) => resolve(value as Answer));
      this.say({ type: 'ask', call, question });
    });
  }
  state(): Promise<State> {
    return this.ask<State>({ what: 'state' });
  }
  async quit(): Promise<void> {
    void this.ask({ what: 'quit' });
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await this.ended;
    clearTimeout(timer);
    this.remove();
  }
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
    this.remove();
  }

  private remove(): void {
    for (const folder of [this.user, this.temporary]) rmSync(folder, { recursive: true, force: true });
  }
  private receive(message: ToDriver): void {
    if (message.type === 'answer') {
      this.answers.get(message.call)?.(message.value);
      this.answers.delete(message.call);
    } else if (message.type === 'broken') this.broken.push(message.message);
    this.options.receive?.(message);
  }
}
