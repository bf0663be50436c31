export default {
  tab: '区域',
  none: '在图像上拖出一个矩形（按 A 键），即可与整幅并列测量。',
  sight: '可见部分',
  sides: { x: 'x', y: 'y', width: '宽', height: '高' },
  draw: '绘制区域',
  at: '{width}×{height}，位于 {x}, {y}',
  inside: '区域',
  sheet: '保存裁剪拼图（PNG）',
  sheetNote: '裁切 {width}×{height}，位于 {x}, {y}，放大 ×{scale}；数值为该裁切区域',
  whole: '整幅图像及裁切位置',
  table: '区域与整幅图像的指标',
};
