import type { checkerboard as english } from '../en/checkerboard';

export const checkerboard: typeof english = {
  'values-listed': ({ values }) => values.join('、'),
  'values-range': ({ low, high }) => `${low} 至 ${high}`,
  'overlap-even': ({ taps }) => `重叠均匀（${taps}）`,
  'overlap-uneven': ({ taps }) => `重叠不均匀（${taps}）`,
  'phases-even': ({ limit }) => `各相位权重之差在 ${limit} % 以内：该层不会产生棋盘格。`,
  'phases-balanced': ({ overlap, limit }) => `${overlap}，但这些权重使其平衡（相差在 ${limit} % 以内）。`,
  'phases-weigh': ({ weights, spread, limit, advice }) =>
    `各相位权重为 ${weights}，离散度 ${spread} %（${limit} % 起可见）：请改用${advice}。`,
  'use-resize-conv': () => '最近邻+卷积',
  'use-or-resize-conv': ({ first }) => `${first}，或最近邻+卷积`,
  'use-kernel': ({ kernel }) => `卷积核 ${kernel}`,
  'use-kernel-and-bilinear': ({ kernel }) => `卷积核 ${kernel} 与双线性权重`,
  'use-bilinear-weights': () => '双线性权重',
  'use-icnr-weights': () => 'ICNR 权重',
  'use-normalised-fill': () => '归一化填补',
  'constant-stays': () => '插值使常数保持不变：没有棋盘格。',
  'values-land-by-picture': () => '数值落在哪里取决于图像：图案是图像自己的，而不是步幅的。',
  'nothing-to-forecast': () => '不是单一的周期核：无法预测。',
  'samples-shifted': ({ by, stride }) =>
    `采样点比 ×${stride} 的半像素中心偏${by.join('、')}：其他方面正确的图像因此约损失 2 dB；kernelSize - stride = 2 padding 使对称核居中。`,
  'shifted-by': ({ pixels, towards }) => `${towards} ${pixels === 0.5 ? '半' : pixels.toFixed(2)} 个输出像素`,
  up: () => '上',
  down: () => '下',
  left: () => '左',
  right: () => '右',
  'corners-stretch': ({ pixels }) => `alignCorners 会拉伸图像：越靠近边缘，采样点偏离越多，最多 ${pixels} 个输出像素。`,
};
