import type { ParameterContext } from './upsampler';

/** Pieces of the PyTorch code a method shows. Lines, without indentation; `x` is [1, C, H, W]. */

type Argument = number | boolean | string | undefined;

/** `kernel_size=4, stride=2`; left-out values are undefined, strings are written as they are. */
export function keywords(values: Readonly<Record<string, Argument>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${python(value)}`)
    .join(', ');
}

function python(value: Argument): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

/** The value, or undefined where it is PyTorch's default and need not be said. */
export function unless<Value extends Argument>(value: Value, standard: Value): Value | undefined {
  return value === standard ? undefined : value;
}

export function snippetOf(options: {
  readonly weights: boolean;
  readonly needs?: readonly string[];
  readonly lines: readonly string[];
}): string {
  const imports = ['import torch'];
  if (options.weights) imports.push('from torch import nn');
  imports.push('import torch.nn.functional as F');
  if (options.weights) imports.push('from safetensors.torch import load_file');
  const needs = ['x: the input, float32 of shape [1, C, H, W], values 0..1', ...(options.needs ?? [])].map(
    (line) => `# ${line}`,
  );
  return [
    ...imports,
    '',
    ...needs,
    ...options.lines,
    '# shown clamped to 0..1 and rounded to the bit depth of the file',
    '',
  ].join('\n');
}

export const LOAD_WEIGHTS = "layer.load_state_dict(load_file('weights.safetensors'))";

/** `scale_factor=8`, or `size=(100, 133)`. */
export function targetKeyword(scale: number, size: ParameterContext['size']): string {
  return size ? `size=(${size.join(', ')})` : `scale_factor=${scale}`;
}
