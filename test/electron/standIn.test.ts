import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleStandIn, type StandInBundle } from '../helpers/electronStandIn/bundle';
import { MainProcess } from '../helpers/electronStandIn/mainProcess';
import type { ToDriver } from '../helpers/electronStandIn/wire';

// The stand-in is only as true as the rules of real Electron it knows. Here each is broken once by a main script.

let bundle: StandInBundle;
let folder: string;
beforeAll(async () => {
  bundle = await bundleStandIn();
  folder = mkdtempSync(join(tmpdir(), 'upbench-rules-'));
});
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a main script until it ends or `isEnough`; resolves with every message and every error nobody caught. */
async function run(source: string, files: Readonly<Record<string, string>> = {}) {
  for (const [name, text] of Object.entries({ 'main.mjs': source, ...files })) writeFileSync(join(folder, name), text);
  const messages: ToDriver[] = [];
  const main = new MainProcess({
    bundle,
    main: join(folder, 'main.mjs'),
    app: folder,
    patienceMs: 1500,
    receive: (message) => messages.push(message),
  });
  await main.ready().catch(() => undefined);
  // Whatever a script does once it is ready ends with this question answered or with the process.
  await Promise.race([main.ended, settled(main)]);
  await main.kill();
  return { broken: main.broken, messages };
}
async function settled(main: MainProcess): Promise<void> {
  for (let quiet = 0; quiet < 100 && main.broken.length === 0; quiet++) {
    await new Promise((wait) => setTimeout(wait, 20));
    const { recent } = await main.state();
    if (recent.includes('done')) return;
  }
}

const all =
  'import * as electron from "electron"; const { app, protocol, BrowserWindow, MessageChannelMain } = electron;';
const whenReady = (body: string): string =>
  `${all} app.whenReady().then(async () => { ${body}; app.addRecentDocument('done'); });`;
const standard = "{ scheme: 'app', privileges: { standard: true } }";

const ROWS: readonly [rule: string, source: string, says: RegExp][] = [
  [
    'schemes are registered before ready',
    whenReady(`protocol.registerSchemesAsPrivileged([${standard}])`),
    /should be called before app is ready/,
  ],
  [
    'schemes are registered once',
    `${all} for (const _ of [1, 2]) protocol.registerSchemesAsPrivileged([${standard}]);`,
    /can only be called once/,
  ],
  [
    'a scheme keeps the policy',
    `${all} protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { bypassCSP: true } }]);`,
    /must not bypass/,
  ],
  ['schemes are handled after ready', `${all} protocol.handle('app', () => new Response('x'));`, /before app is ready/],
  [
    'a scheme is handled once',
    whenReady("for (const _ of [1, 2]) protocol.handle('app', () => new Response('x'))"),
    /Failed to register protocol/,
  ],
  ['the sandbox is enabled before ready', whenReady('app.enableSandbox()'), /only be called before app is ready/],
  ['windows come after ready', `${all} new BrowserWindow();`, /Cannot create BrowserWindow before app is ready/],
  ['utility processes come after ready', `${all} electron.utilityProcess.fork('x.js');`, /before app is ready/],
  ['the session comes after ready', `${all} electron.session.defaultSession;`, /before app is ready/],
  ['the screen comes after ready', `${all} electron.screen.getAllDisplays();`, /before app is ready/],
  ['waiting for ready at the top level never ends', `${all} await app.whenReady();`, /awaits whenReady/],
  [
    'no sandbox: false',
    whenReady('new BrowserWindow({ webPreferences: { sandbox: false } })'),
    /sandbox must not be false/,
  ],
  [
    'no nodeIntegration',
    whenReady('new BrowserWindow({ webPreferences: { nodeIntegration: true } })'),
    /nodeIntegration must not be true/,
  ],
  [
    'no contextIsolation: false',
    whenReady('new BrowserWindow({ webPreferences: { contextIsolation: false } })'),
    /contextIsolation must not be false/,
  ],
  ['an address needs a handler', whenReady("await new BrowserWindow().loadURL('app://x/')"), /ERR_UNKNOWN_URL_SCHEME/],
  [
    'a preload script is no module',
    whenReady(`new BrowserWindow({ webPreferences: { preload: ${'import.meta.dirname'} + '/esm.mjs' } })`),
    /Unable to load preload script[^]*import/,
  ],
  [
    'functions cannot be sent',
    whenReady("new BrowserWindow().webContents.send('x', () => 1)"),
    /An object could not be cloned/,
  ],
  [
    'transfer lists hold ports only',
    whenReady("new MessageChannelMain().port1.postMessage('x', [new ArrayBuffer(8)])"),
    /not a valid port/,
  ],
  [
    'a port is transferred once',
    whenReady(
      'const { port1 } = new MessageChannelMain(); const c = new MessageChannelMain(); for (const _ of [1, 2]) c.port1.postMessage(1, [port1])',
    ),
    /already neutered/,
  ],
  [
    'one handler for a channel',
    whenReady("for (const _ of [1, 2]) electron.ipcMain.handle('x', () => 1)"),
    /second handler for 'x'/,
  ],
  ['an unknown folder', whenReady("app.getPath('nowhere')"), /Failed to get 'nowhere' path/],
  ['a menu entry is something', whenReady('electron.Menu.buildFromTemplate([{}])'), /Invalid template for MenuItem/],
  ['a missing name', 'import { Notification } from "electron"; Notification.show();', /Notification/],
];

describe('rules of Electron', () => {
  test.each(ROWS)('%s', async (_rule, source, says) => {
    const { broken } = await run(source, { 'esm.mjs': 'import { contextBridge } from "electron";' });
    expect(broken.join('\n')).toMatch(says);
  });

  test('a script that keeps them all breaks nothing', async () => {
    const source = `${all} protocol.registerSchemesAsPrivileged([${standard}]); app.enableSandbox();
      app.whenReady().then(() => { protocol.handle('app', () => new Response('x')); new BrowserWindow(); app.addRecentDocument('done'); });`;
    const { broken, messages } = await run(source);
    expect(broken).toEqual([]);
    expect(messages.map(({ type }) => type)).toContain('window');
  });
});

describe('ports and utility processes', () => {
  test('a message waits for start, and for the child to listen', async () => {
    const source = whenReady(`
      const said = [];
      const child = electron.utilityProcess.fork(import.meta.dirname + '/child.mjs', [], { serviceName: 'compute', stdio: 'pipe' });
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage({ type: 'connect' }, [port1]);
      port2.postMessage('early');
      const first = new Promise((resolve) => port2.on('message', ({ data }) => resolve(data)));
      await new Promise((resolve) => setTimeout(resolve, 100));
      port2.start();
      const answer = await first;
      const closed = new Promise((resolve) => port2.on('close', resolve));
      const gone = new Promise((resolve) => app.on('child-process-gone', (_event, details) => resolve(details)));
      process.kill(child.pid, 'SIGKILL');
      await closed;
      const { type, name, reason } = await gone;
      app.addRecentDocument([answer, type, name, reason].join(' '));
      throw new Error([answer, type, name, reason].join(' '))`);
    const child = `setTimeout(() => process.parentPort.on('message', ({ data, ports }) => {
      const [port] = ports;
      port.on('message', (event) => port.postMessage(data.type + ' ' + event.data));
      port.start();
    }), 100);`;
    const { broken } = await run(source, { 'child.mjs': child });
    expect(broken.join()).toContain('connect early Utility compute killed');
  });
});
