import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { labelsOf } from '../../experiment/names';
import type { Failure } from '../../experiment/schema';
import { rankingText, togetherText } from '../../report';
import { UpbenchError } from '../../tensor/errors';
import { PICTURE_TITLES } from '../../tensor/pictureKinds';
import { ComputeThread } from '../../engine/thread/computeThread';
import { checkTemplate, DEFAULT_TEMPLATE } from '../../engine/runs/nameTemplate';
import { streamJson } from '../../engine/runs/resultsJson';
import { createWorkFolder, removeWorkFolder } from '../../engine/host/workFolder';
import { formatOptions, parseArguments, wholeNumber } from '../arguments';
import { appendTo, checkDatabase } from '../batch/database';
import { headOf, imagesOf, writeDocuments, type Finished, type Head } from '../batch/documents';
import { holdFolder } from '../batch/holdFolder';
import { progressOf } from '../batch/progress';
import { runBatch, type BatchOutcome } from '../batch/run';
import { isSessionName, saveSession, sessionTask, type Task } from '../batch/session';
import { parseShard, type Shard } from '../batch/shard';
import type { Command, CommandIo } from '../command';
import { findInputs } from '../compare/inputs';
import { areMasks, compareOptions, knownIds, planExperiment, type CompareOptions } from '../compare/options';
import { findPairs, scaleOfPair } from '../compare/maskInputs';
import { planWithGiven } from '../given';
import { weightFilesOf } from '../compare/weightFiles';
import { imageText } from '../compare/textTable';
import { writeNamed } from '../compare/writeFiles';
import { exitCodeOf, worst, type ExitCode } from '../exitCode';

/** Tables of more pictures than these are read in the files, not on the screen. */
const SHOWN_TABLES = 12;

function usage(): string {
  return [
    'Usage: upbench compare PICTURE... [OPTION...]',
    '',
    'Makes pictures small, enlarges them again by every method, and measures what came back. With --truth, enlarges',
    'arrays of logits, probabilities or feature maps and holds them against their truth.',
    `PICTURE is a file (${PICTURE_TITLES.join(', ')}), or a folder of such files.`,
    'A session, results.json or report.html in its place runs what it holds again.',
    '',
    'Options:',
    formatOptions(compareOptions),
    '',
    knownIds(),
    '',
    'Examples:',
    '  upbench compare photo.png --scale 3 --out result',
    '  upbench compare photos --methods bilinear,pixel-shuffle --method pixel-shuffle:weights=icnr --json -',
    '  upbench compare photo.png --scale 4 --method "pipeline:steps=conv-transpose x2 > bilinear x2"',
    '  upbench compare logits.npy --truth truth.png --scale 8 --order both --metrics miou,boundary-iou',
    '  upbench compare photos --recursive --samples 0 --shard 1/4 --out part1',
  ].join('\n');
}

interface Writing {
  readonly finished: BatchOutcome;
  readonly head: Head;
  readonly options: CompareOptions;
  readonly workFolder: string;
  readonly io: CommandIo;
}

async function writeAll(thread: ComputeThread, { finished, head, options, workFolder, io }: Writing) {
  const { out, force } = options;
  if (out === undefined) return undefined;
  const { number, isResumed, done } = finished;
  const shown = wholeNumber('report-pictures', options['report-pictures'] ?? '12', 0, 10_000);
  const embedBytes = 1e6 * wholeNumber('report-size', options['report-size'] ?? '64', 0, 2000);
  const { signal } = io;
  const fault = await writeDocuments(thread, finished, head, {
    ...{ out, number, shown, embedBytes, workFolder, signal, force: force || isResumed },
    onWarning: (sentence) => io.stderr(`upbench: ${sentence}\n`),
  });
  const where = number > 1 ? `, numbered ${number} because names were taken` : '';
  io.stderr(`Wrote the results of ${done} picture${done === 1 ? '' : 's'} to ${out}${where}.\n`);
  return fault;
}

async function writeJson({ finished, head, options, io }: Writing): Promise<void> {
  const { json, force } = options;
  if (json === undefined) return;
  const text = () => streamJson(head, imagesOf(finished, io.signal));
  if (json === '-') {
    for await (const part of text()) io.stdout(part);
    return;
  }
  io.stderr(`Wrote ${await writeNamed(json, text(), force, io.signal)}.\n`);
}

