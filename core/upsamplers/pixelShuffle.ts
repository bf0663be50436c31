import { bytesMoved, conv2dCost } from '../cost';
import { icnr, kaiming, sampleTaps, separable, shufflePhases } from '../init';
import { pixelShuffleDesign } from '../fit';
import { inAll, message } from '../messages';
import { elementCount } from '../tensor/tensor';
import { fromPixelShuffle } from './equivalent';
import { buildLayer, weightsOf } from './layerBuilder';
import { kernelSizeParameter } from './parameters';
import { enlarged, withChannels } from './shapes';
import { LOAD_WEIGHTS, snippetOf } from './snippet';
import { defineUpsampler } from './upsampler';
import { numberOf } from './values';
import * as choice from './weights';

const icnrChoice: choice.WeightChoice = {
  value: 'icnr',
  title: { en: 'ICNR (random, phases alike)', 'zh-CN': 'ICNR（随机，各相位相同）' },
  chip: inAll('icnr'),
  origin: message('weights-icnr'),
  random: true,
  usesFanMode: true,
  make: ({ weightShape, scale }, { generator, parameters }) =>
    icnr(weightShape, scale, (shape) => kaiming(shape, generator, 'normal', choice.fanMode(parameters))),
};

const choices = [
  choice.fittedChoice,
  {
    ...choice.bilinearChoice,
    title: { en: 'Bilinear phases (tent)', 'zh-CN': '双线性相位（三角）' },
    origin: message('weights-bilinear-phases'),
  },
  choice.nearestChoice,
  choice.gaussianChoice,
  choice.bicubicChoice,
  choice.lanczosChoice,
  choice.constantChoice,
  icnrChoice,
  ...choice.randomChoices,
];

const layer = buildLayer({
  id: 'pixel-shuffle',
  choices,
  firstChoice: 'fitted',
  outputsPerChannel: (scale) => scale * scale,
  sample: (profile, { kernelSize, stretch: scale, weightShape }) =>
    shufflePhases(separable(sampleTaps(profile, kernelSize * scale, 1, scale)), scale, weightShape),
});

export const pixelShuffle = defineUpsampler({
  id: 'pixel-shuffle',
  title: { en: 'Pixel shuffle', 'zh-CN': '像素重排' },
  shortTitle: { en: 'Pixel shuffle', 'zh-CN': '像素重排' },
  summary: {
    en: 'Convolves at the input size to scale² times the channels and interleaves them into the output.',
    'zh-CN': '在输入尺寸上卷积得到 倍数² 倍的通道，再交错排列成输出。',
  },
  look: {
    glyph: { path: 'M4 1h4v3h3v4H8v3H4V8H1V4h3Z', hollow: false },
    light: '#0a7a5c',
    dark: '#35c99a',
    dashed: false,
  },
  formula: inAll('y[c, s·h + i, s·w + j] = (k ∗ x)[c·s² + i·s + j, h, w]'),
  explanation: {
    what: {
      en: 'A convolution at the small size makes s² times as many channels; each group of s² channels becomes the s×s pixels of one place. All the work is done on the small picture.',
      'zh-CN': '在小尺寸上用卷积得到 s² 倍的通道，每组 s² 个通道成为同一位置的 s×s 个像素。全部计算都在小图上完成。',
    },
    use: {
      en: 'Super-resolution (ESPCN, EDSR): the most quality per multiply-add.',
      'zh-CN': '超分辨率（ESPCN、EDSR）：每次乘加得到的质量最高。',
    },
    blindSpot: {
      en: 'Every phase has a kernel of its own, so phases that differ by chance make a pattern. ICNR weights start them alike.',
      'zh-CN': '每个相位有自己的卷积核，偶然的差别会形成图案。ICNR 权重使各相位从相同的值开始。',
    },
  },
  source: {
    authors: 'Shi, W., Caballero, J., Huszár, F., Totz, J., Aitken, A. P., Bishop, R., Rueckert, D., Wang, Z.',
    year: 2016,
    title:
      'Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network',
    doi: '10.1109/CVPR.2016.207',
  },
  baseline: false,
  usesReference: false,
  parameters: [kernelSizeParameter({ odd: true, default: () => 3 }), ...layer.parameters],
  makeWeights: layer.makeWeights,
  outputShape: (input, _parameters, { scale }) => enlarged(input, scale),
  cost(input, parameters, { scale }) {
    const size = layer.costOf(parameters, input, scale);
    const between = withChannels(input, size.outChannels);
    const conv = conv2dCost({ ...size, input, output: between });
    return { ...conv, bytes: bytesMoved([elementCount(input), conv.parameters], [between], enlarged(input, scale)) };
  },
  run(operators, { image, scale }, parameters, weights) {
    const { weight, bias = null } = weightsOf(weights);
    return operators.convPixelShuffle(image, weight, bias, {
      upscaleFactor: scale,
      ...layer.convolution(parameters, image),
    });
  },
  rowReach: (parameters) => (numberOf(parameters, 'kernelSize') - 1) / 2,
  equivalentKernel: (parameters, { channels, scale }, weights) =>
    weights ? fromPixelShuffle(weights, layer.groups(parameters, channels), scale) : null,
  forecast: {
    overlap: 'windows',
    cure: () => ({ advice: message('use-icnr-weights'), values: { weights: 'icnr' } }),
  },
  fit: {
    deciding: ['kernelSize', 'bias', 'border'],
    kernelSize: 'kernelSize',
    design: pixelShuffleDesign,
    layout: 'convolution',
  },
  asTransposed: { kernelSize: (side, scale) => side / scale, free: true },
  timed: [
    {
      id: 'pixel-shuffle',
      title: 'conv2d k3 p1 + pixel_shuffle 2',
      layer: { kind: 'convShuffle', bound: 'arithmetic', kernel: 3, padding: 1 },
    },
  ],
  // Channel c s^2 + i s + j makes phase (i, j) of channel c.
  planeOf([output], _inner, scale) {
    const phase = output % (scale * scale);
    return { channel: Math.floor(output / (scale * scale)), phase: [Math.floor(phase / scale), phase % scale] };
  },
  snippet(parameters, context) {
    return snippetOf({
      weights: true,
      lines: [
        layer.conv2dLine(parameters, context),
        LOAD_WEIGHTS,
        'with torch.no_grad():',
        `    y = F.pixel_shuffle(layer(x), ${context.scale})`,
      ],
    });
  },
  warnings: layer.warnings,
  identity(parameters, { scale }) {
    const k = numberOf(parameters, 'kernelSize');
    return message('identity-shuffle', { side: k, scale, kernel: k * scale, padding: ((k - 1) / 2) * scale });
  },
});
