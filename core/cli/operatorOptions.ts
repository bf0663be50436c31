import { message } from '../messages';
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
  stride: { type: 'string', placeholder: 'N|H,W', help: { en: 'Step between windows.', 'zh-CN': '窗口之间的步幅。' } },
  padding: {
    type: 'string',
    placeholder: 'N|H,W|same|valid',
    help: { en: 'Cells added on every side.', 'zh-CN': '每边补上的格数。' },
  },
  'padding-mode': {
    type: 'string',
    placeholder: 'MODE',
    help: { en: 'zeros, reflect, replicate or circular.', 'zh-CN': 'zeros、reflect、replicate 或 circular。' },
  },
  'output-padding': {
    type: 'string',
    placeholder: 'N|H,W',
    help: { en: 'Cells added to one side of the output.', 'zh-CN': '输出一侧补上的格数。' },
  },
  'output-size': {
    type: 'string',
    placeholder: 'H,W',
    help: { en: 'Wanted size of the output.', 'zh-CN': '希望的输出尺寸。' },
  },
  dilation: {
    type: 'string',
    placeholder: 'N|H,W',
    help: { en: 'Step between taps.', 'zh-CN': '核内各点之间的间隔。' },
  },
  groups: { type: 'string', placeholder: 'N', help: { en: 'Channel groups.', 'zh-CN': '通道分组数。' } },
  'kernel-size': { type: 'string', placeholder: 'N|H,W', help: { en: 'Size of the window.', 'zh-CN': '窗口的大小。' } },
  'ceil-mode': { type: 'boolean', help: { en: 'Round the output size up.', 'zh-CN': '输出尺寸向上取整。' } },
  size: { type: 'string', placeholder: 'N|H,W', help: { en: 'Size to interpolate to.', 'zh-CN': '插值到的尺寸。' } },
  'scale-factor': {
    type: 'string',
    placeholder: 'X|H,W',
    help: { en: 'Factor to interpolate by.', 'zh-CN': '插值的倍数。' },
  },
  mode: {
    type: 'string',
    placeholder: 'MODE',
    help: {
      en: 'nearest, nearest-exact, bilinear, bicubic or area.',
      'zh-CN': 'nearest、nearest-exact、bilinear、bicubic 或 area。',
    },
  },
  'align-corners': { type: 'boolean', help: { en: 'Let the corner pixels coincide.', 'zh-CN': '让角上的像素重合。' } },
  'recompute-scale-factor': {
    type: 'boolean',
    help: { en: 'Take the factor from the sizes.', 'zh-CN': '由尺寸得出倍数。' },
  },
  antialias: { type: 'boolean', help: { en: 'Widen the filter when making smaller.', 'zh-CN': '缩小时加宽滤波器。' } },
  'upscale-factor': {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Factor of pixel_shuffle.', 'zh-CN': 'pixel_shuffle 的倍数。' },
  },
  'downscale-factor': {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Factor of pixel_unshuffle.', 'zh-CN': 'pixel_unshuffle 的倍数。' },
  },
});

const SINGLE = ['groups', 'upscaleFactor', 'downscaleFactor'];
const WORDS = ['mode', 'paddingMode'];

/** `conv_transpose2d` or `convTranspose2d` -> the operator, or a refusal that lists all. */
export function findOperator(given: string | undefined): OperatorName {
  const camel = given?.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const found = operatorNames.find((name) => name === camel);
  if (found !== undefined) return found;
  throw invalidParameter('NAME', message('one-of', { choices: operatorNames.map(snakeCase) }), given);
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
      const known = reads.map((name) => `--${flagName(name)}`);
      const said = message('operator-takes', { operator: snakeCase(operator), flag, known });
      throw new UpbenchError('invalid-parameter', said, { parameter: option });
    }
    options[option] = typeof value === 'string' ? readFlag(option, value) : value;
  }
  return options;
}

function readFlag(option: string, text: string): unknown {
  const isName = option === 'padding' && /^[a-z]+$/i.test(text);
  if (WORDS.includes(option) || isName) return text;
  const parts = text.split(',').map((part) => part.trim());
  // As Python divides them.
  const ratios = option === 'scaleFactor' ? parts.map((part) => /^(\d+)\s*\/\s*(\d+)$/.exec(part)) : [null];
  if (ratios.every((ratio) => ratio !== null)) {
    const factors = ratios.map((ratio) => Number(ratio[1]) / Number(ratio[2]));
    return factors.length === 1 ? factors[0] : factors;
  }
  const isNumber = parts.every((part) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part));
  if (!isNumber || (SINGLE.includes(option) && parts.length > 1)) {
    throw invalidParameter(
      `--${flagName(option)}`,
      message(SINGLE.includes(option) ? 'expected-number' : 'expected-number-or-pair'),
      text,
    );
  }
  const numbers = parts.map(Number);
  return numbers.length === 1 ? numbers[0] : numbers;
}
