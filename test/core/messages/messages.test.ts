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

test('a message is data: it survives a copy between processes', () => {
  const copy: unknown = structuredClone(message('cancelled'));
  expect(isMessage(copy) && say(copy)).toBe('Cancelled.');
  expect(isMessage({ code: 'no-such-code', values: {} })).toBe(false);
});
