import { message, say } from '../../messages';
import { auditDocument } from '../../network/audit';
import { auditFile } from '../../engine/networks/auditFile';
import { UpbenchError } from '../../tensor/errors';
import { defineOptions, formatOptions, parseArguments } from '../arguments';
import { writeTogether } from '../atomicWrite';
import { auditText } from '../auditText';
import type { Command, CommandIo } from '../command';
import { readShape } from '../shapeOption';

const table = defineOptions({
  input: { type: 'string', placeholder: 'NxCxHxW', help: 'Shape of the first input. Default: what the file states.' },
  picture: {
    type: 'string',
    placeholder: 'FILE',
    help: 'A picture for the activations. Default: random values 0 to 1.',
  },
  array: { type: 'string', placeholder: 'FILE', help: 'An input for the activations as .npy, in place of a picture.' },
  model: { type: 'string', placeholder: 'NAME', help: 'Which class of a Python text is meant.' },
  json: { type: 'string', placeholder: 'FILE', help: 'Everything as JSON, - for standard output.' },
});

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const [file, more] = positionals;
  if (file === undefined || more !== undefined)
    throw new UpbenchError('invalid-parameter', message('audit-one-file'), { parameter: 'FILE' });
  const { picture, array, json } = options;
  const audit = await auditFile(file, {
    input: options.input === undefined ? null : readShape(options.input),
    ...(picture === undefined ? {} : { picture }),
    ...(array === undefined ? {} : { array }),
    ...(options.model === undefined ? {} : { model: options.model }),
    signal: io.signal,
    onProgress: (done, of) => {
      if (io.interactive) io.stderr(`\r${say(message('audit-progress', { done: done + 1, of }))}`);
    },
  });
  if (io.interactive) io.stderr('\r\x1b[K');
  const text = `${JSON.stringify(auditDocument(audit), null, 2)}\n`;
  if (json === '-') io.stdout(text);
  else if (json !== undefined) await writeTogether([{ path: json, bytes: new TextEncoder().encode(text) }]);
  if (json !== '-') io.stdout(`${auditText(audit)}\n`);
  return 0;
}

export const auditCommand: Command = {
  name: 'audit',
  summary: "Find which of a network's layers makes a grid, what it costs, and what could replace it.",
  usage: () =>
    [
      'Usage: upbench audit FILE [OPTION...]',
      '',
      'FILE is an ONNX network, a recording (.upbench-net.json, made by upbench_trace.py: upbench chain --tracer), or the',
      'text of a PyTorch model. An ONNX network is run: on a picture for the mean activations, and on constant colours for',
      "what of each layer's pattern reaches the output.",
      '',
      'Options:',
      formatOptions(table),
    ].join('\n'),
  run,
};
