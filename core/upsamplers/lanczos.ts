import { bytesMoved, interpolateCost } from '../cost';
import { resizeBytes, type ByteArithmetic } from '../dialects';
import { inAll } from '../messages';
import type { ResampleRule } from '../ops/resampleRule';
import { elementCount } from '../tensor/tensor';
import { snippetsOfRule } from './frameworkSnippets';
import { resizeSamples, resizeTensor, ruleEquivalent } from './resize';
import { targetShape } from './shapes';
import { snippetOf, targetKeyword } from './snippet';
import { defineUpsampler, type ParameterContext, type ParameterValues } from './upsampler';
import { choiceOf } from './values';

interface Variant {
  readonly rule: ResampleRule;
  /** How 8-bit files are computed; left out = in floats, rounded once. */
  readonly bytes?: ByteArithmetic;
}

const LANCZOS_3: ResampleRule = {
  coordinates: 'half-pixel',
  kernel: { kind: 'lanczos', lobes: 3 },
  antialias: true,
  border: 'renormalise',
};

/** Lanczos under the name of each framework. */
const VARIANTS: Readonly<Record<string, Variant>> = {
  pytorch: { rule: LANCZOS_3 },
  pillow: { rule: LANCZOS_3, bytes: 'pillow' },
  opencv: {
    rule: { coordinates: 'half-pixel', kernel: { kind: 'lanczos', lobes: 4 }, antialias: false, border: 'replicate' },
    bytes: 'opencv-wide',
  },
};

const variantOf = (parameters: ParameterValues): Variant => VARIANTS[choiceOf(parameters, 'as')]!;

function snippetLines(parameters: ParameterValues, { scale, size }: ParameterContext): readonly string[] {
  const name = choiceOf(parameters, 'as');
  if (name === 'pytorch')
    return [
      '# PyTorch 2.12 or newer, on the CPU',
      `y = F.interpolate(x, ${targetKeyword(scale, size)}, mode='lanczos', antialias=True)`,
    ];
  const [height, width] = size ?? [`x.shape[2] * ${scale}`, `x.shape[3] * ${scale}`];
  const resize =
    name === 'pillow'
      ? `Image.fromarray(plane).resize((${width}, ${height}), Image.Resampling.LANCZOS)`
      : `cv2.resize(plane, (${width}, ${height}), interpolation=cv2.INTER_LANCZOS4)`;
  return [
    'import numpy as np',
    name === 'pillow' ? 'from PIL import Image' : 'import cv2',
    'planes = (x[0] * 255 + 0.5).clamp(0, 255).byte().numpy()  # of an 8-bit file',
    `y = torch.stack([torch.from_numpy(np.array(${resize})) for plane in planes])[None].float() / 255`,
  ];
}

export const lanczos = defineUpsampler({
  id: 'lanczos',
  title: { en: 'Lanczos interpolation', 'zh-CN': 'Lanczos 插值' },
  shortTitle: { en: 'Lanczos', 'zh-CN': 'Lanczos' },
  summary: {
    en: 'A windowed sinc over 6 by 6 input pixels (PyTorch, Pillow) or 8 by 8 (OpenCV).',
    'zh-CN': '对 6×6（PyTorch、Pillow）或 8×8（OpenCV）个输入像素做加窗 sinc 插值。',
  },
  look: {
    glyph: { path: 'M1.5 8Q3.25 10.5 4.5 7T6 2T7.5 7T10.5 8', hollow: true },
    light: '#6b6b6b',
    dark: '#a8a8a8',
    dashed: true,
  },
  formula: inAll('y[o] = Σ w(u − m)·x[m],  w(t) = sinc(t)·sinc(t/a),  |t| < a'),
  explanation: {
    what: {
      en: 'Every output pixel is a weighted mean of the pixels around it; the weights are those of ideal interpolation, faded out. PyTorch and Pillow fade over 3 pixels, OpenCV over 4.',
      'zh-CN':
        '每个输出像素是周围像素的加权平均，权重来自理想插值并逐渐减弱。PyTorch 与 Pillow 在 3 个像素内减弱到零，OpenCV 在 4 个像素内。',
    },
    use: {
      en: 'The sharpest of the usual filters, for photographs.',
      'zh-CN': '常用滤波器中最锐利的一种，适合照片。',
    },
    blindSpot: {
      en: 'Ripples beside strong edges, wider than those of bicubic.',
      'zh-CN': '强边缘旁的波纹，比双三次更宽。',
    },
  },
  source: {
    authors: 'Duchon, C. E.',
    year: 1979,
    title: 'Lanczos filtering in one and two dimensions',
    doi: '10.1175/1520-0450(1979)018<1016:LFIOAT>2.0.CO;2',
  },
  baseline: true,
  usesReference: false,
  onRequest: true,
  parameters: [
    {
      kind: 'choice',
      name: 'as',
      description: {
        en: 'Whose: PyTorch 2.12 (always antialiased) and Pillow have three lobes, OpenCV four. Pillow and OpenCV compute 8-bit files in whole numbers.',
        'zh-CN':
          '采用谁的实现：PyTorch 2.12（总是抗锯齿）与 Pillow 为三瓣，OpenCV 为四瓣。Pillow 与 OpenCV 对 8 位文件用整数计算。',
      },
      choices: [
        { value: 'pytorch', title: inAll('PyTorch (lanczos, antialias)') },
        { value: 'pillow', title: inAll('Pillow (LANCZOS)') },
        { value: 'opencv', title: inAll('OpenCV (INTER_LANCZOS4)') },
      ],
      default: () => 'pytorch',
      chip: (value) => (value === 'pytorch' ? null : inAll(value === 'pillow' ? 'Pillow' : 'OpenCV')),
    },
  ],
  makeWeights: () => null,
  outputShape: (input, _parameters, context) => targetShape(input, context),
  cost(input, parameters, context) {
    const output = targetShape(input, context);
    const { kernel } = variantOf(parameters).rule;
    const taps = kernel.kind === 'lanczos' ? (2 * kernel.lobes) ** 2 : 0;
    return { ...interpolateCost(output, taps), bytes: bytesMoved([elementCount(input)], [], output) };
  },
  run: (operators, input, parameters) => resizeTensor(operators, input, variantOf(parameters).rule),
  exactly(parameters) {
    const { rule, bytes } = variantOf(parameters);
    if (bytes === undefined) return null;
    return (samples, target) => {
      const { scale, size, areBytes, byWholeTaps } = target;
      if (areBytes !== true) return resizeSamples(samples, rule, target);
      const [height, width] = size ?? [samples.height * scale, samples.width * scale];
      return resizeBytes(samples, { height, width }, rule, bytes, byWholeTaps);
    };
  },
  equivalentKernel: (parameters, context) => ruleEquivalent(variantOf(parameters).rule, context),
  snippets: (parameters, context) => snippetsOfRule(variantOf(parameters).rule, context),
  snippet: (parameters, context) => snippetOf({ weights: false, lines: snippetLines(parameters, context) }),
});
