import type { ExportFormat } from '@core/engine/contract';

/** What the engine can write of a run, in the order of the menu. */
export const EXPORT_FORMATS: readonly { readonly format: ExportFormat; readonly titleKey: string }[] = [
  { format: 'html', titleKey: 'commands.file.exportHtml' },
  { format: 'json', titleKey: 'commands.file.exportJson' },
  { format: 'csv', titleKey: 'commands.file.exportCsv' },
  { format: 'md', titleKey: 'commands.file.exportMd' },
  { format: 'tex', titleKey: 'commands.file.exportTex' },
];
