import type { table as english } from '../en/table';

const some = ({ files, more }: { files: readonly string[]; more: number }): string =>
  `${files.join('、')}${more > 0 ? ` 等 ${files.length + more} 个` : ''}`;

const timesOf = (scales: readonly number[]): string => scales.map((scale) => `×${scale}`).join('、');

export const table: typeof english = {
  'table-theirs': () => '分贝数',
  'table-theirs-none': ({ theirs }) => `${theirs} 不是此表中的任何数值：既不是 PSNR 的平均，也不是平均误差的 PSNR。`,
  'table-theirs-mean-of-psnrs': (v) =>
    `${v.theirs} 是 ${v.name} 在 ${v.set} ×${v.scale} 上各图像 ${v.metric} 的平均（${v.predicted}）。`,
  'table-theirs-psnr-of-mean': (v) =>
    `${v.theirs} 是 ${v.name} 在 ${v.set} ×${v.scale} 上全部图像平均误差的 ${v.metric}（${v.predicted}）；论文给出的是各图像 PSNR 的平均。`,

  'table-variants': ({ variants }) => variants.join('/'),
  'table-head-method': () => '方法',
  'table-head-scale': () => '倍数',
  'table-head-parameters': () => '参数量',
  'table-head-macs': () => '乘加数',
  'table-head-macs-at-output': () => '按输出尺寸',
  'table-path': ({ degradation, space, protocol }) =>
    `协议 ${protocol}；${degradation === 'given' ? '小图以文件给出' : `小图由 ${degradation} 生成`}；${
      space === 'y'
        ? '只用亮度：取整为 8 位，小图不取整，放大后只在最后取整一次'
        : '文件的颜色，每幅图像都像存盘一样取整'
    }。`,
  'table-metric': ({ metric, scales, parts }) =>
    `${metric} ${timesOf(scales)}：${parts.join('，')}；取一个集合各图像的平均。`,
  'table-over': ({ set, scales, count, pictures, grey }) =>
    `${set} ${timesOf(scales)}：${count === pictures ? '' : `${count}/`}${pictures} 幅图像${grey > 0 ? `，其中 ${grey} 幅为灰度图，计入平均` : ''}。`,
  'table-left-out': ({ set, scale, ...names }) =>
    `${set} ×${scale}：因某方法在此没有有限值，对所有方法都不计入：${some(names)}。`,
  'table-failed': ({ set, scale, ...names }) => `${set} ×${scale}：无法测量：${some(names)}。`,
  'table-missing': ({ set, scale, method, reason }) => `${set} ×${scale} 没有 ${method}：${reason}`,
  'table-open': ({ set, scale, open }) => `${set} ×${scale}：还有 ${open} 幅图像没有运行。`,
  'table-differs': ({ set, scales, metrics, parts, ...names }) =>
    `${set} ${timesOf(scales)}：${some(names)} 的 ${metrics.join('、')} 用 ${parts.join('，')}。`,
  'table-unmeasured': ({ set, scales, metrics, reason, ...names }) =>
    `${set} ${timesOf(scales)}：${some(names)} 没有 ${metrics.join('、')}，对所有方法都不计入：${reason}`,
  'table-marks': () =>
    "粗体为同一集合与倍数中最好的平均值，下划线为第二（纯文本中为 * 与 '）；显示相同的平均值共享标记。",
  'table-cost': ({ width, height, channels }) =>
    `参数量为可学习的数值；乘加数按 ${width}×${height} 的输出计算，方法用 ${channels} 个通道：按定义（转置卷积按输入计），以及每个卷积都按输出尺寸计。`,
  'table-cost-size': ({ scale, width, height }) =>
    `×${scale} 的乘加数按 ${width}×${height} 计算，即该倍数能得到的尺寸。`,
  'table-cost-said': () => '现成输出的成本由用户给出。',
  'table-made': ({ app, version, date, operators }) => `${app} ${version}，${date}，${operators}。`,
  'table-no-sets': () => '请至少给出一个图像文件夹作为一个集合。参见 upbench table --help。',
  'table-candidate-scale': ({ scales }) =>
    `含 {scale} 的模式，用于倍数 ${scales.join('、')}，例如 mine=out/x{scale}/{file}.png；同一批输出不可能属于所有倍数`,
  'table-scales': () => '2 到 32 的整数，用逗号分隔，例如 2,3,4',
  'table-cost-at': () => '宽x高 的尺寸，例如 1280x720',
  'table-one-output': () => '--markdown、--latex、--csv 与 --json 中只能有一个写到标准输出。',
  'table-nothing': () => '没有任何集合可以测量，因此没有表格。',
  'table-low-scale': ({ set, scale, found }) =>
    `--low：${set} 的小图是 ${found} 倍的，而不是 ${scale} 倍。请给出含 {scale} 的模式。`,
  'table-network': () => 'NAME=FILE，即名称和一个 ONNX 网络或 PyTorch 模型的文本',
  'table-network-other': ({ name, scale, input, output }) =>
    `网络 ${name} 由 ${input} 得到 ${output}，不是放大 ${scale} 倍；该处不列出成本。请用含 {scale} 的名称为每个倍数各给一个文件。`,
  'table-network-fixed': ({ name, size }) => `网络 ${name} 只接受 ${size}，无法按其他输出尺寸计算成本。`,
};
