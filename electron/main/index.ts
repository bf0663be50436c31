import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';

app.enableSandbox();

function openWindow(): void {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { preload: join(import.meta.dirname, '../preload/index.cjs') },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  const devUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
  void (devUrl === undefined
    ? window.loadFile(join(import.meta.dirname, '../renderer/index.html'))
    : window.loadURL(devUrl));
}

// Not awaited: a top-level await of whenReady in an ES module never ends in Electron.
void app.whenReady().then(openWindow);
app.on('window-all-closed', () => {
  app.quit();
});
