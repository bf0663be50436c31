import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserWindow, app, crashReporter, net, protocol } from 'electron';
import type { Language } from '@core/messages';
import { EngineKeeper } from '@core/engine/host/engineKeeper';
import { createWorkFolder, removeWorkFolder } from '@core/engine/host/workFolder';
import { sentenceOf } from '@core/tensor/errors';
import { CHANNELS } from '../shared/api';
import { createAppHandler, ORIGIN, SCHEME } from './appProtocol';
import { forkEngine, SERVICE_NAME, type DesktopEngine } from './forkEngine';
import { handlePageMessages } from './ipc';
import { launchFiles, SERVE_SWITCH } from './launchFiles';
import { createLog } from './logFile';
import { setMenu } from './menu';
import { OpenQueue } from './openQueue';
import { denyPermissions, guardWebContents } from './webContentsRules';
import { createWindow } from './window';

// Boot order: what must happen before `ready` happens here, at the top level and with static imports only.
// Nothing awaits `whenReady` at the top level: in an ES module that never ends.

const at = (path: string): string => join(import.meta.dirname, path);
/** The start script waits for this: without it, it serves the workbench to a browser instead. */
const tellShown = (): void => {
  const file = process.env['UPBENCH_SHOWN_FILE'];
  if (file !== undefined) writeFileSync(file, '');
};
/** Files of this start. A second start hands them on: Chromium reorders the arguments that `second-instance` is told. */
const given = launchFiles(process.argv, { isPackaged: app.isPackaged, folder: process.cwd() });
const isServed = process.argv.includes(SERVE_SWITCH);
// A served host may run beside an open window.
const isFirst = isServed || app.requestSingleInstanceLock({ files: given });
if (!isFirst) {
  // The window that is open already takes them.
  tellShown();
  app.quit();
}
// The server shows nothing, and is started where the sandbox cannot be.
if (!isServed) app.enableSandbox();
app.setName('Upbench');
// Windows groups windows, notifications and the task bar entry by this id.
app.setAppUserModelId('io.github.upbench.workbench');
crashReporter.start({ uploadToServer: false });
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);
const log = createLog(join(app.getPath('userData'), 'logs'));
guardWebContents(ORIGIN, log);

/** Files that came before there was an engine: the command line's and, on macOS, those of `open-file`. */
const early = [...given];
let open = (paths: string[]): void => void early.push(...paths);
app.on('open-file', (event, path) => {
  event.preventDefault();
  open([path]);
});

function start(): void {
  const blobFolder = createWorkFolder(undefined, { recover: true });
  const devUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
  const forward = devUrl === undefined ? {} : { forward: (path: string) => net.fetch(new URL(path, devUrl).href) };
  protocol.handle(SCHEME, createAppHandler({ root: at('../renderer'), blobFolder, ...forward }));
  denyPermissions(ORIGIN);
  const { electron, chrome, node, v8 } = process.versions;
  app.setAboutPanelOptions({
    applicationName: 'Upbench',
    applicationVersion: app.getVersion(),
    version: `Electron ${electron}, Chromium ${chrome}, Node ${node}, V8 ${v8}`,
    copyright: 'MIT licence',
  });

  let language: Language = app.getLocale().startsWith('zh') ? 'zh-CN' : 'en';
  /** The workbench's window. Others, such as the one that prints a report, stay hidden. */
  let window: BrowserWindow | undefined;
  const tell = (channel: string, argument = ''): void => {
    if (window?.isDestroyed() === false) window.webContents.send(channel, argument);
  };
  const engine: DesktopEngine = new EngineKeeper({
    start: (events) => forkEngine(at('engine.js'), events),
    data: { folder: blobFolder, samples: at('../../resources/samples'), openSample: early.length === 0 },
    log,
    onDeath: (reason, willRestart) => tell(willRestart ? CHANNELS.restarted : CHANNELS.givenUp, reason),
  });
  const queue = new OpenQueue({ engine, log, tell: () => tell(CHANNELS.opened) });
  app.on('child-process-gone', (_event, { type, name, reason }) => {
    if (type === 'Utility' && name === SERVICE_NAME) engine.noteGone(reason);
  });

  const show = (): void => {
    const made = createWindow({
      preload: at('../preload/index.cjs'),
      userData: app.getPath('userData'),
      icon: at('../../resources/icons/512.png'),
      language: () => language,
      log,
      shown: tellShown,
    });
    window = made;
    made.on('closed', () => {
      if (window === made) window = undefined;
    });
    handlePageMessages({
      window: made,
      engine,
      queue,
      blobFolder,
      origin: ORIGIN,
      language: () => language,
      setLanguage: (chosen) => {
        language = chosen;
        setMenu(process.platform, language, (command) => tell(CHANNELS.command, command));
      },
      log,
    });
  };
  open = (paths) => {
    // On macOS the application runs on without windows, and opening a file shows one again.
    if (window === undefined) show();
    void queue.open(paths);
  };
  setMenu(process.platform, language, (command) => {
    if (window === undefined) show();
    tell(CHANNELS.command, command);
  });
  show();
  if (early.length > 0) void queue.open(early.splice(0));
  app.on('activate', () => {
    if (window === undefined) show();
  });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
    const files = filesOf(data);
    if (files.length > 0) open(files);
  });

  let isEnding = false;
  app.on('will-quit', (event) => {
    if (isEnding) return;
    // The engine gets time to end its threads, then the folder is removed.
    event.preventDefault();
    isEnding = true;
    void engine.close().finally(() => {
      removeWorkFolder(blobFolder);
      app.quit();
    });
  });
}

async function serve(): Promise<void> {
  const { serveInstead } = await import('./serveInstead');
  await serveInstead(given, {
    engine: at('engine.js'),
    page: at('../renderer'),
    samples: at('../../resources/samples'),
  });
}

if (isFirst)
  void app
    .whenReady()
    .then(isServed ? serve : start)
    .catch((error: unknown) => {
      // Without a host or a window nothing would ever end this process.
      log(sentenceOf(error));
      process.stderr.write(`${sentenceOf(error)}\n`);
      app.exit(1);
    });
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

/** The files that a second start handed on; their form is checked, since it may be another version of this program. */
function filesOf(data: unknown): string[] {
  const files = typeof data === 'object' && data !== null && 'files' in data ? data.files : [];
  return Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string') : [];
}
