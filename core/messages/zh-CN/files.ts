import type { files as english } from '../en/files';

export const files: typeof english = {
  'file-not-found': ({ name }) => `找不到“${name}”。`,
  'file-is-folder': ({ name }) => `“${name}”是文件夹，不是图像。`,
  'file-not-regular': ({ name }) => `“${name}”不是普通文件。`,
  'file-no-reading': ({ name }) => `没有读取“${name}”的权限。`,
  'file-name-too-long': ({ name }) => `找不到“${name}...”：文件名太长。`,
  'file-circle': ({ name }) => `无法打开“${name}”：其链接形成循环。`,
  'file-too-many-open': ({ name }) => `无法读取“${name}”：打开的文件太多。`,
  'file-unreadable': ({ name, code }) => `无法读取“${name}”（${code}）。`,
  'file-no-writing': ({ name }) => `没有写入“${name}”的权限。`,
  'file-read-only': ({ name }) => `无法写入“${name}”：磁盘是只读的。`,
  'file-disk-full': ({ name }) => `无法写入“${name}”：磁盘已满。`,
  'file-too-large': ({ name }) => `无法写入“${name}”：文件会过大。`,
  'file-no-folder': ({ name }) => `无法写入“${name}”：其文件夹不存在。`,
  'file-in-the-way': ({ name }) => `无法写入“${name}”：路径上有一个文件。`,
  'file-folder-there': ({ name }) => `无法写入“${name}”：那是一个文件夹。`,
  'file-long-name': ({ name }) => `无法写入“${name}...”：文件名太长。`,
  'file-unwritable': ({ name, code }) => `无法写入“${name}”（${code}）。`,
  'file-fault': ({ name, fault }) => `处理“${name}”时出现内部错误：${fault}`,
};
