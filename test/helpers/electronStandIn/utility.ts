import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { app } from './app';
import { driver } from './driver';
import { cloneOf, detach, RemotePorts } from './ports';
import type { PortMessage } from './wire';

export type ToUtility = { readonly type: 'message'; readonly data: unknown; readonly ports: number[] } | PortMessage;
export type FromUtility = { readonly type: 'message'; readonly data: unknown } | PortMessage;

interface ForkOptions {
  readonly serviceName?: string;
  readonly stdio?: 'pipe' | 'ignore' | 'inherit';
  readonly cwd?: string;
}

/** Electron on Linux loads the system's GLib into its processes; where there is one, ours get it too. */
const GLIB = ['libglib-2.0.so.0', 'libgobject-2.0.so.0', 'libgio-2.0.so.0']
  .flatMap((name) => [`/usr/lib/x86_64-linux-gnu/${name}`, `/usr/lib/aarch64-linux-gnu/${name}`, `/usr/lib64/${name}`])
  .filter((path) => process.platform === 'linux' && existsSync(path));
/** How a second copy of GLib complains of the first. */
const GLIB_COMPLAINT = /\b(GLib|GObject|GLib-GObject|GLib-GIO)[^:]*(CRITICAL|WARNING)/;

export const running = new Set<UtilityProcess>();

class UtilityProcess extends EventEmitter {
  private readonly child: ChildProcess;
  private readonly ports: RemotePorts;
  readonly name: string;

  constructor(entry: string, args: readonly string[], options: ForkOptions) {
    super();
    this.name = options.serviceName ?? 'Node Utility Process';
    this.child = fork(entry, [...args], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        // By the environment, so that every thread has it: a thread may leave out its process's flags.
        NODE_OPTIONS: `--import ${new URL('./utilityChild.js', import.meta.url).href}`,
        ...(GLIB.length > 0 && { LD_PRELOAD: GLIB.join(':') }),
      },
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      const line = chunk
        .toString('utf8')
        .split('\n')
        .find((each) => GLIB_COMPLAINT.test(each));
      if (line !== undefined) driver.say({ type: 'broken', message: `GLib complains in ${this.name}: ${line}` });
    });
    this.ports = new RemotePorts((message) => this.say(message));
    running.add(this);
    this.child.on('spawn', () => this.emit('spawn'));
    this.child.on('message', (message: FromUtility) => {
      if (message.type === 'message') this.emit('message', message.data);
      else this.ports.receive(message);
    });
    this.child.on('exit', (code, signal) => {
      running.delete(this);
      if (signal !== null) {
        app.emit('child-process-gone', {}, { type: 'Utility', name: this.name, reason: 'killed', exitCode: 9 });
      }
      this.ports.closeAll();
      this.emit('exit', code ?? 9);
    });
  }
  get pid(): number | undefined {
    return this.child.pid;
  }
  get stdout(): ChildProcess['stdout'] {
    return this.child.stdout;
  }
  get stderr(): ChildProcess['stderr'] {
    return this.child.stderr;
  }
  postMessage(message: unknown, transfer: unknown[] = []): void {
    const data = cloneOf(message);
    const ports = detach(transfer).map((endpoint) => this.ports.give(endpoint));
    this.say({ type: 'message', data, ports });
  }
  kill(): boolean {
    return this.child.kill('SIGTERM');
  }
  die(): void {
    this.child.kill('SIGKILL');
  }
  private say(message: ToUtility): void {
    // A message to a process that just died is lost without a word, as in Electron.
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}

export const utilityProcess = {
  fork(entry: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
    if (!app.isReady()) throw new Error('utilityProcess cannot be created before app is ready.');
    if (options.cwd?.includes('.asar') === true)
      throw new Error('The cwd of a utility process cannot be inside an asar.');
    return new UtilityProcess(entry, args, options);
  },
};
