/** Languages of the product: of its sentences, descriptors, reports and window. The first is the one results files are written in. */
export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One text in every language, for what stands in a descriptor: titles, summaries, units in words. */
export type Text = Readonly<Record<Language, string>>;

/** `zh-CN`, `zh_CN.UTF-8`, `zh`, `en_GB` -> a language that exists here; null for another. */
export function languageNamed(text: string): Language | null {
  const plain = text
    .trim()
    .replace(/[.@].*$/, '')
    .replaceAll('_', '-')
    .toLowerCase();
  const exact = LANGUAGES.find((language) => language.toLowerCase() === plain);
  return exact ?? LANGUAGES.find((language) => language.split('-')[0] === plain.split('-')[0]) ?? null;
}
