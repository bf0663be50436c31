import type { engine as english } from '../en/engine';

export const engine: typeof english = {
  'engine-stopped': ({ how }) => `计算引擎意外停止（${how}）。`,
  'engine-stopped-opening': () => '计算引擎在打开这张图像时停止了。请重新打开。',
  'run-not-finished': () => '这次运行尚未完成，还没有可以导出的内容。',
};
