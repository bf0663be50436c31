import { message } from '../messages';
import { strFromU8, unzipSync } from 'fflate';
import { UpbenchError } from '../tensor/errors';
import { filesOf, parseSession, type Session } from './session';

/** The session of a bundle is this entry. */
export const BUNDLED_SESSION = 'session.upbench.json';
/** Zip's own limit without its large form, which readers in browsers have as well. */
const MAX_BUNDLE_BYTES = 2 ** 31;

const isBundle = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/**
 * Session text and, for a bundle, the files in it by entry.
 * @param name what sentences call the file
 * @param maxFileBytes most that one file in a bundle may have
 */
export function readSession(
  bytes: Uint8Array,
  name: string,
  maxFileBytes: number,
): { session: Session; entries: Readonly<Record<string, Uint8Array>> | null } {
  if (!isBundle(bytes)) return { session: parseSession(strFromU8(bytes), name), entries: null };
  const text = unzip(bytes, name, maxFileBytes, new Set([BUNDLED_SESSION]))[BUNDLED_SESSION];
  if (text === undefined) throw new UpbenchError('unsupported-file', message('bundle-without-session', { name }));
  const session = parseSession(strFromU8(text), name);
  // Entries that the session does not name stay packed, however large they are.
  const named = new Set(filesOf(session).map(({ path }) => path));
  return { session, entries: unzip(bytes, name, maxFileBytes, named) };
}

/** The wanted entries of a zip file; their sizes are looked at before anything is unpacked. */
function unzip(
  bytes: Uint8Array,
  name: string,
  maxFileBytes: number,
  wanted: ReadonlySet<string>,
): Readonly<Record<string, Uint8Array>> {
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name: entry, originalSize }) => {
        if (!wanted.has(entry)) return false;
        total += originalSize;
        if (originalSize > maxFileBytes || total > MAX_BUNDLE_BYTES)
          throw new UpbenchError('too-large', message('bundle-too-large', { name }));
        return true;
      },
    });
  } catch (error) {
    if (error instanceof UpbenchError) throw error;
    throw new UpbenchError('corrupt-file', message('bundle-damaged', { name }), {}, error);
  }
}
