import { computed, ref, watch, type Ref } from 'vue';

/** Rows of a long list that are drawn: those in sight and some around. */
export function visibleRows(
  count: number,
  scrollTop: number,
  height: number,
  rowHeight: number,
  most = 100,
): { readonly from: number; readonly until: number } {
  if (count <= most) return { from: 0, until: count };
  const AROUND = 6;
  const from = Math.max(0, Math.min(count - 1, Math.floor(scrollTop / rowHeight)) - AROUND);
  return { from, until: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + AROUND) };
}

/**
 * A long list in a box that scrolls: which of its rows are drawn, and how one comes into sight.
 * @param box whose scroll events go to `scrolled`
 * @param head pixels over the rows that do not scroll, as the head of a table
 */
export function useLongList(box: Readonly<Ref<HTMLElement | undefined>>, count: () => number, row: number, head = 0) {
  const top = ref(0);
  const height = ref(0);
  const rows = computed(() => visibleRows(count(), top.value, height.value, row));
  function scrolled(): void {
    top.value = box.value?.scrollTop ?? 0;
    height.value = box.value?.clientHeight ?? 0;
  }
  // The box may come later than its view, and be made larger.
  watch(box, (element, _, onCleanup) => {
    scrolled();
    if (!element || typeof ResizeObserver !== 'function') return;
    const observer = new ResizeObserver(scrolled);
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  });

  /** @param at number of the row; below 0 is none */
  function reveal(at: number): void {
    const element = box.value;
    if (at < 0 || !element) return;
    const { scrollTop, clientHeight } = element;
    const end = head + (at + 1) * row;
    if (at * row < scrollTop) element.scrollTop = at * row;
    else if (end > scrollTop + clientHeight) element.scrollTop = end - clientHeight;
    scrolled();
  }
  return { rows, scrolled, reveal };
}
