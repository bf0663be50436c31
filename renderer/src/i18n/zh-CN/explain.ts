export default {
  elsewhere: '其他框架中的同一结果',
  heading: '方法与指标说明',
  list: '条目',
  groups: { method: '方法', metric: '指标' },
  what: '它做什么',
  use: '何时使用',
  artifact: '它的伪影',
  blind: '它看不到什么',
  source: '出处：{source}',
  open: '说明',
};
