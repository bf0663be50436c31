import { ref } from 'vue';

/** What screen readers are told: progress politely and at most every two seconds, errors at once. */
export const politeText = ref('');
export const assertiveText = ref('');

const GAP_MS = 2000;
let last = -Infinity;
let waiting: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

export function announce(text: string): void {
  waiting = text;
  if (timer !== null) return;
  timer = setTimeout(say, Math.max(0, last + GAP_MS - performance.now()));
}

function say(): void {
  timer = null;
  last = performance.now();
  politeText.value = waiting ?? '';
  waiting = null;
}

export function announceError(text: string): void {
  // The same sentence twice would not be read again.
  assertiveText.value = assertiveText.value === text ? `${text}\u00a0` : text;
}
