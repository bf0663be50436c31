import { expect, test } from 'vitest';
import { isOurPage } from '../../electron/main/sender';

const ORIGIN = 'app://upbench';

test.each([
  ['app://upbench/index.html', true],
  ['app://upbench/index.html#/numbers', true],
  ['app://upbench/', true],
  ['app://upbench/blob/0123456789abcdef.html', false],
  ['app://upbench/licences.txt', false],
  ['app://upbench.evil.example/index.html', false],
  ['app://upbench@evil/index.html', false],
  ['https://upbench/index.html', false],
  ['file:///etc/passwd', false],
  ['about:blank', false],
  ['', false],
])('%s is our page: %s', (url, expected) => {
  expect(isOurPage({ url, parent: null }, ORIGIN)).toBe(expected);
});

test('a closed frame and a frame inside another page are refused', () => {
  expect(isOurPage(null, ORIGIN)).toBe(false);
  expect(isOurPage({ url: `${ORIGIN}/index.html`, parent: {} }, ORIGIN)).toBe(false);
});
