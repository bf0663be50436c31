import type { layers as english } from '../en/layers';

export const layers: typeof english = {
  'layer-unknown': ({ layer, framework }) => `这里没有 ${framework} 的 ${layer} 层。`,
  'layer-padding': ({ name, padding, words }) =>
    `${name} 没有填充方式“${padding}”：应为数字${words.length > 0 ? `或 ${words.join('、')} 之一` : ''}。`,
  'layer-torch-same': () => "nn.Conv2d 只在步幅为 1 时支持 padding='same'。",
  'layer-index': ({ index, size }) => `位置 ${index} 不在 ${size} 的平面内：尺寸不同，或约定不同。`,
  'layer-too-small': ({ input }) => `${input} 的输入没有输出。`,
  'layer-of-size': ({ input }) => `步幅大于 1 时，“same”的填充取决于输入尺寸：以下适用于 ${input} 及余数相同的尺寸。`,
  'layer-title': ({ from, to }) => `${from} 写成 ${to}：`,
  'layer-weights': ({ from, to, axes }) =>
    from === to ? `两边权重排列相同：${from}。` : `权重：由 ${from} 到 ${to}，np.transpose(w, (${axes}))。`,
  'layer-proof': ({ input, difference }) =>
    difference === '0'
      ? `证明：在 ${input} 的输入和相同权重下，两边得到的每个数都相同。`
      : `在 ${input} 的输入下两边最多相差 ${difference}。`,
  'layer-verified': ({ rules }) => `规则的比对依据：${rules.join('；')}。`,
  'layer-shuffle': ({ from, to }) =>
    from === to ? `两边通道顺序相同（${from}）。` : `通道顺序：原为 ${from}，现为 ${to}：`,
  'layer-indices': ({ from, to }) => `位置的计数范围：原为 ${from}，现为 ${to}。`,
  'layer-needs': ({ option }) => `请给出 --${option}。`,
  'layer-weight-shape': ({ shape, layout }) => `权重应有四个轴（${layout}），但收到 ${shape}。`,
  'layer-one': ({ layers: all }) => `${all.join('、')} 之一`,
  'layer-pads': () => '一个整数、begin,end，或框架自己的词',
};
