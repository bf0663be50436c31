import { provideCommands } from '../commands';
import { useSharing } from '../stores/sharing';
import type { PaneModel } from '../viewer/paneModel';
import type { Viewer } from '../viewer/viewer';
import type { PaneMenuItem } from '../components/ui/paneMenuItem';

/** Of a pane whose function others have, too: a line of its menu that gives each a pane of its own, or takes that back. */
export function useSplitItems(): (pane: PaneModel) => readonly PaneMenuItem[] {
  const sharing = useSharing();
  return ({ key, sameAs, guests = [] }) => {
    if (!sameAs) return [];
    const apart = [key, ...sameAs.keys].filter((one) => sharing.split.has(one));
    if (guests.length > 0) {
      const keys = guests.map((guest) => guest.key);
      return [{ id: 'split', titleKey: 'pane.split', run: () => sharing.setSplit(keys, true) }];
    }
    return apart.length > 0 ? [{ id: 'share', titleKey: 'pane.share', run: () => sharing.setSplit(apart, false) }] : [];
  };
}

/** The same for the picked pane, in the palette. */
export function provideSplitCommand(viewer: Viewer): void {
  const items = useSplitItems();
  const item = (): PaneMenuItem | undefined => (viewer.selected.value ? items(viewer.selected.value)[0] : undefined);
  provideCommands([
    {
      id: 'viewer.splitPanes',
      titleKey: 'pane.splitOrShare',
      defaultKeys: [],
      enabled: () => item() !== undefined,
      run: () => item()?.run(),
    },
  ]);
}
