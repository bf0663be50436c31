import { join } from 'node:path';
import { app, BrowserWindow, crashReporter, net, protocol } from 'electron';
import { createWorkFolder, removeWorkFolder } from '@core/engine/host/workFolder';
import { CHANNELS } from '../shared/api';
import { createAppHandler, ORIGIN, SCHEME } from './appProtocol';
import { EngineProcess, SERVICE_NAME } from './engineProcess';
import { handlePageMessages, openPaths } from './ipc';
import { launchFiles } from './launchFiles';
import { createLog } from './logFile';
import { setMenu } from './menu';
import { denyPermissions, guardWebContents } from './webContentsRules';
import { createWindow } from './window';

// Boot order: what must happen before `ready` happens here, at the top level and with static imports only.
// Nothing awaits `whenReady` at the top level: in an ES module that never ends.

const at = (path: string): string => join(import.meta.dirname, path);
const isFirst = app.requestSingleInstanceLock();
if (!isFirst) app.quit();
app.enableSandbox();
app.setName('Upbench');
crashReporter.start({ uploadToServer: false });
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);
const log = createLog(join(app.getPath('userData'), 'logs'));
guardWebContents(ORIGIN, log);

/** Files that came before there was an engine: the command line's and, on macOS, those of `open-file`. */
const early = launchFiles(process.argv, { isPackaged: app.isPackaged, folder: process.cwd() });
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
  app.setAboutPanelOptions({
    applicationName: 'Upbench',
    applicationVersion: app.getVersion(),
    copyright: 'MIT licence',
  });

  const tell = (channel: string, argument: string): void => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send(channel, argument);
  };
  const engine = new EngineProcess({
    entry: at('engine.js'),
    data: { folder: blobFolder, samples: at('../../resources/samples'), openSample: early.length === 0 },
    log,
    onDeath: (reason) => tell(CHANNELS.restarted, reason),
  });
  app.on('child-process-gone', (_event, { type, name, reason }) => {
    if (type === 'Utility' && name === SERVICE_NAME) engine.noteGone(reason);
  });

  open = (paths) =>
    void openPaths(engine, paths).then(({ failed }) => {
      for (const { message } of failed) log(message);
      tell(CHANNELS.command, 'file.refresh');
    });
  open(early.splice(0));

  const show = (): void => {
    const window = createWindow({
      preload: at('../preload/index.cjs'),
      userData: app.getPath('userData'),
      icon: at('../../resources/icons/512.png'),
      log,
    });
    handlePageMessages({ window, engine, blobFolder, origin: ORIGIN, log });
  };
  setMenu(process.platform, (command) => BrowserWindow.getFocusedWindow()?.webContents.send(CHANNELS.command, command));
  show();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) show();
  });
  app.on('second-instance', (_event, argv, folder) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
    const files = launchFiles(argv, { isPackaged: app.isPackaged, folder });
    if (files.length > 0) open(files);
  });

  let isEnding = false;
  app.on('will-quit', (event) => {
    if (isEnding) return;
    // The engine gets a moment to end its threads, then the folder goes.
    event.preventDefault();
    isEnding = true;
    void engine.close().finally(() => {
      removeWorkFolder(blobFolder);
      app.quit();
    });
  });
}

if (isFirst) void app.whenReady().then(start);
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});
