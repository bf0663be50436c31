import { existsSync, mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ComputeThread } from '../../engine/thread/computeThread';
import { DEFAULT_TEMPLATE } from '../../engine/runs/nameTemplate';
import { readFailure } from '../../engine/files/fileErrors';
import { createWorkFolder, removeWorkFolder } from '../../engine/host/workFolder';
import { DEGRADATIONS, type Experiment, type Failure, type ImageResult } from '../../experiment/schema';
import { formatFixed } from '../../experiment/shown';
import { sweepCsv, sweepExperiment, sweepRows, type SweepRow } from '../../experiment/sweep';
import { UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { SWEEP_FAMILIES } from '../../upsamplers/sweep';
import { choice, defineOptions, formatOptions, parseArguments, wholeNumber, type OptionValues } from '../arguments';
import { isDevice, writeTogether } from '../atomicWrite';
import { runBatch } from '../batch/run';
import type { Command, CommandIo } from '../command';
import { exitCodeOf, worst, type ExitCode } from '../exitCode';
import { findInputs } from '../compare/inputs';
import { progressLine } from '../progressLine';

const table = defineOptions({
  scale: { type: 'string', short: 's', placeholder: 'N', help: 'Enlarge by a whole number from 2 to 32. Default: 2.' },
  largest: { type: 'string', placeholder: 'K', help: 'Largest kernelSize, 1 to 31. Default: 9.' },
  degradation: {
    type: 'string',
    placeholder: 'HOW',
    help: 'How small versions are made: area (default), bicubic (PyTorch, antialiased) or\nmatlab-bicubic (imresize, as in the tables of papers).',
  },
  recursive: { type: 'boolean', short: 'r', help: 'Look into the folders of a folder, too.' },
  csv: { type: 'string', placeholder: 'FILE', help: 'Write the table as CSV.' },
  json: { type: 'boolean', help: 'Print the table as JSON and nothing else.' },
  force: { type: 'boolean', short: 'f', help: 'Overwrite the file.' },
});

/** The experiment: every kernel of every family with fitted weights, and the two fixed kernels to compare with. */
function planSweep(options: OptionValues<typeof table>): Experiment {
  const scale = wholeNumber('scale', options.scale ?? '2', SMALLEST_SCALE, LARGEST_SCALE);
  const largest = options.largest === undefined ? 9 : wholeNumber('largest', options.largest, 1, 31);
  const { degradation } = options;
  return sweepExperiment({
    scale,
    degradation: degradation === undefined ? 'area' : choice('degradation', degradation, DEGRADATIONS),
    largest,
  });
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const experiment = planSweep(options);
  const { csv, force } = options;
  if (csv !== undefined && !force && existsSync(csv) && !(await isDevice(csv)))
    throw new UpbenchError('exists', `"${csv}" exists already. Give another name, or --force to replace it.`);
  const training = join(io.places.root, 'resources/training');
  const given = positionals.length > 0 ? positionals : await picturesOf(training);
  const { files, failed, remarks } = await findInputs(given, options.recursive);
  for (const remark of remarks) io.stderr(`${remark}\n`);
  const line = progressLine(io);
  const folder = createWorkFolder();
  mkdirSync(join(folder, 'blobs'));
  const thread = new ComputeThread(io.places.computeWorker);
  let code: ExitCode = 0;
  try {
    const images: ImageResult[] = [];
    const { journal } = await runBatch(thread, {
      ...{ files, failed, experiment, workFolder: folder, weightFiles: [], signal: io.signal },
      ...{ out: undefined, template: DEFAULT_TEMPLATE, force: false, shard: null },
      onProgress: (position, total, file, text) => line.show(`[${position}/${total}] ${file}: ${text}`),
      onImage: (image) => {
        images.push(image);
        for (const { key, message, code: kind } of image.failed) {
          code = worst(code, exitCodeOf({ code: kind }));
          io.stderr(`upbench: ${key} on ${image.file}: ${message}\n`);
        }
      },
      onFailure: ({ file, message, code: kind }: Failure) => {
        code = worst(code, exitCodeOf({ code: kind }));
        io.stderr(`upbench: ${message.includes(file) ? message : `"${file}": ${message}`}\n`);
      },
    });
    journal.close();
    line.clear();
    const rows = sweepRows(images);
    if (csv !== undefined) await writeTogether([{ path: csv, bytes: new TextEncoder().encode(sweepCsv(rows)) }]);
    const compared = rows[0]?.pictures ?? 0;
    const count = compared === images.length ? String(compared) : `${compared} of ${images.length}`;
    const why = compared === images.length ? '' : ' (the others are left out: a kernel has no error or no value there)';
    const where = positionals.length > 0 ? `${count} pictures${why}` : `the ${count} training pictures${why}`;
    io.stdout(
      options.json
        ? json(rows, experiment)
        : `${text(rows)}\nMeans over ${where}; weights fitted on the built-in set.\n`,
    );
    return code;
  } finally {
    line.clear();
    await thread.dispose();
    removeWorkFolder(folder);
  }
}

async function picturesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).map((name) => join(folder, name)).sort();
  } catch (error) {
    throw readFailure(folder, error);
  }
}

function json(rows: readonly SweepRow[], { scale, degradation }: Experiment): string {
  const special = (_key: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify({ schema: 'upbench.sweep/1', scale, degradation, rows }, special, 2)}\n`;
}

function text(rows: readonly SweepRow[]): string {
  const head = ['method', 'k', 'parameters', 'MAC/value', 'PSNR dB', 'SSIM', ''];
  const cells = rows.map((row) => [
    row.id,
    String(row.kernelSize ?? ''),
    String(row.parameters),
    formatFixed(row.macsPerValue, 2),
    formatFixed(row.psnr, 3),
    formatFixed(row.ssim, 4),
    row.pareto ? 'front' : '',
  ]);
  const widths = head.map((title, column) =>
    Math.max(...[head, ...cells].map((line) => line[column]!.length), title.length),
  );
  const show = (line: readonly string[]): string =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [head, ...cells].map(show).join('\n');
}

export const sweepCommand: Command = {
  name: 'sweep',
  summary: 'Show what a larger kernel buys: fitted quality against cost.',
  usage: () =>
    [
      'Usage: upbench sweep [PICTURE...] [OPTION...]',
      '',
      `Enlarges pictures with ${SWEEP_FAMILIES.join(', ')} at every kernelSize, each with weights fitted on the`,
      'built-in set, and prints mean PSNR and SSIM beside the cost. "front" marks rows that none beats in both.',
      'Without pictures it runs on the training pictures themselves.',
      '',
      'Options:',
      formatOptions(table),
    ].join('\n'),
  run,
};
