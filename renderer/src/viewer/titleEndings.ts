import type { PaneModel } from './paneModel';

/** Names that begin with so many equal letters look alike where their ends are cut. */
const LEAST_ALIKE = 5;
/** More of an end leaves no room for the beginning. */
const MOST_KEPT = 10;

function alike(a: string, b: string): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}

/** The end of a pane's name where that is what tells it from another's: "-2000" of step-2000 beside step-1000; else nothing. */
export function endingOf({ key, title }: PaneModel, panes: readonly PaneModel[]): string {
  const others = panes.filter((pane) => pane.key !== key && pane.title !== title);
  const from = Math.min(...others.map((pane) => alike(title, pane.title)).filter((count) => count >= LEAST_ALIKE));
  // One letter before it, so that a number is not torn from its sign.
  return from < title.length ? title.slice(Math.max(from - 1, title.length - MOST_KEPT)) : '';
}
