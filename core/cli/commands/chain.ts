import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chainExamples, evaluateChain, findFixes, legalSizes, parseChain, writeChain, type Chain } from '../../chain';
import { refuseOtherKinds } from '../../engine/networks/kinds';
import { message, say } from '../../messages';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { choice, defineOptions, formatOptions, parseArguments } from '../arguments';
import { writeTogether } from '../atomicWrite';
import { chainDocument, chainText } from '../chainText';
import type { Command, CommandIo } from '../command';
import { readShape } from '../shapeOption';

const table = defineOptions({
  input: {
    type: 'string',
    placeholder: 'CxHxW',
    help: 'Shape of the input, with or without the batch before it.\nDefault: what a comment "# x: 1x3x224x224" in the file says.',
  },
  example: {
    type: 'string',
    placeholder: 'NAME',
    help: `A built-in chain instead of a file:\n${chainExamples.map(({ id }) => id).join(', ')}.`,
  },
  model: {
    type: 'string',
    placeholder: 'NAME',
    help: 'Which class or variable of the text is meant, where it holds several models.',
  },
  tracer: { type: 'boolean', help: 'Print upbench_trace.py, which records a model from your own PyTorch.' },
  json: { type: 'string', placeholder: 'FILE', help: 'Everything as JSON, - for standard output.' },
  write: { type: 'string', placeholder: 'FILE', help: 'The layers as read, one per line, - for standard output.' },
});

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  if (options.tracer === true) {
    io.stdout(await readFile(join(io.places.root, 'resources/python/upbench_trace.py'), 'utf8'));
    return 0;
  }
  const text = await source(positionals, options.example);
  const chain = parseChain(text, options.input === undefined ? null : readShape(options.input), options.model ?? null);
  const input = readInput(options.input, chain);
  if (chain.isPrint === true) io.stderr(`${say(message('print-no-forward'))}\n`);
  const evaluation = evaluateChain(chain, input);
  const fits = evaluation.rows.every((row) => row.shape !== null);
  const legal = legalSizes(chain, input);
  const problems = evaluation.rows.filter((row) => row.problem !== null || row.warning !== null);
  const fixes = new Map(problems.map((row) => [row.step.name, findFixes(chain, evaluation, row)]));
  const { json, write } = options;
  if (json === '-' && write === '-') throw invalidParameter('--write', 'a file beside --json -', write);
  const files: { path: string; bytes: Uint8Array }[] = [];
  const give = (path: string | undefined, text: string): void => {
    if (path === '-') io.stdout(text);
    else if (path !== undefined) files.push({ path, bytes: encode(text) });
  };
  give(json, `${JSON.stringify(chainDocument(evaluation, legal, fixes), null, 2)}\n`);
  give(write, writeChain(chain));
  if (files.length > 0) await writeTogether(files);
  if (json !== '-' && write !== '-') io.stdout(`${chainText(evaluation, legal, fixes)}\n`);
  return fits ? 0 : 2;
}

async function source(positionals: readonly string[], example: string | undefined): Promise<string> {
  const [file, more] = positionals;
  if (more !== undefined) throw invalidParameter('FILE', 'one file', more);
  if ((file === undefined) === (example === undefined)) throw invalidParameter('FILE', 'a file or --example', file);
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
  try {
    return await readFile(file!, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new UpbenchError('missing-file', `There is no file ${file!}.`);
    throw new UpbenchError('unreadable-file', `Could not read ${file!}${code === undefined ? '' : ` (${code})`}.`);
  }
}

/** `3x224x224`, `1,3,224,224` */
function readInput(text: string | undefined, chain: Chain): readonly number[] {
  if (text === undefined) {
    if (chain.input) return chain.input;
    throw invalidParameter('--input', 'CxHxW, or a comment "# x: 1x3x224x224" in the file', text);
  }
  return readShape(text);
}

export const chainCommand: Command = {
  name: 'chain',
  summary: 'Follow a shape through PyTorch layer lines.',
  usage: () =>
    [
      'Usage: upbench chain FILE --input CxHxW [OPTION...]',
      '       upbench chain --example NAME',
      '       upbench chain --tracer > upbench_trace.py',
      '',
      'Reads PyTorch layer lines (nn.Sequential(...), printed modules, name = nn.Conv2d(...), torch.cat([a, b], 1))',
      'and prints after every layer the shape, parameters, multiply-adds and receptive field. Where something does',
      'not fit, it says what would cure it. Exit code 2 when a line cannot be read or a layer does not fit.',
      '',
      'Options:',
      formatOptions(table),
    ].join('\n'),
  run,
};
