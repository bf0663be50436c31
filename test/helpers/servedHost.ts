import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { writePng } from '@core/engine/pictures/png';
import { forkEngine } from '@core/server/forkEngine';
import { createServedHost, type ServedHost } from '@core/server/servedHost';
import { builtEngine } from './buildEngine';
import type { Client } from './engineClient';
import { makeRaster } from './pictures';

export interface TestHost {
  readonly host: ServedHost;
  readonly origin: string;
  /** Header value that a signed-in browser sends. */
  readonly cookie: string;
  readonly log: string[];
  /** The temporary folder the host works in. */
  readonly temporary: string;
  fetch(path: string, options?: RequestInit & { headers?: Record<string, string> }): Promise<Response>;
  socket(headers?: Record<string, string>, path?: string): WebSocket;
  /** A page: a client over a socket of its own. */
  page(): Promise<{ client: Client; socket: WebSocket }>;
  close(): Promise<void>;
}

/** A real served host with a tiny page and one sample. */
export async function startHost(): Promise<TestHost> {
  const { servedEngine } = await builtEngine();
  const temporary = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  const page = join(temporary, 'page');
  const samples = join(temporary, 'samples');
  for (const folder of [page, samples]) mkdirSync(folder);
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(samples, 'ramp.png'), writePng(makeRaster({ width: 16, height: 16, channels: 1 })));
  const log: string[] = [];
  const host = await createServedHost({
    port: 0,
    startEngine: (events) => forkEngine(servedEngine, events),
    page,
    samples,
    openSample: true,
    temporary,
    log: (line) => log.push(line),
  });
  const origin = `http://127.0.0.1:${host.port}`;
  const entry = await fetch(host.url, { redirect: 'manual' });
  const cookie = (entry.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const socket: TestHost['socket'] = (headers = {}, path = '/engine') =>
    new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers: { origin, cookie, ...headers } });
  return {
    host,
    origin,
    cookie,
    log,
    temporary,
    socket,
    fetch: (path, options = {}) =>
      fetch(`${origin}${path}`, { redirect: 'manual', ...options, headers: { cookie, ...options.headers } }),
    page: async () => {
      const own = socket();
      await new Promise((resolve, reject) => own.once('open', resolve).once('error', reject));
      return {
        client: createORPCClient(new RPCLink({ websocket: own as unknown as globalThis.WebSocket })),
        socket: own,
      };
    },
    close: async () => {
      await host.close();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** Resolves with what ended a socket. */
export function ended(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
}
