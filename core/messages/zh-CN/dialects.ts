import type { dialects as english } from '../en/dialects';

export const dialects: typeof english = {
  'dialect-files': () =>
    '请给出一个输入和一到两个结果：.npy 文件、.npz 文件中的数组或图像。参见 upbench why-arrays --help。',
  'dialect-json': () => '--json 之后应为 -，表示打印答案。',
  'dialect-rank': ({ shape }) => `数组应有二到四个轴且不为空，但收到 ${shape}。`,
  'dialect-shapes': ({ input, result }) =>
    `${input} 的输入不能通过缩放变成 ${result}：轴数以及除高宽外的各轴必须一致。`,
  'dialect-pair': ({ a, b }) => `两个结果的形状应相同，但收到 ${a} 和 ${b}。`,
  'dialect-made': ({ name, tolerance }) => `${name} 由以下规则得出（误差不超过 ${tolerance}）：`,
  'dialect-none': ({ name, nearest, difference }) =>
    `已知规则都不能得出 ${name}；最接近的是 ${nearest}，最多相差 ${difference}。`,
  'dialect-nothing': ({ name }) => `已知规则都不能得出 ${name}。`,
  'dialect-input-not-finite': ({ count, all }) =>
    `输入应全为有限数值，但其 ${all} 个值中有 ${count} 个是 NaN 或无穷大。`,
  'dialect-result-not-finite': ({ all }) => `结果应含有可与规则比对的数值，但其全部 ${all} 个值都是 NaN 或无穷大。`,
  'dialect-left-out': ({ name, count }) => `${name} 中有 ${count} 个值是 NaN 或无穷大，未参与比对。`,
  'dialect-no-files': () => '--rules 或 --page 不应带文件。',
  'dialect-no-picture': () => '不知道得出这些数组的规则，因此没有可画的取样位置。',
  'dialect-agree': ({ like, framework, name }) =>
    name === ''
      ? `使两者都与 ${like} 相同：另一框架没有这条规则的函数；用 PyTorch 逐步实现：`
      : `使两者都与 ${like} 相同：${framework} 的 ${name}：`,
  'dialect-unknown': ({ rule, near }) =>
    `没有规则“${rule}”。相近的有：${near.join('；')}。upbench why-arrays --rules 列出全部规则。`,
  'dialect-difference': ({ difference, at }) => `两个结果最多相差 ${difference}，位于 (${at})。`,
  'dialect-differ': ({ difference, at, parts }) =>
    `两个结果最多相差 ${difference}，位于 (${at})。两条规则的不同之处：${parts.join('、')}。`,
  'dialect-part-coordinates': () => '取样位置（坐标）',
  'dialect-part-kernel': () => '权重（核）',
  'dialect-part-antialias': () => '抗锯齿',
  'dialect-part-border': () => '边界',
  'dialect-part-arithmetic': () => '字节运算',
};
