import { EventEmitter, once } from 'node:events';
import { app, needReady, Preventable } from './app';
import { driver } from './driver';
import { cloneOf, detach } from './ports';
import { fromBrowser, toBrowser } from './protocol';
import { readPreload } from './preloadRules';
import type { FromDriver, PrintOptions } from './wire';

type Ipc = Extract<FromDriver, { type: 'ipc' }>;
type Answer = (event: unknown, ...args: unknown[]) => unknown;

interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly show?: boolean;
  readonly webPreferences?: Readonly<Record<string, unknown>> & { readonly preload?: string };
}

/** What the workbench must never ask for. */
const FORBIDDEN: Readonly<Record<string, boolean>> = {
  sandbox: false,
  contextIsolation: false,
  nodeIntegration: true,
  nodeIntegrationInWorker: true,
  nodeIntegrationInSubFrames: true,
  webSecurity: false,
  allowRunningInsecureContent: true,
  experimentalFeatures: true,
  webviewTag: true,
};

/** The requests of one page: listeners by channel, and at most one handler for each. */
class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, Answer>();
  handle(channel: string, answer: Answer): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, answer);
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}
export const ipcMain = new IpcMain();

class WebFrameMain {
  readonly parent = null;
  constructor(
    private readonly contents: WebContents,
    readonly url: string,
  ) {}
  postMessage(channel: string, message: unknown, transfer: unknown[] = []): void {
    this.contents.dispatch(channel, [message], transfer);
  }
  send(channel: string, ...args: unknown[]): void {
    this.contents.dispatch(channel, args, []);
  }
}

export class WebContents extends EventEmitter {
  readonly ipc = new IpcMain();
  url = '';
  openHandler: (details: { url: string }) => { action: 'allow' | 'deny' } = () => ({ action: 'allow' });

  constructor(readonly id: number) {
    super();
  }
  get mainFrame(): WebFrameMain {
    return new WebFrameMain(this, this.url);
  }
  getURL(): string {
    return this.url;
  }
  setWindowOpenHandler(handler: typeof this.openHandler): void {
    this.openHandler = handler;
  }
  async printToPDF(options: PrintOptions = {}): Promise<Buffer> {
    const bytes = await driver.print(this.id, options);
    if (bytes === null) throw new Error('Failed to generate PDF: the page is not there.');
    return Buffer.from(bytes);
  }
  send(channel: string, ...args: unknown[]): void {
    this.dispatch(channel, args, []);
  }
  postMessage(channel: string, message: unknown, transfer: unknown[] = []): void {
    this.dispatch(channel, [message], transfer);
  }
  dispatch(channel: string, args: unknown[], transfer: unknown[]): void {
    const copy = cloneOf(args);
    const ports = detach(transfer).map((endpoint) => driver.ports.give(endpoint));
    driver.say({ type: 'send', id: this.id, channel, args: copy, ports });
  }
  async receive({ call, channel, args, frameUrl }: Ipc): Promise<void> {
    const senderFrame = new WebFrameMain(this, await fromBrowser(frameUrl));
    const event = { sender: this, senderFrame, ports: [] };
    if (call === null) {
      for (const ipc of [this.ipc, ipcMain]) ipc.emit(channel, event, ...args);
      return;
    }
    const reply = (value: unknown, error: string | null): void =>
      driver.say({ type: 'reply', id: this.id, call, value, error });
    const answer = this.ipc.handlers.get(channel) ?? ipcMain.handlers.get(channel);
    try {
      if (answer === undefined) throw new Error(`No handler registered for '${channel}'`);
      reply(cloneOf(await answer(event, ...args)), null);
    } catch (error) {
      // Of an error only this text crosses.
      reply(null, `Error invoking remote method '${channel}': ${String(error)}`);
    }
  }
}

const all: BrowserWindow[] = [];
let nextId = 1;

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly id = nextId++;
  private visible: boolean;
  private isGone = false;
  private readonly size: { width: number; height: number };

  constructor(options: WindowOptions = {}) {
    super();
    needReady('Cannot create BrowserWindow');
    const { webPreferences = {}, width = 800, height = 600 } = options;
    for (const [name, value] of Object.entries(FORBIDDEN)) {
      if (webPreferences[name] === value)
        throw new Error(`webPreferences.${name} must not be ${String(value)} in this application.`);
    }
    this.size = { width, height };
    this.visible = options.show !== false;
    this.webContents = new WebContents(this.id);
    all.push(this);
    const preload = webPreferences.preload === undefined ? null : readPreload(webPreferences.preload);
    driver.say({ type: 'window', id: this.id, size: this.size, preload });
    app.emit('web-contents-created', {}, this.webContents);
  }
  static getAllWindows(): BrowserWindow[] {
    return [...all];
  }
  static getFocusedWindow(): BrowserWindow | null {
    return all.at(-1) ?? null;
  }
  async loadURL(address: string): Promise<void> {
    const url = await toBrowser(address);
    if (url === null) throw new Error(`ERR_UNKNOWN_URL_SCHEME (-302) loading '${address}'`);
    const finished = once(this.webContents, 'did-finish-load');
    driver.say({ type: 'load', id: this.id, url });
    await finished;
  }
  async loaded(url: string): Promise<void> {
    const isFirst = this.webContents.url === '';
    this.webContents.url = await fromBrowser(url);
    this.webContents.emit('did-finish-load', {});
    if (isFirst) this.emit('ready-to-show', {});
  }
  show(): void {
    this.visible = true;
  }
  isVisible(): boolean {
    return this.visible;
  }
  focus(): void {
    this.visible = true;
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {
    this.visible = true;
  }
  maximize(): void {
    this.visible = true;
  }
  isMaximized(): boolean {
    return false;
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return { x: 0, y: 0, ...this.size };
  }
  isDestroyed(): boolean {
    return this.isGone;
  }
  /** False when a listener held it back. */
  close(): boolean {
    const event = new Preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroy();
    return true;
  }
  destroy(): void {
    if (this.isGone) return;
    this.isGone = true;
    all.splice(all.indexOf(this), 1);
    driver.say({ type: 'close-window', id: this.id });
    this.emit('closed', {});
  }
}

app.closeWindows = () => BrowserWindow.getAllWindows().every((window) => window.close());

export function windowOf(id: number): BrowserWindow | undefined {
  return all.find((window) => window.id === id);
}
