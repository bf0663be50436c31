import { ref } from 'vue';

const fromHash = (): string => (globalThis.location?.hash ?? '').replace(/^#\//, '');

/** Id of the view on screen; unknown ones show the first. The hash keeps it over a reload: there are no other paths. */
export const currentViewId = ref(fromHash());

export function showView(id: string): void {
  currentViewId.value = id;
  globalThis.history?.replaceState(null, '', `#/${id}`);
}

globalThis.addEventListener?.('hashchange', () => (currentViewId.value = fromHash()));
