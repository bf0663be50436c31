import type { Language } from '../i18n';

/** Sentences of the engine that a user meets often, by their English form. An unknown one stays English: better than none. */
const CHINESE: readonly (readonly [RegExp, string])[] = [
  [
    /^Expected an odd integer from (\S+) to (\S+) for (\S+) but received (.+)\.$/,
    '$3 应为 $1 到 $2 之间的奇数，但得到 $4。',
  ],
  [
    /^Expected an integer from (\S+) to (\S+) for (\S+) but received (.+)\.$/,
    '$3 应为 $1 到 $2 之间的整数，但得到 $4。',
  ],
  [/^Expected a number from (\S+) to (\S+) for (\S+) but received (.+)\.$/, '$3 应为 $1 到 $2 之间的数，但得到 $4。'],
  [/^Expected an integer >= (\S+) for (\S+) but received (.+)\.$/, '$2 应为不小于 $1 的整数，但得到 $3。'],
  [
    /^Expected an integer less than stride (\S+) or dilation (\S+) for (\S+) but received (.+)\.$/,
    '$3 应为小于步幅 $1 或扩张率 $2 的整数，但得到 $4。',
  ],
  [/^Expected true or false for (\S+) but received (.+)\.$/, '$1 应为 true 或 false，但得到 $2。'],
  [/^Expected one of (.+) for (\S+) but received (.+)\.$/, '$2 应为 $1 之一，但得到 $3。'],
  [/^Cancelled\.$/, '已取消。'],
];

export function translateSentence(sentence: string, language: Language): string {
  if (language === 'en') return sentence;
  for (const [pattern, chinese] of CHINESE) {
    if (pattern.test(sentence)) return sentence.replace(pattern, chinese);
  }
  return sentence;
}
