import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { ORIGIN } from './appProtocol';
import { DEFAULT_SIZE, MINIMUM, readState, usableState, writeState } from './windowState';

/** The one window: where it was, shown when there is something to see. Sandbox and isolation are Electron's defaults and stay. */
export function createWindow(options: {
  preload: string;
  userData: string;
  icon: string;
  log(line: string): void;
}): BrowserWindow {
  const stateFile = join(options.userData, 'window.json');
  const state = usableState(
    readState(stateFile),
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...DEFAULT_SIZE,
    ...state.bounds,
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    title: 'Upbench',
    icon: options.icon,
    show: false,
    // The panel colour, so that nothing flashes while the page loads.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1C1C1C' : '#F4F4F4',
    webPreferences: { preload: options.preload },
  });
  if (state.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeState(stateFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }, options.log),
  );
  void window.loadURL(`${ORIGIN}/index.html`);
  return window;
}
