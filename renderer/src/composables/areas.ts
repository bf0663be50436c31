/** Areas of the window in reading order: `data-area` on each. F6 goes to the next one. */
const FOCUSABLE =
  'button:not(:disabled), [href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex="-1"])';

export function focusArea(step: 1 | -1, root: ParentNode = document): void {
  const areas = [...root.querySelectorAll<HTMLElement>('[data-area]')].filter(
    (area) => area.querySelector(FOCUSABLE) !== null || area.tabIndex >= 0,
  );
  if (areas.length === 0) return;
  const at = areas.findIndex((area) => area.contains(document.activeElement));
  const next = areas[at < 0 ? (step === 1 ? 0 : areas.length - 1) : (at + step + areas.length) % areas.length]!;
  const stop =
    next.tabIndex >= 0
      ? next
      : [...next.querySelectorAll<HTMLElement>(FOCUSABLE)].find((element) => element.tabIndex >= 0);
  stop?.focus();
}
