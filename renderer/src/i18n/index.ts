import { createI18n } from 'vue-i18n';
import { LANGUAGES, type Language } from '@core/messages';

export { LANGUAGES, type Language };

/** Messages of one area: a tree of texts. */
export interface Messages {
  readonly [key: string]: string | Messages;
}

/** One file per area and language; a file added here is an area added, under its own name. */
const files = import.meta.glob<{ default: Messages }>('./{en,zh-CN}/*.ts', { eager: true });

/** All messages of a language: { frame: {...}, methods: {...}, ... }. */
export function messagesOf(language: Language): Messages {
  const areas: Record<string, Messages> = {};
  for (const [path, module] of Object.entries(files)) {
    const [, folder, area] = /^\.\/([^/]+)\/(.+)\.ts$/.exec(path) ?? [];
    if (folder === language && area) areas[area] = module.default;
  }
  return areas;
}

/** The language that suits what the system prefers. */
export function systemLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

/** The window's messages; the language is changed through `locale`. */
export function createMessages(language: Language) {
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'en',
    messages: { en: messagesOf('en'), 'zh-CN': messagesOf('zh-CN') },
    fallbackWarn: false,
  });
}
