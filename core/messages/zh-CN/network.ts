import type { network as english } from '../en/network';

const list = (names: readonly string[]): string => names.join('、');
const way = (snippet: string): string =>
  `请改为记录网络：${snippet}（upbench chain --tracer 会输出 upbench_trace.py）。`;

export const network: typeof english = {
  'at-line': ({ line, sentence }) => `第 ${line} 行：${sentence}`,
  'source-too-long': ({ limit }) => `层的文本最多 ${limit} 个字符。`,
  'source-indentation': () => '缩进与前面的行都不一致。',
  'source-not-python': ({ found }) => `应为 Python，但遇到“${found}”。`,
  'source-expected': ({ expected, found }) => `应为 ${expected}，但遇到“${found}”。`,
  'source-too-deep': ({ limit }) => `嵌套最多 ${limit} 层。`,
  'source-too-long-run': ({ snippet }) => `这里的代码没有结束。${way(snippet)}`,
  'source-cannot-follow': ({ what, snippet }) => `无法从文本跟踪 ${what}。${way(snippet)}`,
  'source-assert-fails': () => '此断言不成立。',
  'source-assign-into': ({ what }) => `对 ${what} 的元素赋值`,
  'source-unpack': ({ names, values }) => `应有 ${names} 个值，但有 ${values} 个。`,
  'source-slice-end': ({ what }) => `以 ${what} 为端点的切片`,
  'source-no-name': ({ name, snippet }) => `文本中没有名称 ${name}。${way(snippet)}`,
  'source-if-on': ({ what }) => `以 ${what} 为条件`,
  'source-loop-over': ({ what }) => `对 ${what} 的循环`,
  'source-no-attribute': ({ of, name, snippet }) => `文本中 ${of} 没有属性 ${name}。${way(snippet)}`,
  'source-index': ({ index, length }) => `下标 ${index} 超出长度 ${length}。`,
  'source-no-key': ({ key }) => `没有键 ${key}。`,
  'source-division': () => '除数为零。',
  'source-not-callable': ({ what }) => `${what} 不能被调用。`,
  'source-no-forward': ({ name }) => `${name} 没有 forward。`,
  'source-missing-argument': ({ name, callee, snippet }) =>
    `${callee} 缺少参数 ${name}。请加一行用参数构造模型的代码，或记录它：${snippet}。`,
  'source-extra-argument': ({ callee, name }) =>
    name === '' ? `${callee} 的参数过多。` : `${callee} 没有参数“${name}”。`,
  'source-applied-to': ({ layer, what, snippet }) => `${layer} 作用于 ${what}，而不是张量。${way(snippet)}`,
  'source-positions': () => 'MaxUnpool2d 需要最大池化的位置。',
  'source-broadcast': ({ shapes }) => `形状 ${shapes.join(' 与 ')} 不相容。`,
  'source-number': ({ what }) => `以 ${what} 代替数字`,
  'source-reshape': ({ from, to }) => `${from} 不能变形为 ${to}。`,
  'source-needs-input': () => '需要输入形状：--input NxCxHxW，或文本中的注释“# x: 1x3x224x224”。',
  'source-no-model': ({ name, names }) => `文本中没有模型 ${name}；有 ${list(names)}。`,
  'source-several-models': ({ names, snippet }) =>
    `文本中有多个模型：${list(names)}。请用 --model 指定一个，或记录它：${snippet}。`,
  'source-no-model-found': ({ snippet }) => `文本中没有模型。${way(snippet)}`,
  'source-several-inputs': ({ names, snippet }) => `forward 还需要 ${list(names)}。${way(snippet)}`,
  'print-unknown': ({ kind, snippet }) => `${kind} 的打印结果没有说明它做什么。${way(snippet)}`,
  'print-no-forward': () => '打印的模型没有 forward：各层按打印顺序应用，跳过或重复的部分未知。',
  'needs-rank': ({ name, rank, shape }) => `${name} 需要 ${rank} 个轴，但收到 ${shape}。`,
};
