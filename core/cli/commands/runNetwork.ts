import { message } from '../../messages';
import { readNetworkFile } from '../../engine/networks/networkFile';
import { runOnArray } from '../../engine/networks/runOnArray';
import { UpbenchError } from '../../tensor/errors';
import { formatNpy } from '../../tensor/npy';
import { readArray } from '../arrayFile';
import { defineOptions, formatOptions, parseArguments } from '../arguments';
import { writeTogether } from '../atomicWrite';
import type { Command, CommandIo } from '../command';

const table = defineOptions({
  input: { type: 'string', placeholder: 'FILE', help: 'The first input, .npy or file.npz:name.' },
  output: { type: 'string', placeholder: 'FILE', help: 'Where the first output goes, .npy.' },
});

/** Runs a network on an array, so that it can be held against any framework. */
async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const [path, more] = positionals;
  const { input, output } = options;
  if (path === undefined || more !== undefined || input === undefined || output === undefined)
    throw new UpbenchError('invalid-parameter', message('run-network-needs'));
  const file = await readNetworkFile(path);
  const result = await runOnArray(file, await readArray(input), io.signal);
  await writeTogether([{ path: output, bytes: formatNpy(result) }]);
  return 0;
}

export const runNetworkCommand: Command = {
  name: 'run-network',
  summary: 'Run an ONNX network on a NumPy array.',
  usage: () =>
    [
      'Usage: upbench run-network MODEL.onnx --input x.npy --output y.npy',
      '',
      'Runs the network in onnxruntime-web and writes its first output.',
      '',
      'Options:',
      formatOptions(table),
    ].join('\n'),
  run,
};
