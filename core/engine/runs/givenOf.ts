import type { GivenForPictures } from '../contract/contract';
import type { RunJob } from '../thread/jobs';
import type { PictureStore } from '../pictures/pictureStore';

/** The files that a page gave for one picture; files that are no longer open are left out, and the run reports them. */
export function givenOf(
  { candidates = [], low = [] }: GivenForPictures,
  pictureId: string,
  pictures: Pick<PictureStore, 'has' | 'get'>,
): Pick<RunJob, 'candidates' | 'low'> {
  const own = ({ pictureId: of, fileId }: { readonly pictureId: string; readonly fileId: string }): boolean =>
    of === pictureId && pictures.has(fileId);
  const fileOf = (fileId: string): { readonly name: string; readonly path: string } => {
    const { file, path } = pictures.get(fileId);
    return { name: file, path };
  };
  const small = low.find(own);
  return {
    candidates: candidates.filter(own).map(({ key, fileId }) => ({ key, ...fileOf(fileId) })),
    ...(small === undefined ? {} : { low: fileOf(small.fileId) }),
  };
}
