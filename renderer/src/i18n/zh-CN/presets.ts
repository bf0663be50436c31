export default {
  open: '使用预设',
  textbook: {
    title: '教科书卷积核',
    summary: '每个层都用教科书中的卷积核和它能有的最佳权重。',
  },
  'matched-footprint': {
    title: '相同感受野',
    summary: '各层都只看相同的 3×3 个输入像素，剩下的差别在于各自如何使用它们。',
  },
  'imperfect-training': {
    title: '不完美的训练',
    summary: '最佳权重与偏离 5 % 的同一权重并列：哪些层会把小误差变成棋盘格。',
  },
  'weight-choices': {
    title: '权重的选择',
    summary: '每个层分别用拟合、解析和随机权重：训练带来什么，什么权重一开始就是棋盘格。',
  },
  'logits-or-labels': {
    title: '先放大 logits 还是先取标签',
    summary: '网络得分在变成掩码途中的损失：顺序、align_corners，以及双线性与转置卷积之比。',
  },
};
