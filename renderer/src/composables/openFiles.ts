import { announceError } from './announce';
import { filesFromPicker } from '../host/filePicker';
import { usePictures } from '../stores/pictures';
import { isSessionFile, useSessions } from '../stores/sessions';

/** Opens whatever the user gave: pictures, and sessions, results or reports. */
export function useOpenFiles(): { openFiles(files: readonly File[]): Promise<void>; pickSession(): Promise<void> } {
  const pictures = usePictures();
  const sessions = useSessions();

  async function openFiles(files: readonly File[]): Promise<void> {
    const own = files.filter((file) => !isSessionFile(file));
    // With nothing to open, what could not be opened before stays said.
    if (own.length > 0) await pictures.open(own);
    for (const file of files.filter(isSessionFile))
      await sessions
        .open(file)
        .catch((error: unknown) => announceError(error instanceof Error ? error.message : String(error)));
  }
  return {
    openFiles,
    pickSession: async () => openFiles(await filesFromPicker({ types: ['.zip', '.json', '.html'], multiple: false })),
  };
}
