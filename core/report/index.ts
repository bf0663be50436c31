/** Results -> documents. Pure functions: the same for window, command line and batch. */
export { renderHtml, type ReportAssets, type ReportOptions } from './html';
export { renderCsv } from './csv';
export { renderMarkdown } from './markdown';
export { renderLatex } from './latex';
export { interestingCrop, type Rect } from './crop';
export { verdictOf } from './verdict';
