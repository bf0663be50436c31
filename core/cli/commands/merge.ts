import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { rankingText, togetherText } from '../../report';
import { UpbenchError } from '../../tensor/errors';
import { ComputeThread } from '../../engine/thread/computeThread';
import { createWorkFolder, removeWorkFolder } from '../../engine/host/workFolder';
import { defineOptions, formatOptions, parseArguments, wholeNumber, type OptionValues } from '../arguments';
import { appendTo, checkDatabase } from '../batch/database';
import { headOf, writeDocuments } from '../batch/documents';
import { holdFolder, type Hold } from '../batch/holdFolder';
import { joinShards, openShards } from '../batch/merge';
import type { Command, CommandIo } from '../command';
import { appendOption } from '../compare/options';
import { exitCodeOf, worst, type ExitCode } from '../exitCode';

const mergeOptions = defineOptions({
  out: { type: 'string', short: 'o', placeholder: 'DIR', help: 'Folder for the joined results; required.' },
  'report-pictures': {
    type: 'string',
    placeholder: 'N',
    help: 'Pictures shown one by one in report.html. Default: 12.',
  },
  'report-size': {
    type: 'string',
    placeholder: 'MB',
    help: 'Pictures that report.html may carry inside, in megabytes; above, it shows the files beside it. Default: 64.',
  },
  append: appendOption,
  force: { type: 'boolean', short: 'f', help: 'Overwrite results that are there.' },
});

async function merge(folders: readonly string[], options: OptionValues<typeof mergeOptions>, io: CommandIo) {
  const { out, force } = options;
  if (folders.length === 0)
    throw new UpbenchError('invalid-parameter', 'Name the folders of the shards. See upbench merge --help.');
  if (out === undefined) throw new UpbenchError('invalid-parameter', 'Say where to with --out DIR.');
  const shown = wholeNumber('report-pictures', options['report-pictures'] ?? '12', 0, 10_000);
  const embedBytes = 1e6 * wholeNumber('report-size', options['report-size'] ?? '64', 0, 2000);
  await checkDatabase(options.append);
  const shards = await openShards(folders);
  const workFolder = createWorkFolder();
  mkdirSync(join(workFolder, 'blobs'));
  const thread = new ComputeThread(io.places.computeWorker);
  let hold: Hold | undefined;
  try {
    hold = await holdFolder(out, io.signal);
    const finished = await joinShards(shards, out, force, io.signal);
    try {
      const head = headOf(finished, io.signal);
      const fault = await writeDocuments(thread, finished, head, {
        out,
        number: 1,
        shown,
        embedBytes,
        workFolder,
        signal: io.signal,
        force,
        onWarning: (sentence) => io.stderr(`upbench: ${sentence}\n`),
      });
      await appendTo(options.append, finished, head, io);
      if (head.summary !== undefined) io.stdout(togetherText(head.summary) + rankingText(head.summary));
      for (const { file, message } of head.failed)
        io.stderr(`upbench: ${message.includes(file) ? message : `"${file}": ${message}`}\n`);
      io.stderr(`Joined ${shards.length} shards with ${finished.files.length} pictures in ${out}.\n`);
      const codes = [...head.failed, ...(fault === undefined ? [] : [fault])].map(exitCodeOf);
      return codes.reduce<ExitCode>(worst, 0);
    } finally {
      finished.journal.close();
    }
  } finally {
    for (const { journal } of shards) journal.close();
    await hold?.release();
    await thread.dispose();
    removeWorkFolder(workFolder);
  }
}

export const mergeCommand: Command = {
  name: 'merge',
  summary: 'Join the folders that compare --shard wrote into one report.',
  usage: [
    'Usage: upbench merge DIR... --out DIR [OPTION...]',
    '',
    'Joins the folders of all shards of one run. The result is what one run over all pictures gives, times aside.',
    '',
    'Options:',
    formatOptions(mergeOptions),
    '',
    'Example:',
    '  upbench merge part1 part2 part3 part4 --out all',
  ].join('\n'),
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, mergeOptions);
    return merge(positionals, options, io);
  },
};
