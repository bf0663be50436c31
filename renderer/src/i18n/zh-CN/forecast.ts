export default {
  unknown: '运行前无法预知。',
  even: '各相位权重相同：卷积核不会产生棋盘格。',
  balanced: '各相位权重为 {low} 至 {high}：几乎看不出。',
  uneven: '各相位权重为 {low} 至 {high}。',
  misfit: '各相位权重为 {low} 至 {high}：卷积核 {kernelSize} 不是步幅 {stride} 的倍数。',
};
