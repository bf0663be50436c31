import { shallowReactive, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { PicturePool, PoolPicture } from './picturePool';
import type { Comparison } from './comparison';
import { isMapKind, shownValue, unitScale, type Channel, type DifferenceKind, type ErrorKind } from './math/errors';
import { luma } from './math/srgb';
import type { PaneModel, PixelPosition } from './paneModel';
import type { Pictures } from './pictures';
import type { Selection } from './selection';

/** Values under the shared cursor by pane key, in file units; null outside the picture. */
type PixelValues = ReadonlyMap<string, number[] | null>;

interface ReadoutTarget {
  readonly key: string;
  readonly picture: PoolPicture;
  /** Key of a map of the picture whose value is wanted; null for the picture's own values. */
  readonly map: string | null;
  readonly position: PixelPosition;
}

/** Asks the workers of pictures for the values under the cursor; one question at a time, always for the latest position. */
function createReadout(pool: PicturePool, targets: () => readonly ReadoutTarget[]): PixelValues {
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
      const workers = new Set(wanted.map(({ picture }) => picture.worker));
      const answers = await Promise.all(
        [...workers].map((worker) =>
          probe(
            worker,
            wanted.filter(({ picture }) => picture.worker === worker),
          ),
        ),
      );
      const found = new Map(answers.flat());
      for (const key of values.keys()) if (!found.has(key)) values.delete(key);
      for (const [key, value] of found) values.set(key, value);
    } while (again);
    asking = false;
  }

  async function probe(worker: number, wanted: readonly ReadoutTarget[]): Promise<[string, number[] | null][]> {
    const question = {
      ask: 'probe' as const,
      ids: wanted.map(({ picture, map }) => map ?? picture.id),
      positions: wanted.map(({ position }) => position),
    };
    // A worker that was closed meanwhile does not answer.
    const answers = await pool.ask(worker, question).catch(() => []);
    return wanted.map(({ key }, i) => [key, answers[i] ?? null]);
  }

  watch(targets, () => void refresh(), { immediate: true });
  return values;
}

/** The error of a pixel against the reference's, in /255; null when one is missing. */
export function pixelError(
  value: readonly number[] | null | undefined,
  reference: readonly number[] | null | undefined,
  scale: number,
  referenceScale: number,
  kind: ErrorKind,
  channel: Channel,
): number | null {
  if (!value || !reference || value.length === 0 || reference.length === 0) return null;
  const at = (from: readonly number[], index: number, unit: number): number =>
    from[from.length === 1 ? 0 : index]! * unit;
  const difference = [0, 1, 2].map((index) => at(value, index, scale) - at(reference, index, referenceScale));
  const [r, g, b] = difference as [number, number, number];
  const shape = (error: number): number =>
    kind === 'signed' ? error : kind === 'absolute' ? Math.abs(error) : error * error;
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

/** Under which the value of a pane's map stands among the values. */
const mapKey = (key: string): string => `map ${key}`;

/** What all panes hold under one position of the reference grid. */
export function createCursorValues(given: {
  readonly pool: PicturePool;
  readonly pictures: Pictures;
  readonly selection: Selection;
  readonly comparison: Comparison;
  readonly panes: ShallowRef<readonly PaneModel[]>;
  readonly focus: ComputedRef<PixelPosition | null>;
}) {
  const { pool, pictures, selection, comparison, panes, focus } = given;

  /** The position's pixel in one pane's own picture (the input has fewer). */
  function pixelIn(key: string): PixelPosition | null {
    const [facts, grid] = [pictures.pictureOf(key)?.facts, pictures.grid.value];
    if (!focus.value || !facts || grid.width < 1) return null;
    return {
      x: Math.floor(((focus.value.x + 0.5) * facts.width) / grid.width),
      y: Math.floor(((focus.value.y + 0.5) * facts.height) / grid.height),
    };
  }

  const values = createReadout(pool, () =>
    panes.value.flatMap(({ key }): ReadoutTarget[] => {
      const picture = pictures.pictureOf(key);
      const position = pixelIn(key);
      if (!picture || !position) return [];
      const map = comparison.find(key, comparison.kind.value, comparison.channel.value);
      const hasMap = isMapKind(comparison.kind.value) && map?.status === 'ready';
      return [
        { key, picture, position, map: null },
        ...(hasMap ? [{ key: mapKey(key), picture, position, map: map.spec.key }] : []),
      ];
    }),
  );

  /** Error of a pane against the reference, /255 (squared: its square; maps: the metric); null without one. */
  function errorOf(key: string, kind: DifferenceKind, channel: Channel): number | null {
    const against = selection.reference.value;
    if (!against || against.key === key) return null;
    if (isMapKind(kind)) {
      const lost = values.get(mapKey(key))?.[0];
      return lost === undefined ? null : shownValue(lost, kind);
    }
    const scale = (of: string): number => unitScale(pictures.pictureOf(of)?.facts ?? { bitDepth: 8 });
    return pixelError(values.get(key), values.get(against.key), scale(key), scale(against.key), kind, channel);
  }

  return { values, pixelIn, errorOf };
}
