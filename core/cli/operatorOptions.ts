import { invalidParameter, UpbenchError } from '../tensor/errors';
import { defineOptions, type OptionTable } from './arguments';

export type OperatorName =
  | 'conv2d'
  | 'convTranspose2d'
  | 'interpolate'
  | 'maxPool2d'
  | 'maxUnpool2d'
  | 'pixelShuffle'
  | 'pixelUnshuffle'
  | 'nearestConv2d'
  | 'convPixelShuffle';

/** The options each operator reads, in PyTorch's words and camelCase. */
const READS: Readonly<Record<OperatorName, readonly string[]>> = {
  conv2d: ['stride', 'padding', 'paddingMode', 'dilation', 'groups'],
  convTranspose2d: ['stride', 'padding', 'outputPadding', 'outputSize', 'dilation', 'groups'],
  interpolate: ['size', 'scaleFactor', 'mode', 'alignCorners', 'recomputeScaleFactor', 'antialias'],
  maxPool2d: ['kernelSize', 'stride', 'padding', 'dilation', 'ceilMode'],
  maxUnpool2d: ['kernelSize', 'stride', 'padding', 'outputSize'],
  pixelShuffle: ['upscaleFactor'],
  pixelUnshuffle: ['downscaleFactor'],
  nearestConv2d: ['scaleFactor', 'padding', 'paddingMode', 'groups'],
  convPixelShuffle: ['upscaleFactor', 'padding', 'paddingMode', 'groups'],
};

export const operatorNames = Object.keys(READS) as OperatorName[];

/** The flags of every operator; `--stride 2,3` is [height, width]. */
export const operatorFlags = defineOptions({
  stride: { type: 'string', placeholder: 'N|H,W', help: 'Step between windows.' },
  padding: { type: 'string', placeholder: 'N|H,W|same|valid', help: 'Cells added on every side.' },
  'padding-mode': { type: 'string', placeholder: 'MODE', help: 'zeros, reflect, replicate or circular.' },
  'output-padding': { type: 'string', placeholder: 'N|H,W', help: 'Cells added to one side of the output.' },
  'output-size': { type: 'string', placeholder: 'H,W', help: 'Wanted size of the output.' },
  dilation: { type: 'string', placeholder: 'N|H,W', help: 'Step between taps.' },
  groups: { type: 'string', placeholder: 'N', help: 'Channel groups.' },
  'kernel-size': { type: 'string', placeholder: 'N|H,W', help: 'Size of the window.' },
  'ceil-mode': { type: 'boolean', help: 'Round the output size up.' },
  size: { type: 'string', placeholder: 'N|H,W', help: 'Size to interpolate to.' },
  'scale-factor': { type: 'string', placeholder: 'X|H,W', help: 'Factor to interpolate by.' },
  mode: { type: 'string', placeholder: 'MODE', help: 'nearest, nearest-exact, bilinear, bicubic or area.' },
  'align-corners': { type: 'boolean', help: 'Let the corner pixels coincide.' },
  'recompute-scale-factor': { type: 'boolean', help: 'Take the factor from the sizes.' },
  antialias: { type: 'boolean', help: 'Widen the filter when making smaller.' },
  'upscale-factor': { type: 'string', placeholder: 'N', help: 'Factor of pixel_shuffle.' },
  'downscale-factor': { type: 'string', placeholder: 'N', help: 'Factor of pixel_unshuffle.' },
});

const SINGLE = ['groups', 'upscaleFactor', 'downscaleFactor'];
const WORDS = ['mode', 'paddingMode'];

/** `conv_transpose2d` or `convTranspose2d` -> the operator, or a refusal that lists all. */
export function findOperator(given: string | undefined): OperatorName {
  const camel = given?.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const found = operatorNames.find((name) => name === camel);
  if (found !== undefined) return found;
  throw invalidParameter('NAME', `one of ${operatorNames.map(snakeCase).join(', ')}`, given);
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function flagName(option: string): string {
  return snakeCase(option).replaceAll('_', '-');
}

/** The operator's options from the flags; a flag the operator does not read is refused. */
export function readOperatorOptions(
  operator: OperatorName,
  flags: Readonly<Record<string, unknown>>,
  table: OptionTable = operatorFlags,
): Record<string, unknown> {
  const reads = READS[operator];
  const options: Record<string, unknown> = {};
  for (const flag of Object.keys(table)) {
    const value = flags[flag];
    if (value === undefined || value === false) continue;
    const option = flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!reads.includes(option)) {
      const known = reads.map((name) => `--${flagName(name)}`).join(', ');
      const sentence = `${snakeCase(operator)} does not take --${flag}; it takes ${known}.`;
      throw new UpbenchError('invalid-parameter', sentence, { parameter: option });
    }
    options[option] = typeof value === 'string' ? readFlag(option, value) : value;
  }
  return options;
}

function readFlag(option: string, text: string): unknown {
  const isName = option === 'padding' && /^[a-z]+$/i.test(text);
  if (WORDS.includes(option) || isName) return text;
  const parts = text.split(',').map((part) => part.trim());
  const isNumber = parts.every((part) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part));
  if (!isNumber || (SINGLE.includes(option) && parts.length > 1)) {
    throw invalidParameter(`--${flagName(option)}`, SINGLE.includes(option) ? 'a number' : 'a number or H,W', text);
  }
  const numbers = parts.map(Number);
  return numbers.length === 1 ? numbers[0] : numbers;
}
