import type { pictures as english } from '../en/pictures';

export const pictures: typeof english = {
  'unequal-channels': ({ reference, picture }) =>
    `两幅图像的通道数应相同，但参考图有 ${reference} 个通道，图像有 ${picture} 个。`,
  'metric-needs-colour': ({ metric, channels }) =>
    `${metric} 只对 1 或 3 个通道有定义；这些图像有 ${channels} 个通道。`,
  'metric-needs-range': ({ metric }) => `${metric} 需要知道白色的数值：这些浮点数超出 0 到 1。请给出 --range。`,
  'metric-needs-display': ({ metric }) => `${metric} 只对显示器能显示的数值有定义；此图像有数值在黑与白之外。`,
  'array-no-picture': ({ name, shape }) =>
    `“${name}”的形状是 ${shape}；图像应为 行×列、行×列×通道 或 通道×行×列 的数组。`,
  'layout-of-axes': ({ axes }) => (axes === 2 ? '两个轴的数组用 hw' : '三个轴的数组用 hwc 或 chw'),
  'array-layout': ({ shape, layout }) =>
    `形状为 ${shape} 的数组按 ${layout} 读取${layout === 'HW' ? '' : '；可用 --layout 另行指定'}。`,
  'array-rounded': ({ type }) => `${type} 数值已舍入为 float32。`,
};
