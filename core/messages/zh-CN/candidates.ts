import type { candidates as english } from '../en/candidates';

export const candidates: typeof english = {
  'equal-here': () => '在这幅图像上相等',
  'candidate-cropped': ({ right, bottom }) => `已与原图一样裁剪：右侧 ${right} 像素，底部 ${bottom} 像素。`,
  'metrics-own-crop': ({ right, bottom, scale }) =>
    `参考图已像 compare 为 ×${scale} 所做的那样裁剪：右侧 ${right} 像素，底部 ${bottom} 像素。`,
  'candidate-alpha': () => '已略去现成输出的 Alpha。',
  'candidate-floats': () => '现成输出的浮点数按原样测量，不截断、不舍入。',
  'candidate-larger': ({ file, own, wanted, right, bottom }) =>
    `“${file}”是 ${own}，而输出是 ${wanted}：如果内容相同，请裁去其右侧 ${right} 列和底部 ${bottom} 行。`,
  'candidate-smaller': ({ file, own, wanted, right, bottom }) =>
    `“${file}”是 ${own}，而输出是 ${wanted}：如果内容相同，请裁去原图右侧 ${right} 列和底部 ${bottom} 行。`,
  'candidate-size': ({ file, own, wanted }) => `“${file}”是 ${own}，而输出是 ${wanted}：它属于另一倍数或另一图像。`,
  'candidate-channels': ({ file, own, wanted }) => `“${file}”有 ${own} 个通道，而原图有 ${wanted} 个。`,
  'candidate-range': ({ file, least, most, white }) =>
    `“${file}”含 ${least} 到 ${most} 的浮点数，而黑色是 0、白色是 ${white}。请用 --range 说明白色的数值，或先缩放。`,
  'candidate-missing': ({ name }) => `这幅图像没有现成输出“${name}”。`,
  'low-missing': () => '没有给出它的小图。',
  'outputs-are-floats': () => '浮点输出按原样测量：不截断、不舍入。',
  'weights-of-other-degradation': () => '随附的权重是按 area 缩小的图像拟合的，而不是按给定的小图',
  'pair-sizes': ({ file, original, low, scale }) => `“${file}”是 ${low}，其原图是 ${original}：倍数不是 ${scale}。`,
  'pair-forms': ({ file }) => `“${file}”与其原图的通道数、位深或数值范围不同。`,
  'candidate-name': () => '由字母、数字、“-”和“_”组成且不是方法名的名称，例如 --candidate mine=out/{file}.png',
  'candidate-twice': ({ name }) => `--candidate ${name} 给出了两次。`,
  'candidate-no-file': ({ name, count, files }) =>
    `--candidate ${name} 有 ${count} 幅图像找不到文件：${files.join('、')}${count > files.length ? '……' : ''}。`,
  'candidate-two-files': ({ name, picture, files }) =>
    `--candidate ${name} 对“${picture}”有多个文件：${files.join('、')}。请给出 {file}__out.png 这样的模式。`,
  'candidate-shared': ({ name, file, pictures }) =>
    `--candidate ${name} 只有一个文件“${file}”，却有多幅图像：${pictures.join('、')}。请给出文件夹或含 {file} 的模式。`,
  'candidate-not-there': ({ name, path }) => `--candidate ${name}：找不到“${path}”。`,
  'candidate-cost-of-none': ({ option, name }) => `--${option} 提到“${name}”，但没有这个候选。`,
  'candidate-cost': ({ option }) =>
    option === 'candidate-time' ? '名称=毫秒，例如 mine=12.5' : '名称=乘加次数，例如 mine=1.2e9 或 mine=1.2G',
  'low-no-file': ({ count, files }) =>
    `--low 有 ${count} 幅图像找不到小图：${files.join('、')}${count > files.length ? '……' : ''}。`,
  'low-two-files': ({ picture, files }) =>
    `--low 对“${picture}”有多个小图：${files.join('、')}。请指定单一倍数的文件夹，或给出 --scale。`,
  'low-no-scale': ({ original, low, file }) => `“${file}”是 ${low}，其原图是 ${original}：倍数不是整数。`,
  'low-other-scale': ({ found, wanted }) => `小图的倍数是 ${found}，而 --scale 是 ${wanted}。`,
  'low-needs-original': () => '--low 需要原图：不能与 --mode enlarge 一起使用。',
  'low-and-degradation': () => '--low 已给出小图，--degradation 无可生成。请去掉其中之一。',
  'pair-scale': ({ scale }) => `小图已给出：按尺寸得到倍数 ${scale}。`,
  'candidates-none': ({ path }) => `--candidates “${path}”中既没有图像也没有文件夹。`,
};
