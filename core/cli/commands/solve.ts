import { FAMILIES, solve, type Family, type Solution, type Solved } from '../../chain';
import { invalidParameter } from '../../tensor/errors';
import { readSize } from '../readSize';
import { choice, defineOptions, formatOptions, parseArguments, wholeNumber } from '../arguments';
import { writeTogether } from '../atomicWrite';
import type { Command, CommandIo } from '../command';

const table = defineOptions({
  input: { type: 'string', placeholder: 'H,W', help: 'Size of the input.' },
  scale: { type: 'string', placeholder: 'N', help: 'The goal: this many times larger.' },
  output: { type: 'string', placeholder: 'H,W', help: 'The goal: exactly this size.' },
  family: { type: 'string', placeholder: 'ID', help: `Only this family: ${FAMILIES.join(', ')}.` },
  'kernel-size': { type: 'string', placeholder: 'N', help: 'Only this kernel size.' },
  dilation: { type: 'string', placeholder: 'N', help: 'Only this dilation.' },
  channels: { type: 'string', placeholder: 'N', help: 'Channels in and out, for the costs. Default 3.' },
  limit: { type: 'string', placeholder: 'N', help: 'Ways shown per family. Default 3.' },
  json: { type: 'string', placeholder: 'FILE', help: 'All ways as JSON, - for standard output.' },
});

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  if (positionals.length > 0) throw invalidParameter('arguments', 'only options', positionals[0]);
  if ((options.scale === undefined) === (options.output === undefined)) {
    throw invalidParameter('--scale', 'either --scale or --output', options.scale);
  }
  const whole = (name: 'scale' | 'kernel-size' | 'dilation' | 'channels' | 'limit', most: number) =>
    options[name] === undefined ? undefined : wholeNumber(name, options[name], 1, most);
  const solved = solve({
    input: readSize('input', options.input),
    target: whole('scale', 32) ?? readSize('output', options.output),
    channels: whole('channels', 65536),
    fixed: { kernelSize: whole('kernel-size', 64), dilation: whole('dilation', 16) },
  });
  const family = options.family === undefined ? undefined : choice('family', options.family, FAMILIES);
  const kept = family === undefined ? solved : only(solved, family);
  if (options.json === undefined) io.stdout(`${describe(kept, whole('limit', 1000) ?? 3)}\n`);
  else {
    const text = `${JSON.stringify(kept, null, 2)}\n`;
    if (options.json === '-') io.stdout(text);
    else await writeTogether([{ path: options.json, bytes: new TextEncoder().encode(text) }]);
  }
  return kept.solutions.length > 0 ? 0 : 2;
}

function only(solved: Solved, family: Family): Solved {
  return {
    output: solved.output,
    solutions: solved.solutions.filter((solution) => solution.family === family),
    unreachable: solved.unreachable.filter((answer) => answer.family === family),
  };
}

function describe({ output, solutions, unreachable }: Solved, limit: number): string {
  const shown = solutions.filter(
    (solution, i) => solutions.slice(0, i).filter(({ family }) => family === solution.family).length < limit,
  );
  return [
    `Ways to ${output.join('x')}, even overlap first, then the cheapest (whether a checkerboard shows depends on the weights, too):`,
    ...shown.flatMap((solution) => ['', ...rows(solution)]),
    ...unreachable.flatMap(({ family, why }) => ['', `${family}: ${why}`]),
  ].join('\n');
}

function rows(solution: Solution): string[] {
  const { family, layers, checkerboardFree, fitsEverySize, macs, parameterCount, why } = solution;
  const facts = [
    checkerboardFree ? 'even overlap' : 'uneven overlap',
    fitsEverySize ? 'fits every size' : 'fits this size',
    `${parameterCount} parameters`,
    `${macs} multiply-adds`,
  ];
  return [`${family}: ${facts.join(', ')}`, ...layers.map((layer) => `  ${layer}`), `  ${why}`];
}

export const solveCommand: Command = {
  name: 'solve',
  summary: 'Find the layers that reach a size.',
  usage: () =>
    [
      'Usage: upbench solve --input H,W (--scale N | --output H,W) [OPTION...]',
      '',
      'Finds kernel size, stride, padding, output padding and dilation for every family of upsampling layers,',
      'those with an even overlap first and then the cheapest, and says why output_padding is what it is.',
      'Exit code 2 when nothing reaches the size.',
      '',
      'Options:',
      formatOptions(table),
    ].join('\n'),
  run,
};
