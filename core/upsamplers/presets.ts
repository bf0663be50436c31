import { UpbenchError, describe } from '../tensor/errors';
import type { ParameterValues } from './upsampler';

/** A list of methods that together show one thing. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** One sentence: what it shows. */
  readonly summary: string;
  /** Of masks: every method with the logits enlarged first, and with the labels enlarged first. */
  readonly bothOrders?: true;
  readonly methods: (scale: number) => readonly { readonly id: string; readonly parameters: ParameterValues }[];
}

const imperfect = { weightNoise: 0.05 };
const use = (id: string, parameters: ParameterValues = {}) => ({ id, parameters });

export const presets: readonly Preset[] = [
  {
    id: 'textbook',
    title: 'Textbook kernels',
    summary: 'Every layer with the kernel of the textbooks and the best weights it can have.',
    methods: () => ['conv-transpose', 'bilinear', 'nearest-conv', 'pixel-shuffle', 'bicubic'].map((id) => use(id)),
  },
  {
    id: 'matched-footprint',
    title: 'Matched footprint',
    summary: 'Layers that all see the same 3×3 input pixels: what is left is how each may use them.',
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
    title: 'Imperfect training',
    summary: 'The best weights and the same ones 5 % off: which layers turn small faults into checkerboards.',
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
    title: 'Choices of weights',
    summary:
      'Each layer with fitted, analytic and random weights: what training buys, and what starts as a checkerboard.',
    methods: () => [
      ...['fitted', 'bilinear', 'kaiming'].map((weights) => use('conv-transpose', { weights })),
      ...['fitted', 'box', 'kaiming'].map((weights) => use('nearest-conv', { weights })),
      ...['fitted', 'bilinear', 'icnr', 'kaiming'].map((weights) => use('pixel-shuffle', { weights })),
    ],
  },
  {
    id: 'logits-or-labels',
    title: 'Logits first or labels first',
    summary:
      "What a network's scores lose on the way to a mask: the order, align_corners, and bilinear against transposed convolution.",
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
    `There is no preset ${describe(id)}: the presets are ${presets.map((preset) => preset.id).join(', ')}.`,
    { parameter: 'preset' },
  );
}
