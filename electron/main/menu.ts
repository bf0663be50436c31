import { Menu, type MenuItemConstructorOptions } from 'electron';

/** Sends a command of the window's registry to the page. */
export type SendCommand = (command: string) => void;

/**
 * The native menu. Shortcuts are shown but left to the page where the system allows it, and the roles that would steal the
 * viewer's keys (zoom, reload) are left out.
 */
export function menuTemplate(platform: NodeJS.Platform, send: SendCommand): MenuItemConstructorOptions[] {
  const item = (label: string, command: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  });
  const role = (name: NonNullable<MenuItemConstructorOptions['role']>): MenuItemConstructorOptions => ({ role: name });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [role('appMenu')] : []),
    {
      label: '&File',
      submenu: [
        item('Open…', 'file.open', 'CmdOrCtrl+O'),
        ...(isMac
          ? [{ role: 'recentDocuments', submenu: [role('clearRecentDocuments')] } satisfies MenuItemConstructorOptions]
          : []),
        separator,
        item('Export report…', 'file.export-html', 'CmdOrCtrl+S'),
        separator,
        item('Settings', 'window.settings', 'CmdOrCtrl+,'),
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        item('Undo', 'edit.undo', 'CmdOrCtrl+Z'),
        item('Redo', 'edit.redo', 'CmdOrCtrl+Shift+Z'),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&Run',
      submenu: [item('Run', 'run.start', 'CmdOrCtrl+Enter'), item('Cancel', 'run.cancel', 'CmdOrCtrl+.')],
    },
    {
      label: '&View',
      submenu: [
        item('Commands…', 'window.palette', 'CmdOrCtrl+Shift+P'),
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    {
      label: '&Help',
      submenu: [
        item('Keyboard shortcuts', 'help.shortcuts'),
        item('Look for a newer version', 'help.updates'),
        ...(isMac ? [] : [role('about')]),
      ],
    },
  ];
}

export function setMenu(platform: NodeJS.Platform, send: SendCommand): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(platform, send)));
}
