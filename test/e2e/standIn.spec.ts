import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { StandInApplication } from '../helpers/electronStandIn/application';
import { bundleStandIn, type StandInBundle } from '../helpers/electronStandIn/bundle';

// Rules of Electron that show only in a page: what a sandboxed preload script may do, and what crosses its bridge.
test.describe.configure({ mode: 'serial' });

const MAIN = `
import { app, BrowserWindow, protocol } from 'electron';
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true } }]);
app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(({ url }) => (app.addRecentDocument('denied ' + url), { action: 'deny' }));
  contents.on('will-navigate', (event) => (app.addRecentDocument('kept'), event.preventDefault()));
});
app.whenReady().then(() => {
  const html = '<!doctype html><title>probe</title>';
  protocol.handle('app', () => new Response(html, { headers: { 'Content-Type': 'text/html' } }));
  const window = new BrowserWindow({ show: false, webPreferences: { preload: import.meta.dirname + '/preload.cjs' } });
  window.once('ready-to-show', () => window.show());
  window.webContents.ipc.handle('add', (event, a, b) => a + b + event.senderFrame.url.length);
  window.webContents.ipc.handle('fail', () => { throw Object.assign(new TypeError('broken'), { code: 'lost' }); });
  window.webContents.ipc.handle('unsayable', () => () => 1);
  window.webContents.ipc.handle('kinds', (_event, bytes, map) => [bytes instanceof Uint8Array, map.get('a')]);
  window.loadURL('app://probe/index.html');
});`;

const PRELOAD = `
const { contextBridge, ipcRenderer } = require('electron');
const attempt = (act) => { try { act(); return 'allowed'; } catch (error) { return error.message; } };
class Secret { shown = 1; hidden() {} }
window.leaked = true;
contextBridge.exposeInMainWorld('probe', {
  required: attempt(() => require('fs')),
  secret: new Secret(),
  nested: { list: [1, 2] },
  port: () => new MessageChannel().port1,
  symbol: () => Symbol('x'),
  fail: () => { throw Object.assign(new TypeError('only this'), { code: 'lost' }); },
  later: (callback) => Promise.resolve(callback(20)).then((value) => value + 1),
  exposeAgain: () => attempt(() => contextBridge.exposeInMainWorld('probe', {})),
  sendFunction: () => attempt(() => ipcRenderer.send('x', () => 1)),
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
});`;

let bundle: StandInBundle;
let folder: string;
let application: StandInApplication;
let page: Page;
test.beforeAll(async ({ browser }) => {
  bundle = await bundleStandIn();
  folder = mkdtempSync(join(tmpdir(), 'upbench-probe-'));
  writeFileSync(join(folder, 'main.mjs'), MAIN);
  writeFileSync(join(folder, 'preload.cjs'), PRELOAD);
  application = await StandInApplication.start({ browser, bundle, main: join(folder, 'main.mjs') });
  page = await application.firstPage();
  await page.waitForFunction('"probe" in window');
});
test.afterAll(async () => {
  await application.quit();
  bundle.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Evaluates an expression in the page; an error becomes its message. */
const inPage = (expression: string): Promise<unknown> =>
  page.evaluate(
    `(async () => { try { return await (${expression}); } catch (error) { return 'error: ' + error.message; } })()`,
  );

test('the preload script is alone in its world and may require electron only', async () => {
  expect(await inPage('typeof window.leaked')).toBe('undefined');
  expect(await inPage('typeof require')).toBe('undefined');
  expect(await inPage('probe.required')).toBe('module not found: fs');
});

test('what is exposed is a frozen copy without prototypes, exposed once', async () => {
  expect(await inPage('[Object.keys(probe.secret), typeof probe.secret.hidden]')).toEqual([['shown'], 'undefined']);
  expect(await inPage('[probe, probe.nested, probe.nested.list].every(Object.isFrozen)')).toBe(true);
  expect(await inPage('probe.exposeAgain()')).toMatch(/^Cannot bind an API on top of an existing property/);
});

test('ports and symbols do not cross the bridge, of errors only the message', async () => {
  expect(await inPage('probe.port()')).toMatch(/^error: A MessagePort cannot/);
  expect(await inPage('probe.symbol()')).toMatch(/^error: A symbol cannot/);
  expect(
    await inPage('(() => { try { probe.fail(); } catch (error) { return [error.message, error.code]; } })()'),
  ).toEqual(['only this', undefined]);
  expect(await inPage('probe.later((value) => value + 1)')).toBe(22);
});

test('messages are copied by structured clone, answers too', async () => {
  expect(await inPage('probe.sendFunction()')).toBe('An object could not be cloned.');
  expect(await inPage("probe.invoke('add', 1, 2)")).toBe(3 + 'app://probe/index.html'.length);
  expect(await inPage("probe.invoke('kinds', new Uint8Array(2), new Map([['a', 1]]))")).toEqual([true, 1]);
  expect(await inPage("probe.invoke('unsayable')")).toMatch(/An object could not be cloned/);
  expect(await inPage("probe.invoke('fail')")).toBe("error: Error invoking remote method 'fail': TypeError: broken");
  expect(await inPage("probe.invoke('nobody')")).toMatch(/No handler registered for 'nobody'/);
});

test('the application decides on windows and navigation, and the window shows when it is ready', async () => {
  await page.evaluate("void window.open('https://example.invalid/')");
  await page.evaluate("void (window.location.href = 'http://example.invalid/')");
  await expect.poll(async () => (await application.main.state()).recent.join()).toMatch(/kept/);
  await expect.poll(async () => (await application.main.state()).recent.join()).toMatch(/denied/);
  const { windows } = await application.main.state();
  expect(windows).toMatchObject([{ isVisible: true, url: 'app://probe/index.html' }]);
  expect(application.main.broken).toEqual([]);
});
