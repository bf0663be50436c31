import type { LabPresetId } from './presets';
import type { LabOperator } from './setup';

/** Demonstrations that go step by step, each with its worked examples. Ids are keys of the texts. */
export const labDemos = [
  { id: 'scatter', presets: ['first', 'padding', 'stride4', 'k2s2', 'k4s2p1', 'odd31', 'even32', 'back7'] },
  { id: 'zeros', presets: ['zeros', 'zerosStride'] },
  { id: 'bilinear', presets: ['bilinear', 'corners'] },
  { id: 'unpool', presets: ['unpool'] },
  { id: 'nearestConv', presets: ['nearestConv'] },
  { id: 'shuffle', presets: ['shuffle'] },
  { id: 'channels', presets: ['channels', 'mixes', 'dense', 'depthwise', 'pointwise'] },
  { id: 'ambiguity', presets: ['down5', 'down6', 'down8'] },
] as const satisfies readonly { readonly id: string; readonly presets: readonly LabPresetId[] }[];

/** The operator that takes a method of a comparison apart. */
const OPERATORS: ReadonlyMap<string, LabOperator> = new Map([
  ['conv-transpose', 'conv-transpose'],
  ['bilinear', 'bilinear'],
  ['unpooling', 'max-unpool'],
  ['nearest-conv', 'nearest-conv'],
  ['pixel-shuffle', 'pixel-shuffle'],
]);

export const labOperatorOf = (methodId: string): LabOperator | undefined => OPERATORS.get(methodId);
