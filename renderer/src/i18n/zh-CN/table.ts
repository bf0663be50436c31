export default {
  title: '论文表格',
  charts: '图表',
  tab: '表格',
  view: '图表或表格',
  set: '图像',
  parameters: '参数量',
  macs: '乘加数',
  macsHelp: '按定义：转置卷积按输入计',
  macsAtOutput: '按输出尺寸',
  macsAtOutputHelp: '每个卷积都按输出尺寸计',
  copied: '已复制为 {format}',
  notCopied: '系统不允许此窗口写入剪贴板。',
};
