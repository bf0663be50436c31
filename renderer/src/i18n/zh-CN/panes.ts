export default {
  best: '最佳',
  input: '输入',
  against: '{value}（对照 {title}）',
  bestLabel: '{value}，最佳',
  behindLabel: '{value}，比最佳差 {behind}',
  welcome: '将图像拖到这里',
  welcomeHint: '或从示例开始：',
};
