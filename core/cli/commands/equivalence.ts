import { equivalences } from '../../experiment/equivalence';
import { UpbenchError } from '../../tensor/errors';
import { choice, defineOptions, formatOptions, parseArguments, wholeNumber } from '../arguments';
import type { Command } from '../command';

const table = defineOptions({
  scale: { type: 'string', short: 's', placeholder: 'N', help: 'Enlarge by 2, 3 or 4. Default: 2.' },
  seed: { type: 'string', placeholder: 'N', help: 'Of the random weights and the picture. Default: 0.' },
  json: { type: 'boolean', help: 'Print the table as JSON.' },
});

export const equivalenceCommand: Command = {
  name: 'equivalence',
  summary: 'Show which layers are the same function, and check it in float64.',
  usage: [
    'Usage: upbench equivalence [OPTION...]',
    '',
    'Turns random weights of one family into weights of another where the two are the same function, runs both in',
    'float64 and prints the largest difference of any pixel, and for which borders it holds.',
    '',
    'Options:',
    formatOptions(table),
  ].join('\n'),
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, table);
    if (positionals.length > 0)
      throw new UpbenchError('invalid-parameter', `equivalence takes no files but received "${positionals[0]}".`);
    const scale = Number(options.scale === undefined ? '2' : choice('scale', options.scale.trim(), ['2', '3', '4']));
    const seed = options.seed === undefined ? 0 : wholeNumber('seed', options.seed, 0, 2 ** 32 - 1);
    const rows = equivalences(scale, seed);
    if (options.json) io.stdout(`${JSON.stringify(rows, null, 2)}\n`);
    else
      for (const { from, to, largestDifference, border, rule } of rows)
        io.stdout(
          `${from} = ${to}\n  largest difference ${largestDifference.toExponential(1)}; border: ${border}\n  ${rule}\n`,
        );
    return Promise.resolve(0);
  },
};