async function compare(given: readonly string[], options: CompareOptions, io: CommandIo): Promise<number> {
  if (given.length === 0)
    throw new UpbenchError('invalid-parameter', 'Name at least one picture or folder. See upbench compare --help.');
  const template = checkTemplate(options.name ?? DEFAULT_TEMPLATE);
  const shard = options.shard === undefined ? null : parseShard(options.shard);
  if (shard !== null && options.out === undefined)
    throw new UpbenchError('invalid-parameter', '--shard needs --out DIR, a folder for the results of this part.');
  await checkDatabase(options.append);
  const workFolder = createWorkFolder();
  try {
    mkdirSync(join(workFolder, 'blobs'));
    const [only] = given;
    const task =
      given.length === 1 && only !== undefined && isSessionName(only)
        ? await sessionTask(only, options, workFolder)
        : areMasks(options)
          ? await maskTask(given, options)
          : await pictureTask(given, options);
    return await run(task, { options, template, shard, workFolder }, io);
  } finally {
    removeWorkFolder(workFolder);
  }
}

/** Pictures with what is given for them beside. */
async function pictureTask(given: readonly string[], options: CompareOptions): Promise<Task> {
  const inputs = await findInputs(given, options.recursive, options);
  const planned = await planWithGiven(options, inputs.files);
  return { ...planned, ...inputs, remarks: [...planned.remarks, ...inputs.remarks] };
}

/** Arrays and their truths; without a factor or size, the one that takes the first array to its truth. */
async function maskTask(given: readonly string[], options: CompareOptions): Promise<Task> {
  const inputs = await findPairs(given, options.truth, options.indices);
  const planned = planExperiment(options);
  const [first] = inputs.files;
  if (options.scale !== undefined || options.size !== undefined || first === undefined)
    return { ...planned, ...inputs };
  const scale = (await scaleOfPair(first, inputs.pairs.get(first))) ?? planned.experiment.scale;
  return { ...planned, ...inputs, experiment: { ...planned.experiment, scale } };
}

interface RunSettings {
  readonly options: CompareOptions;
  readonly template: string;
  readonly shard: Shard | null;
  readonly workFolder: string;
}

async function run(task: Task, settings: RunSettings, io: CommandIo): Promise<number> {
  const { options, template, shard, workFolder } = settings;
  const { experiment, refused, remarks, files, failed, paths, given } = task;
  let code: ExitCode = refused.length === 0 ? 0 : 2;
  for (const { message } of refused) io.stderr(`upbench: ${message}\n`);
  for (const remark of remarks) io.stderr(`${remark}\n`);
  const weightFiles = task.weightFiles ?? weightFilesOf(experiment);
  const thread = new ComputeThread(io.places.computeWorker);
  const progress = progressOf(io, Date.now);
  const hold = options.out === undefined ? undefined : await holdFolder(options.out, io.signal);
  const talks = options.json !== '-';
  let finished: Finished | undefined;
  try {
    const outcome = await runBatch(thread, {
      ...{ files, failed, experiment, workFolder, template, shard, out: options.out, force: options.force },
      ...{ weightFiles, signal: io.signal, pairs: task.pairs, given, ...(paths ? { paths } : {}) },
      onProgress: progress.show,
      onImage: (image, isNew) => {
        progress.count(isNew);
        if (talks && isNew && files.length <= SHOWN_TABLES) io.stdout(`${imageText(image, { experiment })}\n`);
        for (const failure of image.failed) {
          code = worst(code, exitCodeOf(failure));
          io.stderr(`upbench: ${labelsOf(image, experiment)(failure.key)} on ${image.file}: ${failure.message}\n`);
        }
      },
      onFailure: ({ file, message, code: kind }: Failure) => {
        progress.clear();
        code = worst(code, exitCodeOf({ code: kind }));
        io.stderr(`upbench: ${message.includes(file) ? message : `"${file}": ${message}`}\n`);
      },
    });
    finished = outcome;
    progress.clear();
    if (progress.known > 0) io.stderr(`${progress.known} of ${files.length} pictures had been done before.\n`);
    const head = headOf(outcome, io.signal, task.leftOut);
    if (talks && head.summary !== undefined) io.stdout(togetherText(head.summary) + rankingText(head.summary));
    const writing: Writing = { finished: outcome, head, options, workFolder, io };
    // With nothing to show for it there is nothing to write.
    const fault = outcome.done > 0 || shard !== null ? await writeAll(thread, writing) : undefined;
    if (fault !== undefined) code = worst(code, exitCodeOf(fault));
    if (outcome.done > 0 || !talks) await writeJson(writing);
    if (options.session !== undefined) {
      await saveSession(outcome, weightFiles, options.session, options.force, io);
    }
    if (outcome.done > 0) await appendTo(options.append, outcome, head, io);
    return code;
  } catch (error) {
    progress.clear();
    if (io.signal.aborted && options.out !== undefined && progress.done > 0) {
      io.stderr(`${progress.done} of ${files.length} pictures are done. The same command goes on from there.\n`);
    }
    throw error;
  } finally {
    progress.clear();
    finished?.journal.close();
    await hold?.release();
    await thread.dispose();
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
