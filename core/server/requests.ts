import { languageNamed, message, say, type Said } from '../messages';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { sentenceOf, UpbenchError } from '../tensor/errors';
import type { PictureInfo } from '../engine/contract/contract';
import { blobPath } from '../engine/host/blobPath';
import { toFault } from '../engine/files/fault';
import { VERSION } from '../engine/host/version';
import type { Access } from './access';
import { byteRange, rangeHeaders, type ByteRange } from './byteRange';
import { MAX_HANDOVER_BYTES, type Handovers } from './handovers';
import { inNotebook, REPORT_HEADERS } from './headers';
import { findStaticFile } from './staticFiles';
import { receiveUpload, uploadFolder, uploadName } from './upload';

interface RequestOptions {
  readonly access: Access;
  readonly headers: Readonly<Record<string, string>>;
  /** Folder of the built page. */
  readonly page: string;
  /** The work folder with blobs and uploads. */
  readonly folder: string;
  open(
    path: string,
    given: string,
    about: { readonly isAside: boolean; readonly folder: string | undefined },
  ): Promise<PictureInfo>;
  readonly handovers: Handovers;
  /** `http://127.0.0.1:47160` */
  readonly origin: string;
  log(line: string): void;
}

/** The body of a small request. */
async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_HANDOVER_BYTES)
      throw new UpbenchError('too-large', message('handover-damaged', { reason: `> ${MAX_HANDOVER_BYTES} B` }));
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

function answer(response: ServerResponse, status: number, said: Said, headers: Record<string, string> = {}): void {
  // What a browser asks for stands in its request; whoever opens an address by hand reads this.
  const [wanted = ''] = (response.req.headers['accept-language'] ?? '').split(/[,;]/);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers });
  response.end(`${say(said, languageNamed(wanted) ?? undefined)}\n`);
}

async function sendFile(
  { method }: IncomingMessage,
  response: ServerResponse,
  file: { path: string; mediaType: string; bytes: number },
  cache: string,
  range: ByteRange | null = null,
): Promise<void> {
  response.writeHead(range === null ? 200 : 206, {
    'Content-Type': file.mediaType,
    'Content-Length': file.bytes,
    'Cache-Control': cache,
    ...(range === null ? {} : rangeHeaders(range, file.bytes)),
  });
  if (method === 'HEAD') response.end();
  else
    await pipeline(createReadStream(file.path, range === null ? {} : { start: range.from, end: range.to }), response);
}

