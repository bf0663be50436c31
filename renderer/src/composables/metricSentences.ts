import english from '../i18n/en/dock';
import chinese from '../i18n/zh-CN/dock';

/** What metrics say of themselves, and why protocols differ (core/metrics), in Chinese. */
export const METRIC_SENTENCES: readonly (readonly [RegExp, string])[] = [
  [
    /^MS-SSIM hardly sees a checkerboard of period 2: .+$/,
    'MS-SSIM 几乎看不到周期为 2 的棋盘格：第一次减半后它就消失了。',
  ],
  [
    /^GMSD is nearly blind to a checkerboard of period 2: .+$/,
    'GMSD 几乎看不到周期为 2 的棋盘格：它的第一步就把它平均掉了。',
  ],
  [
    /^FLIP hardly reacts to a checkerboard of period 2: .+$/,
    'FLIP 对周期为 2 的棋盘格几乎没有反应：在此距离上，眼睛会把它平均掉。',
  ],
  [
    /^Only (\d+) of (\d+) scales fit into this picture, .+$/,
    '这幅图像只容得下 $2 个尺度中的 $1 个，而权重并非为此而定。',
  ],
  [
    /^A grey picture has no colour to take Y from; .+$/,
    '灰度图像没有可取 Y 的颜色；它的 PSNR 与 SSIM 就是其唯一通道的值。',
  ],
  [/^The checkerboard measure needs at least (\S+) pixels; .+ (\S+)\.$/, '棋盘格指标至少需要 $1 像素，而这里为 $2。'],
  [
    /^(.+) needs at least (\S+) pixels; a crop of (\d+) leaves (\S+)\.$/,
    '$1 至少需要 $2 像素；裁去 $3 像素后只剩 $4。',
  ],
  [/^(.+) needs at least (\S+) pixels; this picture has (\S+)\.$/, '$1 至少需要 $2 像素；这幅图像为 $3。'],
];

/** The Chinese title of a protocol by its English one. */
function protocolTitle(title: string): string | undefined {
  const ids = Object.keys(english.protocols) as (keyof typeof english.protocols)[];
  const id = ids.find((one) => english.protocols[one] === title);
  return id && chinese.protocols[id];
}

/** What a protocol does otherwise, after "because it". */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^leaves out (\d+) px on every side for the Y metrics alone$/, '只为 Y 指标在四边各裁去 $1 像素'],
  [/^leaves out (\d+) px on every side$/, '在四边各裁去 $1 像素'],
  [/^looks at the whole picture$/, '使用整幅图像'],
  [/^rounds Y$/, '对 Y 取整'],
  [/^does not round Y$/, '不对 Y 取整'],
  [/^takes a uniform 7x7 window$/, '使用 7×7 均匀窗口'],
  [/^takes a Gaussian 11x11 window$/, '使用 11×11 高斯窗口'],
  [/^takes the sample covariance$/, '使用样本协方差'],
  [/^takes the population covariance$/, '使用总体协方差'],
  [/^makes the picture grey first$/, '先转为灰度'],
  [/^takes the mean of the channels$/, '取各通道的均值'],
  [/^makes the picture smaller first$/, '先缩小图像'],
  [/^does not make the picture smaller first$/, '不先缩小图像'],
];

/** "X gives 1.23, +0.45, because it does this (+0.4) and that (+0.1)." in Chinese; null for any other sentence. */
export function translateGap(sentence: string): string | null {
  const [, title = '', value = '', gap = '', rest = ''] =
    /^(.+) gives (\S+), ([+-][\d.]+)(?:, because it (.+)|: several small differences together)\.$/.exec(sentence) ?? [];
  const protocol = protocolTitle(title);
  if (protocol === undefined) return null;
  const head = `${protocol}为 ${value}，相差 ${gap}`;
  if (rest === '') return `${head}：由若干小差异共同造成。`;
  const reasons = rest.split(/(?<=\)) and /).map((part) => {
    const [, words = part, move = ''] = /^(.+) (\([+-][\d.]+\))$/.exec(part) ?? [];
    const known = REASONS.find(([pattern]) => pattern.test(words));
    return `${known ? words.replace(known[0], known[1]) : words}${move.replace('(', '（').replace(')', '）')}`;
  });
  return `${head}，因为它${reasons.join('，并')}。`;
}
