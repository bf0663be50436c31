import type { page as english } from '../en/page';

export const page: typeof english = {
  'picture-worker-stopped': () => '解码图像的线程已停止。请重新打开图像。',
  'drawing-worker-stopped': () => '绘制图像的线程已停止。请重新加载窗口。',
  'page-cannot-draw': () => '此浏览器既不能用显卡绘图，也不能在工作线程中用二维画布绘图。',
  'no-canvas-in-worker': () => '此浏览器的工作线程没有二维画布，因此不能解码这幅图像。',
  'viewer-closed': () => '查看器已关闭。',
  'picture-not-fetched': ({ status }) => `无法取得图像：${status}。`,
  'picture-not-there': ({ title }) => `${title}：还没有图像。`,
  'picture-file-ends-early': () => '图像文件在最后一行之前就结束了。',
  'png-ends-early': ({ rows, height }) => `PNG 共 ${height} 行，只有 ${rows} 行数据。`,
  'png-row-filter': ({ filter }) => `PNG 使用了未知的行滤波器 ${filter}。`,
  'difference-sizes': ({ picture, reference }) => `求差值需要尺寸相同的图像，而这两幅是 ${picture} 与 ${reference}。`,
  'map-not-there': () => '要从这么远处查看，须先算出整张图。',
  'map-size': ({ map, picture }) => `${map} 的分布图与 ${picture} 的图像尺寸不符。`,
  'page-png-not-made': () => '浏览器无法生成这个尺寸的 PNG。',
  'engine-silent': () => '引擎没有应答。',
  'engine-unreachable': () => '无法连接引擎。',
  'weights-not-finite': ({ name, file }) => `${file} 中的 ${name} 含有非有限值。`,
};
