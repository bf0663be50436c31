import { join } from 'node:path';
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import { message, say, type Language, type Message } from '@core/messages';
import { ORIGIN } from './appProtocol';
import { DEFAULT_SIZE, MINIMUM, readState, usableState, writeState } from './windowState';

/** A page whose process ended is reloaded, unless it was reloaded this recently. */
const PAGE_ENDED_AGAIN_MS = 60_000;
/** Chromium's code for a load that was replaced by another one, which is not a failure. */
const ABORTED = -3;

/**
 * The one window: where it was, shown when there is something to see. Sandbox and isolation are Electron's defaults and
 * stay. A page that cannot load, or whose process ends, is said and, where that helps, loaded again.
 */
export function createWindow(options: {
  preload: string;
  userData: string;
  icon: string;
  language: () => Language;
  log(line: string): void;
  /** It is on screen. */
  shown(): void;
}): BrowserWindow {
  const { log } = options;
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
  window.once('ready-to-show', () => {
    window.show();
    options.shown();
  });
  window.on('close', () =>
    writeState(stateFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }, log),
  );
  const load = (): void => void window.loadURL(`${ORIGIN}/index.html`).catch(() => undefined);
  const tell = (sentence: Message): void => {
    log(say(sentence));
    // Without a page the window was never shown, so the user could not see that it exists.
    if (!window.isVisible()) window.show();
    dialog.showErrorBox('Upbench', say(sentence, options.language()));
  };

  window.webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (isMainFrame && code !== ABORTED) tell(message('page-failed', { reason: `${description} ${code}` }));
  });
  let endedAt = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const isAgain = performance.now() - endedAt < PAGE_ENDED_AGAIN_MS;
    endedAt = performance.now();
    if (isAgain) return tell(message('page-ended-again', { reason }));
    log(say(message('page-ended', { reason })));
    load();
  });
  load();
  return window;
}
