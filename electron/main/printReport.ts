import { BrowserWindow } from 'electron';
import { ORIGIN } from './appProtocol';

/** A report of the engine as PDF, laid out in a window that nobody sees; the report's own rules decide the paper. */
export async function printReport(blobId: string): Promise<Uint8Array> {
  const window = new BrowserWindow({ show: false });
  try {
    await window.loadURL(`${ORIGIN}/blob/${blobId}`);
    return await window.webContents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
  } finally {
    window.destroy();
  }
}
