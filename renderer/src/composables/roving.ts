/** Arrow keys inside an area that is one tab stop: moves focus to the neighbour and says whether it did. */
export function moveFocus(
  event: KeyboardEvent,
  container: HTMLElement,
  selector: string,
  axis: 'horizontal' | 'vertical' | 'both',
): boolean {
  const items = [...container.querySelectorAll<HTMLElement>(selector)];
  const at = items.findIndex((item) => item === event.target || item.contains(event.target as Node));
  if (at < 0) return false;
  const next = target(event.key, at, items.length, axis);
  if (next === null) return false;
  event.preventDefault();
  items[next]?.focus();
  return true;
}

function target(key: string, at: number, count: number, axis: 'horizontal' | 'vertical' | 'both'): number | null {
  const forward = (axis !== 'vertical' && key === 'ArrowRight') || (axis !== 'horizontal' && key === 'ArrowDown');
  const back = (axis !== 'vertical' && key === 'ArrowLeft') || (axis !== 'horizontal' && key === 'ArrowUp');
  if (forward) return (at + 1) % count;
  if (back) return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return null;
}
