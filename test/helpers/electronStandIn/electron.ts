/** The module `electron` as a main process sees it: as much of it as the workbench uses, with the rules the real one has. */
export { app } from './app';
export { protocol, session } from './protocol';
export { BrowserWindow, ipcMain } from './windows';
export { MessageChannelMain } from './ports';
export { utilityProcess } from './utility';
export { crashReporter, dialog, Menu, nativeTheme, net, screen, shell } from './system';
