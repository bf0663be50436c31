import { createEngineOperators } from '../../engine/thread/operators';
import { createReferenceOperators, type Operators } from '../../ops';
import { UpbenchError, cancelled, invalidParameter } from '../../tensor/errors';
import { formatNpy, npyToIndices, npyToTensor } from '../../tensor/npy';
import type { IndexTensor, Tensor } from '../../tensor/tensor';
import { defineOptions, parseArguments } from '../arguments';
import { readArray } from '../arrayFile';
import { warn, type Command, type CommandIo } from '../command';
import { keepInputs, writeNamed } from '../outputFiles';
import { message } from '../../messages';
import {
  findOperator,
  operatorFlags,
  operatorNames,
  readOperatorOptions,
  snakeCase,
  type OperatorName,
} from '../operatorOptions';

const table = defineOptions({
  input: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'The input, .npy or file.npz:name.', 'zh-CN': '输入，.npy 或 file.npz:name。' },
  },
  weight: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'The weight of a convolution.', 'zh-CN': '卷积的权重。' },
  },
  bias: { type: 'string', placeholder: 'FILE', help: { en: 'The bias of a convolution.', 'zh-CN': '卷积的偏置。' } },
  indices: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'The positions for max_unpool2d.', 'zh-CN': 'max_unpool2d 所用的位置。' },
  },
  ...operatorFlags,
  implementation: {
    type: 'string',
    placeholder: 'NAME',
    help: {
      en: 'reference (float64 sums; the default), exact or fast (SIMD in float32).',
      'zh-CN': 'reference（float64 求和，默认）、exact 或 fast（float32 的 SIMD）。',
    },
  },
  output: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'Where the output goes, .npy.', 'zh-CN': '输出写到哪里，.npy。' },
  },
  'output-indices': {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'Where the positions of max_pool2d go, .npy.', 'zh-CN': 'max_pool2d 的位置写到哪里，.npy。' },
  },
});

interface Arrays {
  readonly input: Tensor;
  readonly weight?: Tensor;
  readonly bias: Tensor | null;
  readonly indices?: IndexTensor;
}

const WEIGHTED: readonly OperatorName[] = ['conv2d', 'convTranspose2d', 'nearestConv2d', 'convPixelShuffle'];

/** Runs one operator on NumPy files, so that it can be held against any framework. */
async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const operator = findOperator(positionals[0]);
  if (positionals.length > 1) throw invalidParameter('NAME', message('expected-one-operator'), positionals[1]);
  const settings = readOperatorOptions(operator, options);
  const { input, output } = options;
  const operators = chosenOperators(options.implementation, io);
  if (input === undefined) throw invalidParameter('--input', message('expected-file'), undefined);
  if (output === undefined) throw invalidParameter('--output', message('expected-file'), undefined);
  const files = { weight: options.weight, bias: options.bias, indices: options.indices };
  await keepInputs([input, ...Object.values(files)], [output, options['output-indices']]);
  checkFiles(operator, { ...files, 'output-indices': options['output-indices'] });
  const arrays: Arrays = {
    input: await read('input', input, io),
    ...(files.weight === undefined ? {} : { weight: await read('weight', files.weight, io) }),
    bias: files.bias === undefined ? null : await read('bias', files.bias, io),
    ...(files.indices === undefined ? {} : { indices: npyToIndices(await readArray(files.indices), files.indices) }),
  };
  const result = apply(operator, operators, arrays, settings);
  const written = [{ path: output, content: formatNpy(result.output) }];
  const indicesPath = options['output-indices'];
  if (indicesPath !== undefined && result.indices !== undefined) {
    written.push({ path: indicesPath, content: formatNpy(result.indices) });
  }
  await writeNamed(io, ...written);
  return 0;
}

async function read(name: string, path: string, io: CommandIo): Promise<Tensor> {
  const array = await readArray(path);
  if (array.type === 'f8') warn(io, message('operator-float64', { name, path }));
  return npyToTensor(array);
}

/** Refuses files the operator does not take, and names the one it lacks. */
function checkFiles(operator: OperatorName, files: Readonly<Record<string, string | undefined>>): void {
  const takes: Readonly<Record<string, boolean>> = {
    weight: WEIGHTED.includes(operator),
    bias: WEIGHTED.includes(operator),
    indices: operator === 'maxUnpool2d',
    'output-indices': operator === 'maxPool2d',
  };
  for (const [name, taken] of Object.entries(takes)) {
    const given = files[name] !== undefined;
    if (given && !taken) {
      const said = message('operator-takes-not', { operator: snakeCase(operator), flag: name });
      throw new UpbenchError('invalid-parameter', said, { parameter: name });
    }
    const isNeeded = name === 'weight' || name === 'indices';
    if (taken && isNeeded && !given)
      throw invalidParameter(`--${name}`, message('expected-file-for', { operator: snakeCase(operator) }), undefined);
  }
}

/** On the calling thread: one call is not worth starting others. */
function chosenOperators(name = 'reference', io: CommandIo): Operators {
  const checkpoint = (): void => {
    if (io.signal.aborted) throw cancelled();
  };
  if (name === 'reference') return createReferenceOperators(checkpoint);
  if (name !== 'exact' && name !== 'fast')
    throw invalidParameter('--implementation', message('expected-implementation'), name);
  return createEngineOperators({ arithmetic: name, checkpoint }).operators;
}

function apply(
  operator: OperatorName,
  operators: Operators,
  { input, weight, bias, indices }: Arrays,
  settings: Record<string, unknown>,
): { readonly output: Tensor; readonly indices?: IndexTensor } {
  // The operators check every option themselves, by name and value.
  const given = settings as never;
  switch (operator) {
    case 'conv2d':
    case 'convTranspose2d':
    case 'nearestConv2d':
    case 'convPixelShuffle':
      return { output: operators[operator](input, weight!, bias, given) };
    case 'interpolate':
      return { output: operators.interpolate(input, given) };
    case 'maxPool2d':
      return operators.maxPool2d(input, given);
    case 'maxUnpool2d':
      return { output: operators.maxUnpool2d(input, indices!, given) };
    case 'pixelShuffle':
      return { output: operators.pixelShuffle(input, settings['upscaleFactor'] as number) };
    case 'pixelUnshuffle':
      return { output: operators.pixelUnshuffle(input, settings['downscaleFactor'] as number) };
  }
}

export const op: Command = {
  help: () => ({
    forms: ['NAME --input x.npy [--weight w.npy] [--bias b.npy] [OPTION...] --output y.npy'],
    about: {
      en: `Runs one operator as torch.nn.functional defines it, in float32.\nNAME: ${operatorNames.map(snakeCase).join(', ')}.\nFiles: .npy, or one array of an .npz as file.npz:name.`,
      'zh-CN': `按 torch.nn.functional 的定义以 float32 运行一个算子。\nNAME：${operatorNames.map(snakeCase).join('、')}。\n文件：.npy，或写作 file.npz:name 的 .npz 中的一个数组。`,
    },
    options: table,
  }),
  run,
};
