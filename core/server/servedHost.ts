import { message, say } from '../messages';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { sentenceOf, UpbenchError } from '../tensor/errors';
import type { PictureInfo } from '../engine/contract/contract';
import { systemCode } from '../engine/files/fileErrors';
import { EngineKeeper, type EngineChild, type EngineChildEvents } from '../engine/host/engineKeeper';
import { createWorkFolder, removeWorkFolder } from '../engine/host/workFolder';
import { createAccess } from './access';
import { Handovers } from './handovers';
import { securityHeaders } from './headers';
import { createRequestHandler } from './requests';
import { CLOSE_CODES, SocketHub } from './socket';
import { writeState } from './stateFile';

/** The same every time where it can be: a browser keeps settings by address. */
export const USUAL_PORT = 47_160;

interface ServedHostOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Starts the engine process: Node's, or a utility process where Electron serves. */
  readonly startEngine: (events: EngineChildEvents) => EngineChild<never>;
  /** Folder of the built page. */
  readonly page: string;
  readonly samples: string | null;
  /** Whether a sample is opened when the user gave no picture. */
  readonly openSample: boolean;
  log(line: string): void;
  /** Takes any other port when this one is in use. */
  readonly orAnyPort?: boolean;
  /** Takes over the pictures that a host which was killed left behind. */
  readonly recover?: boolean;
  /** Where programs of this user find the address and a token of their own; nowhere by default. */
  readonly stateFolder?: string;
  /** Parent of the work folder; the system's temporary folder by default. */
  readonly temporary?: string;
}

export interface ServedHost {
  /** The whole address, with the token. */
  readonly url: string;
  readonly port: number;
  /** Of the engine process, for tests that kill it. */
  readonly enginePid: () => number | undefined;
  /** A page for this user's eyes only that sends a browser here, once. Command lines, unlike files, are everyone's to read. */
  visitFile(): string;
  open(path: string): Promise<PictureInfo>;
  close(): Promise<void>;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const code = systemCode(error);
      if (code === 'EADDRINUSE') reject(new UpbenchError('unavailable', message('port-in-use', { port })));
      else if (code === 'EACCES') reject(new UpbenchError('unavailable', message('port-not-allowed', { port })));
      else reject(error);
    });
    // The loopback and nothing else: no other machine can reach it.
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Writes what programs find this host by; without it they start one of their own. What comes back takes it away. */
function tellPrograms(
  folder: string | undefined,
  { port, token, log }: { readonly port: number; readonly token: string; log(line: string): void },
): () => void {
  if (folder === undefined) return () => undefined;
  try {
    const address = `http://127.0.0.1:${port}`;
    return writeState(folder, { schema: 'upbench.served/1', pid: process.pid, address, token });
  } catch (error) {
    log(say(message('state-unwritten', { path: folder, reason: sentenceOf(error) })));
    return () => undefined;
  }
}

/** Serves the workbench to browsers on this machine. */
export async function createServedHost(options: ServedHostOptions): Promise<ServedHost> {
  const { log } = options;
  // Slow or idle connections end; the limits are those of a page on the same machine.
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 300_000, maxHeaderSize: 16_384 });
  const port = await listen(server, options.port).catch((error: unknown) => {
    if (options.orAnyPort !== true) throw error;
    return listen(server, 0);
  });
  const folder = createWorkFolder(options.temporary, { recover: options.recover ?? false });
  const access = createAccess(port);
  const hub = new SocketHub(() => engine, log);
  const engine: EngineKeeper = new EngineKeeper({
    start: options.startEngine,
    data: { folder, samples: options.samples, openSample: options.openSample },
    onFrame: (client, frame) => hub.deliver(client, frame),
    onClosed: (client, reason) => hub.closed(client, reason),
    log,
    onDeath: (reason, willRestart) =>
      hub.closeAll(
        willRestart ? CLOSE_CODES.engineRestarted : CLOSE_CODES.engineGone,
        willRestart ? `${reason} It was started again.` : `${reason} Start upbench again.`,
      ),
  });
  server.on(
    'request',
    createRequestHandler({
      access,
      folder,
      log,
      headers: securityHeaders(port),
      page: options.page,
      open: (path, given, about) => engine.open(path, given, about),
      handovers: new Handovers(),
      origin: `http://127.0.0.1:${port}`,
    }),
  );
  server.on('upgrade', (request, raw, head) => {
    const path = (request.url ?? '').replace(/\?.*$/s, '');
    const refusal =
      access.refusal(request, true) ??
      (access.hasCookie(request) ? null : message('no-token')) ??
      (path === '/engine' ? null : message('wrong-path', { path: path.slice(0, 80) }));
    if (refusal === null) {
      hub.upgrade(request, raw, head);
      return;
    }
    log(say(message('log-upgrade-refused', { reason: refusal })));
    raw.on('error', () => undefined);
    raw.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  server.on('clientError', (error, raw) => {
    if (!raw.writable) return;
    log(say(message('log-connection-failed', { reason: error.message })));
    raw.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });

  const removeState = tellPrograms(options.stateFolder, { port, token: access.programToken, log });
  return {
    url: `http://127.0.0.1:${port}/?token=${access.token}`,
    port,
    enginePid: () => engine.pid,
    visitFile: () => {
      const path = join(folder, 'open.html');
      const target = `http://127.0.0.1:${port}/?token=${access.oneTimeToken()}`;
      writeFileSync(
        path,
        `<!doctype html><meta http-equiv="refresh" content="0; url=${target}"><title>Upbench</title>\n`,
        {
          mode: 0o600,
        },
      );
      return path;
    },
    open: (path) => engine.open(path, path),
    close: async () => {
      removeState();
      hub.closeAll(CLOSE_CODES.shuttingDown, 'upbench was ended.');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await engine.close();
      server.closeAllConnections();
      await closed;
      removeWorkFolder(folder);
    },
  };
}
