import type { Browser, Page } from '@playwright/test';
import { resolve } from 'node:path';
import type { StandInBundle } from './bundle';
import { MainProcess } from './mainProcess';
import { WindowDriver } from './windowDriver';
import type { ToDriver } from './wire';

const ROOT = resolve(import.meta.dirname, '../../..');

export interface StandInOptions {
  readonly browser: Browser;
  readonly bundle: StandInBundle;
  /** The built main script; the product's own when absent. */
  readonly main?: string;
  readonly args?: readonly string[];
}

/** An application under the stand-in, with its windows in Chromium. */
export class StandInApplication {
  readonly main: MainProcess;
  private readonly windows = new Map<number, Promise<WindowDriver>>();
  private readonly picks: string[][] = [];
  private readonly drivers: WindowDriver[] = [];
  private isEnding = false;

  private constructor(private readonly options: StandInOptions) {
    this.main = new MainProcess({
      bundle: options.bundle,
      main: options.main ?? resolve(ROOT, 'out/main/index.js'),
      app: ROOT,
      ...(options.args === undefined ? {} : { args: options.args }),
      receive: (message) => void this.receive(message),
    });
  }
  static async start(options: StandInOptions): Promise<StandInApplication> {
    const application = new StandInApplication(options);
    await application.main.ready();
    return application;
  }

  async firstWindow(): Promise<WindowDriver> {
    for (;;) {
      const [first] = this.windows.values();
      if (first !== undefined) return first;
      await new Promise((wait) => setTimeout(wait, 20));
    }
  }
  async firstPage(): Promise<Page> {
    return (await this.firstWindow()).page;
  }
  /** Addresses that the application kept its pages from. */
  get refusedNavigations(): readonly string[] {
    return this.drivers.flatMap(({ refused }) => refused);
  }
  /** What the user picks in the next dialog; nothing is "cancel". */
  pickNext(...paths: string[]): void {
    this.picks.push(paths);
  }
  async quit(): Promise<void> {
    this.isEnding = true;
    await this.main.quit();
    for (const window of this.windows.values()) await (await window).close().catch(() => undefined);
  }

  private async receive(message: ToDriver): Promise<void> {
    const { browser, bundle } = this.options;
    if (message.type === 'window') {
      const opening = WindowDriver.open(browser, bundle, this.main, message);
      this.windows.set(message.id, opening);
      this.drivers.push(await opening);
    } else if (message.type === 'load') {
      const window = await this.windows.get(message.id);
      await window?.load(message.url).catch((error: unknown) => this.main.broken.push(String(error)));
    } else if (message.type === 'print') {
      const window = await this.windows.get(message.id);
      const bytes = (await window?.print(message.options).catch(() => null)) ?? null;
      this.main.say({ type: 'printed', call: message.call, bytes });
    } else if (message.type === 'close-window') {
      const window = this.windows.get(message.id);
      this.windows.delete(message.id);
      if (!this.isEnding) await (await window)?.close();
    } else if (message.type === 'send' || message.type === 'reply') {
      (await this.windows.get(message.id))?.deliver(message);
    } else if (message.type === 'port-message' || message.type === 'port-close') {
      for (const window of this.windows.values()) if ((await window).deliverPort(message)) break;
    } else if (message.type === 'dialog') {
      this.main.say({ type: 'dialog-answer', call: message.call, paths: this.picks.shift() ?? [] });
    }
  }
}
