import { ComputeThread } from '../../engine/thread/computeThread';
import { resultOf } from '../../engine/thread/follow';
import type { JobEvent } from '../../engine/thread/jobs';
import { equivalences } from '../../experiment/equivalence';
import { formatFixed } from '../../experiment/shown';
import { isNested, nestedChains, type NestedLayer } from '../../experiment/nested';
import type { Experiment } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { defineOptions, formatOptions, parseArguments, wholeNumber } from '../arguments';
import type { Command, CommandIo } from '../command';
import { progressLine } from '../progressLine';

const table = defineOptions({
  scale: { type: 'string', short: 's', placeholder: 'N', help: 'Enlarge by a whole number from 2 to 32. Default: 2.' },
  seed: { type: 'string', placeholder: 'N', help: 'Of the random weights and the picture. Default: 0.' },
  nested: {
    type: 'boolean',
    help: 'Fit layers that contain one another on the built-in set instead, and print their errors.',
  },
  json: { type: 'boolean', help: 'Print the table as JSON.' },
});

interface NestedRow extends NestedLayer {
  readonly unknowns: number;
  /** Mean squared error on the training set, 0..1 units squared. */
  readonly mse: number;
  readonly psnr: number;
}

/** Each layer with the best weights there are for the training set; a ridge would blur what contains what. */
async function nested(scale: Experiment['scale'], asJson: boolean, io: CommandIo): Promise<number> {
  const line = progressLine(io);
  const thread = new ComputeThread(io.places.computeWorker);
  try {
    const chains: NestedRow[][] = [];
    for (const chain of nestedChains(scale)) {
      const rows: NestedRow[] = [];
      for (const { id, kernelSize } of chain) {
        const job = thread.run(
          {
            kind: 'fit',
            method: { id, parameters: { kernelSize } },
            scale,
            degradation: 'area',
            lambda: 0,
            split: { holdOut: 0, folds: 0 },
            pictures: null,
            channels: 1,
            origin: '',
            command: '',
          },
          ({ done, total }: JobEvent<'fit'>) => line.show(`${id} ${kernelSize}: ${done} of ${total}`),
        );
        const { unknowns, train } = await resultOf(job, io.signal);
        rows.push({ id, kernelSize, unknowns, mse: train.mse, psnr: train.psnr });
      }
      chains.push(rows);
    }
    line.clear();
    if (asJson) io.stdout(`${JSON.stringify(chains, null, 2)}\n`);
    else io.stdout(`${chains.map((rows) => nestedText(rows)).join('\n')}`);
    return 0;
  } finally {
    line.clear();
    await thread.dispose();
  }
}

function nestedText(rows: readonly NestedRow[]): string {
  const lines = rows.map(({ id, kernelSize, unknowns, mse, psnr }, index) => {
    const name = `${index === 0 ? ' ' : '≤'} ${id} k${kernelSize}`.padEnd(24);
    return `${name}${String(unknowns).padStart(4)} unknowns per output  MSE ${mse.toExponential(6)}  PSNR ${formatFixed(psnr, 3)} dB`;
  });
  const verdict = isNested(rows.map(({ mse }) => mse))
    ? '  as it must be: every layer can do what the one below it can'
    : '  not nested: rounding is larger than the difference';
  return `${[...lines, verdict].join('\n')}\n`;
}

export const equivalenceCommand: Command = {
  name: 'equivalence',
  summary: 'Show which layers are the same function, and check it in float64.',
  usage: [
    'Usage: upbench equivalence [OPTION...]',
    '',
    'Turns random weights of one family into weights of another where the two are the same function, runs both in',
    'float64 and prints the largest difference of any pixel, and for which borders it holds.',
    'With --nested, layers whose functions contain one another: the larger set is never worse where it was fitted.',
    '',
    'Options:',
    formatOptions(table),
  ].join('\n'),
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, table);
    if (positionals.length > 0)
      throw new UpbenchError('invalid-parameter', `equivalence takes no files but received "${positionals[0]}".`);
    const scale = wholeNumber('scale', options.scale ?? '2', SMALLEST_SCALE, LARGEST_SCALE);
    const seed = options.seed === undefined ? 0 : wholeNumber('seed', options.seed, 0, 2 ** 32 - 1);
    if (options.nested) return nested(scale, options.json, io);
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
