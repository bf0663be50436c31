import type { handover as english } from '../en/handover';

export const handover: typeof english = {
  'upload-refused': ({ status }) => `上传被拒绝（${status}）。`,
  'handover-at': ({ place, reason }) => `${place}：${reason}`,
  'handover-damaged': ({ reason }) => `发来展示的内容不符合约定的格式：${reason}。`,
  'handover-name': ({ name }) => `“${name}”不能作为现成输出的名称：只能用字母、数字、“-”和“_”，且不能是方法名。`,
  'handover-gone': () => '这是很久以前放上来的。请重新发送。',
  'state-unwritten': ({ path, reason }) => `程序将找不到这个工作台：无法写入“${path}”：${reason}`,
};
