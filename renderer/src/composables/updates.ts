import { notify, notifyError } from './announce';
import type { Updates } from '../host/host';

type Translate = (key: string, words: Record<string, string>) => string;

/** Says that there is a newer release, with a way to it. At the start nothing else is said; when asked for, everything is. */
export async function tellUpdate(updates: Updates, translate: Translate, wasAsked: boolean): Promise<void> {
  try {
    const version = await updates.newer();
    if (version !== null) {
      const action = { titleKey: 'frame.notice.showRelease', run: () => void updates.show().catch(notifyError) };
      notify(translate('frame.notice.newer', { version }), action);
    } else if (wasAsked) notify(translate('frame.notice.newest', {}));
  } catch (error) {
    if (wasAsked) notifyError(error);
  }
}
