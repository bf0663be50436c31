import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { summaryText } from '../compare/textTable';
import { UpbenchError } from '../../tensor/errors';
import { createWorkFolder, removeWorkFolder } from '../../engine/host/workFolder';
import { defineOptions, parseArguments, wholeNumber, type OptionValues } from '../arguments';
import { appendTo, checkDatabase } from '../batch/database';
import { headOf, writeDocuments } from '../batch/documents';
import { holdFolder, type Hold } from '../batch/holdFolder';
import { joinShards, openShards } from '../batch/merge';
import { weightFilesOf } from '../compare/weightFiles';
import { tell, warn, warnOfFile, type Command, type CommandIo } from '../command';
import { message, say } from '../../messages';
import { appendOption, compareOptions } from '../compare/options';
import { exitCodeOf, worst, type ExitCode } from '../exitCode';

const mergeOptions = defineOptions({
  out: {
    type: 'string',
    short: 'o',
    placeholder: 'DIR',
    help: { en: 'Folder for the joined results; required.', 'zh-CN': '合并结果的文件夹；必须给出。' },
  },
  'report-pictures': compareOptions['report-pictures'],
  'report-size': compareOptions['report-size'],
  append: appendOption,
  force: {
    type: 'boolean',
    short: 'f',
    help: {
      en: 'Overwrite results that are there. Without it, the joined ones get a number.',
      'zh-CN': '覆盖已有结果。不给出时，合并的结果会加上编号。',
    },
  },
});

async function merge(folders: readonly string[], options: OptionValues<typeof mergeOptions>, io: CommandIo) {
  const { out, force } = options;
  if (folders.length === 0) throw new UpbenchError('invalid-parameter', message('merge-needs-folders'));
  if (out === undefined) throw new UpbenchError('invalid-parameter', message('merge-needs-out'));
  const shown = wholeNumber('report-pictures', options['report-pictures'] ?? '12', 0, 10_000);
  const embedBytes = 1e6 * wholeNumber('report-size', options['report-size'] ?? '64', 0, 2000);
  await checkDatabase(options.append);
  const shards = await openShards(folders);
  const workFolder = createWorkFolder();
  mkdirSync(join(workFolder, 'blobs'));
  const thread = io.computing();
  let hold: Hold | undefined;
  try {
    hold = await holdFolder(out, io.signal);
    const finished = await joinShards(shards, out, force, io.signal);
    try {
      const head = headOf(finished, io.signal);
      const fault = await writeDocuments(thread, finished, head, {
        out,
        number: finished.number,
        shown,
        embedBytes,
        workFolder,
        weightFiles: weightFilesOf(finished.experiment),
        signal: io.signal,
        force,
        onWarning: (sentence) => warn(io, sentence),
        language: io.language,
      });
      await appendTo(options.append, finished, head, io);
      for (const { said } of head.networks ?? []) io.stdout(`${say(said, io.language)}\n`);
      if (head.summary !== undefined) io.stdout(summaryText(head, head.summary, io.language));
      for (const failure of head.failed) warnOfFile(io, failure);
      const { files, number } = finished;
      tell(io, message('joined-shards', { shards: shards.length, pictures: files.length, out, number }));
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
  help: () => ({
    forms: ['DIR... --out DIR [OPTION...]'],
    about: {
      en: 'Joins the folders of all shards of one run. The result is what one run over all pictures gives, times aside.',
      'zh-CN': '合并同一次运行各份的文件夹。除时间外，结果与一次运行全部图像相同。',
    },
    options: mergeOptions,
    examples: ['upbench merge part1 part2 part3 part4 --out all'],
  }),
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, mergeOptions);
    return merge(positionals, options, io);
  },
};
