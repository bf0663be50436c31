import { useI18n } from 'vue-i18n';
import { notifyError } from './announce';
import { filesFromPicker, folderPicker } from '../host/filePicker';
import { usePictures } from '../stores/pictures';
import { isSessionFile, useSessions } from '../stores/sessions';

/** Opens whatever the user gave: pictures, and sessions, results or reports. */
export function useOpenFiles(): {
  openFiles(files: readonly File[]): Promise<void>;
  pickSession(): Promise<void>;
  /** Looks in a folder for what the session lacks. */
  relocate(): Promise<void>;
} {
  const pictures = usePictures();
  const sessions = useSessions();
  const { t } = useI18n();

  async function openFiles(files: readonly File[]): Promise<void> {
    const own = files.filter((file) => !isSessionFile(file));
    // With nothing to open, what could not be opened before stays said.
    if (own.length > 0) await pictures.open(own);
    for (const file of files.filter(isSessionFile)) await sessions.open(file).catch(notifyError);
  }
  async function relocate(): Promise<void> {
    const files = await folderPicker();
    if (files.length === 0) return;
    const found = await sessions.relocate(files);
    if (found === 0) notifyError(t('pictures.notThere'));
  }
  return {
    openFiles,
    relocate,
    pickSession: async () =>
      openFiles(await filesFromPicker({ types: ['.upbench', '.zip', '.json', '.html'], multiple: false })),
  };
}
