import type { ExportFormat } from '@core/engine/contract/contract';

/** What can be opened from a file, by command. */
export const OPEN_ITEMS: readonly { readonly id: string; readonly titleKey: string }[] = [
  { id: 'file.open', titleKey: 'commands.file.open' },
  { id: 'file.open-session', titleKey: 'commands.file.openSession' },
  { id: 'file.open-network', titleKey: 'commands.file.openNetwork' },
];

/** What the engine can write of a run, in the order of the menu. */
export const EXPORT_FORMATS: readonly { readonly format: ExportFormat; readonly titleKey: string }[] = [
  { format: 'html', titleKey: 'commands.file.exportHtml' },
  { format: 'json', titleKey: 'commands.file.exportJson' },
  { format: 'csv', titleKey: 'commands.file.exportCsv' },
  { format: 'md', titleKey: 'commands.file.exportMd' },
  { format: 'tex', titleKey: 'commands.file.exportTex' },
  { format: 'svg', titleKey: 'commands.file.exportSvg' },
];

/** What is saved to go on from, by command. */
export const SESSION_ITEMS: readonly { readonly id: string; readonly titleKey: string }[] = [
  { id: 'file.save-session', titleKey: 'commands.file.saveSession' },
  { id: 'file.save-session-names', titleKey: 'commands.file.saveSessionNames' },
];
