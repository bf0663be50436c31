import { readRegular } from '../../engine/files/regularFile';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chainExamples, evaluateChain, findFixes, legalSizes, parseChain, writeChain, type Chain } from '../../chain';
import { refuseOtherKinds } from '../../engine/networks/kinds';
import { message } from '../../messages';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { choice, defineOptions, parseArguments } from '../arguments';
import { chainDocument, chainText } from '../chainText';
import { tell, type Command, type CommandIo } from '../command';
import { keepInputs, writeNamed, type NamedOutput } from '../outputFiles';
import { readShape } from '../readSize';

const table = defineOptions({
  input: {
    type: 'string',
    placeholder: 'CxHxW',
    help: {
      en: 'Shape of the input, with or without the batch before it.\nDefault: what a comment "# x: 1x3x224x224" in the file says.',
      'zh-CN': '输入的形状，前面可以带批大小，也可以不带。\n默认：文件中注释“# x: 1x3x224x224”所写的形状。',
    },
  },
  example: {
    type: 'string',
    placeholder: 'NAME',
    help: {
      en: `A built-in chain instead of a file:\n${chainExamples.map(({ id }) => id).join(', ')}.`,
      'zh-CN': `用内置的层链代替文件：\n${chainExamples.map(({ id }) => id).join('、')}。`,
    },
  },
  model: {
    type: 'string',
    placeholder: 'NAME',
    help: {
      en: 'Which class or variable of the text is meant, where it holds several models.',
      'zh-CN': '文本中有多个模型时，指定哪一个类或变量。',
    },
  },
  tracer: {
    type: 'boolean',
    help: {
      en: 'Print upbench_trace.py, which records a model from your own PyTorch.',
      'zh-CN': '打印 upbench_trace.py；它用您自己的 PyTorch 记录模型。',
    },
  },
  json: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'Everything as JSON, - for standard output.', 'zh-CN': '以 JSON 写出全部内容，- 表示标准输出。' },
  },
  write: {
    type: 'string',
    placeholder: 'FILE',
    help: {
      en: 'The layers as read, one per line, - for standard output.',
      'zh-CN': '写出读到的各层，每行一层，- 表示标准输出。',
    },
  },
});

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  if (options.tracer === true) {
    io.stdout(await readFile(join(io.places.root, 'resources/python/upbench_trace.py'), 'utf8'));
    return 0;
  }
  await keepInputs(positionals, [options.json, options.write]);
  const text = await source(positionals, options.example);
  const chain = parseChain(text, options.input === undefined ? null : readShape(options.input), options.model ?? null);
  const input = readInput(options.input, chain);
  if (chain.isPrint === true) tell(io, message('print-no-forward'));
  const evaluation = evaluateChain(chain, input);
  const fits = evaluation.rows.every((row) => row.shape !== null);
  const legal = legalSizes(chain, input);
  const problems = evaluation.rows.filter((row) => row.problem !== null || row.warning !== null);
  const fixes = new Map(problems.map((row) => [row.step.name, findFixes(chain, evaluation, row)]));
  const { json, write } = options;
  if (json === '-' && write === '-') throw invalidParameter('--write', message('expected-file-beside-json'), write);
  const files: NamedOutput[] = [];
  const give = (path: string | undefined, text: string): void => {
    if (path === '-') io.stdout(text);
    else if (path !== undefined) files.push({ path, content: text });
  };
  give(json, `${JSON.stringify(chainDocument(evaluation, legal, fixes), null, 2)}\n`);
  give(write, writeChain(chain));
  await writeNamed(io, ...files);
  if (json !== '-' && write !== '-') io.stdout(`${chainText(evaluation, legal, fixes, io.language)}\n`);
  return fits ? 0 : 2;
}

async function source(positionals: readonly string[], example: string | undefined): Promise<string> {
  const [file, more] = positionals;
  if (more !== undefined) throw invalidParameter('FILE', message('expected-one-file'), more);
  if ((file === undefined) === (example === undefined))
    throw invalidParameter('FILE', message('expected-file-or-example'), file);
  if (example !== undefined) {
    const id = choice(
      'example',
      example,
      chainExamples.map((known) => known.id),
    );
    return chainExamples.find((known) => known.id === id)!.text;
  }
  refuseOtherKinds(file!);
  if (/\.onnx$/i.test(file!))
    throw new UpbenchError('unsupported-file', message('network-not-a-text', { name: file! }));
  return (await readRegular(file!)).toString('utf8');
}

/** `3x224x224`, `1,3,224,224` */
function readInput(text: string | undefined, chain: Chain): readonly number[] {
  if (text === undefined) {
    if (chain.input) return chain.input;
    throw invalidParameter('--input', message('expected-input-or-comment'), text);
  }
  return readShape(text);
}

export const chainCommand: Command = {
  help: () => ({
    forms: ['FILE --input CxHxW [OPTION...]', '--example NAME', '--tracer > upbench_trace.py'],
    about: {
      en: `Reads PyTorch layer lines (nn.Sequential(...), printed modules, name = nn.Conv2d(...), torch.cat([a, b], 1))\nand prints after every layer the shape, parameters, multiply-adds and receptive field. Where something does\nnot fit, it says what would cure it. Exit code 2 when a line cannot be read or a layer does not fit.`,
      'zh-CN': `读取 PyTorch 的各层（nn.Sequential(...)、打印出的模块、name = nn.Conv2d(...)、torch.cat([a, b], 1)），\n打印每一层之后的形状、参数量、乘加次数和感受野。不匹配之处会说明怎样修正。\n有一行读不懂或有一层不匹配时退出码为 2。`,
    },
    options: table,
  }),
  run,
};
