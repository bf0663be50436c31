import { message, say } from '../messages';
import { UpbenchError } from '../tensor/errors';
import type { Shape } from '../tensor/tensor';
import {
  checkFit,
  findUpsampler,
  resolveParameters,
  type ParameterContext,
  type ParameterValue,
  type ParameterValues,
  type Upsampler,
  type WeightLibrary,
  type Weights,
} from '../upsamplers';
import { contextOf } from '../upsamplers/context';
import { forecastOf } from './forecast';
import type { Experiment, Inspection, MethodSpec } from './schema';

export interface InspectionRequest {
  readonly method: Pick<MethodSpec, 'id' | 'parameters'>;
  readonly scale: Experiment['scale'];
  readonly mode: Experiment['mode'];
  /** The picture as opened; null when none is, and a 256 x 256 colour picture stands in. */
  readonly picture: {
    readonly width: number;
    readonly height: number;
    readonly channels: number;
    readonly sha256?: string | undefined;
  } | null;
  /** The experiment's base seed. */
  readonly seed?: number;
}

/** Most weight values that are handed out to be drawn. */
const MOST_VALUES = 4096;
const STAND_IN = { width: 256, height: 256, channels: 3 } as const;

/** Everything about a method that is known before it runs; refusals are part of the answer, an unknown method is thrown. */
export function inspectMethod(request: InspectionRequest, library: WeightLibrary): Inspection {
  const { method, scale, mode, seed } = request;
  const { width, height, channels } = request.picture ?? STAND_IN;
  const upsampler = findUpsampler(method.id);
  const context = contextOf({ scale, mode, seed }, { channels });
  const divisor = context.hasReference ? scale : 1;
  const input = [1, channels, Math.floor(height / divisor), Math.floor(width / divisor)];
  const { parameters, refusal: illegal } = resolveLegal(upsampler, method.parameters, context);

  let refusal = illegal ?? tooSmall(input, context);
  /** The value of a step, or null and the refusal to report if it is the first. */
  const attempt = <Value>(step: () => Value): Value | null => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof UpbenchError)) throw error;
      refusal ??= error;
      return null;
    }
  };
  const outputShape = attempt(() => upsampler.outputShape(input, parameters, context));
  const cost = outputShape && attempt(() => upsampler.cost(input, parameters, context));
  attempt(() => checkFit(upsampler, input, parameters, context));
  const made = attempt(() => ({ weights: upsampler.makeWeights(parameters, context, library) }));
  const forecast =
    made &&
    attempt(() =>
      forecastOf(upsampler, upsampler.equivalentKernel(parameters, context, made.weights), parameters, context),
    );
  return {
    parameters,
    inputShape: input,
    outputShape: outputShape && [...outputShape],
    fits: refusal === null,
    refusal: refusal && describeRefusal(refusal),
    cost,
    forecast,
    weights: made?.weights ? describeWeights(made.weights) : null,
    snippet: upsampler.snippet(parameters, context),
  };
}

function describeWeights({ origin, weight, bias }: Weights): Inspection['weights'] {
  return {
    origin: say(origin),
    ...(typeof origin === 'string' ? {} : { originSaid: origin }),
    shape: [...weight.shape],
    values: [...weight.data.subarray(0, MOST_VALUES)],
    bias: bias ? [...bias.data] : null,
  };
}

/** The parameters with illegal ones left at their defaults, and the first refusal. */
function resolveLegal(
  upsampler: Upsampler,
  given: ParameterValues,
  context: ParameterContext,
): { readonly parameters: ParameterValues; readonly refusal: UpbenchError | null } {
  const kept: Record<string, ParameterValue> = { ...given };
  let refusal: UpbenchError | null = null;
  for (;;) {
    try {
      return { parameters: resolveParameters(upsampler, kept, context), refusal };
    } catch (error) {
      if (!(error instanceof UpbenchError)) throw error;
      refusal ??= error;
      const name = error.details.parameter;
      if (name === undefined || !Object.hasOwn(kept, name)) throw error;
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a record of parameters, by name
      delete kept[name];
    }
  }
}

function tooSmall(input: Shape, { scale }: ParameterContext): UpbenchError | null {
  if (input.every((size) => size >= 1)) return null;
  return new UpbenchError('size-mismatch', message('picture-smaller-than-scale', { scale }));
}

function describeRefusal({ code, message: sentence, said, details }: UpbenchError): NonNullable<Inspection['refusal']> {
  const { parameter, fix } = details;
  return {
    code,
    message: sentence,
    ...(said === undefined ? {} : { said }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(fix ? { fix: { ...fix } } : {}),
  };
}
