import { defineStore } from 'pinia';
import { computed, ref, watchEffect } from 'vue';
import { z } from 'zod';
import { LANGUAGES, systemLanguage, type Language } from '../i18n';
import { keep, restore } from './persist';

const schema = z.object({
  language: z.enum(['system', ...LANGUAGES]).default('system'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Digits after the point for dB values; the other units follow in step. */
  decimals: z.number().int().min(1).max(6).default(2),
  protocol: z.string().max(64).default('saved-file'),
  /** Whether what changed is computed at once where that takes under two seconds. */
  runsByItself: z.boolean().default(true),
  /** Whether the sentence above the pictures is shown. */
  verdict: z.boolean().default(true),
  /** Whether a click on a pixel shows what it is made of. */
  whereFrom: z.boolean().default(true),
  /** Whether the browser keeps the open pictures for the next start. */
  remembersPictures: z.boolean().default(true),
  /** Whether to look for a newer release at the start, where that is possible. */
  updates: z.boolean().default(true),
  /** Chords by command id, where the user changed them. */
  keys: z.record(z.string(), z.array(z.string().max(40)).max(4)).default({}),
});
type Settings = z.infer<typeof schema>;

const KEY = 'upbench.settings/1';

/** Keys that the user gave to commands stay with them when a command gets another name. */
const RENAMED: Readonly<Record<string, string>> = { 'view.chain': 'view.network' };
function withNewNames(settings: Settings): Settings {
  const keys = Object.entries(settings.keys).map(([id, chords]) => [RENAMED[id] ?? id, chords]);
  return { ...settings, keys: Object.fromEntries(keys) as Settings['keys'] };
}

export const useSettings = defineStore('settings', () => {
  const values = ref<Settings>(withNewNames(restore(KEY, schema, schema.parse({}))));
  keep(KEY, values);

  const prefersDark = ref(false);
  const media = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
  if (media) {
    prefersDark.value = media.matches;
    media.addEventListener?.('change', (event) => (prefersDark.value = event.matches));
  }

  const language = computed<Language>(() =>
    values.value.language === 'system'
      ? systemLanguage(navigator.languages ?? [navigator.language])
      : values.value.language,
  );
  const theme = computed<'light' | 'dark'>(() => {
    if (values.value.theme === 'system') return prefersDark.value ? 'dark' : 'light';
    return values.value.theme;
  });

  /** Keeps `<html>` in step: the class decides the tokens, `lang` the voice of screen readers. */
  function applyTo(root: HTMLElement): void {
    watchEffect(() => {
      root.classList.toggle('dark', theme.value === 'dark');
      root.lang = language.value;
    });
  }

  function reset(): void {
    values.value = schema.parse({});
  }

  return { values, language, theme, applyTo, reset };
});
