import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PictureInfo } from '@core/engine/contract/contract';
import { writePng } from '@core/engine/pictures/png';
import { forkEngine } from '@core/server/forkEngine';
import { createServedHost } from '@core/server/servedHost';
import { makeRaster } from '../../helpers/pictures';
import { ended, startHost, type TestHost } from '../../helpers/servedHost';

let test: TestHost;
beforeAll(async () => {
  test = await startHost();
}, 180_000);
afterAll(() => test.close());

const png = Buffer.from(writePng(makeRaster({ width: 8, height: 6 })));

/** fetch sets Host itself, so a request with a false one is made by hand. */
function statusOf(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port: test.host.port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}
const upload = (name: string, body: Buffer | string, headers: Record<string, string> = {}) =>
  test.fetch(`/upload?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    body: body as BodyInit,
    headers: { origin: test.origin, ...headers },
  });

describe('who gets in', () => {
  it('trades the token for a strict cookie and sends the browser on without it', async () => {
    const answer = await fetch(test.host.url, { redirect: 'manual' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/');
    expect(answer.headers.get('set-cookie')).toMatch(
      new RegExp(`^upbench-${test.host.port}=[\\w-]{32}; HttpOnly; SameSite=Strict; Path=/$`),
    );
  });

  it('lets a browser in once by a file that only its user can read', async () => {
    const file = test.host.visitFile();
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const address = /url=([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    expect(address).not.toBe(test.host.url);
    const answer = await fetch(address, { redirect: 'manual' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toContain('SameSite=Strict');
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(401);
  });

  it('refuses everything without cookie or with a wrong token', async () => {
    for (const path of ['/', '/index.html', '/?token=wrong', `/blob/png-${'a'.repeat(32)}`, '/upload']) {
      expect((await fetch(`${test.origin}${path}`, { redirect: 'manual' })).status, path).toBe(401);
    }
  });

  it('refuses a foreign Host and a foreign Origin, cookie or not', async () => {
    const { cookie } = test;
    expect(await statusOf('/', { cookie, host: `evil.example:${test.host.port}` })).toBe(403);
    expect(await statusOf('/', { cookie, host: '127.0.0.1:1' })).toBe(403);
    expect(await statusOf('/', { cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await statusOf('/upload', { cookie }, 'POST')).toBe(403);
    expect(test.log.join('\n')).toContain('Refused a request: Host "evil.example');
  });

  it('answers on the loopback only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal);
    if (outside === undefined) return;
    const reached = await new Promise((resolve) => {
      const socket = connect({ host: outside.address, port: test.host.port, timeout: 2_000 });
      socket
        .on('connect', () => resolve(true))
        .on('error', () => resolve(false))
        .on('timeout', () => resolve(false));
    });
    expect(reached).toBe(false);
  });
});

describe('what it serves', () => {
  it('the page with every protecting header', async () => {
    const answer = await test.fetch('/');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<title>page</title>');
    for (const name of [
      'content-security-policy',
      'cross-origin-opener-policy',
      'cross-origin-embedder-policy',
      'x-content-type-options',
    ]) {
      expect(answer.headers.get(name), name).not.toBeNull();
    }
  });

  it('nothing outside the page folder', async () => {
    for (const path of [
      '/..%2fsamples/ramp.png',
      '/%2e%2e/samples/ramp.png',
      '/..%5csamples%5cramp.png',
      '/blob/..%2f..%2fowner',
      '/blob/png-1',
      '/engine',
    ]) {
      expect(await statusOf(path, { cookie: test.cookie }), path).toBe(404);
    }
    expect(await statusOf('/../samples/ramp.png', { cookie: test.cookie })).toBe(404);
  });

  it('no other methods', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'POST'])
      expect(await statusOf('/', { cookie: test.cookie }, method), method).toBe(405);
    expect(await statusOf('/upload', { cookie: test.cookie })).toBe(405);
  });
});

describe('uploads', () => {
  it('open a picture, whose blobs are served', async () => {
    const answer = await upload('../deep/p.png', png);
    expect(answer.status).toBe(200);
    const info = (await answer.json()) as PictureInfo;
    expect(info).toMatchObject({ name: 'p.png', width: 8, height: 6 });
    const blob = await test.fetch(`/blob/${info.preview.id}`);
    expect(blob.headers.get('content-type')).toBe('image/png');
    expect(
      Buffer.from(await blob.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const part = await test.fetch(`/blob/${info.preview.id}`, { headers: { range: 'bytes=1-3' } });
    expect([part.status, part.headers.get('cache-control'), await part.text()]).toEqual([206, 'no-store', 'PNG']);
    const beyond = await test.fetch(`/blob/${info.preview.id}`, { headers: { range: 'bytes=999999-' } });
    expect(beyond.status).toBe(416);
    const { client, socket } = await test.page();
    expect((await client.pictures.list()).map(({ id }) => id)).toContain(info.id);
    socket.close();
  });

  it('that are no pictures are refused with the sentence', async () => {
    const answer = await upload('t.png', 'just some text');
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      code: 'unsupported-file',
      message: expect.stringContaining('it holds text') as string,
    });
  });

  it('that are too large are refused before they are read, and leave no file', async () => {
    const answer = await new Promise<number>((resolve, reject) => {
      const headers = { cookie: test.cookie, origin: test.origin, 'content-length': String(2 ** 40) };
      const sent = httpRequest(
        { host: '127.0.0.1', port: test.host.port, path: '/upload?name=x', method: 'POST', headers },
        (response) => resolve(response.statusCode ?? 0),
      );
      sent.on('error', reject);
      sent.write('x');
    });
    expect(answer).toBe(413);
  });

  it('that break off leave no file', async () => {
    await new Promise<void>((resolve) => {
      const headers = { cookie: test.cookie, origin: test.origin, 'content-length': '1000000' };
      const sent = httpRequest({
        host: '127.0.0.1',
        port: test.host.port,
        path: '/upload?name=x',
        method: 'POST',
        headers,
      });
      sent.on('error', () => resolve());
      sent.write('half', () => setTimeout(() => sent.destroy(new Error('gone')), 50));
    });
    const work = readdirSync(test.temporary).find((name) => /^upbench-\d+-/.test(name));
    await expect.poll(() => readdirSync(`${test.temporary}/${work}/uploads`), { timeout: 5_000 }).toEqual([]);
  });
});

describe('sockets', () => {
  it.each([
    ['a foreign Origin', { origin: 'https://evil.example' }, '/engine'],
    ['no cookie', { cookie: '' }, '/engine'],
    ['a wrong cookie', { cookie: 'upbench-1=x' }, '/engine'],
    ['a foreign Host', { host: 'evil.example' }, '/engine'],
    ['another path', {}, '/else'],
  ])('are refused with %s', async (_, headers, path) => {
    const socket = test.socket(headers, path);
    const status = await new Promise((resolve) => {
      socket
        .on('unexpected-response', (_request, response) => resolve(response.statusCode))
        .on('open', () => resolve('open'));
      socket.on('error', () => undefined);
    });
    socket.terminate();
    expect(status).toBe(403);
  });

  it.each([
    ['text that is no JSON', 'boo', 'a frame that is not JSON'],
    ['binary data', Buffer.of(1, 2, 3), 'a binary frame'],
    ['a frame out of order', '{"i":"9","t":4}', 'the end of a request that was never made'],
    ['an event nobody asked for', '{"i":"1","t":3,"p":{"e":"message"}}', 'a frame of kind 3'],
    ['a frame too long', JSON.stringify({ i: '1', p: { u: '/a', b: 'x'.repeat(2 ** 20) } }), 'an oversized frame'],
  ])('are closed at %s, with a logged reason, and others go on', async (_, frame, reason) => {
    const other = await test.page();
    const socket = test.socket();
    const end = ended(socket);
    socket.on('open', () => socket.send(frame));
    expect(await end).toEqual({ code: 1008, reason });
    expect(test.log).toContain(`Closed a connection: it sent ${reason}.`);
    expect(await other.client.pictures.list()).not.toEqual([]);
    other.socket.close();
  });

  it('are closed by a payload beyond all limits and by a flood', async () => {
    const large = test.socket();
    const largeEnd = ended(large);
    large.on('open', () => large.send('x'.repeat(5 * 2 ** 20)));
    expect((await largeEnd).code).toBe(1009);
    const flooding = test.socket();
    const floodEnd = ended(flooding);
    flooding.on('open', () => {
      for (let i = 0; i < 5_000; i++) flooding.send(`{"i":"${i}","p":{"u":"/pictures/samples","b":{}}}`);
    });
    expect(await floodEnd).toEqual({ code: 1008, reason: 'a flood of frames' });
  });

  it('serve several windows at once', async () => {
    const pages = await Promise.all([test.page(), test.page(), test.page()]);
    const lists = await Promise.all(pages.map(({ client }) => client.pictures.list()));
    expect(lists[1]).toEqual(lists[0]);
    for (const { socket } of pages) socket.close();
  });
});

describe('starting and ending', () => {
  it('says when a port is taken', async () => {
    const nowhere = new URL('file:///none');
    await expect(
      createServedHost({
        port: test.host.port,
        startEngine: (events) => forkEngine(nowhere, events),
        page: '',
        samples: null,
        openSample: false,
        log: () => undefined,
      }),
    ).rejects.toThrow(`Port ${test.host.port} is in use. Choose another with --port, or none for any free one.`);
  });

  it('leaves nothing behind', async () => {
    const own = await startHost();
    const { socket } = await own.page();
    const end = ended(socket);
    await own.host.close();
    expect(await end).toEqual({ code: 1001, reason: 'upbench was ended.' });
    expect(readdirSync(own.temporary).filter((name) => name.startsWith('upbench-'))).toEqual([]);
    await expect(fetch(own.origin)).rejects.toThrow();
    expect(own.host.enginePid()).toBeUndefined();
    rmSync(own.temporary, { recursive: true, force: true });
  }, 60_000);
});
