import { mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_TEMPLATE } from '../../experiment/outputNames';
import { readFailure } from '../../engine/files/fileErrors';
import { createWorkFolder, removeWorkFolder } from '../../engine/host/workFolder';
import type { Experiment, Failure, ImageResult } from '../../experiment/schema';
import { DEGRADATIONS } from '../../experiment/degradations';
import { formatFixed } from '../../experiment/shown';
import { sweepCsv, sweepExperiment, sweepRows, type SweepRow } from '../../experiment/sweep';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { SWEEP_FAMILIES } from '../../upsamplers/sweep';
import { choice, defineOptions, parseArguments, scaleOption, wholeNumber, type OptionValues } from '../arguments';
import { runBatch } from '../batch/run';
import { keepInputs, namedForce, writeNamed } from '../outputFiles';
import { tell, warn, warnOfFile, type Command, type CommandIo } from '../command';
import { message, say, type Language } from '../../messages';
import { textColumns } from '../../tensor/textColumns';
import { exitCodeOf, worst, type ExitCode } from '../exitCode';
import { findInputs } from '../compare/inputs';
import { progressLine } from '../progressLine';

const table = defineOptions({
  scale: scaleOption,
  largest: {
    type: 'string',
    placeholder: 'K',
    help: { en: 'Largest kernelSize, 1 to 31. Default: 9.', 'zh-CN': '最大的 kernelSize，1 到 31。默认：9。' },
  },
  degradation: {
    type: 'string',
    placeholder: 'HOW',
    help: {
      en: 'How small versions are made: area (default), bicubic (PyTorch, antialiased) or\nmatlab-bicubic (imresize, as in the tables of papers).',
      'zh-CN': '小图的生成方式：area（默认）、bicubic（PyTorch，抗锯齿）或\nmatlab-bicubic（imresize，论文表格所用）。',
    },
  },
  recursive: {
    type: 'boolean',
    short: 'r',
    help: { en: 'Look into the folders of a folder, too.', 'zh-CN': '也查看子文件夹。' },
  },
  csv: { type: 'string', placeholder: 'FILE', help: { en: 'Write the table as CSV.', 'zh-CN': '以 CSV 写出表格。' } },
  json: { type: 'boolean', help: { en: 'Print the table as JSON and nothing else.', 'zh-CN': '只以 JSON 打印表格。' } },
  force: namedForce,
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
  const { csv } = options;
  const training = join(io.places.root, 'resources/training');
  const given = positionals.length > 0 ? positionals : await picturesOf(training);
  const { files, failed, remarks } = await findInputs(given, options.recursive);
  await keepInputs(files, [csv]);
  for (const remark of remarks) tell(io, remark);
  const line = progressLine(io);
  const folder = createWorkFolder();
  mkdirSync(join(folder, 'blobs'));
  const thread = io.computing();
  let code: ExitCode = 0;
  try {
    const images: ImageResult[] = [];
    const { journal } = await runBatch(thread, {
      files,
      failed,
      experiment,
      workFolder: folder,
      weightFiles: [],
      signal: io.signal,
      out: undefined,
      template: DEFAULT_TEMPLATE,
      force: false,
      shard: null,
      onProgress: (position, total, file, text) => line.show(`[${position}/${total}] ${file}: ${text}`),
      onImage: (image) => {
        images.push(image);
        for (const failure of image.failed) {
          code = worst(code, exitCodeOf(failure));
          const reason = failure.said ?? failure.message;
          warn(io, message('method-failed-on', { name: failure.key, file: image.file, reason }));
        }
      },
      onFailure: (failure: Failure) => {
        code = worst(code, exitCodeOf(failure));
        warnOfFile(io, failure);
      },
    });
    journal.close();
    line.clear();
    const rows = sweepRows(images);
    if (csv !== undefined) await writeNamed(io, { path: csv, content: sweepCsv(rows) });
    const compared = rows[0]?.pictures ?? 0;
    const isAll = compared === images.length;
    const count = isAll ? String(compared) : message('sweep-some-of', { some: compared, total: images.length });
    const pictures = message(positionals.length > 0 ? 'sweep-pictures' : 'sweep-training-pictures', { count });
    const where = isAll ? pictures : message('sweep-left-out', { where: pictures });
    io.stdout(
      options.json
        ? json(rows, experiment)
        : `${text(rows, io.language)}\n${say(message('sweep-means', { where }), io.language)}\n`,
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

function text(rows: readonly SweepRow[], language: Language): string {
  const words = (['sweep-method', 'sweep-parameters', 'sweep-macs', 'sweep-front'] as const).map((code) =>
    say(message(code), language),
  );
  const [method = '', parameters = '', macs = '', front = ''] = words;
  const head = [method, 'k', parameters, macs, 'PSNR dB', 'SSIM', ''];
  const cells = rows.map((row) => [
    row.id,
    String(row.kernelSize ?? ''),
    String(row.parameters),
    formatFixed(row.macsPerValue, 2),
    formatFixed(row.psnr, 3),
    formatFixed(row.ssim, 4),
    row.pareto ? front : '',
  ]);
  return textColumns([head, ...cells], (column) => column === 0).join('\n');
}

export const sweepCommand: Command = {
  help: () => ({
    forms: ['[PICTURE...] [OPTION...]'],
    about: {
      en: `Enlarges pictures with ${SWEEP_FAMILIES.join(', ')} at every kernelSize, each with weights fitted on the\nbuilt-in set, and prints mean PSNR and SSIM beside the cost. "front" marks rows that none beats in both.\nWithout pictures it runs on the training pictures themselves.`,
      'zh-CN': `用 ${SWEEP_FAMILIES.join('、')} 以每个 kernelSize 放大图像，权重都在内置训练集上拟合，\n并打印平均 PSNR、SSIM 和代价。“前沿”标出在质量和代价上都不被超过的行。\n不给出图像时，在训练图像上运行。`,
    },
    options: table,
  }),
  run,
};
