export default {
  heading: '设置',
  anyScale: '其他倍率，2 到 32',
  scale: '倍率',
  input: '输入',
  inputArea: '区域平均',
  inputBicubic: '双三次（抗锯齿）',
  inputMatlab: 'MATLAB 双三次',
  compare: '对比',
  compareReference: '与原图',
  compareEnlarge: '方法之间',
  inputHelp: '如何由原图得到小图',
  compareHelp: '与原图：先将图片缩小，再放大回来。方法之间：直接放大图片本身。',
};
