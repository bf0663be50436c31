/** Results -> documents. Pure functions: the same for window, command line and batch. */
export { renderHtml, type ReportAssets, type ReportOptions } from './html';
export { type ReportSection } from './sections';
export { csvHeader, csvOfFailures, csvOfImage, renderCsv } from './csv';
export { togetherText } from './maskSections';
export { pictureRowsOf, rankingText } from './summaryTable';
export { checkpointsCsv, checkpointsText } from './checkpoints';
export { renderMarkdown } from './markdown';
export { renderLatex } from './latex';
export { cropSheetSvg } from './cropSheet';
export { CropFinder, type Rect } from './crop';
export { verdictOf } from './verdict';
