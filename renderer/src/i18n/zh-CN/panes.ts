export default {
  best: '最佳',
  input: '输入',
  bestLabel: '{value}，最佳',
  behindLabel: '{value}，比最佳差 {behind}',
  noMethods: '所有方法均已关闭，请在左侧勾选至少一个。',
  welcome: '将图片拖到这里',
  welcomeHint: '或从示例开始：',
};
