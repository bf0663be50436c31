import { say as inWords, type Said } from '@core/messages';
import { ref, shallowRef } from 'vue';
import { saidOf } from '@core/tensor/errors';

/** What screen readers are told: progress politely and at most every two seconds, errors at once. */
export const politeText = ref('');
export const assertiveText = ref('');

/** What the window shows for a moment: a file that was saved, or an error that has no other place. */
interface Notice {
  readonly text: Said;
  readonly isError: boolean;
  /** What one may do about it. */
  readonly action?: { readonly titleKey: string; readonly run: () => void } | undefined;
}
export const notice = shallowRef<Notice | null>(null);

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

/** Says that something was done, in sight as well. */
export function notify(text: string, action?: Notice['action']): void {
  announce(text);
  notice.value = { text, isError: false, action };
}

/** Says an error that the window shows where it happened. */
export function announceError(said: Said): void {
  const text = inWords(said, document.documentElement.lang === 'zh-CN' ? 'zh-CN' : 'en');
  // The same sentence twice would not be read again.
  assertiveText.value = assertiveText.value === text ? `${text}\u00a0` : text;
}

/** Says an error that has no place of its own, in sight as well. */
export function notifyError(error: unknown): void {
  const said = saidOf(error);
  announceError(said);
  notice.value = { text: said, isError: true };
}
