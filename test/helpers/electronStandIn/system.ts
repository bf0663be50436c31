import { existsSync } from 'node:fs';
import { needReady } from './app';
import { driver } from './driver';

// The small modules around the large ones.

export interface MenuItem {
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly submenu?: readonly MenuItem[];
  readonly click?: () => void;
}
export const state = {
  menu: [] as readonly MenuItem[],
  shown: [] as string[],
  /** Files of which the dialog asked whether to overwrite them. */
  confirmed: [] as string[],
  /** Texts of error boxes. */
  errors: [] as string[],
};

export const Menu = {
  buildFromTemplate(template: readonly MenuItem[]): readonly MenuItem[] {
    for (const item of template) {
      if (item.label === undefined && item.role === undefined && item.type !== 'separator')
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
      if (item.submenu !== undefined) Menu.buildFromTemplate(item.submenu);
    }
    return template;
  },
  setApplicationMenu(menu: readonly MenuItem[]): void {
    state.menu = menu;
  },
};

export const dialog = {
  showErrorBox(_title: string, content: string): void {
    state.errors.push(content);
  },
  async showOpenDialog(_window: unknown, options: unknown = {}): Promise<{ canceled: boolean; filePaths: string[] }> {
    needReady('dialog module can only be used after, not');
    const filePaths = await driver.ask('open', options);
    return { canceled: filePaths.length === 0, filePaths };
  },
  async showSaveDialog(_window: unknown, options: unknown = {}): Promise<{ canceled: boolean; filePath: string }> {
    needReady('dialog module can only be used after, not');
    const [filePath = ''] = await driver.ask('save', options);
    // Elsewhere the system asks by itself; on Linux only when it is told to.
    const { properties = [] } = options as { properties?: readonly string[] };
    if (filePath !== '' && existsSync(filePath)) {
      if (!properties.includes('showOverwriteConfirmation'))
        throw new Error(`The dialog lets ${filePath} be overwritten without asking.`);
      state.confirmed.push(filePath);
    }
    return { canceled: filePath === '', filePath };
  },
};

export const screen = {
  getAllDisplays(): { workArea: { x: number; y: number; width: number; height: number } }[] {
    needReady("The 'screen' module can't be used");
    return [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }];
  },
};

export const shell = {
  showItemInFolder: (path: string): void => void state.shown.push(path),
  openPath: (path: string): Promise<string> => {
    state.shown.push(path);
    return Promise.resolve('');
  },
  openExternal: (url: string): Promise<void> => {
    if (new URL(url).protocol !== 'https:') return Promise.reject(new Error(`Only https: may be opened, not ${url}`));
    state.shown.push(url);
    return Promise.resolve();
  },
};

export const nativeTheme = { shouldUseDarkColors: false };
export const crashReporter = { start: (_options: unknown): void => undefined };
export const net = { fetch: (url: string): Promise<Response> => fetch(url) };

/** Every entry as "File > Open…". */
export function menuLabels(items = state.menu, prefix = ''): string[] {
  return items.flatMap(({ label, role, submenu = [] }) => {
    const name = prefix + (label ?? role ?? '');
    return [...(label === undefined && role === undefined ? [] : [name]), ...menuLabels(submenu, `${name} > `)];
  });
}
export function clickMenu(label: string, items = state.menu, prefix = ''): boolean {
  return items.some((item) => {
    const name = prefix + (item.label ?? item.role ?? '');
    if (name === label && item.click !== undefined) item.click();
    return name === label || clickMenu(label, item.submenu ?? [], `${name} > `);
  });
}
