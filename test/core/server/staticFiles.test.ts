import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findStaticFile } from '@core/server/staticFiles';

let folder: string;
let root: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  root = join(folder, 'page');
  mkdirSync(join(root, 'assets', 'deep'), { recursive: true });
  for (const name of ['index.html', 'assets/a b.js', 'assets/deep/x.css', 'notes.docx', '.env.json'])
    writeFileSync(join(root, name), 'ok');
  writeFileSync(join(folder, 'secret.json'), 'secret');
  symlinkSync(join(folder, 'secret.json'), join(root, 'link.json'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('findStaticFile', () => {
  it.each([
    ['/', 'index.html', 'text/html; charset=utf-8'],
    ['/index.html', 'index.html', 'text/html; charset=utf-8'],
    ['/assets/a%20b.js', 'assets/a b.js', 'text/javascript; charset=utf-8'],
    ['/assets/deep/x.css', 'assets/deep/x.css', 'text/css; charset=utf-8'],
  ])('finds %s', (pathname, name, mediaType) => {
    const found = findStaticFile(root, pathname);
    expect(found?.path.endsWith(join('page', name))).toBe(true);
    expect(found).toMatchObject({ mediaType, bytes: 2 });
  });

  it.each([
    '/../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/%2e%2e%2fsecret.json',
    '/assets/../../secret.json',
    '/..%5csecret.json',
    '/..\\secret.json',
    '/%252e%252e/secret.json',
    '/....//secret.json',
    '/.../secret.json',
    '/C:/secret.json',
    '/c%3a/secret.json',
    '//secret.json',
    '/%2fsecret.json',
    '/index.html%00.json',
    '/index.html::$DATA',
    '/link.json',
    '/notes.docx',
    '/assets',
    '/assets/',
    '/none.js',
    '/%',
    '/%zz',
    '',
    'index.html',
    '/index.html/',
    '/.. /secret.json',
  ])('refuses %s', (pathname) => {
    expect(findStaticFile(root, pathname)).toBeNull();
  });

  it('never leaves the folder, whatever the path', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%00',
      'assets',
      'secret.json',
      'page',
      ':',
      '~',
      ' ',
      '%25',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const found = findStaticFile(root, `/${pieces.join('')}`);
        expect(found === null || !found.path.includes('secret')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
