import { message } from '../../messages';
import { readSize } from '../readSize';
import { invalidParameter } from '../../tensor/errors';
import type { Size } from '../../tensor/options';
import {
  conv2dOutputSize,
  convTranspose2dOutputSize,
  interpolateOutputSize,
  maxPool2dOutputSize,
  maxUnpool2dOutputSize,
  pixelShuffleOutputSize,
  pixelUnshuffleOutputSize,
  sizeJustMissed,
} from '../../tensor/sizes';
import { defineOptions, parseArguments } from '../arguments';
import { warn, type Command, type CommandIo } from '../command';
import {
  findOperator,
  operatorFlags,
  operatorNames,
  readOperatorOptions,
  snakeCase,
  type OperatorName,
} from '../operatorOptions';

const { 'kernel-size': kernelSize, ...others } = operatorFlags;
const table = defineOptions({
  input: { type: 'string', placeholder: 'H,W', help: { en: 'Size of the input.', 'zh-CN': '输入的尺寸。' } },
  'kernel-size': kernelSize,
  ...others,
});
const CONVOLUTIONS: readonly OperatorName[] = ['conv2d', 'convTranspose2d', 'nearestConv2d', 'convPixelShuffle'];

/** Prints the size of an operator's output as HxW. */
async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const operator = findOperator(positionals[0]);
  if (positionals.length > 1) throw invalidParameter('NAME', message('expected-one-operator'), positionals[1]);
  const input = readSize('input', options.input);
  // A convolution gets its kernel size from the weight, which a size question does not have.
  const asked = options['kernel-size'];
  const isConvolution = CONVOLUTIONS.includes(operator);
  const flags = isConvolution ? { ...options, 'kernel-size': undefined } : options;
  const settings = readOperatorOptions(operator, flags);
  if (isConvolution) settings['kernelSize'] = readOperatorOptions('maxPool2d', { 'kernel-size': asked })['kernelSize'];
  io.stdout(`${outputSize(operator, input, settings).join('x')}\n`);
  const meant = operator === 'interpolate' ? sizeJustMissed(input, settings['scaleFactor']) : null;
  if (meant) warn(io, message('shape-just-missed', { meant: meant.join(',') }));
  return 0;
}

function outputSize(operator: OperatorName, input: Size, settings: Record<string, unknown>): Size {
  // The size functions check every option themselves, by name and value.
  const given = settings as never;
  const { scaleFactor, upscaleFactor, downscaleFactor } = settings as Record<string, number>;
  switch (operator) {
    case 'conv2d':
      return conv2dOutputSize(input, given);
    case 'convTranspose2d':
      return convTranspose2dOutputSize(input, given);
    case 'interpolate':
      return interpolateOutputSize(input, given);
    case 'maxPool2d':
      return maxPool2dOutputSize(input, given);
    case 'maxUnpool2d':
      return maxUnpool2dOutputSize(input, given);
    case 'pixelShuffle':
      return pixelShuffleOutputSize(input, upscaleFactor!);
    case 'pixelUnshuffle':
      return pixelUnshuffleOutputSize(input, downscaleFactor!);
    case 'nearestConv2d':
      return conv2dOutputSize(interpolateOutputSize(input, { scaleFactor }), given);
    case 'convPixelShuffle':
      return pixelShuffleOutputSize(conv2dOutputSize(input, given), upscaleFactor!);
  }
}

export const shape: Command = {
  help: () => ({
    forms: ['NAME --input H,W [OPTION...]'],
    about: {
      en: `Prints HxW of the output, or the refusal with the value that would be legal.\nNAME: ${operatorNames.map(snakeCase).join(', ')}.`,
      'zh-CN': `打印输出的 HxW；不合法时说明哪个值是合法的。\nNAME：${operatorNames.map(snakeCase).join('、')}。`,
    },
    options: table,
  }),
  run,
};
