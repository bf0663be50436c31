import { addCosts, bytesMoved, conv2dCost, noCost } from '../cost';
import { nearestBox, perChannel, sampleTaps, separable } from '../init';
import { nearestConvDesign } from '../fit';
import { inAll, message } from '../messages';
import { elementCount } from '../tensor/tensor';
import { fromConvolution } from './equivalent';
import { buildLayer, weightsOf } from './layerBuilder';
import { kernelSizeParameter } from './parameters';
import { enlarged, interpolationReach } from './shapes';
import { LOAD_WEIGHTS, snippetOf } from './snippet';
import { defineUpsampler } from './upsampler';
import { numberOf } from './values';
import * as choice from './weights';

const choices = [
  choice.fittedChoice,
  choice.gaussianChoice,
  choice.boxChoice,
  // The tent of half-width s is the box of nearest neighbour convolved with a second box of the same width.
  choice.profileChoice(
    { ...choice.bilinearChoice, title: { en: 'Bilinear (box after box)', 'zh-CN': '双线性（两次方框）' } },
    nearestBox,
  ),
  choice.identityChoice,
  choice.sharpenChoice,
  choice.constantChoice,
  ...choice.randomChoices,
];

const layer = buildLayer({
  id: 'nearest-conv',
  choices,
  firstChoice: 'fitted',
  sample: (profile, { kernelSize, weightShape }) =>
    perChannel(separable(sampleTaps(profile, kernelSize, 1, 1)), weightShape),
});

export const nearestConv = defineUpsampler({
  id: 'nearest-conv',
  title: { en: 'Nearest + convolution', 'zh-CN': '最近邻+卷积' },
  shortTitle: { en: 'Nearest + conv', 'zh-CN': '最近邻+卷积' },
  summary: {
    en: 'Repeats every input pixel, then convolves at the output size; cannot make a checkerboard by its stride.',
    'zh-CN': '重复每个输入像素，再在输出尺寸上卷积；不会因步幅而产生棋盘格。',
  },
  look: {
    glyph: { path: 'M2 2h8v8H2Z', hollow: false },
    light: '#6e5200',
    dark: '#e3d04b',
    dashed: false,
  },
  formula: inAll('y = k ∗ up(x),  up(x)[o] = x[⌊o/s⌋]'),
  explanation: {
    what: {
      en: 'Repeats every pixel s×s times, then convolves at the large size. A 3×3 kernel after ×2 can make what a transposed convolution with a 4×4 kernel makes, from fewer free weights.',
      'zh-CN': '把每个像素重复 s×s 次，再在大尺寸上卷积。×2 后的 3×3 卷积核能做到 4×4 转置卷积所做的事，自由权重更少。',
    },
    use: {
      en: 'Generators and super-resolution that must not show patterns, at the price of convolving at the large size.',
      'zh-CN': '不允许出现图案的生成器与超分辨率，代价是在大尺寸上卷积。',
    },
    blindSpot: {
      en: 'Slight blur. The repeated pixels have the same phase sums whatever the weights are, so a constant area stays constant.',
      'zh-CN': '略微模糊。无论权重如何，重复像素的相位和都相同，因此平坦区域保持平坦。',
    },
  },
  source: {
    authors: 'Odena, A., Dumoulin, V., Olah, C.',
    year: 2016,
    title: 'Deconvolution and Checkerboard Artifacts',
    doi: '10.23915/distill.00003',
  },
  baseline: false,
  usesReference: false,
  parameters: [kernelSizeParameter({ odd: true, default: () => 3 }), ...layer.parameters],
  makeWeights: layer.makeWeights,
  outputShape: (input, _parameters, { scale }) => enlarged(input, scale),
  cost(input, parameters, { scale }) {
    const output = enlarged(input, scale);
    const conv = conv2dCost({ ...layer.costOf(parameters, input, scale), input: output, output });
    return { ...addCosts(noCost, conv), bytes: bytesMoved([elementCount(input), conv.parameters], [output], output) };
  },
  run(operators, { image, scale }, parameters, weights) {
    const { weight, bias = null } = weightsOf(weights);
    return operators.nearestConv2d(image, weight, bias, {
      scaleFactor: scale,
      ...layer.convolution(parameters, image),
    });
  },
  rowReach: (parameters, context) =>
    interpolationReach(Math.ceil((numberOf(parameters, 'kernelSize') - 1) / 2 / context.scale), context),
  equivalentKernel: (parameters, { channels, scale }, weights) =>
    weights ? fromConvolution(weights, layer.groups(parameters, channels), scale, scale) : null,
  forecast: { overlap: 'windows' },
  fit: {
    deciding: ['kernelSize', 'bias', 'border'],
    kernelSize: 'kernelSize',
    design: nearestConvDesign,
    layout: 'convolution',
  },
  // Repeating each pixel is a box of its own, so the kernel it makes is wider and its weights depend on one another.
  asTransposed: { kernelSize: (side, scale) => side - scale + 1, free: false },
  timed: [
    {
      id: 'nearest-conv',
      title: 'nearest + conv2d k3 p1',
      layer: { kind: 'nearestConv', bound: 'arithmetic', kernel: 3, padding: 1 },
    },
  ],
  snippet(parameters, context) {
    const lines = [
      layer.conv2dLine(parameters, context),
      LOAD_WEIGHTS,
      'with torch.no_grad():',
      `    y = layer(F.interpolate(x, scale_factor=${context.scale}, mode='nearest'))`,
    ];
    return snippetOf({ weights: true, lines });
  },
  warnings: layer.warnings,
  identity(parameters, { scale }) {
    const k = numberOf(parameters, 'kernelSize');
    return message('identity-nearest-conv', { scale, side: k, kernel: k + scale - 1, padding: (k - 1) / 2 });
  },
});
