import { message, say } from '../../messages';
import { resultOf } from '../../engine/thread/follow';
import { freeMemory } from '../../engine/thread/memory';
import { UpbenchError } from '../../tensor/errors';
import { formatNpy } from '../../tensor/npy';
import { readArray } from '../arrayFile';
import { defineOptions, parseArguments, wholeNumber } from '../arguments';
import { tell, type Command, type CommandIo } from '../command';
import { keepInputs, writeNamed } from '../outputFiles';

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
  tile: {
    type: 'string',
    placeholder: 'N',
    help: {
      en: 'Run in tiles of N×N input values. How far the network looks is added around each, so that the result is\nthat of the whole.',
      'zh-CN': '以 N×N 个输入值的分块运行。每块周围加上网络的影响范围，\n因此结果与整图相同。',
    },
  },
  force: {
    type: 'boolean',
    help: {
      en: 'Tiles that overlap even where the network looks at the whole picture; what the seams show is measured.',
      'zh-CN': '即使网络依赖整张图像，也用有重叠的分块；并测量接缝。',
    },
  },
});

/** Runs a network on an array, so that it can be held against any framework. */
async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const [path, more] = positionals;
  const { input, output, tile, force } = options;
  if (path === undefined || more !== undefined || input === undefined || output === undefined)
    throw new UpbenchError('invalid-parameter', message('run-network-needs'));
  const side = tile === undefined ? undefined : wholeNumber('tile', tile, 1, 65_536);
  await keepInputs([path, input], [output]);
  const { shape, data } = await readArray(input);
  const thread = io.computing();
  try {
    const job = { shape, data: Float32Array.from(data), tile: side, force, freeBytes: freeMemory() };
    const result = await resultOf(
      thread.run({ kind: 'run-network', path, ...job }, ({ done, of }) => {
        if (io.interactive && of > 1)
          io.stderr(`\r${say(message('tiles-progress', { done: done + 1, of }), io.language)}`);
      }),
      io.signal,
    );
    if (io.interactive) io.stderr('\r\x1b[K');
    if (result.said) tell(io, result.said);
    await writeNamed(io, { path: output, content: formatNpy(result) });
  } finally {
    await thread.dispose();
  }
  return 0;
}

export const runNetworkCommand: Command = {
  help: () => ({
    forms: ['MODEL.onnx --input x.npy --output y.npy [--tile N] [--force]'],
    about: {
      en: 'Runs the network in onnxruntime-web and writes its first output. A network of one input size gets larger arrays in\ntiles of that size.',
      'zh-CN': '用 onnxruntime-web 运行网络，并写出它的第一个输出。输入尺寸固定的网络以该尺寸的分块处理更大的数组。',
    },
    options: table,
  }),
  run,
};
