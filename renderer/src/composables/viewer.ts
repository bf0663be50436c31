import { inject, onScopeDispose, provide, watch, type InjectionKey } from 'vue';
import { z } from 'zod';
import { keepPlace } from './place';
import { useAgainst } from '../stores/against';
import { keep, restore } from '../stores/persist';
import { useTable } from '../stores/table';
import { TONES } from '../viewer/viewerState';
import { createViewer, type Viewer } from '../viewer/viewer';

const VIEWER: InjectionKey<Viewer> = Symbol('viewer');
const KEY = 'upbench.viewer/1';
/** Pixels of the smallest picture that is read by tiles, where somebody wrote another number there: tests do. */
const TILED_FROM_KEY = 'upbench.tiled-from/1';
const colourMap = z.enum(['magma', 'diverging', 'viridis', 'turbo']);

/** What is kept of the viewer's preferences; what is missing or makes no sense any more takes its default. */
const schema = z.object({
  layout: z.enum(['grid', 'one', 'wipe', 'difference']),
  channel: z.enum(['rgb', 'r', 'g', 'b', 'y']),
  columns: z.number().int().min(0).max(16),
  smooth: z.boolean(),
  showInput: z.boolean(),
  wipeAxis: z.enum(['vertical', 'horizontal']),
  errorKind: z.enum(['absolute', 'signed', 'squared', 'ssim', 'flip']),
  colourMaps: z.record(z.string(), colourMap),
  gain: z.number().min(1).max(32),
  percentile: z.number().min(0.5).max(1),
  mapOpacity: z.number().min(0.1).max(1),
  blinkMs: z.number().min(100).max(5000),
  tone: z.enum(TONES),
  toneLow: z.number(),
  toneHigh: z.number(),
  loupe: z.boolean(),
  minimap: z.boolean(),
  unitValues: z.boolean(),
});

/** The window's one viewer: it outlives a look at another view, so zoom and decoded pictures stay. */
export function provideViewer(): Viewer {
  const saved = restore(KEY, schema.partial().nullable(), null);
  const tiledFrom = restore(TILED_FROM_KEY, z.number().int().min(1).nullable(), null) ?? undefined;
  const viewer = createViewer(saved ?? {}, tiledFrom);
  keep(KEY, () => viewer.preferences);
  // The numbers follow the picture that was made the reference.
  const against = useAgainst();
  watch(
    () => (viewer.reference.value?.role === 'method' ? viewer.transient.chosenReference : ''),
    (key) => (against.key = key),
    { immediate: true },
  );
  keepPlace(viewer);
  provide(VIEWER, viewer);
  onScopeDispose(() => viewer.dispose());
  return viewer;
}

export function useViewer(): Viewer {
  const viewer = inject(VIEWER);
  if (!viewer) throw new Error('There is no viewer here: provideViewer() belongs into the window.');
  return viewer;
}

/** Row of a table and pane are picked together, whichever of them was clicked. */
export function pickTogether(viewer: Viewer): void {
  const table = useTable();
  watch(viewer.picked, (key) => (table.selectedKey = key), { immediate: true });
  watch(
    () => table.selectedKey,
    (key) => {
      if (key !== null) viewer.transient.selectedKey = key;
    },
  );
}
