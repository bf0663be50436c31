import { message } from '../../messages';
import { readNetworkFile } from '../../engine/networks/networkFile';
import { runOnArray } from '../../engine/networks/runOnArray';
import { UpbenchError } from '../../tensor/errors';
import { formatNpy } from '../../tensor/npy';
import { readArray } from '../arrayFile';
import { defineOptions, parseArguments } from '../arguments';
import { writeTogether } from '../atomicWrite';
import type { Command, CommandIo } from '../command';

const table = defineOptions({
  input: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'The first input, .npy or file.npz:name.', 'zh-CN': '第一个输入，.npy 或 file.npz:name。' },
  },
  output: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'Where the first output goes, .npy.', 'zh-CN': '第一个输出写到哪里，.npy。' },
  },
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
  summary: { en: 'Run an ONNX network on a NumPy array.', 'zh-CN': '在 NumPy 数组上运行 ONNX 网络。' },
  help: () => ({
    forms: ['MODEL.onnx --input x.npy --output y.npy'],
    about: {
      en: 'Runs the network in onnxruntime-web and writes its first output.',
      'zh-CN': '用 onnxruntime-web 运行网络，并写出它的第一个输出。',
    },
    options: table,
  }),
  run,
};