/** Answers what a browser may ask: the page's files, blobs, and pictures coming in. Everything else is refused. */
export function createRequestHandler(options: RequestOptions): Handler {
  const { access, folder, log } = options;

  const blob = async (id: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const place = blobPath(folder, id);
    const found = place === null ? null : await stat(place.path).catch(() => null);
    if (place === null || found === null) return answer(response, 404, message('http-no-picture'));
    if (place.kind === 'html') response.setHeaders(new Map(Object.entries(REPORT_HEADERS)));
    else if (place.kind !== 'png') response.setHeader('Content-Disposition', 'attachment');
    const file = { ...place, bytes: found.size };
    const range = byteRange(request.headers.range, file.bytes);
    if (range === 'outside')
      return answer(response, 416, message('http-no-such-bytes'), { 'Content-Range': `bytes */${file.bytes}` });
    return sendFile(request, response, file, 'private, max-age=31536000, immutable', range);
  };

  const reply = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(body));
  };
  /** Answers with what `work` gives, or with its fault. */
  const answering = async (
    request: IncomingMessage,
    response: ServerResponse,
    work: () => Promise<unknown>,
  ): Promise<void> => {
    try {
      reply(response, 200, await work());
    } catch (error) {
      const fault = toFault(error);
      if (fault.code === 'internal') log(fault.message);
      // Unread bytes of a refused upload would otherwise be taken for the next request.
      response.setHeader('Connection', 'close');
      reply(response, fault.code === 'too-large' ? 413 : fault.code === 'internal' ? 500 : 422, fault);
      request.resume();
    }
  };
  const upload = (url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> =>
    answering(request, response, () => {
      const name = uploadName(url);
      const isAside = url.searchParams.get('aside') === '1';
      return receiveUpload(request, folder, (path) => options.open(path, name, { isAside, folder: uploadFolder(url) }));
    });

  /** Takes pictures from a program; the answer is the address of a page that shows them, valid for one visit. */
  const show = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    answering(request, response, async () => {
      const id = options.handovers.take(await readText(request));
      return { id, address: `${options.origin}/?token=${access.oneTimeToken()}&show=${id}` };
    });
  const shown = (url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> =>
    answering(request, response, () => {
      const found = options.handovers.find(Number(url.searchParams.get('id')));
      if (found === null) throw new UpbenchError('unavailable', message('handover-gone'));
      return Promise.resolve(found);
    });
  /** A page that shows what a program sent may be framed by a notebook on this machine. */
  const allowFrame = (response: ServerResponse): void => {
    response.removeHeader('X-Frame-Options');
    const name = 'Content-Security-Policy';
    response.setHeader(name, inNotebook(options.headers[name] ?? ''));
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(options.headers)) response.setHeader(name, value);
    const refusal = access.refusal(request);
    if (refusal !== null) {
      log(say(message('log-request-refused', { reason: refusal })));
      return answer(response, 403, message('http-forbidden'));
    }
    const url = URL.parse(request.url ?? '', 'http://127.0.0.1');
    if (url === null || !(request.url ?? '').startsWith('/')) return answer(response, 400, message('http-bad-request'));
    if (access.isProgram(request)) {
      if (url.pathname === '/upload' && request.method === 'POST') return upload(url, request, response);
      if (url.pathname === '/show' && request.method === 'POST') return show(request, response);
      if (url.pathname === '/show' && request.method === 'GET') return reply(response, 200, { version: VERSION });
      return answer(response, 404, message('http-not-found'));
    }
    const given = url.searchParams.get('token');
    const showing = /^\d{1,9}$/.test(url.searchParams.get('show') ?? '') ? `?show=${url.searchParams.get('show')}` : '';
    if (url.pathname === '/' && showing !== '') allowFrame(response);
    if (url.pathname === '/' && given !== null && (access.isToken(given) || access.redeem(given))) {
      const isOneTime = !access.isToken(given);
      const cookie = `${access.cookieName}=${access.token}; HttpOnly; SameSite=Strict; Path=/`;
      if (isOneTime) {
        // The visit began in a file, and a strict cookie is not sent along a redirect from elsewhere: this page, which
        // is of the host, sends the browser on. A used token in the history is harmless.
        const page = `<!doctype html><meta http-equiv="refresh" content="0; url=/${showing}"><title>Upbench</title>`;
        return answer(response, 200, page, { 'Content-Type': 'text/html; charset=utf-8', 'Set-Cookie': cookie });
      }
      // Sent on without the secret, so that it stays out of the history and of copied addresses.
      return answer(response, 303, 'See /', { Location: `/${showing}`, 'Set-Cookie': cookie });
    }
    if (!access.hasCookie(request)) {
      return answer(response, 401, message('http-whole-address'));
    }
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (url.pathname === '/upload') {
      if (request.method !== 'POST') return answer(response, 405, message('http-method'), { Allow: 'POST' });
      // Forms and simple requests of other pages carry no Origin of ours.
      if (request.headers.origin === undefined) return answer(response, 403, message('http-forbidden'));
      return upload(url, request, response);
    }
    if (!isRead) return answer(response, 405, message('http-method'), { Allow: 'GET, HEAD' });
    // Raw, not url.pathname: the parser folds "/../" away, which a refusal should see.
    const path = (request.url ?? '').replace(/[?#].*$/s, '');
    if (path === '/show') return shown(url, request, response);
    if (path.startsWith('/blob/')) return blob(path.slice('/blob/'.length), request, response);
    const file = findStaticFile(options.page, path);
    if (file === null) return answer(response, 404, message('http-not-found'));
    // Built files carry a hash in their name, the page itself does not.
    return sendFile(
      request,
      response,
      file,
      path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
    );
  };

  return (request, response) => {
    route(request, response).catch((error: unknown) => {
      const broken = request.destroyed || response.destroyed;
      if (!broken) log(say(message('log-request-failed', { reason: sentenceOf(error) })));
      if (!response.headersSent) answer(response, 500, message('http-internal'));
      else response.destroy();
    });
  };
}
