import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAppHandler } from '../../electron/main/appProtocol';

const BLOB = `png-${'0a'.repeat(16)}`;
const REPORT = `html-${'0b'.repeat(16)}`;
let handle: (request: Request) => Promise<Response>;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'app-protocol-'));
  const root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(folder, 'work', 'blobs'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'assets', 'main.js'), 'export {}');
  writeFileSync(join(folder, 'secret.json'), '{}');
  writeFileSync(join(folder, 'work', 'blobs', `${BLOB}.png`), 'pixels');
  writeFileSync(join(folder, 'work', 'blobs', `${REPORT}.html`), '<!doctype html>');
  handle = createAppHandler({ root, blobFolder: join(folder, 'work') });
});

const get = (url: string, method = 'GET') => handle(new Request(url, { method }));

describe('app://upbench', () => {
  test.each([
    ['/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/index.html', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/assets/main.js', 'text/javascript; charset=utf-8', 'export {}'],
    [`/blob/${BLOB}`, 'image/png', 'pixels'],
  ])('%s is served as %s', async (path, type, body) => {
    const answer = await get(`app://upbench${path}`);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, type, body]);
  });

  test('every answer carries the policy and isolation headers, refusals too', async () => {
    for (const path of ['/index.html', '/nothing.html']) {
      const { headers } = await get(`app://upbench${path}`);
      expect(headers.get('content-security-policy')).toContain("object-src 'none'");
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('a report is an origin of its own that only the page may frame', async () => {
    const { headers } = await get(`app://upbench/blob/${REPORT}`);
    const policy = headers.get('content-security-policy');
    expect(policy).toMatch(/^sandbox allow-scripts allow-modals; default-src 'none';/);
    expect(policy).not.toContain('allow-same-origin');
    expect(policy).toContain("frame-ancestors 'self'");
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  test.each([
    'app://upbench/../secret.json',
    'app://upbench/%2e%2e/secret.json',
    'app://upbench/..%2fsecret.json',
    'app://upbench/%2e%2e%2fsecret.json',
    'app://upbench/..%5csecret.json',
    'app://upbench/assets/..%2f..%2fsecret.json',
    'app://upbench/C:%5cWindows%5cwin.ini',
    'app://upbench/blob/..%2f..%2fsecret',
    `app://upbench/blob/${BLOB}.png`,
    'app://upbench/blob/',
    'app://upbench/%00',
    'app://upbench/%E0%A4%A',
    'app://other/index.html',
    'app://upbench.example/index.html',
  ])('%s is refused', async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  test('a part of a blob is sent alone', async () => {
    const part = (range: string) => handle(new Request(`app://upbench/blob/${BLOB}`, { headers: { range } }));
    const middle = await part('bytes=1-3');
    expect([middle.status, middle.headers.get('content-range'), await middle.text()]).toEqual([
      206,
      'bytes 1-3/6',
      'ixe',
    ]);
    const end = await part('bytes=4-');
    expect([end.status, end.headers.get('content-length'), await end.text()]).toEqual([206, '2', 'ls']);
    expect((await part('bytes=6-')).status).toBe(416);
    const odd = await part('bytes=0-1,3-4');
    expect([odd.status, await odd.text()]).toEqual([200, 'pixels']);
  });

  test('only GET and HEAD are answered', async () => {
    expect((await get('app://upbench/index.html', 'POST')).status).toBe(405);
    const head = await get('app://upbench/index.html', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});
