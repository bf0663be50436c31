import { message, type Text } from '../messages';
import { UpbenchError, describe } from '../tensor/errors';
import type { ParameterValues } from './upsampler';

/** A list of methods that together show one thing. */
export interface Preset {
  readonly id: string;
  readonly title: Text;
  /** One sentence: what it shows. */
  readonly summary: Text;
  /** Of masks: every method with the logits enlarged first, and with the labels enlarged first. */
  readonly bothOrders?: true;
  readonly methods: (scale: number) => readonly { readonly id: string; readonly parameters: ParameterValues }[];
}

const imperfect = { weightNoise: 0.05 };
const use = (id: string, parameters: ParameterValues = {}) => ({ id, parameters });

/** The baseline for networks: one convolution and a pixel shuffle, fitted in closed form. */
export const NETWORK_BASELINE = { id: 'pixel-shuffle', parameters: { kernelSize: 5, weights: 'fitted' } } as const;

/** Whether a use is it; fitted weights are what the method takes where none are named. */
export function isNetworkBaseline({
  id,
  parameters,
}: {
  readonly id: string;
  readonly parameters: ParameterValues;
}): boolean {
  const { kernelSize, weights } = NETWORK_BASELINE.parameters;
  return (
    id === NETWORK_BASELINE.id &&
    parameters['kernelSize'] === kernelSize &&
    (parameters['weights'] ?? weights) === weights
  );
}

export const presets: readonly Preset[] = [
  {
    id: 'textbook',
    title: { en: 'Textbook kernels', 'zh-CN': '教科书中的核' },
    summary: {
      en: 'Every layer with the kernel of the textbooks and the best weights it can have.',
      'zh-CN': '每个层使用教科书中的核及其能有的最优权重。',
    },
    methods: () => ['conv-transpose', 'bilinear', 'nearest-conv', 'pixel-shuffle', 'bicubic'].map((id) => use(id)),
  },
  {
    id: 'matched-footprint',
    title: { en: 'Matched footprint', 'zh-CN': '相同的视野' },
    summary: {
      en: 'Layers that all see the same 3×3 input pixels: what is left is how each may use them.',
      'zh-CN': '各层都看到同样的 3×3 个输入像素：剩下的只是各自如何使用它们。',
    },
    methods: (scale) => [
      use('conv-transpose', { kernelSize: 3 * scale }),
      use('nearest-conv', { kernelSize: 2 * scale + 1 }),
      use('pixel-shuffle', { kernelSize: 3 }),
      use('bilinear'),
      use('bicubic'),
    ],
  },
  {
    id: 'imperfect-training',
    title: { en: 'Imperfect training', 'zh-CN': '不完美的训练' },
    summary: {
      en: 'The best weights and the same ones 5 % off: which layers turn small faults into checkerboards.',
      'zh-CN': '最优权重与偏离 5 % 的权重：哪些层把小误差变成棋盘格。',
    },
    methods: (scale) => [
      use('conv-transpose', { kernelSize: 3 * scale }),
      use('conv-transpose', { kernelSize: 3 * scale, ...imperfect }),
      use('nearest-conv', { kernelSize: 2 * scale + 1 }),
      use('nearest-conv', { kernelSize: 2 * scale + 1, ...imperfect }),
      use('pixel-shuffle'),
      use('pixel-shuffle', imperfect),
    ],
  },
  {
    id: 'weight-choices',
    title: { en: 'Choices of weights', 'zh-CN': '权重的选择' },
    summary: {
      en: 'Each layer with fitted, analytic and random weights: what training buys, and what starts as a checkerboard.',
      'zh-CN': '每个层使用拟合、解析与随机权重：训练带来什么，什么从一开始就是棋盘格。',
    },
    methods: () => [
      ...['fitted', 'bilinear', 'kaiming'].map((weights) => use('conv-transpose', { weights })),
      ...['fitted', 'box', 'kaiming'].map((weights) => use('nearest-conv', { weights })),
      ...['fitted', 'bilinear', 'icnr', 'kaiming'].map((weights) => use('pixel-shuffle', { weights })),
    ],
  },
  {
    id: 'logits-or-labels',
    title: { en: 'Logits first or labels first', 'zh-CN': '先放大 logits 还是先取标签' },
    summary: {
      en: "What a network's scores lose on the way to a mask: the order, align_corners, and bilinear against transposed convolution.",
      'zh-CN': '网络得分在变成掩码途中的损失：顺序、align_corners，以及双线性与转置卷积之比。',
    },
    bothOrders: true,
    methods: () => [
      use('bicubic'),
      use('bilinear'),
      use('bilinear', { alignCorners: true }),
      use('conv-transpose', { weights: 'bilinear' }),
      use('nearest'),
    ],
  },
];

/** The preset called `id`; an unknown one is refused naming all. */
export function findPreset(id: string): Preset {
  const found = presets.find((preset) => preset.id === id);
  if (found) return found;
  throw new UpbenchError(
    'invalid-parameter',
    message('no-preset', { id: describe(id), presets: presets.map((preset) => preset.id) }),
    { parameter: 'preset' },
  );
}
