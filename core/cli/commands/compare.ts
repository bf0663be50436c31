import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Failure, Results } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import { ConductorClient } from '../../engine/conductorClient';
import { outputFileNames } from '../../engine/fileNames';
import type { PicturePaths } from '../../engine/jobs';
import { renderJson } from '../../engine/resultsJson';
import { createWorkFolder, removeWorkFolder } from '../../engine/workFolder';
import { formatOptions, parseArguments } from '../arguments';
import type { Command, CommandIo } from '../command';
import { findInputs } from '../compare/inputs';
import { compareOptions, knownIds, planExperiment, type CompareOptions } from '../compare/options';
import { runBatch, type BatchOutcome } from '../compare/runBatch';
import { progressLine } from '../progressLine';
import { weightFilesOf } from '../compare/weightFiles';
import { imageText } from '../compare/textTable';
import { freeNumber, namesIn, numbered, writeFiles, type FileToWrite } from '../compare/writeFiles';

function usage(): string {
  return [
    'Usage: upbench compare PICTURE... [OPTION...]',
    '',
    'Makes pictures small, enlarges them again by every method, and measures what came back.',
    'PICTURE is a PNG, JPEG, WebP, AVIF, TIFF or GIF file, or a folder of such files.',
    '',
    'Options:',
    formatOptions(compareOptions),
    '',
    knownIds(),
    '',
    'Examples:',
    '  upbench compare photo.png --scale 3 --out result',
    '  upbench compare photos --methods bilinear,pixel-shuffle --method pixel-shuffle:weights=icnr --json -',
  ].join('\n');
}

/** Only the methods' outputs: the reference is the user's own file, and the small one is made from it. */
function writable(pictures: readonly PicturePaths[]): PicturePaths[] {
  return pictures.map((paths) =>
    Object.fromEntries(Object.entries(paths).filter(([key]) => key !== 'reference' && key !== 'input')),
  );
}

async function outputFiles(
  conductor: ConductorClient,
  { results, pictures }: BatchOutcome,
  number: number,
): Promise<FileToWrite[]> {
  const chosen = writable(pictures);
  const named = outputFileNames(results, chosen, number);
  const text = async (format: 'csv' | 'md' | 'html'): Promise<Uint8Array> =>
    conductor.run({ kind: 'export', format, results: named.results, pictures }).done;
  return [
    ...chosen.flatMap((paths, image) =>
      Object.entries(paths).flatMap(([key, path]) => {
        const name = named.names[image]?.[key];
        return name === undefined ? [] : [{ name, content: { path } }];
      }),
    ),
    { name: numbered('results.json', number), content: renderJson(named.results) },
    { name: numbered('results.csv', number), content: await text('csv') },
    { name: numbered('results.md', number), content: await text('md') },
    { name: numbered('report.html', number), content: await text('html') },
  ];
}

async function writeOut(
  conductor: ConductorClient,
  outcome: BatchOutcome,
  options: CompareOptions,
  io: CommandIo,
): Promise<Results> {
  const { out, json, force } = options;
  let { results } = outcome;
  if (out !== undefined) {
    const chosen = writable(outcome.pictures);
    const { names } = outputFileNames(results, chosen, 1);
    const wished = [
      'results.json',
      'results.csv',
      'results.md',
      'report.html',
      ...names.flatMap((own) => Object.values(own)),
    ];
    const number = force ? 1 : freeNumber(wished, await namesIn(out));
    const files = await outputFiles(conductor, outcome, number);
    results = outputFileNames(results, chosen, number).results;
    await writeFiles(out, files, force, io.signal);
    io.stderr(
      `Wrote ${files.length} files to ${out}${number > 1 ? `, numbered ${number} because names were taken` : ''}.\n`,
    );
  }
  if (json === '-') io.stdout(renderJson(results));
  else if (json !== undefined) {
    const folder = dirname(json);
    const name = force ? basename(json) : numbered(basename(json), freeNumber([basename(json)], await namesIn(folder)));
    await writeFiles(folder, [{ name, content: renderJson(results) }], force, io.signal);
    io.stderr(`Wrote ${join(folder, name)}.\n`);
  }
  return results;
}

async function compare(given: readonly string[], options: CompareOptions, io: CommandIo): Promise<number> {
  const { experiment, refused, remarks } = planExperiment(options);
  if (given.length === 0)
    throw new UpbenchError('invalid-parameter', 'Name at least one picture or folder. See upbench compare --help.');
  let isGood = refused.length === 0;
  for (const { message } of refused) io.stderr(`upbench: ${message}\n`);
  for (const remark of remarks) io.stderr(`${remark}\n`);
  const { files, failed } = await findInputs(given, options.recursive);
  const line = progressLine(io);
  const wantPictures = options.out !== undefined;
  const folder = createWorkFolder();
  mkdirSync(join(folder, 'blobs'));
  const conductor = new ConductorClient(io.places.conductor);
  try {
    const outcome = await runBatch(conductor, {
      ...{ files, failed, experiment, folder, wantPictures, signal: io.signal },
      weightFiles: weightFilesOf(experiment),
      onProgress: (text) => line.show(text),
      onImage: (image) => {
        line.clear();
        if (options.json !== '-') io.stdout(`${imageText(image, { experiment })}\n`);
        for (const failure of image.failed) {
          isGood = false;
          io.stderr(`upbench: ${failure.key} on ${image.file}: ${failure.message}\n`);
        }
      },
      onFailure: ({ file, message }: Failure) => {
        line.clear();
        isGood = false;
        io.stderr(`upbench: ${message.includes(file) ? message : `"${file}": ${message}`}\n`);
      },
    });
    // With nothing to show for it there is nothing to write.
    if (outcome.results.images.length > 0 || options.json === '-') await writeOut(conductor, outcome, options, io);
    return isGood ? 0 : 2;
  } finally {
    line.clear();
    await conductor.dispose();
    removeWorkFolder(folder);
  }
}

export const compareCommand: Command = {
  name: 'compare',
  summary: 'Compare methods on pictures and print or write the results.',
  usage,
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, compareOptions);
    return compare(positionals, options, io);
  },
};
