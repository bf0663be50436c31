import type { Language } from '../i18n';

/** Where weights came from, as the engine says it, part by part; names of initialisers and of files stay. */
const CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^fitted on the built-in set$/, '在内置训练集上拟合'],
  [/^fitted on the built-in set \((.+)\)$/, '在内置训练集上拟合（$1）'],
  [/^fitted on this picture$/, '在本图上拟合'],
  [/^fitted on (\d+) pictures$/, '在 $1 张图片上拟合'],
  [/^this one among them$/, '其中包括本图'],
  [/^fitted on (.+)$/, '在 $1 上拟合'],
  [/^noise (\S+) % \(seed (\d+)\)$/, '噪声 $1 %（种子 $2）'],
  [/^(.+) \(seed (\d+)\)$/, '$1（种子 $2）'],
  [/^bilinear kernel$/, '双线性核'],
  [/^bilinear phases$/, '双线性相位'],
  [/^bicubic kernel \(a = -0.75\)$/, '双三次核（a = -0.75）'],
  [/^bicubic kernel$/, '双三次核'],
  [/^box$/, '均匀核'],
  [/^nearest neighbour$/, '最近邻'],
  [/^constant$/, '常数'],
  [/^identity$/, '恒等'],
  [/^sharpen$/, '锐化'],
];

export function translateOrigin(origin: string, language: Language): string {
  if (language === 'en') return origin;
  return origin
    .split(', ')
    .map((part) => {
      const found = CHINESE.find(([pattern]) => pattern.test(part));
      return found ? part.replace(found[0], found[1]) : part;
    })
    .join('，');
}
