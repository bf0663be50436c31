import { message } from '../../../messages';
import { UpbenchError } from '../../../tensor/errors';
import { resultOf } from '../../thread/follow';
import { blobPath } from '../blobPath';
import { latestBlobs } from './latestBlobs';
import { procedures, type EngineParts } from './parts';

const KEPT_VIEWS = 160;

/** Panes of pairs, drawn by the thread for short work so that a run does not wait. */
export function maskProcedures({ blobs, pictures, quickThread }: EngineParts) {
  const os = procedures.masks;
  const keepLatest = latestBlobs(blobs, KEPT_VIEWS);
  const pathOf = (id: string | null): string | null => {
    if (id === null) return null;
    const place = blobs.has(id) ? blobPath(blobs.folder, id) : null;
    if (place === null) throw new UpbenchError('unavailable', message('mask-output-gone'));
    return place.path;
  };
  return {
    view: os.view.handler(async ({ input, signal }) => {
      const { places } = pictures.pairOf(input.pictureId);
      const { pane, view, ignore } = input;
      const [output, scores] = [pathOf(input.output), pathOf(input.scores)];
      const job = quickThread.run({
        kind: 'mask-view',
        places,
        pane,
        view,
        ignore,
        output,
        scores,
        folder: blobs.folder,
      });
      return keepLatest(blobs.keep(await resultOf(job, signal)));
    }),
    point: os.point.handler(async ({ input, signal }) => {
      const { places, output } = pictures.pairOf(input.pictureId);
      const panes = input.panes.map((pane) => ({ ...pane, output: pathOf(pane.output), scores: pathOf(pane.scores) }));
      const { x, y } = input;
      return resultOf(quickThread.run({ kind: 'mask-point', places, panes, x, y, ...output }), signal);
    }),
  };
}
