import { shallowReactive, watch } from 'vue';
import { luma } from './math/srgb';
import type { Channel, ErrorKind } from './math/errors';
import type { ImagePool, PoolImage } from './imagePool';
import type { PixelPosition } from './paneModel';

/** Values under the shared cursor by pane key, in file units; null outside the picture. */
export type PixelValues = ReadonlyMap<string, number[] | null>;

export interface ReadoutTarget {
  readonly key: string;
  readonly image: PoolImage;
  readonly position: PixelPosition;
}

/** Asks the image workers for the values under the cursor; one question at a time, always for the latest position. */
export function createReadout(pool: ImagePool, targets: () => readonly ReadoutTarget[]): PixelValues {
  const values = shallowReactive(new Map<string, number[] | null>());
  let asking = false;
  let again = false;

  async function refresh(): Promise<void> {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    do {
      again = false;
      const wanted = targets();
      const workers = new Set(wanted.map(({ image }) => image.worker));
      const answers = await Promise.all([...workers].map((worker) => probe(worker, wanted.filter(({ image }) => image.worker === worker))));
      const found = new Map(answers.flat());
      for (const key of values.keys()) if (!found.has(key)) values.delete(key);
      for (const [key, value] of found) values.set(key, value);
    } while (again);
    asking = false;
  }

  async function probe(worker: number, wanted: readonly ReadoutTarget[]): Promise<[string, number[] | null][]> {
    const question = { ask: 'probe' as const, ids: wanted.map(({ image }) => image.id), positions: wanted.map(({ position }) => position) };
    // A worker that was closed meanwhile has nothing to say.
    const answers = await pool.ask(worker, question).catch(() => []);
    return wanted.map(({ key }, i) => [key, answers[i] ?? null]);
  }

  watch(targets, () => void refresh(), { immediate: true });
  return values;
}

/** The error of a pixel against the reference's, in /255; null when one is missing. */
export function pixelError(
  value: readonly number[] | null | undefined, reference: readonly number[] | null | undefined, scale: number, referenceScale: number,
  kind: ErrorKind, channel: Channel,
): number | null {
  if (!value || !reference || value.length === 0 || reference.length === 0) return null;
  const at = (from: readonly number[], index: number, unit: number): number => from[from.length === 1 ? 0 : index]! * unit;
  const difference = [0, 1, 2].map((index) => at(value, index, scale) - at(reference, index, referenceScale));
  const [r, g, b] = difference as [number, number, number];
  const shape = (error: number): number => (kind === 'signed' ? error : kind === 'absolute' ? Math.abs(error) : error * error);
  switch (channel) {
    case 'r':
      return shape(r);
    case 'g':
      return shape(g);
    case 'b':
      return shape(b);
    case 'y':
      return shape(luma(r, g, b));
    case 'rgb':
      return (shape(r) + shape(g) + shape(b)) / 3;
  }
}
