import { subjectOf } from '../../../tensor/fileNames';
import { resultOf } from '../../thread/follow';
import { VERSION } from '../version';
import { latestBlobs } from './latestBlobs';
import { procedures, type EngineParts } from './parts';

/** Saved files that are still there; the host has copied one long before this many newer ones exist. */
const KEPT_FILES = 4;

/** Sessions going out as files; they come back in through the page, as text and pictures. */
export function sessionProcedures({ blobs, quickThread, pictures, weightFiles, networks }: EngineParts) {
  const os = procedures.sessions;
  const keepLatest = latestBlobs(blobs, KEPT_FILES);
  interface GivenFile {
    readonly pictureId: string;
    readonly fileId: string;
  }
  const isOpen = ({ pictureId, fileId }: GivenFile): boolean => pictures.has(pictureId) && pictures.has(fileId);
  const fileOf = ({ pictureId, fileId }: GivenFile) => {
    const { file, path, info } = pictures.get(fileId);
    return { name: file, path, sha256: info.sha256, picture: pictures.get(pictureId).file };
  };
  return {
    save: os.save.handler(async ({ input, signal }) => {
      const { experiment, pictureIds, isBundle, candidates = [], low = [], networkId } = input;
      const open = pictureIds.map((id) => pictures.get(id));
      const job = quickThread.run({
        kind: 'session',
        experiment,
        version: VERSION,
        isBundle,
        weightFiles: weightFiles(),
        candidates: candidates.filter(isOpen).map((given) => ({ ...fileOf(given), key: given.key })),
        low: low.filter(isOpen).map(fileOf),
        ...(networkId === undefined ? {} : { network: networks.allFiles(networkId) }),
        partners: open.flatMap(({ info }) => (info.pair ? pictures.pairOf(info.id).partners : [])),
        pictures: open.map(({ file, path, info }) => ({ name: file, path, sha256: info.sha256 })),
      });
      const bytes = await resultOf(job, signal);
      const kind = isBundle ? 'zip' : 'json';
      const blob = keepLatest(blobs.write(kind, bytes));
      const subject = subjectOf(open.map(({ file }) => file));
      return { blob, suggestedName: `${subject}.upbench${isBundle ? '' : '.json'}` };
    }),
  };
}
