import { Menu, type MenuItemConstructorOptions } from 'electron';
import { message, say, type Code, type Language } from '@core/messages';

/** Sends a command of the window's registry to the page. */
type SendCommand = (command: string) => void;

type Label = Extract<Code, `menu-${string}`>;

/**
 * The native menu in the window's language. Keys belong to the page, which lets users change them: where the system allows
 * it they are shown beside an item without being taken, and macOS, which takes every key it shows, shows none. The roles
 * that would steal the viewer's keys (zoom, reload) are left out.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  language: Language,
  send: SendCommand,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const label = (code: Label): string => {
    const text = say(message(code), language);
    // macOS has no letters to press in its menus.
    return isMac ? text.replace(/\(&\w\)|&/, '') : text;
  };
  const item = (code: Label, command: string, accelerator?: string): MenuItemConstructorOptions => ({
    label: label(code),
    click: () => send(command),
    ...(accelerator === undefined || isMac ? {} : { accelerator, registerAccelerator: false }),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const recent: MenuItemConstructorOptions = { role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] };
  const file = [
    item('menu-open', 'file.open', 'Ctrl+O'),
    ...(isMac ? [recent] : []),
    separator,
    item('menu-export-report', 'file.export-html', 'Ctrl+S'),
    separator,
    item('menu-settings', 'window.settings', 'Ctrl+,'),
    { role: isMac ? 'close' : 'quit' } satisfies MenuItemConstructorOptions,
  ];
  const edit: MenuItemConstructorOptions[] = [
    item('menu-undo', 'edit.undo', 'Ctrl+Z'),
    item('menu-redo', 'edit.redo', 'Ctrl+Shift+Z'),
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ];
  const view: MenuItemConstructorOptions[] = [
    item('menu-commands', 'window.palette', 'Ctrl+Shift+P'),
    { role: 'togglefullscreen' },
    { role: 'toggleDevTools' },
  ];
  const help = [
    item('menu-shortcuts', 'help.shortcuts'),
    item('menu-updates', 'help.updates'),
    item('menu-about', 'help.about'),
  ];
  return [
    ...(isMac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    { label: label('menu-file'), submenu: file },
    { label: label('menu-edit'), submenu: edit },
    {
      label: label('menu-run'),
      submenu: [item('menu-run-start', 'run.start', 'Ctrl+Enter'), item('menu-run-cancel', 'run.cancel', 'Ctrl+.')],
    },
    { label: label('menu-view'), submenu: view },
    { label: label('menu-help'), submenu: help },
  ];
}

export function setMenu(platform: NodeJS.Platform, language: Language, send: SendCommand): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(platform, language, send)));
}
