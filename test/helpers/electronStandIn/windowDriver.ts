import type { Browser, CDPSession, Page } from '@playwright/test';
import type { StandInBundle } from './bundle';
import { decode, encode } from './codec';
import type { MainProcess } from './mainProcess';
import type { FromDriver, PrintOptions, ToDriver } from './wire';

const WORLD = 'Electron Isolated Context';

type ForWindow = Extract<ToDriver, { id: number }>;
type FromPage =
  | { type: 'ipc'; call: number | null; channel: string; args: unknown[] }
  | { type: 'port-message'; port: number; data: unknown }
  | { type: 'port-close'; port: number };

/** One window: a page of Chromium with the preload script in a world of its own. */
export class WindowDriver {
  /** Addresses that the application kept the page from. */
  readonly refused: string[] = [];
  private readonly ports = new Set<number>();
  private context: number | undefined;

  private constructor(
    readonly page: Page,
    private readonly devtools: CDPSession,
    private readonly id: number,
    private readonly main: MainProcess,
  ) {}

  static async open(
    browser: Browser,
    bundle: StandInBundle,
    main: MainProcess,
    window: Extract<ToDriver, { type: 'window' }>,
  ): Promise<WindowDriver> {
    // The window's own size, as the application asked for it.
    const context = await browser.newContext({ viewport: window.size });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    const driver = new WindowDriver(page, devtools, window.id, main);
    await driver.prepare(bundle, window.preload);
    context.on('page', (opened) => void driver.opened(opened));
    page.on('close', () => main.say({ type: 'window-closed', id: window.id }));
    return driver;
  }

  private async prepare(bundle: StandInBundle, preload: string | null): Promise<void> {
    const { devtools } = this;
    const { frameTree } = await devtools.send('Page.getFrameTree');
    devtools.on('Runtime.executionContextCreated', ({ context }) => {
      // Frames inside the page get a world as well, with nothing in it.
      if (context.name === WORLD && context.auxData?.['frameId'] === frameTree.frame.id) this.context = context.id;
    });
    devtools.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId !== this.context) return;
      this.context = undefined;
      this.main.say({ type: 'unloaded', id: this.id, ports: [...this.ports] });
      this.ports.clear();
    });
    devtools.on('Runtime.bindingCalled', ({ payload }) => this.heard(payload));
    this.page.on('load', () => this.main.say({ type: 'loaded', id: this.id, url: this.page.url() }));
    await devtools.send('Page.enable');
    await devtools.send('Runtime.enable');
    await devtools.send('Runtime.addBinding', { name: 'standInSay', executionContextName: WORLD });
    const onlyTop = (script: string): string => `if (window === window.top) { ${script}\n}`;
    await devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: onlyTop(bundle.mainWorld) });
    if (preload !== null) {
      const run = `${preload}(standInRequire, { exports: {} }, {});`;
      await devtools.send('Page.addScriptToEvaluateOnNewDocument', {
        source: onlyTop(`${bundle.isolatedWorld}\n${run}`),
        worldName: WORLD,
      });
    }
    await this.page.route('**/*', async (route) => {
      const request = route.request();
      const isForeign = request.isNavigationRequest() && this.page.url() !== 'about:blank';
      if (!isForeign || new URL(request.url()).origin === new URL(this.page.url()).origin) return route.fallback();
      const url = await this.main.ask<string | null>({ what: 'navigate', id: this.id, url: request.url() });
      if (url === null) this.refused.push(request.url());
      await (url === null ? route.abort('aborted') : route.fallback());
    });
  }

  async load(url: string): Promise<void> {
    await this.page.goto(url);
  }
  print(options: PrintOptions): Promise<Uint8Array> {
    const { printBackground, preferCSSPageSize, generateTaggedPDF, generateDocumentOutline } = options;
    return this.page.pdf({
      printBackground: printBackground ?? false,
      preferCSSPageSize: preferCSSPageSize ?? false,
      tagged: generateTaggedPDF ?? false,
      outline: generateDocumentOutline ?? false,
    });
  }
  async close(): Promise<void> {
    await this.page.context().close();
  }
  deliver(message: ForWindow): void {
    if (message.type === 'send') {
      for (const port of message.ports) this.ports.add(port);
      this.tell({ type: 'send', channel: message.channel, args: message.args, ports: message.ports });
    } else if (message.type === 'reply')
      this.tell({ type: 'reply', call: message.call, value: message.value, error: message.error });
  }
  /** True when the port is one of this window's. */
  deliverPort(message: Extract<ToDriver, { port: number }>): boolean {
    if (!this.ports.has(message.port)) return false;
    if (message.type === 'port-close') this.ports.delete(message.port);
    this.tell(message);
    return true;
  }
  /** Tells where the files the test is about to drop come from; a page never learns it. */
  setDroppedPaths(paths: Readonly<Record<string, string>>): Promise<void> {
    return this.tell({ type: 'dropped', paths });
  }

  private async tell(message: unknown): Promise<void> {
    // What is sent to a page that is not there is lost, as in Electron.
    if (this.context === undefined) return;
    const expression = `standInReceive(${JSON.stringify(encode(message))})`;
    await this.devtools.send('Runtime.evaluate', { expression, contextId: this.context }).catch(() => undefined);
  }
  private heard(payload: string): void {
    const message = decode(JSON.parse(payload) as ReturnType<typeof encode>) as FromPage;
    if (message.type === 'port-close') this.ports.delete(message.port);
    const whole: FromDriver = message.type === 'ipc' ? { ...message, id: this.id, frameUrl: this.page.url() } : message;
    this.main.say(whole);
  }
  /** A page opened a window: the application decides, and denies. */
  private async opened(page: Page): Promise<void> {
    const action = await this.main.ask<string>({ what: 'open-window', id: this.id, url: page.url() });
    if (action === 'deny') await page.close().catch(() => undefined);
  }
}
