import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { LANGUAGES, isMessage, message, say } from '@core/messages';
import { en } from '@core/messages/en';
import { zhCN } from '@core/messages/zh-CN';

test('a message is said in every language, and one within it in the same', () => {
  const expected = message('integer-at-least', { min: 1 });
  const whole = message('expected-value', { expected, name: 'kernelSize', received: '0' });
  expect(say(whole)).toBe('Expected an integer >= 1 for kernelSize but received 0.');
  expect(say(whole, 'zh-CN')).toBe('kernelSize 应为不小于 1 的整数，但得到 0。');
});

test('both languages have the same codes, and the languages are those of the product', () => {
  expect(LANGUAGES).toEqual(['en', 'zh-CN']);
  expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort());
});

test.each(LANGUAGES)('a code stands in one area of %s: of two the later would hide the first', (language) => {
  const folder = resolve(import.meta.dirname, '../../../core/messages', language);
  const codes = readdirSync(folder).flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/^ {2}'?([a-z0-9-]+)'?: \(/gm)].map(([, code]) => code!),
  );
  expect(codes.length).toBeGreaterThan(Object.keys(en).length / 2);
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
});

test('a message is data: it survives a copy between processes', () => {
  const copy: unknown = structuredClone(message('cancelled'));
  expect(isMessage(copy) && say(copy)).toBe('Cancelled.');
  expect(isMessage({ code: 'no-such-code', values: {} })).toBe(false);
});

test('every code is said somewhere', () => {
  const root = resolve(import.meta.dirname, '../../..');
  const sources = ['core', 'electron', 'renderer/src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|vue)$/.test(name) && !/^messages\/(en|zh-CN)\//.test(name))
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
  const text = sources.join('\n');
  // Codes that are put together, such as `is-${kind}`.
  const made = [...text.matchAll(/`([a-z-]*)\$\{[^}`]*\}([a-z-]*)`/g)]
    .map(([, before = '', after = '']) => ({ before, after }))
    .filter(({ before, after }) => before.length + after.length > 2);
  const unsaid = Object.keys(en).filter(
    (code) =>
      !text.includes(`'${code}'`) && !made.some(({ before, after }) => code.startsWith(before) && code.endsWith(after)),
  );
  expect(unsaid).toEqual([]);
});
