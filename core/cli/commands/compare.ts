import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { resultsIn } from '../../experiment/inLanguage';
import { labelsOf } from '../../experiment/names';
import type { Failure } from '../../experiment/schema';
import { summaryText, imageText } from '../compare/textTable';
import { UpbenchError } from '../../tensor/errors';
import { PICTURE_TITLES } from '../../tensor/pictureKinds';
import type { ComputeThread } from '../../engine/thread/computeThread';
import { staged, stagedJob } from '../../engine/thread/stageClock';
import { isSessionName } from '../../experiment/session';
import { checkTemplate, DEFAULT_TEMPLATE } from '../../experiment/outputNames';
import { streamJson } from '../../engine/runs/resultsJson';
import { createWorkFolder, removeWorkFolder } from '../../engine/host/workFolder';
import { parseArguments, wholeNumber } from '../arguments';
import { appendTo, checkDatabase } from '../batch/database';
import { headOf, imagesOf, writeDocuments, type Finished, type Head } from '../batch/documents';
import { holdFolder } from '../batch/holdFolder';
import { progressOf } from '../batch/progress';
import { runBatch, type BatchOutcome } from '../batch/run';
import type { Task } from '../batch/session';
import { parseShard, type Shard } from '../batch/shard';
import { tell, warn, warnOfFile, type Command, type CommandIo } from '../command';
import { message, say } from '../../messages';
import { checkpointsText } from '../../report/checkpoints';
import { findInputs } from '../compare/inputs';
import { areMasks, compareOptions, knownIds, planExperiment, type CompareOptions } from '../compare/options';
import { planWithGiven } from '../given';
import type { WeightFile } from '../../engine/files/namedFile';
import { weightFilesOf } from '../compare/weightFiles';
import { keepInputs, writeNamed } from '../outputFiles';
import { exitCodeOf, worst, type ExitCode } from '../exitCode';

/** Tables of more pictures than these are read in the files, not on the screen. */
const SHOWN_TABLES = 12;

interface Writing {
  readonly finished: BatchOutcome;
  readonly head: Head;
  readonly options: CompareOptions;
  readonly workFolder: string;
  readonly weightFiles: readonly WeightFile[];
  readonly io: CommandIo;
}

/** Pictures that the report shows one by one. */
const shownOf = (options: CompareOptions): number =>
  wholeNumber('report-pictures', options['report-pictures'] ?? '12', 0, 10_000);

async function writeAll(thread: ComputeThread, { finished, head, options, workFolder, weightFiles, io }: Writing) {
  const { out, force } = options;
  if (out === undefined) return undefined;
  const { number, isResumed, done } = finished;
  const shown = shownOf(options);
  const embedBytes = 1e6 * wholeNumber('report-size', options['report-size'] ?? '64', 0, 2000);
  const { signal } = io;
  const fault = await writeDocuments(thread, finished, head, {
    out,
    number,
    shown,
    embedBytes,
    workFolder,
    weightFiles,
    signal,
    force: force || isResumed,
    onWarning: (sentence) => warn(io, sentence),
    language: io.language,
  });
  tell(io, message('wrote-results', { count: done, out, number }));
  return fault;
}

async function writeJson({ finished, head, options, io }: Writing): Promise<void> {
  const { json } = options;
  if (json === undefined) return;
  const text = () => streamJson(head, imagesOf(finished, io.signal));
  if (json === '-') {
    for await (const part of text()) io.stdout(part);
    return;
  }
  await writeNamed(io, { path: json, content: text() });
}

async function compare(given: readonly string[], options: CompareOptions, io: CommandIo): Promise<number> {
  if (given.length === 0) throw new UpbenchError('invalid-parameter', message('compare-needs-pictures'));
  const template = checkTemplate(options.name ?? DEFAULT_TEMPLATE);
  const shard = options.shard === undefined ? null : parseShard(options.shard);
  if (shard !== null && options.out === undefined)
    throw new UpbenchError('invalid-parameter', message('shard-needs-out'));
  await checkDatabase(options.append);
  const workFolder = createWorkFolder();
  try {
    mkdirSync(join(workFolder, 'blobs'));
    const [only] = given;
    const task =
      given.length === 1 && only !== undefined && isSessionName(only)
        ? await (await import('../batch/session')).sessionTask(only, options, workFolder, io.signal)
        : areMasks(options)
          ? await maskTask(given, options)
          : await pictureTask(given, options, io);
    await keepInputs([...given, ...filesOf(task)], [options.json, options.session]);
    return await run(task, { options, template, shard, workFolder }, io);
  } finally {
    removeWorkFolder(workFolder);
  }
}

/** Every file that a task reads. */
const filesOf = ({ experiment, files, paths, given = new Map(), pairs = new Map() }: Task): (string | undefined)[] => [
  ...files.map((file) => paths?.get(file) ?? file),
  ...weightFilesOf(experiment).map(({ path }) => path),
  ...experiment.methods.map(({ network }) => network?.file),
  ...[...given.values()].flatMap(({ candidates, low }) => [...candidates, low].map((one) => one?.path)),
  ...[...pairs.values()].flatMap(({ truth, indices }) => [truth?.path, indices?.path]),
];

