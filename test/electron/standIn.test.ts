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
  // Whatever a script does once it is ready ends with its last word, an error or the process.
  const recent = (await Promise.race([main.ended.then(() => []), settled(main)])) as string[];
  await main.kill();
  return { broken: main.broken, messages, recent };
}
async function settled(main: MainProcess): Promise<readonly string[]> {
  for (;;) {
    const { recent } = await main.state();
    if (recent.includes('done') || main.broken.length > 0) return recent;
    await new Promise((wait) => setTimeout(wait, 20));
  }
}

const all =
  'import * as electron from "electron"; const { app, protocol, BrowserWindow, MessageChannelMain } = electron;';
const whenReady = (body: string): string =>
  `${all} app.whenReady().then(async () => { ${body}; app.addRecentDocument('done'); });`;
const standard = "{ scheme: 'app', privileges: { standard: true } }";

type Rule = readonly [rule: string, source: string, says: RegExp];

/** Broken one after the other in one process, before it is ready ... */
const EARLY: readonly Rule[] = [
  [
    'a scheme keeps the policy',
    "protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { bypassCSP: true } }])",
    /must not bypass/,
  ],
  [
    'schemes are registered once',
    `for (const _ of [1, 2]) protocol.registerSchemesAsPrivileged([${standard}])`,
    /can only be called once/,
  ],
  ['schemes are handled after ready', "protocol.handle('app', () => new Response('x'))", /before app is ready/],
  ['windows come after ready', 'new BrowserWindow()', /Cannot create BrowserWindow before app is ready/],
  ['utility processes come after ready', "electron.utilityProcess.fork('x.js')", /before app is ready/],
  ['the session comes after ready', 'electron.session.defaultSession', /before app is ready/],
  ['the screen comes after ready', 'electron.screen.getAllDisplays()', /before app is ready/],
];
/** ... and when it is. */
const LATE: readonly Rule[] = [
  [
    'schemes are registered before ready',
    `protocol.registerSchemesAsPrivileged([${standard}])`,
    /should be called before app is ready/,
  ],
  [
    'a scheme is handled once',
    "for (const _ of [1, 2]) protocol.handle('app', () => new Response('x'))",
    /Failed to register protocol/,
  ],
  ['the sandbox is enabled before ready', 'app.enableSandbox()', /only be called before app is ready/],
  ['no sandbox: false', 'new BrowserWindow({ webPreferences: { sandbox: false } })', /sandbox must not be false/],
  [
    'no nodeIntegration',
    'new BrowserWindow({ webPreferences: { nodeIntegration: true } })',
    /nodeIntegration must not be true/,
  ],
  [
    'no contextIsolation: false',
    'new BrowserWindow({ webPreferences: { contextIsolation: false } })',
    /contextIsolation must not be false/,
  ],
  ['an address needs a handler', "await new BrowserWindow().loadURL('other://x/')", /ERR_UNKNOWN_URL_SCHEME/],
  [
    'a preload script is no module',
    "new BrowserWindow({ webPreferences: { preload: import.meta.dirname + '/esm.mjs' } })",
    /Unable to load preload script[^]*import/,
  ],
  ['functions cannot be sent', "new BrowserWindow().webContents.send('x', () => 1)", /An object could not be cloned/],
  [
    'transfer lists hold ports only',
    "new MessageChannelMain().port1.postMessage('x', [new ArrayBuffer(8)])",
    /not a valid port/,
  ],
  [
    'a port is transferred once',
    'const { port1 } = new MessageChannelMain(); const c = new MessageChannelMain(); for (const _ of [1, 2]) c.port1.postMessage(1, [port1])',
    /already neutered/,
  ],
  [
    'one handler for a channel',
    "for (const _ of [1, 2]) electron.ipcMain.handle('x', () => 1)",
    /second handler for 'x'/,
  ],
  ['an unknown folder', "app.getPath('nowhere')", /Failed to get 'nowhere' path/],
  ['a menu entry is something', 'electron.Menu.buildFromTemplate([{}])', /Invalid template for MenuItem/],
];
/** Broken where the process ends with them. */
const ALONE: readonly Rule[] = [
  ['waiting for ready at the top level never ends', `${all} await app.whenReady();`, /awaits whenReady/],
  ['a missing name', 'import { Notification } from "electron"; Notification.show();', /Notification/],
  ['an error that nobody catches', whenReady("throw new Error('nobody')"), /nobody/],
];

const attempts = (rules: readonly Rule[]): string =>
  rules.map(([rule, source]) => `await attempt(${JSON.stringify(rule)}, async () => { ${source} });`).join('\n');

describe('rules of Electron', () => {
  const answers = new Map<string, string>();
  let broken: string[];
  beforeAll(async () => {
    const source = `${all}
      const attempt = (rule, act) => act().then(() => 'allowed', (error) => error.message)
        .then((answer) => app.addRecentDocument(rule + '\\n' + answer));
      ${attempts(EARLY)}
      app.whenReady().then(async () => { ${attempts(LATE)} app.addRecentDocument('done'); });`;
    const ran = await run(source, { 'esm.mjs': 'import { contextBridge } from "electron";' });
    ({ broken } = ran);
    for (const entry of ran.recent) {
      const [rule = '', ...answer] = entry.split('\n');
      answers.set(rule, answer.join('\n'));
    }
  });

  test.each([...EARLY, ...LATE])('%s', (rule, _source, says) => {
    expect(broken).toEqual([]);
    expect(answers.get(rule)).toMatch(says);
  });

  test.each(ALONE)('%s', async (_rule, source, says) => {
    expect((await run(source)).broken.join('\n')).toMatch(says);
  });

  test('a script that keeps them all breaks nothing', async () => {
    const source = `${all} protocol.registerSchemesAsPrivileged([${standard}]); app.enableSandbox();
      app.whenReady().then(() => { protocol.handle('app', () => new Response('x')); new BrowserWindow(); app.addRecentDocument('done'); });`;
    const ran = await run(source);
    expect(ran.broken).toEqual([]);
    expect(ran.messages.map(({ type }) => type)).toContain('window');
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
