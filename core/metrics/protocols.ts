import { message, type Text } from '../messages';
import { invalidParameter } from '../tensor/errors';

/** Where SSIM takes its statistics from. */
export interface SsimSettings {
  /** gaussian-11: 11x11, sigma 1.5. uniform-7: 7x7, all weights 1/49. */
  readonly window: 'gaussian-11' | 'uniform-7';
  /** population: E[(x-mean)^2]. sample: the same times N/(N-1), N = window pixels. */
  readonly covariance: 'population' | 'sample';
  /** mean: every channel by itself, then the mean. grey: MATLAB's rgb2gray, rounded. */
  readonly colour: 'mean' | 'grey';
  /** Box-filter and decimate by max(1, round(min(H, W)/256)) first, as ssim.m does. */
  readonly downsample: boolean;
}

export interface MetricSettings {
  /** metric: each metric's own crop at this scale; scale: `scale` pixels for all; none: whole picture. */
  readonly crop: 'metric' | 'scale' | 'none';
  /** Whether Y is rounded to whole numbers, as MATLAB does on uint8. */
  readonly roundLuma: boolean;
  readonly ssim: SsimSettings;
}

export interface Protocol {
  readonly id: string;
  readonly title: Text;
  /** The software that computes like this. */
  readonly summary: Text;
  readonly settings: MetricSettings;
}

const wang: SsimSettings = {
  window: 'gaussian-11',
  covariance: 'population',
  colour: 'mean',
  downsample: false,
};

/** The named protocols, as data: everything in which published numbers of one name differ. */
export const protocols = [
  {
    id: 'saved-file',
    title: { en: 'Saved file', 'zh-CN': '存盘文件' },
    summary: {
      en: 'Every metric as its paper defines it, on the pictures as saved; only the Y metrics leave out `scale` pixels on every side.',
      'zh-CN': '各指标按其论文的定义、在存盘的图像上计算；只有 Y 指标在四边各裁去 scale 像素。',
    },
    settings: { crop: 'metric', roundLuma: false, ssim: wang },
  },
  {
    id: 'sr-paper',
    title: { en: 'Super-resolution paper', 'zh-CN': '超分辨率论文' },
    summary: {
      en: 'BasicSR: Y and RGB, `scale` pixels left out on every side, Y of BT.601 16-235 not rounded.',
      'zh-CN': 'BasicSR：Y 与 RGB，四边各裁去 scale 像素，BT.601 16-235 的 Y 不取整。',
    },
    settings: { crop: 'scale', roundLuma: false, ssim: wang },
  },
  {
    id: 'scikit-image-default',
    title: { en: 'scikit-image defaults', 'zh-CN': 'scikit-image 默认' },
    summary: {
      en: 'skimage.metrics called without options: whole picture, SSIM over a uniform 7x7 window with sample covariance.',
      'zh-CN': '不带选项调用 skimage.metrics：整幅图像，SSIM 用 7×7 均匀窗口与样本协方差。',
    },
    settings: {
      crop: 'none',
      roundLuma: false,
      ssim: {
        window: 'uniform-7',
        covariance: 'sample',
        colour: 'mean',
        downsample: false,
      },
    },
  },
  {
    id: 'wang-2004',
    title: { en: 'Wang 2004 (ssim.m)', 'zh-CN': 'Wang 2004（ssim.m）' },
    summary: {
      en: "MATLAB's ssim.m: rounded grey picture, downsampled by round(min(H, W)/256) first, Gaussian 11x11; Y rounded.",
      'zh-CN': 'MATLAB 的 ssim.m：取整的灰度图像，先缩小 round(min(H, W)/256) 倍，高斯 11×11；Y 取整。',
    },
    settings: {
      crop: 'none',
      roundLuma: true,
      ssim: {
        window: 'gaussian-11',
        covariance: 'population',
        colour: 'grey',
        downsample: true,
      },
    },
  },
  {
    id: 'sr-matlab',
    title: { en: 'Super-resolution paper, MATLAB scripts', 'zh-CN': '超分辨率论文（MATLAB 脚本）' },
    summary: {
      en: 'Y of BT.601 16-235 rounded (rgb2ycbcr of uint8), `scale` pixels left out on every side, SSIM Gaussian 11x11 sigma 1.5 not made smaller.',
      'zh-CN':
        '论文的 MATLAB 脚本：BT.601 16-235 的 Y 取整（uint8 的 rgb2ycbcr），四边各裁去 scale 像素，SSIM 用高斯 11×11、sigma 1.5，不先缩小。',
    },
    settings: { crop: 'scale', roundLuma: true, ssim: wang },
  },
  {
    id: 'wang-2004-colour',
    title: { en: 'Wang 2004 per channel (piq)', 'zh-CN': 'Wang 2004 逐通道（piq）' },
    summary: {
      en: 'piq.ssim and ssim.m channel by channel: downsampled by round(min(H, W)/256) first, Gaussian 11x11, mean of the channels.',
      'zh-CN': 'piq.ssim 与逐通道的 ssim.m：先缩小 round(min(H, W)/256) 倍，高斯 11×11，取各通道的平均。',
    },
    settings: { crop: 'none', roundLuma: false, ssim: { ...wang, downsample: true } },
  },
] as const satisfies readonly Protocol[];

type ProtocolId = (typeof protocols)[number]['id'];

export const DEFAULT_PROTOCOL: ProtocolId = 'saved-file';

/** The protocol of that name; refuses an unknown one naming all. */
export function findProtocol(id: string): Protocol {
  const found = protocols.find((protocol) => protocol.id === id);
  if (found) return found;
  throw invalidParameter('protocol', message('one-of', { choices: protocols.map((protocol) => protocol.id) }), id);
}
