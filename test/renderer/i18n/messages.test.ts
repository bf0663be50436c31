import { describe, expect, it } from 'vitest';
import { LANGUAGES, messagesOf, systemLanguage, type Messages } from '@renderer/i18n';

/** "frame.run" -> "Run", for every text of a language. */
function flat(messages: Messages, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof value === 'string') texts.set(path, value);
    else for (const [inner, text] of flat(value, path)) texts.set(inner, text);
  }
  return texts;
}

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();

describe('messages', () => {
  const en = flat(messagesOf('en'));
  const zh = flat(messagesOf('zh-CN'));

  it('finds an area for every file', () => {
    expect(Object.keys(messagesOf('en'))).toContain('frame');
    expect(en.get('frame.run')).toBe('Run');
    expect(zh.get('frame.run')).toBe('运行');
  });

  it('has the same keys in both languages', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it('uses the same placeholders in both languages', () => {
    for (const [key, text] of en) expect([key, placeholders(zh.get(key) ?? '')]).toEqual([key, placeholders(text)]);
  });

  it('leaves no text empty or untranslated', () => {
    for (const language of LANGUAGES) {
      for (const [key, text] of flat(messagesOf(language))) expect([key, text.trim()]).not.toEqual([key, '']);
    }
    const sentences = [...en].filter(([, text]) => /[a-z]{3,} [a-z]{3,} [a-z]{3,}/.test(text));
    for (const [key] of sentences) expect([key, /\p{Script=Han}/u.test(zh.get(key) ?? '')]).toEqual([key, true]);
  });

  it('shouts nowhere and begs nowhere', () => {
    for (const [key, text] of en) expect([key, /!|\bplease\b/i.test(text)]).toEqual([key, false]);
    for (const [key, text] of zh) expect([key, /[!！]|请稍/.test(text)]).toEqual([key, false]);
  });
});

describe('systemLanguage', () => {
  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['de-DE', 'en-GB'], 'en'],
    [['de-DE', 'zh-Hans-CN'], 'zh-CN'],
    [['fr'], 'en'],
    [[], 'en'],
  ] as const)('%j -> %s', (preferred, expected) => expect(systemLanguage(preferred)).toBe(expected));
});
