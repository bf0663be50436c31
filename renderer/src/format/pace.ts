/** Before this the pace says nothing, and what takes less needs no saying. */
export const SOON_MS = 2000;

/** How fast a long run goes, and how long it takes still. */
export interface Pace {
  readonly megapixelsPerSecond: number;
  readonly leftMs: number;
}

/**
 * By what a run has finished so far; null while that says nothing yet, or nothing is left.
 * @param done of `total`, methods on pictures
 * @param pixels of a picture, on average
 */
export function paceOf(done: number, total: number, elapsedMs: number, pixels: number): Pace | null {
  if (done === 0 || done >= total || elapsedMs < SOON_MS) return null;
  return {
    megapixelsPerSecond: (done * pixels) / 1e6 / (elapsedMs / 1000),
    leftMs: (elapsedMs / done) * (total - done),
  };
}
