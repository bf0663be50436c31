import { message } from '../../messages';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { filesOf, sessionText, type PairRole, type Session, type SessionFile } from '../../experiment/session';
import { BUNDLED_SESSION, readSession } from '../../experiment/sessionBundle';
import { checkpointOf, UpbenchError } from '../../tensor/errors';
import { MAX_FILE_BYTES } from '../contract/limits';
import { hashIfReadable } from '../files/fileHash';
import { readBytes } from '../pictures/pictureFile';
import { safeName } from '../../tensor/fileNames';

/** A file of a session where it really is; `refusal` says why it cannot be used. */
export interface FoundFile {
  readonly name: string;
  readonly path: string;
  readonly refusal?: UpbenchError;
}

export interface OpenedSession {
  readonly session: Session;
  readonly pictures: readonly FoundFile[];
  readonly weights: readonly FoundFile[];
  /** Finished outputs and small pictures, with the picture and the key they are for. */
  readonly candidates: readonly (FoundFile & { readonly picture: string; readonly key: string })[];
  readonly low: readonly (FoundFile & { readonly picture: string })[];
  readonly partners: readonly (FoundFile & { readonly picture: string; readonly role: PairRole })[];
}

/**
 * Opens a session file, a bundle, results or a report, and finds its files: below the session's folder, where a
 * results document was written from, or by name in `elsewhere`. A file applies only when its bytes are the same.
 */
export async function openSession(
  path: string,
  workFolder: string,
  elsewhere: readonly string[],
  signal: AbortSignal | undefined,
): Promise<OpenedSession> {
  const bytes = await readBytes(path, path, signal);
  const { session, entries } = readSession(bytes, path, MAX_FILE_BYTES);
  const unpacked = entries === null ? null : await unpack(session, entries, workFolder);
  const home = dirname(resolve(path));
  const checkpoint = checkpointOf(signal);
  const find = async (file: SessionFile): Promise<FoundFile> => {
    const inside = unpacked?.get(file.path);
    const names = [basename(file.path.replaceAll('\\', '/')), basename(file.name.replaceAll('\\', '/'))];
    const candidates =
      inside === undefined
        ? [
            ...[resolve(home, file.path), resolve(file.path)].filter((path) => isLocalPath(path, home)),
            ...elsewhere.flatMap((folder) => names.map((n) => join(folder, n))),
          ]
        : [inside];
    return locate(file, [...new Set(candidates)], checkpoint);
  };
  return {
    session,
    pictures: await Promise.all(session.pictures.map(find)),
    weights: await Promise.all(session.weights.map(find)),
    candidates: await Promise.all(
      (session.candidates ?? []).map(async (file) => ({ ...(await find(file)), picture: file.picture, key: file.key })),
    ),
    low: await Promise.all((session.low ?? []).map(async (file) => ({ ...(await find(file)), picture: file.picture }))),
    partners: await Promise.all(
      (session.partners ?? []).map(async (file) => ({ ...(await find(file)), picture: file.picture, role: file.role })),
    ),
  };
}

/**
 * Whether a path that a session states may be touched. A session can come from anybody, and merely looking at a path of
 * another machine (\\\\server\\share) makes Windows log in there; \\\\.\\ names a device. What lies beside the session is meant.
 */
export function isLocalPath(path: string, home: string): boolean {
  return !/^[\\/]{2}/.test(path) || path.startsWith(home + sep);
}

async function locate(
  { name, sha256 }: SessionFile,
  candidates: readonly string[],
  checkpoint: () => void,
): Promise<FoundFile> {
  let changed: string | undefined;
  for (const path of candidates) {
    // A file without a hash is missing or not readable.
    const found = await hashIfReadable(path, checkpoint);
    if (found === sha256) return { name, path };
    if (found !== undefined) changed ??= path;
  }
  const refusal =
    changed === undefined
      ? new UpbenchError('missing-file', message('session-file-missing', { name }))
      : new UpbenchError('corrupt-file', message('session-file-changed', { name }));
  return { name, path: changed ?? candidates[0] ?? name, refusal };
}

/** Writes the listed entries under names of our own, so that no entry decides where it goes. */
async function unpack(
  session: Session,
  entries: Readonly<Record<string, Uint8Array>>,
  workFolder: string,
): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(workFolder, 'session-'));
  const places = new Map<string, string>();
  for (const { path } of filesOf(session)) {
    const bytes = Object.hasOwn(entries, path) ? entries[path] : undefined;
    if (bytes === undefined || places.has(path)) continue;
    const ending = /\.[A-Za-z0-9]{1,12}$/.exec(path)?.[0] ?? '';
    const place = join(folder, `${places.size}${ending}`);
    await writeFile(place, bytes);
    places.set(path, place);
  }
  return places;
}

/** A path as a session file says it: from its folder, with slashes; absolute only on another drive. */
export function sessionPath(folder: string, path: string): string {
  const from = relative(resolve(folder), resolve(path));
  return isAbsolute(from) ? from : from.split(sep).join('/');
}

/** One zip with the session and all its files inside. `read` gives the bytes of a file of the session. */
export async function bundleSession(
  session: Session,
  read: (file: SessionFile) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const files: Zippable = {};
  const put = async <File extends SessionFile>(folder: string, list: readonly File[]): Promise<File[]> => {
    const inside: File[] = [];
    for (const [index, file] of list.entries()) {
      const path = `${folder}/${index + 1}-${safeName(basename(file.name.replaceAll('\\', '/'))) || 'file'}`;
      // Pictures are compressed already.
      files[path] = [await read(file), { level: 0 }];
      inside.push({ ...file, path });
    }
    return inside;
  };
  const pictures = await put('pictures', session.pictures);
  const weights = await put('weights', session.weights);
  const candidates = session.candidates && (await put('candidates', session.candidates));
  const low = session.low && (await put('low', session.low));
  const partners = session.partners && (await put('partners', session.partners));
  const inside = {
    ...session,
    pictures,
    weights,
    ...(candidates ? { candidates } : {}),
    ...(low ? { low } : {}),
    ...(partners ? { partners } : {}),
  };
  files[BUNDLED_SESSION] = new TextEncoder().encode(sessionText(inside));
  return zipSync(files);
}
