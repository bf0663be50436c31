/**
 * The numbers of the method guide. Costs are exact, for C channels in and out, all mixed; quality was measured on the six
 * generated samples; docs/method-guide.md gives the commands.
 */
interface GuideMethod {
  /** Key of the texts. */
  readonly id: string;
  /** Registry id, for its mark. */
  readonly method: string;
  /** Learnable values per pair of channels, without bias. */
  readonly weightsPerPair: number;
  /** Multiply-adds per output pixel and pair of channels, or per channel where channels are not mixed. */
  readonly macsPerPair: number;
  readonly fixedMacs?: number;
  /** Mean PSNR at x2, dB; learnable layers with fitted weights. */
  readonly psnr: number;
  /** Standard deviation of the phases on a white picture, /255, when every weight is off by 5 %. */
  readonly noisyChecker: number | null;
}

export const guideMethods: readonly GuideMethod[] = [
  {
    id: 'convTranspose',
    method: 'conv-transpose',
    weightsPerPair: 16,
    macsPerPair: 4,
    psnr: 21.97,
    noisyChecker: 7.56,
  },
  {
    id: 'bilinear',
    method: 'bilinear',
    weightsPerPair: 0,
    macsPerPair: 0,
    fixedMacs: 4,
    psnr: 21.68,
    noisyChecker: null,
  },
  { id: 'unpooling', method: 'unpooling', weightsPerPair: 25, macsPerPair: 25, psnr: 20.75, noisyChecker: 8.65 },
  { id: 'nearestConv', method: 'nearest-conv', weightsPerPair: 9, macsPerPair: 9, psnr: 21.97, noisyChecker: 0 },
  { id: 'pixelShuffle', method: 'pixel-shuffle', weightsPerPair: 36, macsPerPair: 9, psnr: 23.1, noisyChecker: 11.54 },
];

interface GuideRecipe {
  readonly id: string;
  readonly recipe: string;
  readonly kernelSize: number;
  readonly scale: number;
  /** Mean PSNR of fitted weights at this scale, dB. */
  readonly psnr: number;
}

export const guideRecipes: readonly GuideRecipe[] = [
  { id: 'k2s2', recipe: 'k2 s2', kernelSize: 2, scale: 2, psnr: 21.39 },
  { id: 'k3s2', recipe: 'k3 s2 p1 op1', kernelSize: 3, scale: 2, psnr: 21.64 },
  { id: 'k4s2', recipe: 'k4 s2 p1', kernelSize: 4, scale: 2, psnr: 21.97 },
  { id: 'k8s4', recipe: 'k8 s4 p2', kernelSize: 8, scale: 4, psnr: 18.54 },
];

export const guideSources: readonly string[] = [
  'Long, Shelhamer, Darrell 2015, Fully Convolutional Networks for Semantic Segmentation, arXiv:1411.4038',
  'Ronneberger, Fischer, Brox 2015, U-Net, arXiv:1505.04597',
  'Radford, Metz, Chintala 2015, DCGAN, arXiv:1511.06434',
  'Badrinarayanan, Kendall, Cipolla 2017, SegNet, doi:10.1109/TPAMI.2016.2644615',
  'Zhao, Mathieu, Goroshin, LeCun 2015, Stacked What-Where Auto-encoders, arXiv:1506.02351',
  'Shi et al. 2016, ESPCN (pixel shuffle), arXiv:1609.05158',
  'Lim, Son, Kim, Nah, Lee 2017, EDSR, arXiv:1707.02921',
  'Wang et al. 2018, ESRGAN (nearest + convolution), arXiv:1809.00219',
  'Chen et al. 2018, DeepLabv3+ (bilinear), arXiv:1802.02611',
  'Odena, Dumoulin, Olah 2016, Deconvolution and Checkerboard Artifacts, doi:10.23915/distill.00003',
  'Aitken et al. 2017, Checkerboard artifact free sub-pixel convolution (ICNR), arXiv:1707.02937',
  'Dumoulin, Visin 2016, A guide to convolution arithmetic for deep learning, arXiv:1603.07285',
];
