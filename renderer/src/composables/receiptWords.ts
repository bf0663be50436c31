import type { Language } from '../i18n';

/**
 * The parts of a receipt (core/metrics/receipt.ts) in Chinese: what stands between two commas, of which those within
 * parentheses do not count.
 * Names of metrics, standards, operators and constants stay as they are: they are what one searches for.
 */
const PARTS: readonly (readonly [RegExp, string])[] = [
  // What was measured.
  [/^Maximum error$/, '最大误差'],
  [/^Mean length of the gradient of the error$/, '误差梯度的平均长度'],
  [/^Checkerboard$/, '棋盘格'],
  [/^RMS of the mean error per (\d+)×(\d+) phase$/, '各 $1×$2 相位平均误差的均方根'],
  // On what.
  [/^grey$/, '灰度'],
  [/^colour$/, '彩色'],
  [/^grey as colour$/, '灰度视为彩色'],
  [/^grey is its own Y$/, '灰度即其 Y'],
  [/^all channels$/, '所有通道'],
  [/^all channels \(root mean square\)$/, '所有通道（均方根）'],
  [/^mean of channels$/, '各通道均值'],
  [/^rgb2gray rounded$/, 'rgb2gray 取整'],
  [/^crop 0$/, '不裁边'],
  [/^crop (\d+)$/, '四边各裁 $1'],
  [/^interior \((\d+) px left out on every side\)$/, '内部（四边各去掉 $1 像素）'],
  [
    /^interior \((\d+) px left out at left and right, (\d+) above and below\)$/,
    '内部（左右各去掉 $1 像素、上下各 $2）',
  ],
  [/^crop (\d+) of the interior \((\d+) px left out on every side\)$/, '内部（四边各去掉 $2 像素）再裁 $1'],
  [
    /^crop (\d+) of the interior \((\d+) px left out at left and right, (\d+) above and below\)$/,
    '内部（左右各去掉 $2 像素、上下各 $3）再裁 $1',
  ],
  [/^region (\d+×\d+) at (\d+),(\d+)$/, '区域 $1（自 $2,$3 起）'],
  [/^range (\d+)$/, '值域 $1'],
  [/^0\.\.255 units$/, '单位 0..255'],
  [/^0\.\.255 units \(16-bit values \/ 257\)$/, '单位 0..255（16 位值 / 257）'],
  [/^Y rounded$/, 'Y 取整'],
  [/^not rounded$/, '不取整'],
  // How.
  [/^Gaussian 11x11 sigma 1\.5$/, '高斯 11×11 σ 1.5'],
  [/^uniform 7x7$/, '均匀 7×7'],
  [/^population covariance$/, '总体协方差'],
  [/^sample covariance$/, '样本协方差'],
  [/^valid region$/, '有效区域'],
  [/^no downsampling$/, '不先缩小'],
  [/^made smaller by 1 \(already small\)$/, '不缩小（已足够小）'],
  [/^made smaller by (\d+) first$/, '先缩小 $1 倍'],
  [/^5 levels \((.+)\)$/, '5 级（$1）'],
  [/^2x2 mean between levels$/, '级间取 2×2 均值'],
  [/^luma \.299 \.587 \.114 in 0\.\.255$/, '亮度 .299 .587 .114（0..255）'],
  [/^2x2 mean$/, '2×2 均值'],
  [/^Prewitt\/3 with zero border$/, 'Prewitt/3（边界补零）'],
  [/^standard deviation with N-1$/, '标准差（N-1）'],
  [/^replicated border$/, '复制边界'],
  [
    /^(\S+) pixels per degree \((\S+) m wide 4K display at (\S+) m\)$/,
    '每度 $1 像素（在 $3 m 处观看 $2 m 宽的 4K 显示器）',
  ],
  [/^mean$/, '均值'],
  [/^(\d+) scales$/, '$1 个尺度'],
  [/^(\d+) norms$/, '$1 个范数'],
];

const BETWEEN = /, (?![^(]*\))/;

/** "PSNR-Y, BT.601 16-235, crop 2, range 255, not rounded" in the language on screen; an unknown part stays English. */
export function translateReceipt(receipt: string, language: Language): string {
  if (language === 'en') return receipt;
  return receipt
    .split(BETWEEN)
    .map((part) => {
      const known = PARTS.find(([pattern]) => pattern.test(part));
      return known ? part.replace(known[0], known[1]) : part;
    })
    .join('，');
}
