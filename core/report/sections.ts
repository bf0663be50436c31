/** Parts of the HTML report that can be left out; what was not done and the verdict always stand. */
export const REPORT_SECTIONS = [
  'pictures',
  'metrics',
  'charts',
  'checkerboard',
  'cost',
  'snippets',
  'network',
  'environment',
] as const;
export type ReportSection = (typeof REPORT_SECTIONS)[number];
