export default {
  tab: '区域',
  none: '在图片上拖出一个矩形（按 A 键），即可与整幅并列测量。',
  sight: '可见部分',
  sides: { x: 'x', y: 'y', width: '宽', height: '高' },
  draw: '绘制区域',
  at: '{width}×{height}，位于 {x}, {y}',
  inside: '区域',
  sheet: '保存裁剪拼图（PNG）',
  table: '区域与整幅图片的指标',
};
