/** Collects items and hands them over once per animation frame, so that a fast stream costs one update of the page. */
export function frameBatch<Item>(apply: (items: readonly Item[]) => void): { push(item: Item): void; flush(): void } {
  let waiting: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    apply(items);
  }
  return {
    push(item) {
      waiting.push(item);
      // A timer, not requestAnimationFrame: that one sleeps while the window is hidden, and the list would grow.
      timer ??= setTimeout(flush, 16);
    },
    flush,
  };
}
