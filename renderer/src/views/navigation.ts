import { ref } from 'vue';

/** Views that had another name. */
const RENAMED: Readonly<Record<string, string>> = { chain: 'network' };

function fromHash(): string {
  const id = (globalThis.location?.hash ?? '').replace(/^#\//, '');
  return Object.hasOwn(RENAMED, id) ? RENAMED[id]! : id;
}

/** Id of the view on screen; unknown ones show the first. The hash keeps it over a reload: there are no other paths. */
export const currentViewId = ref(fromHash());

export function showView(id: string): void {
  currentViewId.value = id;
  globalThis.history?.replaceState(null, '', `#/${id}`);
}

globalThis.addEventListener?.('hashchange', () => (currentViewId.value = fromHash()));
