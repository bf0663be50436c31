import { basename } from 'node:path';
import { message, say } from '../../messages';
import { auditDocument, type Audit } from '../../network/audit';
import { auditReport } from '../../network/auditReport';
import { auditedDocument } from '../../network/document';
import { renderAudit } from '../../report/networkSection';
import { VERSION } from '../../engine/host/version';
import { NetworkRuntime } from '../../engine/networks/networkRuntime';
import { auditFile } from '../../engine/networks/auditFile';
import { UpbenchError } from '../../tensor/errors';
import { defineOptions, parseArguments } from '../arguments';
import { auditText } from '../auditText';
import type { Command, CommandIo } from '../command';
import { keepInputs, writeNamed } from '../outputFiles';
import { readShape } from '../readSize';

const table = defineOptions({
  input: {
    type: 'string',
    placeholder: 'NxCxHxW',
    help: {
      en: 'Shape of the first input. Default: what the file states.',
      'zh-CN': '第一个输入的形状。默认：文件所写的形状。',
    },
  },
  picture: {
    type: 'string',
    placeholder: 'FILE',
    help: {
      en: 'A picture for the activations. Default: random values 0 to 1.',
      'zh-CN': '用来计算激活值的图像。默认：0 到 1 的随机数。',
    },
  },
  array: {
    type: 'string',
    placeholder: 'FILE',
    help: {
      en: 'An input for the activations as .npy, in place of a picture.',
      'zh-CN': '代替图像、用来计算激活值的 .npy 输入。',
    },
  },
  model: {
    type: 'string',
    placeholder: 'NAME',
    help: { en: 'Which class of a Python text is meant.', 'zh-CN': '指定 Python 文本中的哪一个类。' },
  },
  html: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'The audit as a page to be passed on.', 'zh-CN': '把检查结果写成一个可转交的网页。' },
  },
  json: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'Everything as JSON, - for standard output.', 'zh-CN': '以 JSON 写出全部内容，- 表示标准输出。' },
  },
});

function page(audit: Audit, file: string, io: CommandIo): string {
  const report = auditReport(auditedDocument(audit), basename(file));
  return renderAudit(report, { version: VERSION, date: new Date().toISOString().slice(0, 10) }, io.language);
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const [file, more] = positionals;
  if (file === undefined || more !== undefined)
    throw new UpbenchError('invalid-parameter', message('audit-one-file'), { parameter: 'FILE' });
  const { picture, array, json, html } = options;
  await keepInputs([file, picture, array], [json, html]);
  const runtime = new NetworkRuntime({ worker: io.places.runtimeWorker });
  const audit = await auditFile(file, {
    input: options.input === undefined ? null : readShape(options.input),
    ...(picture === undefined ? {} : { picture }),
    ...(array === undefined ? {} : { array }),
    ...(options.model === undefined ? {} : { model: options.model }),
    signal: io.signal,
    runtime,
    onProgress: (done, of) => {
      if (io.interactive) io.stderr(`\r${say(message('audit-progress', { done: done + 1, of }), io.language)}`);
    },
    // Its thread would keep the program from ending.
  }).finally(() => runtime.close());
  if (io.interactive) io.stderr('\r\x1b[K');
  const text = `${JSON.stringify(auditDocument(audit), null, 2)}\n`;
  if (json === '-') io.stdout(text);
  const files = [
    ...(json === undefined || json === '-' ? [] : [{ path: json, content: text }]),
    ...(html === undefined ? [] : [{ path: html, content: page(audit, file, io) }]),
  ];
  await writeNamed(io, ...files);
  if (json !== '-') io.stdout(`${auditText(audit, io.language)}\n`);
  return 0;
}

export const auditCommand: Command = {
  help: () => ({
    forms: ['FILE [OPTION...]'],
    about: {
      en: `FILE is an ONNX network, a recording (.upbench-net.json, made by upbench_trace.py: upbench chain --tracer), or the\ntext of a PyTorch model. An ONNX network is run: on a picture for the mean activations, and on constant colours for\nwhat of each layer's pattern reaches the output.`,
      'zh-CN': `FILE 是 ONNX 网络、记录文件（.upbench-net.json，由 upbench_trace.py 生成：upbench chain --tracer），或 PyTorch 模型的\n文本。ONNX 网络会被运行：用一张图像求平均激活值，用纯色输入求每一层的图案有多少到达输出。`,
    },
    options: table,
  }),
  run,
};
