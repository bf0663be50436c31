import { message } from '../../messages';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { filesOf, sessionText, type PairRole, type Session, type SessionFile } from '../../experiment/session';
import { BUNDLED_SESSION, readSession } from '../../experiment/sessionBundle';
import { checkpointOf, UpbenchError } from '../../tensor/errors';
import { MAX_FILE_BYTES } from '../contract/limits';
import { writeFailure } from '../files/fileErrors';
import { hashIfReadable } from '../files/fileHash';
import { inFolder } from '../files/inFolder';
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
    const candidates =
      inside === undefined
        ? [
            ...[resolve(home, file.path), resolve(file.path)].filter((path) => isLocalPath(path, home)),
            ...elsewhere.flatMap((folder) => [file.path, file.name].flatMap(endsOf).map((end) => join(folder, end))),
          ]
        : [inside];
    return locate(file, [...new Set(candidates)], checkpoint);
  };
  return {
    session,
    pictures: await Promise.all(session.pictures.map(find)),
    weights: await findWeights(session, find, checkpoint),
    candidates: await Promise.all(
      (session.candidates ?? []).map(async (file) => ({ ...(await find(file)), picture: file.picture, key: file.key })),
    ),
    low: await Promise.all((session.low ?? []).map(async (file) => ({ ...(await find(file)), picture: file.picture }))),
    partners: await Promise.all(
      (session.partners ?? []).map(async (file) => ({ ...(await find(file)), picture: file.picture, role: file.role })),
    ),
  };
}

/** Weight files, and files beside networks where the network that was found looks for them. */
async function findWeights(
  { weights }: Session,
  find: (file: SessionFile) => Promise<FoundFile>,
  checkpoint: () => void,
): Promise<FoundFile[]> {
  const own = weights.filter(({ beside }) => !beside);
  const found = await Promise.all(own.map(find));
  const places = new Map(own.map(({ name }, i) => [name, found[i]!.path]));
  const others = weights.map(async (file) => {
    const network = file.beside && places.get(file.beside.network);
    const place = network === undefined ? null : inFolder(dirname(network), file.beside!.location);
    return file.beside ? locate(file, place === null ? [] : [place], checkpoint) : [];
  });
  return [...found, ...(await Promise.all(others)).flat()];
}

/**
 * Whether a path that a session states may be touched. A session can come from anybody, and merely looking at a path of
 * another machine (\\\\server\\share) makes Windows log in there; \\\\.\\ names a device. What lies beside the session is meant.
 */
export function isLocalPath(path: string, home: string): boolean {
  return !/^[\\/]{2}/.test(path) || path.startsWith(home + sep);
}

/** `../photos/a/1.png` -> `photos/a/1.png`, `a/1.png`, `1.png`: its folders tell files of one name apart. */
function endsOf(path: string): string[] {
  const parts = path.split(/[/\\]/).filter((part) => !['', '.', '..'].includes(part));
  return parts.map((_, i) => parts.slice(i).join('/'));
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

/**
 * Writes the listed entries under names of our own, so that no entry decides where it goes. A network that keeps values
 * beside itself gets a folder with them.
 */
async function unpack(
  session: Session,
  entries: Readonly<Record<string, Uint8Array>>,
  workFolder: string,
): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(workFolder, 'session-'));
  const places = new Map<string, string>();
  const put = async ({ name, path }: SessionFile, placeFor: (ending: string) => string | null): Promise<void> => {
    const bytes = Object.hasOwn(entries, path) ? entries[path] : undefined;
    const place = placeFor(/\.[A-Za-z0-9]{1,12}$/.exec(path)?.[0] ?? '');
    if (bytes === undefined || place === null || places.has(path)) return;
    try {
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, bytes);
    } catch (error) {
      throw writeFailure(name, error);
    }
    places.set(path, place);
  };
  const besides = session.weights.filter(({ beside }) => beside);
  for (const file of filesOf(session))
    if (!besides.some(({ path }) => path === file.path))
      await put(file, (ending) => join(folder, `${places.size}`, `file${ending}`));
  const networkAt = new Map(session.weights.map(({ name, path }) => [name, places.get(path)]));
  for (const file of besides) {
    const network = networkAt.get(file.beside!.network);
    const place = network === undefined ? null : inFolder(dirname(network), file.beside!.location);
    if (place !== network) await put(file, () => place);
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
