import { probe, type ProbeResult } from '../checkerboard';
import type { Operators } from '../ops/operators';
import type { TensorMemory } from '../ops/tensorMemory';
import { createTensor } from '../tensor/tensor';
import type { EquivalentKernel, ParameterContext, ParameterValues, Upsampler, Weights } from '../upsamplers';

/** A method ready to run. */
interface ReadyMethod {
  readonly upsampler: Upsampler;
  readonly parameters: ParameterValues;
  readonly weights: Weights | null;
  readonly context: ParameterContext;
  readonly equivalent: EquivalentKernel | null;
}

/** Input pixels from the border that a method without a kernel of its own may reach: bicubic takes 2, unpooling's fill 4. */
const REACH_WITHOUT_KERNEL = 8;

/** The method on a white picture: the pattern of the operator alone. White, so that the phases compare with the forecast's gains. */
export function probeMethod(method: ReadyMethod, operators: Operators, tensors: TensorMemory): ProbeResult {
  const { upsampler, parameters, weights, context, equivalent } = method;
  const { scale, channels } = context;
  const reach = equivalent ? Math.ceil((equivalent.kernel.shape[3] ?? 1) / scale) + 1 : REACH_WITHOUT_KERNEL;
  return probe(
    (image) => {
      const [, , height = 0, width = 0] = image.shape;
      const reference = createTensor([1, channels, height * scale, width * scale]);
      reference.data.fill(1);
      const output = tensors.scope(() => upsampler.run(operators, { image, scale, reference }, parameters, weights));
      const copy = createTensor(output.shape, output.data.slice());
      tensors.release(output);
      return copy;
    },
    { scale, colour: new Array<number>(channels).fill(1), margin: Math.max(4, reach), inside: 4 },
  );
}
