import { sessionText, weightFileNames, type Session } from '../../experiment/session';
import { fileHash } from '../files/fileHash';
import { readBytes } from '../pictures/pictureFile';
import type { SessionJob } from '../thread/jobs';
import { withFilesBeside } from './resultsDocument';
import { bundleSession } from './sessionFile';

/** The session as a file: a zip with pictures and weights inside, or the text that only names them. */
export async function sessionJob(
  { experiment, version, pictures, weightFiles, isBundle, ...given }: SessionJob,
  checkpoint: () => void,
) {
  const { candidates = [], low = [] } = given;
  const partners = await Promise.all(
    (given.partners ?? []).map(async (file) => ({ ...file, sha256: await fileHash(file.path, checkpoint) })),
  );
  const network = await Promise.all(
    (given.network ?? []).map(async (file) => ({ ...file, sha256: await fileHash(file.path, checkpoint) })),
  );
  const wanted = new Set(weightFileNames(experiment));
  const files = await withFilesBeside(weightFiles.filter(({ name }) => wanted.has(name)));
  const session: Session = {
    schema: 'upbench.session/1',
    version,
    experiment,
    pictures: pictures.map(({ name, sha256 }) => ({ name, path: name, sha256 })),
    weights: await Promise.all(
      files.map(async ({ name, path, beside }) => ({
        name,
        path: name,
        sha256: await fileHash(path, checkpoint),
        ...(beside ? { beside } : {}),
      })),
    ),
    ...(candidates.length === 0
      ? {}
      : {
          candidates: candidates.map(({ name, sha256, picture, key }) => ({ name, path: name, sha256, picture, key })),
        }),
    ...(low.length === 0
      ? {}
      : { low: low.map(({ name, sha256, picture }) => ({ name, path: name, sha256, picture })) }),
    ...(partners.length === 0
      ? {}
      : {
          partners: partners.map(({ name, sha256, picture, role }) => ({ name, path: name, sha256, picture, role })),
        }),
    ...(network.length === 0 ? {} : { network: network.map(({ name, sha256 }) => ({ name, path: name, sha256 })) }),
  };
  if (!isBundle) return new TextEncoder().encode(sessionText(session));
  const pictureAt = new Map(
    [...pictures, ...candidates, ...low, ...partners, ...network].map(({ sha256, path }) => [sha256, path]),
  );
  // Networks of two folders may keep values in files of one name.
  const weightsAt = new Map(files.map(({ path }, i) => [session.weights[i]!.sha256, path]));
  return bundleSession(session, ({ name, sha256 }) =>
    readBytes(pictureAt.get(sha256) ?? weightsAt.get(sha256) ?? name, name),
  );
}
