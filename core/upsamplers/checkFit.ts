import { UpbenchError } from '../tensor/errors';
import type { Shape } from '../tensor/tensor';
import { targetShape } from './shapes';
import type { ParameterContext, ParameterValues, Upsampler } from './upsampler';

/** "64×48" (width first, as pictures are read) of [N, C, H, W]. */
export function pictureSize(shape: Shape): string {
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
  const list = (values: ParameterValues): string =>
    names.map((name) => `${name} ${String(values[name])}`).join(' and ');
  const verb = names.length > 1 ? 'make' : 'makes';
  const maker = upsampler.maker?.(parameters, context);
  const subject =
    maker !== undefined ? `${maker} makes` : names.length > 0 ? `${list(parameters)} ${verb}` : `${upsampler.id} makes`;
  const made = fits
    ? `${subject} ${pictureSize(output)} from ${pictureSize(input)} by chance, not from every size`
    : `${subject} ${pictureSize(output)} from ${pictureSize(input)}, but ${context.size ? 'the wanted size is' : `scale ${context.scale} needs`} ${pictureSize(wanted)}${context.size && names.length === 0 ? '; it takes whole factors only' : ''}`;
  const cure = names.length > 0 ? `: ${list(fix)} would fit` : '';
  throw new UpbenchError('size-mismatch', `${upsampler.id}: ${made}${cure}.`, {
    ...(names[0] === undefined ? {} : { parameter: names[0], fix }),
  });
}
