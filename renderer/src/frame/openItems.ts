/** What can be opened from a file, by command. */
export const OPEN_ITEMS: readonly { readonly id: string; readonly titleKey: string }[] = [
  { id: 'file.open', titleKey: 'commands.file.open' },
  { id: 'file.open-session', titleKey: 'commands.file.openSession' },
  { id: 'file.open-network', titleKey: 'commands.file.openNetwork' },
];
