import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '@core/messages';
import { menuTemplate } from '../../electron/main/menu';

type Item = ReturnType<typeof menuTemplate>[number];
const itemsOf = (platform: NodeJS.Platform, language: (typeof LANGUAGES)[number]): Item[] =>
  menuTemplate(platform, language, () => undefined).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));

describe.each(LANGUAGES)('the menu in %s', (language) => {
  test('takes no key from the page', () => {
    for (const platform of ['linux', 'win32'] as const)
      for (const { accelerator, registerAccelerator } of itemsOf(platform, language))
        if (accelerator !== undefined) expect(registerAccelerator).toBe(false);
    // macOS takes every key that a menu shows.
    expect(itemsOf('darwin', language).filter(({ accelerator }) => accelerator !== undefined)).toEqual([]);
  });

  test('has no letters to press on macOS, and one for each menu elsewhere', () => {
    const labels = (platform: NodeJS.Platform): string[] =>
      menuTemplate(platform, language, () => undefined).flatMap(({ label }) => label ?? []);
    expect(labels('darwin').join('')).not.toMatch(/&|\(\)/);
    for (const label of labels('linux')) expect(label).toMatch(/&\w/);
  });
});
