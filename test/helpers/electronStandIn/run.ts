import { register } from 'node:module';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { app, Preventable } from './app';
import { driver } from './driver';
import * as electron from './electron';
import { toBrowser } from './protocol';
import { clickMenu, menuLabels, state } from './system';
import { running } from './utility';
import type { FromDriver, Question, State } from './wire';
import { BrowserWindow, windowOf } from './windows';

// Entry of the process that runs an unmodified main script: `node run.js MAIN [FILES]`.

const [, , main = '', ...files] = process.argv;
const VERSION = process.env['STAND_IN_VERSION'] ?? '0';

// The main script's `import ... from "electron"` finds this process's module.
Object.assign(globalThis, { __electronStandIn: electron });
const source = Object.keys(electron)
  .map((name) => `export const ${name} = globalThis.__electronStandIn.${name};`)
  .join('\n');
const module = `data:text/javascript,${encodeURIComponent(source)}`;
const hooks = `export const resolve = (name, context, next) =>
  name === 'electron' ? { url: ${JSON.stringify(module)}, shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

Object.defineProperty(process, 'versions', {
  value: { ...process.versions, electron: VERSION, chrome: process.env['STAND_IN_CHROME'] ?? '0' },
});
process.argv = [process.execPath, '.', ...files];
process.on('disconnect', () => process.exit(0));
const fail = (message: string): void => driver.say({ type: 'broken', message });
process.on('uncaughtException', (error) => fail(`${error.name}: ${error.message}`));
process.on('unhandledRejection', (reason) => fail(`Unhandled rejection: ${String(reason)}`));

function describeState(): State {
  return {
    windows: BrowserWindow.getAllWindows().map((window) => ({
      id: window.id,
      isVisible: window.isVisible(),
      url: window.webContents.url,
    })),
    menu: menuLabels(),
    shown: state.shown,
    confirmed: state.confirmed,
    errors: state.errors,
    recent: app.recent,
    utilities: [...running].map(({ name, pid = 0 }) => ({ name, pid })),
  };
}

async function answer(question: Question): Promise<unknown> {
  switch (question.what) {
    case 'state':
      return describeState();
    case 'navigate': {
      const event = new Preventable({ url: question.url });
      windowOf(question.id)?.webContents.emit('will-navigate', event);
      return event.defaultPrevented ? null : await toBrowser(question.url);
    }
    case 'open-window':
      return windowOf(question.id)?.webContents.openHandler({ url: question.url }).action ?? 'allow';
    case 'permission': {
      const { permission, url } = question;
      const { defaultSession } = electron.session;
      const isAllowed = defaultSession.checkHandler(null, permission, url);
      const isGranted = await new Promise((settle) =>
        defaultSession.requestHandler(null, permission, settle, { requestingUrl: url }),
      );
      return { isAllowed, isGranted };
    }
    case 'menu':
      return clickMenu(question.label);
    case 'second-instance':
      // Chromium puts the arguments into an order of its own, so that only the data can be relied on.
      return app.emit(
        'second-instance',
        {},
        [process.execPath, '--allow-file-access', '.'],
        process.cwd(),
        question.data,
      );
    case 'page-event':
      return windowOf(question.id)?.webContents.emit(question.event, {}, ...question.args);
    case 'close-windows':
      for (const window of BrowserWindow.getAllWindows()) window.close();
      return null;
    case 'open-file':
      return app.emit('open-file', new Preventable(), question.path);
    case 'kill-utility':
      for (const utility of running) utility.die();
      return running.size;
    case 'quit':
      app.quit();
      return null;
  }
}

function receive(message: FromDriver): void {
  switch (message.type) {
    case 'loaded':
      void windowOf(message.id)?.loaded(message.url);
      break;
    case 'unloaded':
      for (const port of message.ports) driver.ports.receive({ type: 'port-close', port });
      break;
    case 'ipc':
      void windowOf(message.id)?.webContents.receive(message);
      break;
    case 'dialog-answer':
      driver.dialogs.get(message.call)?.(message.paths);
      driver.dialogs.delete(message.call);
      break;
    case 'printed':
      driver.prints.get(message.call)?.(message.bytes);
      driver.prints.delete(message.call);
      break;
    case 'window-closed':
      windowOf(message.id)?.close();
      if (BrowserWindow.getAllWindows().length === 0) app.emit('window-all-closed');
      break;
    case 'ask':
      answer(message.question).then(
        (value) => driver.say({ type: 'answer', call: message.call, value }),
        (error: unknown) => fail(String(error)),
      );
      break;
    default:
      driver.ports.receive(message);
  }
}

driver.listen(receive);
const patience = Number(process.env['STAND_IN_PATIENCE_MS'] ?? 20_000);
const evaluated = import(pathToFileURL(resolve(main)).href).then(() => true);
// Ready comes after the main module was evaluated; one that waits for it at its top level waits for ever.
const isWhole = await Promise.race([evaluated, sleep(patience, false)]).catch((error: unknown) => {
  fail(`${(error as Error).name}: ${(error as Error).message}`);
  return null;
});
if (isWhole === false) fail('The main module was never evaluated to its end: it awaits whenReady at its top level.');
if (isWhole === true) {
  app.becomeReady();
  driver.say({ type: 'ready' });
}
