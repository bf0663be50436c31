import { createTensor, type Tensor } from '../tensor/tensor';
import { isTransposed, labFields, type LabOperator, type LabSetup } from './setup';

/** The same values where old and new overlap, `fill` where the new is larger. Shapes of equal length. */
function resized(tensor: Tensor, shape: readonly number[], fill = 0): Tensor {
  const strides = (sizes: readonly number[]): number[] =>
    sizes.map((_, a) => sizes.slice(a + 1).reduce((p, n) => p * n, 1));
  const [from, to] = [strides(tensor.shape), strides(shape)];
  const result = createTensor(shape);
  for (let i = 0; i < result.data.length; i++) {
    const at = shape.map((size, a) => Math.floor(i / to[a]!) % size);
    const inside = at.every((n, a) => n < tensor.shape[a]!);
    result.data[i] = inside ? tensor.data[at.reduce((sum, n, a) => sum + n * from[a]!, 0)]! : fill;
  }
  return result;
}

interface Channels {
  readonly inC: number;
  readonly outC: number;
  readonly groups: number;
}

/** Channel counts in force; operators without a kernel keep theirs. */
export function channelsOf({ operator, input, weight, groups }: LabSetup): Channels {
  const inC = input.shape[0]!;
  const outC = isTransposed(operator) ? weight.shape[1]! * groups : weight.shape[0]!;
  return { inC, outC: labFields[operator].includes('groups') ? outC : inC, groups };
}

/** The setup with other sides, channels or kernel size; old values stay where they fit, new kernel cells are 1. */
export function reshaped(
  setup: LabSetup,
  wanted: { readonly height?: number; readonly width?: number; readonly kernelSize?: number } & Partial<Channels>,
): LabSetup {
  const now = channelsOf(setup);
  const groups = wanted.groups ?? now.groups;
  const [inC, outC] = [wanted.inC ?? now.inC, wanted.outC ?? now.outC];
  const [, height = 1, width = 1] = setup.input.shape;
  const input = resized(setup.input, [inC, wanted.height ?? height, wanted.width ?? width], 1);
  const k = wanted.kernelSize ?? setup.weight.shape[2]!;
  const shape = isTransposed(setup.operator)
    ? [inC, Math.max(1, Math.floor(outC / groups)), k, k]
    : [outC, Math.max(1, Math.floor(inC / groups)), k, k];
  return { ...setup, groups, input, weight: resized(setup.weight, shape, 1) };
}

/** The same matrices under another operator; the kernel's channel axes follow its layout. */
export function withOperator(setup: LabSetup, operator: LabOperator): LabSetup {
  const { inC, outC, groups } = channelsOf(setup);
  const hasGroups = labFields[operator].includes('groups');
  const channels = operator === 'pixel-shuffle' ? Math.ceil(inC / setup.scale ** 2) * setup.scale ** 2 : inC;
  const next = { ...setup, operator, groups: hasGroups ? groups : 1 };
  return reshaped(next, { inC: channels, outC: hasGroups ? outC : 1, groups: next.groups });
}
