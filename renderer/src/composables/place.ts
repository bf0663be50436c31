import { onScopeDispose, watch } from 'vue';
import { z } from 'zod';
import { usePictures } from '../stores/pictures';
import { restore, write } from '../stores/persist';
import type { Viewer } from '../viewer/viewer';

const KEY = 'upbench.place/1';
const number = z.number();
const rectangle = z.object({ x: number, y: number, width: number, height: number });
const schema = z.object({
  /** SHA-256 of the picture on screen. */
  picture: z.string(),
  view: z.object({ scale: number.positive(), x: number, y: number }),
  fitting: z.boolean(),
  region: rectangle.nullable(),
  reference: z.string(),
  other: z.string(),
  selected: z.string(),
});

/** Zoom, place, region, reference and picked pane of the picture on screen, kept over a normal restart. */
export function keepPlace(viewer: Viewer): void {
  const pictures = usePictures();
  const { transient, grid } = viewer;
  let saved = restore(KEY, schema.nullable(), null);

  // Once the picture that was on screen is on screen again; another one starts over.
  const stop = watch(
    [grid, () => pictures.selected?.sha256, () => pictures.list.length],
    ([{ width }, sha256]) => {
      if (!saved) return stop();
      const wanted = pictures.list.find((picture) => picture.sha256 === saved?.picture);
      if (wanted && wanted.sha256 !== sha256) return pictures.select(wanted.id);
      if (width < 1 || sha256 !== saved.picture) return;
      const { view, fitting, region, reference, other, selected } = saved;
      saved = null;
      Object.assign(transient, { chosenReference: reference, chosenOther: other, selectedKey: selected });
      if (region) viewer.actions.setRegion(region);
      if (!fitting) viewer.setView(view);
      stop();
    },
    { flush: 'post' },
  );

  function save(): void {
    const { selected } = pictures;
    // Before the last place was taken up there is nothing newer to say.
    if (!selected || saved) return;
    const { view, fitting, region, chosenReference, chosenOther, selectedKey } = transient;
    write(KEY, {
      picture: selected.sha256,
      view,
      fitting,
      region,
      reference: chosenReference,
      other: chosenOther,
      selected: selectedKey,
    });
  }
  // Looking moves the view with every frame: written when the page is left, not while it moves.
  addEventListener('pagehide', save);
  document.addEventListener('visibilitychange', save);
  onScopeDispose(() => {
    save();
    removeEventListener('pagehide', save);
    document.removeEventListener('visibilitychange', save);
  });
}
