import { realpathSync, statSync } from 'node:fs';
import { extname, isAbsolute, relative, resolve, sep } from 'node:path';

/** Only these file types are served. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

interface StaticFile {
  readonly path: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/**
 * The file below `root` that the path of a request names, or null. The path is decoded once; what still holds a way
 * up, a drive, a stream, a NUL or a backslash afterwards is refused, and a link that leaves the folder is not followed.
 */
export function findStaticFile(root: string, pathname: string): StaticFile | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (!decoded.startsWith('/') || /[\u0000-\u001f\\:%]/.test(decoded)) return null;
  const segments = decoded.slice(1).split('/');
  if (decoded !== '/' && segments.some((segment) => segment === '' || /^\.+\s*$/.test(segment))) return null;
  const name = decoded === '/' ? 'index.html' : segments.join(sep);
  const mediaType = MEDIA_TYPES[extname(name).toLowerCase()];
  if (mediaType === undefined) return null;
  try {
    const base = realpathSync(root);
    const path = realpathSync(resolve(base, name));
    const inside = relative(base, path);
    if (inside.startsWith('..') || isAbsolute(inside)) return null;
    const stat = statSync(path);
    return stat.isFile() ? { path, mediaType, bytes: stat.size } : null;
  } catch {
    return null;
  }
}
