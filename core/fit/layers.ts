import type { Operators } from '../ops/operators';
import { createTensor, type Tensor } from '../tensor/tensor';
import type { Design, LayerShape } from './design';
import type { Border } from './moments';

/** A method's parameters with every value filled in. */
export type LayerParameters = Readonly<Record<string, number | boolean | string>>;

/** How the weights of a method are fitted; its own file says it. */
export interface FitTraits {
  /** The parameters that decide the best weights, in the order in which a fit is named by them. */
  readonly deciding: readonly string[];
  /** The parameter that holds the side of its kernel. */
  readonly kernelSize: string;
  /** Whether there is a kernel to fit with these parameters. @default always */
  readonly applies?: (parameters: LayerParameters) => boolean;
  /** Which pixels each weight reads; throws the refusal of parameters that no fit can be made for. */
  readonly design: (shape: LayerShape, parameters: LayerParameters) => Design;
  /** Order of the axes of its weights: [outC, inC/groups, k, k], or [inC, outC/groups, k, k]. */
  readonly layout: 'convolution' | 'transposed';
  /** What its kernel reads where that is not the small picture: one that is as large as the output already. */
  readonly unpooled?: (
    operators: Operators,
    input: { readonly image: Tensor; readonly reference: Tensor; readonly scale: number },
    parameters: LayerParameters,
  ) => Tensor;
}

/** A layer to be fitted: its design, the moments it needs, and how solutions become PyTorch's weight layout. */
export interface FittableLayer {
  readonly design: Design;
  readonly border: Border;
  /** picture: moments of the small picture; unpooled: of the unpooled picture at full size (scale 1). */
  readonly source: 'picture' | 'unpooled';
  readonly assemble: (solutions: readonly Float64Array[]) => {
    weight: Tensor;
    bias?: Tensor;
  };
}

/** The layer of a method with resolved `parameters`. */
export function fittableLayer(
  traits: FitTraits,
  parameters: LayerParameters,
  context: { scale: number; channels: number },
): FittableLayer {
  const source = traits.unpooled ? 'unpooled' : 'picture';
  const shape: LayerShape = {
    channels: context.channels,
    scale: source === 'unpooled' ? 1 : context.scale,
    kernelSize: Number(parameters[traits.kernelSize]),
    depthwise: parameters['groups'] === 'depthwise',
    bias: parameters['bias'] === true,
  };
  const weightOf = traits.layout === 'transposed' ? transposedWeight : plainWeight;
  return {
    design: traits.design(shape, parameters),
    border: parameters['border'] === 'zeros' ? 'zeros' : 'replicate',
    source,
    assemble: (solutions) => withBias(shape, solutions, weightOf(shape, solutions)),
  };
}

/** [outC, inC/groups, k, k]: one solution after the other. */
function plainWeight(shape: LayerShape, solutions: readonly Float64Array[]): Tensor {
  const perOutput = shape.kernelSize ** 2 * (shape.depthwise ? 1 : shape.channels);
  const data = new Float32Array(perOutput * solutions.length);
  solutions.forEach((solution, output) => data.set(solution.subarray(0, perOutput), output * perOutput));
  return createTensor(
    [solutions.length, shape.depthwise ? 1 : shape.channels, shape.kernelSize, shape.kernelSize],
    data,
  );
}

/** [inC, outC/groups, k, k]: input channel outermost. */
function transposedWeight(shape: LayerShape, solutions: readonly Float64Array[]): Tensor {
  if (shape.depthwise) return plainWeight(shape, solutions);
  const { channels: C, kernelSize: k } = shape;
  const data = new Float32Array(C * C * k * k);
  for (let output = 0; output < C; output++) {
    for (let input = 0; input < C; input++)
      data.set(solutions[output]!.subarray(input * k * k, (input + 1) * k * k), (input * C + output) * k * k);
  }
  return createTensor([C, C, k, k], data);
}

function withBias(
  shape: LayerShape,
  solutions: readonly Float64Array[],
  weight: Tensor,
): { weight: Tensor; bias?: Tensor } {
  if (!shape.bias) return { weight };
  return {
    weight,
    bias: createTensor(
      [solutions.length],
      Float32Array.from(solutions, (solution) => solution[solution.length - 1]!),
    ),
  };
}
