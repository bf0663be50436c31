import type { experiment as english } from '../en/experiment';

export const experiment: typeof english = {
  'uses-the-reference': () => '使用了从参考图记录的位置',
  'fitted-on-it': () => '其权重是在本图上拟合的',
  'same-method': () => '同一方法，参数与权重也相同',
  'equal-on-this-picture': () => '在本图上相同，但两者是不同的函数',
  'both-are': ({ identity }) => `两者都是${identity}`,
  'both-are-one': ({ first, second }) => `两者是同一个转置卷积：${first}；${second}`,
  'picture-smaller-than-scale': ({ scale }) => `倍数 ${scale} 需要至少 ${scale}×${scale} 像素的图像。`,
};
