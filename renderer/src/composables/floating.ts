import { nextTick, ref, watch, type Ref } from 'vue';

/** Between what floats and the window's edge, in CSS pixels. */
const MARGIN = 4;

/**
 * A menu or note at a place of the window: moved until all of it is inside, with the focus on its first control, and the
 * focus goes back to where it was.
 * @param at CSS pixels of the window; null: closed
 * @param first selector of what takes the focus
 */
export function useFloating(
  box: Readonly<Ref<HTMLElement | undefined>>,
  at: () => { readonly x: number; readonly y: number } | null,
  first: string,
  onClose: () => void,
) {
  const place = ref({ left: '0px', top: '0px' });
  let before: Element | null = null;

  watch(at, async (now) => {
    if (!now) return;
    before = document.activeElement;
    await nextTick();
    const size = box.value?.getBoundingClientRect();
    if (!size) return;
    place.value = {
      left: `${Math.max(MARGIN, Math.min(now.x, innerWidth - size.width - MARGIN))}px`,
      top: `${Math.max(MARGIN, Math.min(now.y, innerHeight - size.height - MARGIN))}px`,
    };
    box.value?.querySelector<HTMLElement>(first)?.focus();
  });
  function close(): void {
    onClose();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
  return { place, close };
}
