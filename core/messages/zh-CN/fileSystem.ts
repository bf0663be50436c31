import type { fileSystem as english } from '../en/fileSystem';

export const fileSystem: typeof english = {
  'file-missing': ({ name }) => `找不到“${name}”。`,
  'file-is-folder': ({ name }) => `“${name}”是文件夹，不是文件。`,
  'file-bytes': ({ name, found, limit }) => `“${name}”有 ${found} MiB；最多读取 ${limit} MiB。`,
  'file-not-regular': ({ name }) => `“${name}”不是普通文件。`,
  'file-no-permission': ({ name }) => `没有权限读取“${name}”。`,
  'file-name-too-long': ({ name }) => `找不到“${name.slice(0, 60)}…”：名称过长。`,
  'file-link-circle': ({ name }) => `无法打开“${name}”：其链接循环。`,
  'file-too-many-open': ({ name }) => `无法读取“${name}”：打开的文件过多。`,
  'file-unreadable': ({ name, cause }) => `无法读取“${name}”（${cause}）。`,
  'write-no-permission': ({ name }) => `没有权限写入“${name}”。`,
  'write-read-only': ({ name }) => `无法写入“${name}”：磁盘为只读。`,
  'write-disk-full': ({ name }) => `无法写入“${name}”：磁盘已满。`,
  'write-too-large': ({ name }) => `无法写入“${name}”：文件过大。`,
  'write-no-folder': ({ name }) => `无法写入“${name}”：其文件夹不存在。`,
  'write-file-in-way': ({ name }) => `无法写入“${name}”：已有同名文件。`,
  'write-is-folder': ({ name }) => `无法写入“${name}”：它是文件夹。`,
  'write-name-too-long': ({ name }) => `无法写入“${name.slice(0, 60)}…”：名称过长。`,
  'write-failed': ({ name, cause }) => `无法写入“${name}”（${cause}）。`,
  'internal-fault': ({ text }) => `内部错误：${text}`,
  'out-of-memory': () => '内存不足，无法处理此图像。请使用较小的图像。',
  'in-use': ({ name, pid, host }) =>
    `“${name}”正被另一个 upbench 使用（${host} 上的进程 ${pid}）。请等它结束，或选择其他位置。`,
  'left-out': ({ count, folder, names }) => `“${folder}”中有 ${count} 个文件不是可打开的图像，已略去：${names}。`,
  'left-out-rest': ({ names, more }) => `${names} 等，另有 ${more} 个`,
  'no-pictures': ({ folder }) => `“${folder}”文件夹中没有图像。`,
  'no-pictures-here': ({ folder }) => `“${folder}”文件夹中没有图像（--recursive 也会查看其子文件夹）。`,
  'no-pictures-of-kinds': ({ folder, count, names }) =>
    `“${folder}”文件夹中没有可打开的图像；其中有 ${count} 个其他文件：${names}。`,
  'filter-leaves-none': ({ count, folder }) => `--include 与 --exclude 未留下“${folder}”中 ${count} 幅图像的任何一幅。`,
  'chart-not-drawn': ({ title, reason }) => `无法绘制图表“${title}”（${reason}）。`,
  'report-not-written': ({ reason }) => `无法生成 report.html（${reason}）；其他结果均已写入。`,
  'unsafe-output-name': ({ name, journal }) => `“${journal}”中的输出名 ${name} 不是普通文件名。未写入任何内容。`,
  'shard-output-missing': ({ path }) => `“${path}”不存在或不是普通文件。未写入任何内容。`,
  'shard-output-twice': ({ name, first, second }) =>
    `“${first}”与“${second}”都含有名为“${name}”的输出。未写入任何内容。`,
};
