import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { blobPath } from '@core/engine/host/blobPath';
import { byteRange, rangeHeaders } from '@core/server/byteRange';
import { REPORT_HEADERS } from '@core/server/headers';
import { findStaticFile } from '@core/server/staticFiles';

export const SCHEME = 'app';
const HOST = 'upbench';
export const ORIGIN = `${SCHEME}://${HOST}`;

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  // The page template and chart tooltips set styles inline.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'X-Content-Type-Options': 'nosniff',
};

interface AppProtocolOptions {
  /** The built page. */
  readonly root: string;
  /** The engine's work folder, for `/blob/<id>`. */
  readonly blobFolder: string;
  /** In development: asks the build server in place of `root`. */
  readonly forward?: (path: string) => Promise<Response>;
}

/** Answers `app://upbench/...`: the page's files and the engine's blobs, by GET or HEAD, and nothing else. */
export function createAppHandler({
  root,
  blobFolder,
  forward,
}: AppProtocolOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(405, 'Only GET and HEAD are answered here.');
    const url = new URL(request.url);
    if (url.protocol !== `${SCHEME}:` || url.host !== HOST) return refuse(404, 'There is no such host.');
    const blobId = /^\/blob\/([^/]+)$/.exec(url.pathname)?.[1];
    const blob = blobId === undefined ? null : blobPath(blobFolder, blobId);
    const found = blobId === undefined ? findStaticFile(root, url.pathname) : blob;
    if (blobId === undefined && forward !== undefined) return forward(url.pathname + url.search);
    if (found === null) return refuse(404, 'There is no such file.');
    try {
      const own = blob?.kind === 'html' ? REPORT_HEADERS : {};
      const file = await open(found.path);
      const { size } = await file.stat();
      const range = blob === null ? null : byteRange(request.headers.get('range'), size);
      if (range === 'outside') {
        await file.close();
        return refuse(416, 'The file ends before these bytes.');
      }
      const headers = {
        ...HEADERS,
        ...own,
        'Content-Type': found.mediaType,
        'Content-Length': String(size),
        ...(range === null ? {} : rangeHeaders(range, size)),
      };
      const status = range === null ? 200 : 206;
      if (request.method === 'HEAD') {
        await file.close();
        return new Response(null, { status, headers });
      }
      // Streamed: a picture can have hundreds of megabytes, which this process need not hold.
      const body = Readable.toWeb(
        file.createReadStream(range === null ? {} : { start: range.from, end: range.to }),
      ) as ReadableStream<Uint8Array>;
      return new Response(body, { status, headers });
    } catch {
      // It was removed after it was found.
      return refuse(404, 'There is no such file.');
    }
  };
}

function refuse(status: number, sentence: string): Response {
  return new Response(sentence, { status, headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' } });
}
