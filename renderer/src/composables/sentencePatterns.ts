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
  [/^(\S+) does not fit: (\S+) is (.+) but (\S+) is (.+)\.$/, '$1 尺寸不符：$2 为 $3，而 $4 为 $5。'],
  [/^(\S+) takes (\d+) channels but receives (\d+)\.$/, '$1 需要 $2 个通道，但得到 $3 个。'],
  [
    /^(\S+) then gives (\S+)\. Legal: 0 to (\d+), below stride or dilation\. No cost\.$/,
    '$1 随后得到 $2。可取 0 到 $3，须小于步幅或扩张率。无额外开销。',
  ],
  [/^Same result, and it follows every input\.$/, '结果相同，且适用于任何输入。'],
  [/^Drops the last rows and columns of (\S+); the output is (\S+)\.$/, '去掉 $1 的最后几行和几列，输出为 $2。'],
  [/^Repeats the last row and column of (\S+)\.$/, '重复 $1 的最后一行和一列。'],
  [/^Then (\S+) takes what it receives\.$/, '这样 $1 就能接受其输入。'],
  [
    /^pipeline: its steps multiply to (\S+(?: \(.+?\))?), which makes (\S+) from (\S+), but scale (\d) needs (\S+): steps (.+) would fit\.$/,
    '流水线各步相乘为 $1，由 $3 得到 $2，而倍率 $4 需要 $5：改为 $6 即可。',
  ],
  [/^There is no step "(.*)": the steps are (.+)\.$/, '没有名为“$1”的步骤，可用的步骤：$2。'],
  [
    /^Expected steps such as .+ but step (\d+) is "(.*)"\.$/,
    '第 $1 步“$2”无法识别，应写作 "conv-transpose x2 > bilinear x2"：步骤名、括号内以 ";" 分隔的参数、x 加倍率。',
  ],
  [
    /^At most one step may leave its factor out, but (.+) do: .+$/,
    '最多只能有一步省略倍率，而 $1 都省略了：请写上 x 和倍率。',
  ],
  [
    /^Step (\d+), (\S+), enlarges by 2, 3 or 4, not by (\S+); (.+) take any factor\.$/,
    '第 $1 步 $2 只能放大 2、3 或 4 倍，不能 $3；bilinear、bicubic、nearest、area 可取任意倍率。',
  ],
  [
    /^Step (\d+), conv, keeps the size: its factor is x1, not (\S+)\.$/,
    '第 $1 步 conv 不改变尺寸：倍率为 x1，而不是 $2。',
  ],
  [/^Cancelled\.$/, '已取消。'],
];

export function translateSentence(sentence: string, language: Language): string {
  if (language === 'en') return sentence;
  for (const [pattern, chinese] of CHINESE) {
    if (pattern.test(sentence)) return sentence.replace(pattern, chinese);
  }
  return sentence;
}
