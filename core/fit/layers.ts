import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import { createTensor, type Tensor } from '../tensor/tensor';

import {
  convDesign,
  convTransposeDesign,
  nearestConvDesign,
  pixelShuffleDesign,
  type Design,
  type LayerShape,
} from './design';
import type { Border } from './moments';

/** A method's parameters with every value filled in. */
export type LayerParameters = Readonly<Record<string, number | boolean | string>>;

/** A fittable method: its design, the moments it needs, and how solutions become PyTorch's weight layout. */
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

export const FITTABLE_METHODS = ['conv-transpose', 'nearest-conv', 'pixel-shuffle', 'unpooling'] as const;

/** The layer of a method with resolved `parameters`; refuses methods without weights to fit. */
export function fittableLayer(
  methodId: string,
  parameters: LayerParameters,
  context: { scale: number; channels: number },
): FittableLayer {
  const shape: LayerShape = {
    channels: context.channels,
    scale: context.scale,
    kernelSize: Number(parameters[methodId === 'unpooling' ? 'convKernelSize' : 'kernelSize']),
    depthwise: parameters['groups'] === 'depthwise',
    bias: parameters['bias'] === true,
  };
  const border: Border = parameters['border'] === 'zeros' ? 'zeros' : 'replicate';
  if (methodId === 'conv-transpose') {
    if (parameters['stride'] !== context.scale)
      throw invalidParameter('stride', message('fit-scale', { scale: context.scale }), parameters['stride']);
    const design = convTransposeDesign(shape, {
      padding: Number(parameters['padding']),
      dilation: Number(parameters['dilation']),
    });
    return {
      design,
      border,
      source: 'picture',
      assemble: (solutions) => withBias(shape, solutions, transposedWeight(shape, solutions)),
    };
  }
  if (methodId === 'nearest-conv')
    return {
      design: nearestConvDesign(shape),
      border,
      source: 'picture',
      assemble: (solutions) => withBias(shape, solutions, plainWeight(shape, solutions)),
    };
  if (methodId === 'pixel-shuffle')
    return {
      design: pixelShuffleDesign(shape),
      border,
      source: 'picture',
      assemble: (solutions) => withBias(shape, solutions, plainWeight(shape, solutions)),
    };
  if (methodId === 'unpooling' && parameters['fill'] === 'conv') {
    const full = { ...shape, scale: 1 };
    return {
      design: convDesign(full),
      border,
      source: 'unpooled',
      assemble: (solutions) => withBias(full, solutions, plainWeight(full, solutions)),
    };
  }
  throw invalidParameter('weights', message('fit-methods', { methods: FITTABLE_METHODS }), methodId);
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
