import type { Language } from '../i18n';

type Pattern = readonly [RegExp, string];

/** Why the solver's outputPadding is what it is. */
const WHY_OUTPUT_PADDING: readonly Pattern[] = [
  [
    /^output_padding is 0: (.+) = (\d+) is the wanted (?:height|width) already\.$/,
    'output_padding 为 0：$1 = $2 已是所需尺寸。',
  ],
  [
    /^output_padding is (\d+): (.+) = (\d+), (\d+) short of the wanted (?:height|width) of (\d+); a convolution of stride (\d+) maps .+ onto (\d+), and .+ stays below (\d+), the larger of stride and dilation\.$/,
    'output_padding 为 $1：$2 = $3，比所需的 $5 少 $4；步幅 $6 的卷积把不止一种尺寸变为 $7，output_padding 指明是哪一种。它只加在末端，且须小于步幅与扩张率中的较大者 $8。',
  ],
  [
    /^output_padding is (\d+): (.+) = (\d+), (\d+) short of the wanted (?:height|width) of (\d+); nothing else .+ stays below (\d+), the larger of stride and dilation\.$/,
    'output_padding 为 $1：$2 = $3，比所需的 $5 少 $4；其他参数都不能只改变这么少。它只加在末端，且须小于步幅与扩张率中的较大者 $6。',
  ],
  [
    /^Interpolation multiplies the size, so there is no output_padding\.$/,
    '插值按倍率放大尺寸，因此没有 output_padding。',
  ],
  [
    /^Nearest neighbour multiplies the size, so there is no output_padding\. padding=(\d+) keeps the size: (.+)\.$/,
    '最近邻按倍率放大尺寸，因此没有 output_padding。padding=$1 保持尺寸不变：$2。',
  ],
  [
    /^Unpooling has no output_padding: (.+)\. It puts the values where the maxima were, zeros elsewhere: a convolution after it has to fill the gaps\.$/,
    '反池化没有 output_padding：$1。它把值放在最大值所在处，其余为零，空隙须由其后的卷积填补。',
  ],
  [
    /^Pixel shuffle multiplies the size by (\d+), so there is no output_padding\. .+$/,
    '像素重排把尺寸放大 $1 倍，因此没有 output_padding。应以 ICNR 权重开始，否则各相位不同。',
  ],
];

/** What is wrong with a weight file. */
const WEIGHT_FILES: readonly Pattern[] = [
  [
    /^(.+) is a Python pickle, which can run code when opened; convert it once in Python:$/,
    '$1 是 Python pickle，打开时可能运行代码；请用 Python 转换一次：',
  ],
  [
    /^Expected a \.safetensors, \.npz or \.npy file of weights but received (.+)\.$/,
    '应为 .safetensors、.npz 或 .npy 权重文件，但得到 $1。',
  ],
  [/^No weight file is open under the name "(.+)"\.$/, '没有以“$1”为名打开的权重文件。'],
  [/^Expected weights of shape (\S+) but (.+) holds (.+)\.$/, '权重应为 $1，但 $2 含有 $3。'],
  [
    /^(.+) has (\d+) MiB; weight files of at most (\d+) MiB are opened\..+$/,
    '$1 有 $2 MiB；只打开不超过 $3 MiB 的权重文件。请单独保存该层。',
  ],
  [/^(.+) of (.+) holds values that are not finite\.$/, '$2 中的 $1 含有非有限值。'],
];

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
    /^Step (\d+), (\S+), enlarges by a whole number from 2 to 32, not by (\S+); (.+) take any factor\.$/,
    '第 $1 步 $2 只能放大 2、3 或 4 倍，不能 $3；bilinear、bicubic、nearest、area 可取任意倍率。',
  ],
  [
    /^Step (\d+), conv, keeps the size: its factor is x1, not (\S+)\.$/,
    '第 $1 步 conv 不改变尺寸：倍率为 x1，而不是 $2。',
  ],
  [/^Cancelled\.$/, '已取消。'],
  ...WHY_OUTPUT_PADDING,
  ...WEIGHT_FILES,
];

export function translateSentence(sentence: string, language: Language): string {
  if (language === 'en') return sentence;
  for (const [pattern, chinese] of CHINESE) {
    if (pattern.test(sentence)) return sentence.replace(pattern, chinese);
  }
  return sentence;
}
