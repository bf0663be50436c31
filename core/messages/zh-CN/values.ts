import type { values as english } from '../en/values';

export const values: typeof english = {
  'expected-value': ({ expected, name, received }) => `${name} 应为${expected}，但得到 ${received}。`,
  'integer-at-least': ({ min }) => `不小于 ${min} 的整数`,
  'integer-between': ({ min, max }) => `${min} 到 ${max} 之间的整数`,
  'number-between': ({ min, max }) => `${min} 到 ${max} 之间的数`,
  'too-many-values': ({ what, shape, limit }) => `${what}（${shape}）的数值超过 ${limit} 个。`,
  'one-of': ({ choices }) => `以下之一：${choices.join('、')}`,
  'true-or-false': () => ' true 或 false',
  text: ({ text }) => text['zh-CN'],
  'pictures-of-folder': ({ folder, count }) => `${folder}（${count} 张图像）`,
  'pictures-counted': ({ count }) => `${count} 张图像`,
  cancelled: () => '已取消。',
  'whole-number-between': ({ min, max }) => `${min} 到 ${max} 之间的整数`,
  'received-nothing': () => '空值',
  'received-function': () => '一个函数',
  'received-object': ({ keys }) => `一个对象（${keys.join('、')}）`,
};
