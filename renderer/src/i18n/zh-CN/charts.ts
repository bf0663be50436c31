export default {
  table: '以表格显示',
  download: '下载',
  none: '尚无计时结果。',
  method: '方法',
  time: {
    title: '各方法用时',
    note: '毫秒，中位数，方框为 MAD · 越少越好',
    summary: '{fastest}最快，{low} 毫秒；{slowest}最慢，{high} 毫秒。',
    median: '中位数 ms',
    mad: 'MAD ms',
    samples: '采样数',
  },
  quality: {
    title: '质量与时间',
    note: '{metric} 对 ms · 虚线：帕累托前沿',
    summary: '最佳取舍：{front}。',
    time: '时间 ms',
  },
};
