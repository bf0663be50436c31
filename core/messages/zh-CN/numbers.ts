import type { numbers as english } from '../en/numbers';

/** 多图排名与表格下的说明。 */
export const numbers: typeof english = {
  'ranking-by': ({ metric }) => `按 ${metric} 排名`,
  'ranking-place': () => '名次',
  'ranking-method': () => '方法',
  'ranking-mean': () => '均值',
  'ranking-median': () => '中位数',
  'ranking-spread': () => '标准差',
  'ranking-wins': () => '胜出',
  'ranking-difference': () => '与最佳之差',
  'ranking-best': () => '最佳',
  'ranking-over': ({ count, pictures }) =>
    `均值与差基于${count === pictures ? `全部 ${pictures} 张图像` : ` ${pictures} 张图像中的 ${count} 张`}。胜出按全部 ${pictures} 张计：按所示数值没有参评方法更好的图像；并列均算胜出。`,
  'ranking-interval': ({ receipt }) => `方括号内为平均差的区间：${receipt}。`,
  'ranking-infinite': ({ files, more }) =>
    `以下图像上有方法毫无误差（无穷大），不计入均值：${files.join('、')}${more > 0 ? `，另有 ${more} 张` : ''}。`,
  'ranking-missing': ({ files, more }) =>
    `以下图像上有方法没有数值，不计入均值：${files.join('、')}${more > 0 ? `，另有 ${more} 张` : ''}。`,
  'ranking-caption': ({ metric, count, pictures, scale }) =>
    `${metric}，放大 ${scale} 倍，${count === pictures ? `${pictures} 张图像的均值` : `${pictures} 张图像中 ${count} 张的均值`}。`,
  'pictures-title': ({ metric }) => `各图像的 ${metric}`,
  'pictures-file': () => '图像',
  'pictures-span': () => '最佳与最差之差',
  'pictures-note': ({ shown, pictures }) =>
    `${shown === pictures ? '' : `共 ${pictures} 张图像，列出前 ${shown} 张。`}点击表头排序；点击名称跳到该图像。`,
  'report-time': () => '时间',
  'report-time-note': () => 'ms；每个样本一个点，线为中位数',
  'report-peak-memory': () => '峰值内存',
  'peak-of-network': () => '运行网络的运行时不报告其内存用量。',
  'peak-of-file': () => '现成的输出不在此计算。',
  'peak-not-timed': () => '未计时则不统计内存。',
  'peak-not-counted': () => '分块按行计算或以 float64 计算时不统计内存。',
  'peak-unknown': ({ name, reason }) => `${name} 的峰值内存：–（${reason}）`,
  'report-samples': () => '样本',
  'report-whole-picture': () => '整幅图像及裁切位置',
  'report-crop-note': ({ width, height, x, y, scale }) =>
    `裁切 ${width}×${height}，位于 ${x}, ${y}，放大 ×${scale}；数值为整幅图像`,
  'left-out-of-best': ({ name, reason }) => `† ${name} 不参与“最佳”评选：${reason}。`,
  'same-output': ({ name, other, identity }) => `${name} 与 ${other} 的图像相同：${identity}。`,
  'about-method': ({ name, sentence }) => `${name}：${sentence}`,
  'was-not-run': ({ name, reason }) => `${name} 未运行：${reason}`,
  'not-measured': ({ metric, reason }) => `未测量 ${metric}：${reason}`,
  'verdict-no-method': () => '没有方法生成可供评判的图像。',
  'verdict-no-original': () => '没有可供比较的原图，因此不对方法排名。',
  'verdict-no-metric': ({ metrics, reason }) => `未对方法排名：此图像没有 ${metrics.join('、')}。${reason}`,
};
