import type { ComputeThread } from './computeThread';

/** A picture of fewer pixels leaves no memory behind that is worth a new thread. */
const LARGE_PIXELS = 4_000_000;
/** How often a busy thread is asked whether it is done. */
const ASK_MS = 1000;

/**
 * Gives memory back after large pictures were closed. What the kernels of a thread once took stays theirs as long as
 * the thread lives, so each thread is replaced by a fresh one as soon as it has nothing to do.
 * @returns what to tell the number of pixels that were closed
 */
export function createGiveBack(threads: () => readonly ComputeThread[]): (pixels: number) => void {
  const waiting = new Set<ComputeThread>();
  let timer: NodeJS.Timeout | undefined;
  function look(): void {
    timer = undefined;
    for (const thread of waiting) if (thread.renew()) waiting.delete(thread);
    if (waiting.size === 0) return;
    timer = setTimeout(look, ASK_MS);
    timer.unref();
  }
  return (pixels) => {
    if (pixels < LARGE_PIXELS) return;
    for (const thread of threads()) waiting.add(thread);
    if (timer === undefined) look();
  };
}
