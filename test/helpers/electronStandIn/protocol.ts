import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { app, needReady } from './app';

type Handler = (request: Request) => Response | Promise<Response>;
interface Scheme {
  readonly scheme: string;
  readonly privileges?: Readonly<Record<string, boolean>>;
}

const privileged = new Map<string, Readonly<Record<string, boolean>>>();
const ports = new Map<string, Promise<number>>();
let isRegistered = false;

/**
 * Custom schemes: Chromium knows none of ours, so each is served on a loopback port under HOST.localhost, which is as
 * secure an origin, and addresses are translated wherever they pass between the page and the application.
 */
export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly Scheme[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    // A second call replaces the first, which is never meant.
    if (isRegistered) throw new Error('protocol.registerSchemesAsPrivileged can only be called once');
    const bold = schemes.find(({ privileges = {} }) => privileges['bypassCSP'] === true);
    if (bold !== undefined) throw new Error(`The scheme "${bold.scheme}" must not bypass the policy.`);
    isRegistered = true;
    for (const { scheme, privileges = {} } of schemes) privileged.set(scheme, privileges);
  },
  handle(scheme: string, handler: Handler): void {
    needReady('protocol.handle cannot be used');
    if (ports.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    ports.set(scheme, serve(scheme, handler));
  },
  isProtocolHandled: (scheme: string): boolean => ports.has(scheme),
};

async function serve(scheme: string, handler: Handler): Promise<number> {
  const server = createServer((request, response) => void answer(scheme, handler, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return (server.address() as AddressInfo).port;
}

async function answer(scheme: string, handler: Handler, asked: IncomingMessage, response: ServerResponse) {
  const host = (asked.headers.host ?? '').replace(/\.localhost(:\d+)?$/, '');
  const { method = 'GET' } = asked;
  const headers = new Headers();
  if (asked.headers.range !== undefined) headers.set('range', asked.headers.range);
  try {
    const given = await handler(new Request(`${scheme}://${host}${asked.url ?? '/'}`, { method, headers }));
    response.writeHead(given.status, Object.fromEntries(given.headers));
    response.end(Buffer.from(await given.arrayBuffer()));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

/** `app://host/path` as the address Chromium loads; null for a scheme nobody handles. */
export async function toBrowser(address: string): Promise<string | null> {
  const url = new URL(address);
  const scheme = url.protocol.slice(0, -1);
  const port = await ports.get(scheme);
  if (port === undefined || privileged.get(scheme)?.['standard'] !== true) return null;
  return `http://${url.host}.localhost:${port}${url.pathname}${url.search}${url.hash}`;
}

/** The address as the application knows it; foreign ones stay as they are. */
export async function fromBrowser(address: string): Promise<string> {
  for (const [scheme, waiting] of ports) {
    const ending = `.localhost:${await waiting}`;
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url?.host.endsWith(ending) === true)
      return `${scheme}://${url.host.slice(0, -ending.length)}${url.pathname}${url.search}${url.hash}`;
  }
  return address;
}

type PermissionAnswer = (granted: boolean) => void;
type RequestHandler = (
  contents: unknown,
  permission: string,
  callback: PermissionAnswer,
  details: { requestingUrl: string },
) => void;

const defaultSession = {
  // Electron grants what nobody refuses.
  requestHandler: ((_contents, _permission, callback) => callback(true)) as RequestHandler,
  checkHandler: (() => true) as (contents: unknown, permission: string, origin: string) => boolean,
  setPermissionRequestHandler(handler: RequestHandler): void {
    this.requestHandler = handler;
  },
  setPermissionCheckHandler(handler: typeof this.checkHandler): void {
    this.checkHandler = handler;
  },
};

export const session = {
  get defaultSession(): typeof defaultSession {
    needReady('Session can only be received after, not');
    return defaultSession;
  },
};
