import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import type { Shape } from '../tensor/tensor';
import { targetShape } from './shapes';
import type { ParameterContext, ParameterValues, Upsampler } from './upsampler';

/** "64×48" (width first, as pictures are read) of [N, C, H, W]. */
function pictureSize(shape: Shape): string {
  return `${shape[3]}×${shape[2]}`;
}

/**
 * The output shape of resolved parameters when it is exactly size x scale; else a refusal that names the parameter
 * and the value that would fit. Illegal parameters of the operator itself are refused by `outputShape` first.
 */
export function checkFit(
  upsampler: Upsampler,
  input: Shape,
  parameters: ParameterValues,
  context: ParameterContext,
): Shape {
  const output = upsampler.outputShape(input, parameters, context);
  const wanted = targetShape(input, context);
  const fix = upsampler.fitTo?.(input, parameters, context) ?? {};
  const names = Object.keys(fix);
  const fits = output.every((size, axis) => size === wanted[axis]);
  if (fits && names.length === 0) return output;
  const list = (values: ParameterValues): string[] => names.map((name) => `${name} ${String(values[name])}`);
  const maker = upsampler.maker?.(parameters, context);
  const subject =
    maker === undefined && names.length > 0
      ? message('subjects-make', { subjects: list(parameters) })
      : message('subject-makes', { subject: maker ?? upsampler.id });
  const sizes = {
    method: upsampler.id,
    subject,
    made: pictureSize(output),
    from: pictureSize(input),
    cure: names.length > 0 ? message('values-and', { values: list(fix) }) : '',
  };
  const sentence = fits
    ? message('fits-by-chance', sizes)
    : message('does-not-fit', { ...sizes, scale: context.size ? null : context.scale, wanted: pictureSize(wanted) });
  throw new UpbenchError('size-mismatch', sentence, {
    ...(names[0] === undefined ? {} : { parameter: names[0], fix }),
  });
}
