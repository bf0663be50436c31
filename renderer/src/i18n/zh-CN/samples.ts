export default {
  'still-life': '静物',
  'zone-plate': '波带片',
  'siemens-star': '西门子星',
  'text-page': '文字页',
  'fine-patterns': '细密图案',
  'colour-edges': '彩色边缘',
};
