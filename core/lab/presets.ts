import { createTensor, elementCount, type Tensor } from '../tensor/tensor';
import type { LabOperator, LabSetup } from './setup';

/** 1, 2, 3, ... in reading order. */
function counting(shape: readonly number[], from = 1): Tensor {
  return createTensor(
    shape,
    Array.from({ length: elementCount(shape) }, (_, i) => i + from),
  );
}

const filled = (shape: readonly number[], value: number): Tensor =>
  createTensor(shape, new Float32Array(elementCount(shape)).fill(value));

function setup(operator: LabOperator, input: Tensor, weight: Tensor, rest: Partial<LabSetup> = {}): LabSetup {
  const plain = { stride: 1, padding: 0, outputPadding: 0, dilation: 1, groups: 1, scale: 2, alignCorners: false };
  return { operator, input, weight, ...plain, ...rest };
}

const X = createTensor([1, 2, 2], [0, 1, 2, 3]);
const K = createTensor([1, 1, 2, 2], [4, 7, 2, 2]);
const TENT = createTensor([1, 1, 3, 3], [0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25]);
const NONE = filled([1, 1, 2, 2], 1);

/** Worked examples, from the first one of a textbook to the mistakes of tutorials. Ids are keys of the texts. */
export const labPresets = [
  { id: 'first', setup: setup('conv-transpose', X, K) },
  { id: 'padding', setup: setup('conv-transpose', X, K, { padding: 1 }) },
  { id: 'stride4', setup: setup('conv-transpose', X, K, { stride: 4 }) },
  {
    id: 'channels',
    setup: setup(
      'conv-transpose',
      createTensor([2, 2, 2], [0, 1, 2, 3, 4, 5, 7, 8]),
      createTensor([2, 1, 2, 2], [0, 1, 2, 3, 4, 5, 2, 3]),
    ),
  },
  { id: 'zeros', setup: setup('zero-insertion', X, K) },
  {
    id: 'zerosStride',
    setup: setup('zero-insertion', counting([1, 3, 3]), TENT, { stride: 2, padding: 1, outputPadding: 1 }),
  },
  {
    id: 'k2s2',
    setup: setup('conv-transpose', counting([1, 4, 4]), createTensor([1, 1, 2, 2], [1, 2, 3, 4]), { stride: 2 }),
  },
  {
    id: 'k4s2p1',
    setup: setup('conv-transpose', counting([1, 3, 3]), filled([1, 1, 4, 4], 0.25), { stride: 2, padding: 1 }),
  },
  {
    id: 'odd31',
    setup: setup('conv-transpose', filled([1, 16, 16], 1), filled([1, 1, 3, 3], 1), { stride: 2, padding: 1 }),
  },
  {
    id: 'even32',
    setup: setup('conv-transpose', filled([1, 16, 16], 1), filled([1, 1, 3, 3], 1), {
      stride: 2,
      padding: 1,
      outputPadding: 1,
    }),
  },
  { id: 'down5', setup: setup('conv', counting([1, 5, 5]), filled([1, 1, 3, 3], 1), { stride: 2, padding: 1 }) },
  { id: 'down6', setup: setup('conv', counting([1, 6, 6]), filled([1, 1, 3, 3], 1), { stride: 2, padding: 1 }) },
  { id: 'down8', setup: setup('conv', counting([1, 8, 8]), filled([1, 1, 3, 3], 1), { stride: 2, padding: 1 }) },
  {
    id: 'back7',
    setup: setup('conv-transpose', counting([1, 4, 4]), filled([1, 1, 3, 3], 1), { stride: 2, padding: 1 }),
  },
  { id: 'mixes', setup: setup('conv', filled([3, 2, 2], 1), createTensor([1, 3, 1, 1], [0.25, 0.25, 0.25])) },
  { id: 'bilinear', setup: setup('bilinear', createTensor([1, 2, 2], [0, 4, 8, 12]), NONE) },
  { id: 'corners', setup: setup('bilinear', createTensor([1, 2, 2], [0, 9, 18, 27]), NONE, { alignCorners: true }) },
  {
    id: 'unpool',
    setup: setup('max-unpool', createTensor([1, 4, 4], [1, 2, 6, 3, 3, 5, 2, 1, 1, 2, 2, 1, 7, 3, 4, 8]), NONE, {
      stride: 2,
    }),
  },
  {
    id: 'nearestConv',
    setup: setup('nearest-conv', createTensor([1, 2, 2], [0, 9, 18, 27]), filled([1, 1, 3, 3], 1), { padding: 1 }),
  },
  { id: 'shuffle', setup: setup('pixel-shuffle', counting([4, 2, 2]), NONE) },
  { id: 'dense', setup: setup('conv', counting([2, 3, 3]), counting([2, 2, 2, 2])) },
  { id: 'depthwise', setup: setup('conv', counting([2, 3, 3]), counting([2, 1, 2, 2]), { groups: 2 }) },
  { id: 'pointwise', setup: setup('conv', counting([3, 2, 2]), createTensor([2, 3, 1, 1], [1, 0, 0, 1, -1, 2])) },
] as const satisfies readonly { readonly id: string; readonly setup: LabSetup }[];

export type LabPresetId = (typeof labPresets)[number]['id'];

/** The preset called `id`, or the first. */
export function labPreset(id: string): LabSetup {
  return (labPresets.find((preset) => preset.id === id) ?? labPresets[0]).setup;
}
