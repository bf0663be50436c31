import { basename, dirname, join } from 'node:path';
import { message, say } from '../../messages';
import { NetworkRuntime } from '../../engine/networks/networkRuntime';
import { readNetworkFile } from '../../engine/networks/networkFile';
import { layerFiles } from '../../engine/networks/layerFiles';
import { rewriteNetwork } from '../../engine/networks/rewriteNetwork';
import { TARGETS } from '../../network/onnx/targets';
import { UpbenchError } from '../../tensor/errors';
import { choice, defineOptions, parseArguments } from '../arguments';
import type { Command, CommandIo } from '../command';
import { keepInputs, writeNamed, type NamedOutput } from '../outputFiles';
import { readShape } from '../readSize';

const table = defineOptions({
  layer: {
    type: 'string',
    placeholder: 'NAME',
    help: { en: 'The enlarging layer, as upbench audit names it.', 'zh-CN': '放大层，名称与 upbench audit 所示相同。' },
  },
  to: {
    type: 'string',
    placeholder: 'KIND',
    help: { en: `What it becomes: ${TARGETS.join(', ')}.`, 'zh-CN': `改写成什么：${TARGETS.join('、')}。` },
  },
  out: {
    type: 'string',
    placeholder: 'FILE',
    help: {
      en: 'Where the new network goes, .onnx; or the layer alone as PyTorch code, .py, with its weights in a .safetensors\nfile beside it.',
      'zh-CN': '新网络写到哪里，.onnx；或只把该层写成 PyTorch 代码 .py，\n权重写入旁边的 .safetensors 文件。',
    },
  },
  input: {
    type: 'string',
    placeholder: 'NxCxHxW',
    help: {
      en: 'Shape of the input for the proof. Default: what the file states.',
      'zh-CN': '验证所用输入的形状。默认：文件所写的形状。',
    },
  },
  json: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'The proof as JSON, - for standard output.', 'zh-CN': '以 JSON 写出验证结果，- 表示标准输出。' },
  },
});

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const [path, more] = positionals;
  const { layer, to, out, json } = options;
  if (path === undefined || more !== undefined || layer === undefined || to === undefined || out === undefined)
    throw new UpbenchError('invalid-parameter', message('rewrite-needs'));
  const target = choice('to', to, TARGETS);
  await keepInputs([path], [out, json]);
  const file = await readNetworkFile(path);
  const runtime = new NetworkRuntime({ worker: io.places.runtimeWorker });
  const { proof, bytes, rewrite } = await rewriteNetwork(
    file,
    layer,
    target,
    options.input === undefined ? null : readShape(options.input),
    { runtime, signal: io.signal },
    // Its thread would keep the program from ending.
  ).finally(() => runtime.close());
  const text = `${JSON.stringify(proof, null, 2)}\n`;
  if (json === '-') io.stdout(text);
  else {
    const { layer: own, network } = proof.largestDifference;
    io.stdout(
      `${say(message('rewrite-proof', { layer, own, network, bound: proof.bound, holds: proof.holds }), io.language)}\n`,
    );
  }
  const files: NamedOutput[] = json !== undefined && json !== '-' ? [{ path: json, content: text }] : [];
  // Without a proof nothing is saved.
  if (proof.holds)
    files.push(
      ...(/\.py$/i.test(out)
        ? layerFiles(rewrite, { layer, file: basename(path), name: basename(out) }).map((one) => ({
            path: join(dirname(out), one.name),
            content: one.bytes,
          }))
        : [{ path: out, content: new Uint8Array(bytes) }]),
    );
  await writeNamed(io, ...files);
  return proof.holds ? 0 : 2;
}

export const rewriteCommand: Command = {
  help: () => ({
    forms: [
      'MODEL.onnx --layer NAME --to pixel-shuffle|conv-transpose|nearest-conv --out new.onnx|layer.py [OPTION...]',
    ],
    about: {
      en: `A transposed convolution, a convolution with a pixel shuffle, and nearest resizing with a convolution become one another\nwhere they are the same function. Both networks are run on the same random values. Exit code 2, and nothing is saved,\nwhere the difference is more than a millionth (in float16 a thousandth) of the sum of magnitudes.`,
      'zh-CN': `转置卷积、卷积加像素重排、最近邻缩放加卷积在函数相同时互相改写。两个网络在同样的随机数上运行。\n差异超过绝对值之和的百万分之一（float16 为千分之一）时，退出码为 2，且不保存任何文件。`,
    },
    options: table,
  }),
  run,
};
