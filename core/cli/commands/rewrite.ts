import { message, say } from '../../messages';
import { readNetworkFile } from '../../engine/networks/networkFile';
import { rewriteNetwork } from '../../engine/networks/rewriteNetwork';
import { UpbenchError } from '../../tensor/errors';
import { choice, defineOptions, formatOptions, parseArguments } from '../arguments';
import { writeTogether } from '../atomicWrite';
import type { Command, CommandIo } from '../command';
import { readShape } from '../shapeOption';

const TARGETS = ['pixel-shuffle', 'conv-transpose'] as const;

const table = defineOptions({
  layer: { type: 'string', placeholder: 'NAME', help: 'The enlarging layer, as upbench audit names it.' },
  to: { type: 'string', placeholder: 'KIND', help: `What it becomes: ${TARGETS.join(', ')}.` },
  out: { type: 'string', placeholder: 'FILE', help: 'Where the new network goes, .onnx.' },
  input: {
    type: 'string',
    placeholder: 'NxCxHxW',
    help: 'Shape of the input for the proof. Default: what the file states.',
  },
  json: { type: 'string', placeholder: 'FILE', help: 'The proof as JSON, - for standard output.' },
});

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const [path, more] = positionals;
  const { layer, to, out, json } = options;
  if (path === undefined || more !== undefined || layer === undefined || to === undefined || out === undefined)
    throw new UpbenchError('invalid-parameter', message('rewrite-needs'));
  const target = choice('to', to, TARGETS);
  const file = await readNetworkFile(path);
  const { proof, bytes } = await rewriteNetwork(
    file,
    layer,
    target,
    options.input === undefined ? null : readShape(options.input),
  );
  const text = `${JSON.stringify(proof, null, 2)}\n`;
  if (json === '-') io.stdout(text);
  else {
    const { layer: own, network } = proof.largestDifference;
    io.stdout(`${say(message('rewrite-proof', { layer, own, network, bound: proof.bound, holds: proof.holds }))}\n`);
  }
  const files = json !== undefined && json !== '-' ? [{ path: json, bytes: new TextEncoder().encode(text) }] : [];
  // Without a proof nothing is saved.
  if (proof.holds) files.push({ path: out, bytes: new Uint8Array(bytes) });
  if (files.length > 0) await writeTogether(files);
  return proof.holds ? 0 : 2;
}

export const rewriteCommand: Command = {
  name: 'rewrite',
  summary: 'Put an equal layer in the place of an enlarging one, proven before it is saved.',
  usage: () =>
    [
      'Usage: upbench rewrite MODEL.onnx --layer NAME --to pixel-shuffle|conv-transpose --out new.onnx [OPTION...]',
      '',
      'A transposed convolution becomes a convolution and a pixel shuffle, or the other way round. Both networks are run on',
      'the same random values. Exit code 2, and nothing is saved, where the difference is more than a millionth of the sum of',
      'magnitudes.',
      '',
      'Options:',
      formatOptions(table),
    ].join('\n'),
  run,
};
