import { notify, notifyError } from './announce';
import type { Saved } from '../host/host';

/** Says where a file went, with a way to see it there, or why there is none; nothing when the user changed their mind. */
export async function announceSaved(
  work: Promise<Saved | null>,
  translate: (key: string, words: { where: string }) => string,
): Promise<void> {
  try {
    const saved = await work;
    if (!saved) return;
    const { where, reveal } = saved;
    const action = reveal && {
      titleKey: 'frame.notice.reveal',
      run: () => void reveal().catch(notifyError),
    };
    notify(translate('frame.notice.saved', { where }), action);
  } catch (error) {
    notifyError(error);
  }
}
