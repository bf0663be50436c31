/** Languages of the product: of its sentences, descriptors, reports and window. The first is the one results files are written in. */
export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One text in every language, for what stands in a descriptor: titles, summaries, units in words. */
export type Text = Readonly<Record<Language, string>>;
