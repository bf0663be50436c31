import { createEngineOperators } from '../../engine/thread/operators';
import { createReferenceOperators, type Operators } from '../../ops';
import { UpbenchError, cancelled, invalidParameter } from '../../tensor/errors';
import { formatNpy, npyToIndices, npyToTensor } from '../../tensor/npy';
import type { IndexTensor, Tensor } from '../../tensor/tensor';
import { defineOptions, formatOptions, parseArguments } from '../arguments';
import { readArray } from '../arrayFile';
import { writeTogether } from '../atomicWrite';
import type { Command, CommandIo } from '../command';
import {
  findOperator,
  operatorFlags,
  operatorNames,
  readOperatorOptions,
  snakeCase,
  type OperatorName,
} from '../operatorOptions';

const table = defineOptions({
  input: { type: 'string', placeholder: 'FILE', help: 'The input, .npy or file.npz:name.' },
  weight: { type: 'string', placeholder: 'FILE', help: 'The weight of a convolution.' },
  bias: { type: 'string', placeholder: 'FILE', help: 'The bias of a convolution.' },
  indices: { type: 'string', placeholder: 'FILE', help: 'The positions for max_unpool2d.' },
  ...operatorFlags,
  implementation: {
    type: 'string',
    placeholder: 'NAME',
    help: 'reference (float64 sums; the default), exact or fast (SIMD in float32).',
  },
  output: { type: 'string', placeholder: 'FILE', help: 'Where the output goes, .npy.' },
  'output-indices': { type: 'string', placeholder: 'FILE', help: 'Where the positions of max_pool2d go, .npy.' },
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
  if (positionals.length > 1) throw invalidParameter('NAME', 'one operator', positionals[1]);
  const settings = readOperatorOptions(operator, options);
  const { input, output } = options;
  const operators = chosenOperators(options.implementation, io);
  if (input === undefined) throw invalidParameter('--input', 'a file', undefined);
  if (output === undefined) throw invalidParameter('--output', 'a file', undefined);
  const files = { weight: options.weight, bias: options.bias, indices: options.indices };
  checkFiles(operator, { ...files, 'output-indices': options['output-indices'] });
  const arrays: Arrays = {
    input: await read('input', input, io),
    ...(files.weight === undefined ? {} : { weight: await read('weight', files.weight, io) }),
    bias: files.bias === undefined ? null : await read('bias', files.bias, io),
    ...(files.indices === undefined ? {} : { indices: npyToIndices(await readArray(files.indices), files.indices) }),
  };
  const result = apply(operator, operators, arrays, settings);
  const written = [{ path: output, bytes: formatNpy(result.output) }];
  const indicesPath = options['output-indices'];
  if (indicesPath !== undefined && result.indices !== undefined) {
    written.push({ path: indicesPath, bytes: formatNpy(result.indices) });
  }
  await writeTogether(written);
  return 0;
}

async function read(name: string, path: string, io: CommandIo): Promise<Tensor> {
  const array = await readArray(path);
  if (array.type === 'f8') io.stderr(`upbench: ${name} ${path} is float64 and is computed in float32.\n`);
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
      throw new UpbenchError('invalid-parameter', `${snakeCase(operator)} does not take --${name}.`, {
        parameter: name,
      });
    }
    const isNeeded = name === 'weight' || name === 'indices';
    if (taken && isNeeded && !given)
      throw invalidParameter(`--${name}`, `a file for ${snakeCase(operator)}`, undefined);
  }
}

/** On the calling thread: one call is not worth starting others. */
function chosenOperators(name = 'reference', io: CommandIo): Operators {
  const checkpoint = (): void => {
    if (io.signal.aborted) throw cancelled();
  };
  if (name === 'reference') return createReferenceOperators(checkpoint);
  if (name !== 'exact' && name !== 'fast') throw invalidParameter('--implementation', 'reference, exact or fast', name);
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
  name: 'op',
  summary: 'Run one operator on NumPy files.',
  usage: () =>
    [
      'Usage: upbench op NAME --input x.npy [--weight w.npy] [--bias b.npy] [OPTION...] --output y.npy',
      '',
      'Runs one operator as torch.nn.functional defines it, in float32.',
      `NAME: ${operatorNames.map(snakeCase).join(', ')}.`,
      'Files: .npy, or one array of an .npz as file.npz:name.',
      '',
      'Options:',
      formatOptions(table),
    ].join('\n'),
  run,
};
