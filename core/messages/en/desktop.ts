/** The desktop window: its menu, its dialogs, and what went wrong with it. */
export const desktop = {
  'menu-file': () => '&File',
  'menu-open': () => 'Open…',
  'menu-export-report': () => 'Export report…',
  'menu-settings': () => 'Settings',
  'menu-edit': () => '&Edit',
  'menu-undo': () => 'Undo',
  'menu-redo': () => 'Redo',
  'menu-run': () => '&Run',
  'menu-run-start': () => 'Run',
  'menu-run-cancel': () => 'Cancel',
  'menu-view': () => '&View',
  'menu-commands': () => 'Commands…',
  'menu-help': () => '&Help',
  'menu-shortcuts': () => 'Keyboard shortcuts',
  'menu-updates': () => 'Look for a newer version',
  'menu-about': () => 'About Upbench',
  'dialog-pictures': () => 'Pictures',
  'dialog-all-files': () => 'All files',
  'page-failed': ({ reason }: { reason: string }) => `The window could not load its page (${reason}).`,
  'page-ended': ({ reason }: { reason: string }) => `The process of the window's page ended (${reason}).`,
  'page-ended-again': ({ reason }: { reason: string }) =>
    `The process of the window's page ended again (${reason}). Restart Upbench; the log has details.`,
  'document-too-large': ({ name, size, limit }: { name: string; size: number; limit: number }) =>
    `"${name}" has ${size} MiB; at most ${limit} MiB are opened.`,
};
