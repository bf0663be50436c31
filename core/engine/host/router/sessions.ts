import { stem } from '../../runs/fileNames';
import { VERSION } from '../version';
import { latestBlobs } from './latestBlobs';
import { procedures, type EngineParts } from './parts';

/** Saved files that are still there; the host has copied one long before this many newer ones exist. */
const KEPT_FILES = 4;

/** Sessions going out as files; they come back in through the page, as text and pictures. */
export function sessionProcedures({ blobs, quickThread, pictures, weightFiles }: EngineParts) {
  const os = procedures.sessions;
  const keepLatest = latestBlobs(blobs, KEPT_FILES);
  return {
    save: os.save.handler(async ({ input }) => {
      const { experiment, pictureIds, isBundle } = input;
      const open = pictureIds.map((id) => pictures.get(id));
      const bytes = await quickThread.run({
        kind: 'session',
        experiment,
        version: VERSION,
        isBundle,
        weightFiles: weightFiles(),
        pictures: open.map(({ file, path, info }) => ({ name: file, path, sha256: info.sha256 })),
      }).done;
      const kind = isBundle ? 'zip' : 'json';
      const blob = keepLatest(blobs.write(kind, bytes));
      const [first] = open;
      const subject = open.length === 1 && first !== undefined ? stem(first.file) : `${open.length}-pictures`;
      return { blob, suggestedName: `${subject}.upbench${isBundle ? '' : '.json'}` };
    }),
  };
}