/** Pictures with what is given for them beside. */
async function pictureTask(given: readonly string[], options: CompareOptions, io: CommandIo): Promise<Task> {
  const inputs = await findInputs(given, options.recursive, options);
  const planned = await planWithGiven(options, inputs.files, io);
  return { ...planned, ...inputs, remarks: [...planned.remarks, ...inputs.remarks] };
}

/** Arrays and their truths; without a factor or size, the one that takes the first array to its truth. */
async function maskTask(given: readonly string[], options: CompareOptions): Promise<Task> {
  const { findPairs, scaleOfPair } = await import('../compare/maskInputs');
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
  for (const refusal of refused) warn(io, refusal.said ?? refusal.message);
  for (const remark of remarks) tell(io, remark);
  const weightFiles = task.weightFiles ?? weightFilesOf(experiment);
  const progress = progressOf(io, Date.now);
  const hold = options.out === undefined ? undefined : await holdFolder(options.out, io.signal);
  const thread = io.computing();
  const talks = options.json !== '-';
  let finished: Finished | undefined;
  try {
    const outcome = await runBatch(thread, {
      files,
      failed,
      experiment,
      workFolder,
      template,
      shard,
      out: options.out,
      force: options.force,
      weightFiles,
      signal: io.signal,
      pairs: task.pairs,
      given,
      ...(paths ? { paths } : {}),
      shown: options.out === undefined ? 0 : shownOf(options),
      onProgress: progress.show,
      onImage: (image, isNew) => {
        progress.count(isNew);
        if (talks && isNew && files.length <= SHOWN_TABLES)
          io.stdout(`${imageText(image, { experiment }, io.language)}\n`);
        for (const failure of image.failed) {
          code = worst(code, exitCodeOf(failure));
          const name = labelsOf(image, experiment, io.language)(failure.key);
          warn(io, message('method-failed-on', { name, file: image.file, reason: failure.said ?? failure.message }));
        }
      },
      onFailure: (failure: Failure) => {
        progress.clear();
        code = worst(code, exitCodeOf(failure));
        warnOfFile(io, failure);
      },
    });
    finished = outcome;
    progress.clear();
    if (progress.known > 0) tell(io, message('done-before', { known: progress.known, total: files.length }));
    const head = headOf(outcome, io.signal, task.leftOut);
    if (talks) for (const { said } of head.networks ?? []) io.stdout(`${say(said, io.language)}\n`);
    if (talks && head.checkpoints !== undefined)
      io.stdout(checkpointsText(resultsIn(head, io.language).checkpoints ?? [], io.language));
    if (talks && head.summary !== undefined) io.stdout(summaryText(head, head.summary, io.language));
    const writing: Writing = { finished: outcome, head, options, workFolder, weightFiles, io };
    // Without a single result nothing is written.
    const fault =
      outcome.done > 0 || shard !== null ? await staged('documents', () => writeAll(thread, writing)) : undefined;
    if (fault !== undefined) code = worst(code, exitCodeOf(fault));
    if (outcome.done > 0 || !talks) await writeJson(writing);
    if (options.session !== undefined) {
      const { saveSession } = await import('../batch/session');
      const { session } = options;
      await staged('session', () => saveSession(outcome, weightFiles, session, io));
    }
    if (outcome.done > 0) await appendTo(options.append, outcome, head, io);
    return code;
  } catch (error) {
    progress.clear();
    if (io.signal.aborted && options.out !== undefined && progress.done > 0) {
      tell(io, message('goes-on', { done: progress.done, total: files.length }));
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
  help: () => ({
    forms: ['PICTURE... [OPTION...]'],
    about: {
      en: [
        'Makes pictures small, enlarges them again by every method, and measures what came back. With --truth, enlarges',
        'arrays of logits, probabilities or feature maps and holds them against their truth.',
        `PICTURE is a file (${PICTURE_TITLES.join(', ')}), or a folder of such files.`,
        'A session, results.json or report.html in its place runs what it holds again.',
      ].join('\n'),
      'zh-CN': [
        '把图像缩小，用每个方法重新放大，并测量还原的程度。给出 --truth 时，放大由 logits、概率或特征图组成的',
        '数组，并与真值相比较。',
        `PICTURE 是一个文件（${PICTURE_TITLES.join('、')}）或由这类文件组成的文件夹。`,
        '给出会话、results.json 或 report.html 时，重新运行其中的内容。',
      ].join('\n'),
    },
    options: compareOptions,
    known: knownIds,
    examples: [
      'upbench compare photo.png --scale 3 --out result',
      'upbench compare photos --methods bilinear,pixel-shuffle --method pixel-shuffle:weights=icnr --json -',
      'upbench compare photo.png --scale 4 --method "pipeline:steps=conv-transpose x2 > bilinear x2"',
      'upbench compare logits.npy --truth truth.png --scale 8 --order both --metrics miou,boundary-iou',
      'upbench compare photos --recursive --samples 0 --shard 1/4 --out part1',
    ],
  }),
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, compareOptions);
    return stagedJob('command', () => compare(positionals, options, io));
  },
};
