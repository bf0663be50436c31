import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A quitting event that a listener can hold back. */
export class Preventable {
  defaultPrevented = false;
  constructor(readonly fields: Readonly<Record<string, unknown>> = {}) {
    Object.assign(this, fields);
  }
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

const need = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The stand-in was started without ${name}.`);
  return value;
};

class App extends EventEmitter {
  readonly isPackaged = false;
  name = 'electron';
  readonly recent: string[] = [];
  isSandboxed = false;
  private hasStarted = false;
  private readonly ready = new Promise<void>((resolve) => this.once('ready', () => resolve()));
  private isQuitting = false;
  /** Set by the windows: closes all, false when one refused. */
  closeWindows: () => boolean = () => true;

  isReady(): boolean {
    return this.hasStarted;
  }
  whenReady(): Promise<void> {
    return this.ready;
  }
  /** Called once the main module has been evaluated to its end, never before. */
  becomeReady(): void {
    this.hasStarted = true;
    this.emit('ready', {}, {});
  }
  requestSingleInstanceLock(_additionalData?: unknown): boolean {
    return process.env['STAND_IN_SECOND'] === undefined;
  }
  enableSandbox(): void {
    if (this.hasStarted) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.isSandboxed = true;
  }
  setName(name: string): void {
    this.name = name;
  }
  setAppUserModelId(): void {
    // Known to Windows alone.
  }
  getLocale(): string {
    return process.env['STAND_IN_LOCALE'] ?? 'en-GB';
  }
  getName(): string {
    return this.name;
  }
  getVersion(): string {
    const manifest = join(this.getAppPath(), 'package.json');
    return existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : '0.0.0';
  }
  getAppPath(): string {
    return need('STAND_IN_APP');
  }
  getPath(name: string): string {
    const user = need('STAND_IN_USER');
    const known: Readonly<Record<string, string>> = {
      userData: user,
      temp: join(user, 'temp'),
      logs: join(user, 'logs'),
      documents: join(user, 'documents'),
      crashDumps: join(user, 'crashes'),
    };
    const path = known[name];
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }
  setAboutPanelOptions(): void {
    // Shown by the system; there is nothing to see here.
  }
  addRecentDocument(path: string): void {
    this.recent.push(path);
  }
  quit(): void {
    if (this.isQuitting) return;
    const before = new Preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented || !this.closeWindows()) return;
    this.end();
  }
  private end(): void {
    const will = new Preventable();
    this.emit('will-quit', will);
    if (will.defaultPrevented) return;
    this.isQuitting = true;
    this.emit('quit', {}, 0);
    process.exit(0);
  }
  exit(code = 0): void {
    process.exit(code);
  }
}

export const app = new App();

export function needReady(what: string): void {
  if (!app.isReady()) throw new Error(`${what} before app is ready`);
}
