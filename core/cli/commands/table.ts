import { tableFile, type TableFormat } from '../../report/tableFile';
import { parseArguments } from '../arguments';
import { findPooling, type PoolingMatch } from '../../experiment/paperTable';
import { message, say, type Message } from '../../messages';
import { invalidParameter } from '../../tensor/errors';
import type { Command, CommandIo } from '../command';
import { knownIds } from '../compare/options';
import { writeNamed } from '../outputFiles';
import { outputsOf, tableOptions, type TableOptions } from '../table/options';
import { runTable } from '../table/run';

async function run(given: readonly string[], options: TableOptions, io: CommandIo): Promise<number> {
  const outputs = outputsOf(options);
  const { theirs } = options;
  if (theirs !== undefined && (theirs.trim() === '' || !Number.isFinite(Number(theirs))))
    throw invalidParameter('--theirs', message('table-theirs'), theirs);
  const { table, experiment, environment, sets, code } = await runTable(given, options, io);
  const found = theirs === undefined ? [] : findPooling(table, theirs);
  const details = theirs === undefined ? {} : { theirs: { value: theirs, explanations: found } };
  const write = (format: TableFormat): string =>
    tableFile(format, { table, environment, experiment, sets, details }, io.language);
  if (!outputs.some(({ to }) => to === '-')) io.stdout(write('text'));
  if (theirs !== undefined && !outputs.some(({ to }) => to === '-'))
    for (const part of poolingWords(theirs, found)) io.stdout(`${say(part, io.language)}\n`);
  for (const { format, to } of outputs) {
    const text = write(format);
    if (to === '-') io.stdout(text);
    else await writeNamed(io, { path: to, content: text });
  }
  return code;
}

function poolingWords(theirs: string, found: readonly PoolingMatch[]): Message[] {
  if (found.length === 0) return [message('table-theirs-none', { theirs })];
  return found.map(({ set, scale, name, metric, pooling, predicted }) =>
    message(`table-theirs-${pooling}`, { theirs, set, scale, name, metric, predicted: predicted.toFixed(3) }),
  );
}

export const tableCommand: Command = {
  help: () => ({
    forms: ['FOLDER... [OPTION...]'],
    about: {
      en: 'Makes the table of a paper: sets x scales x methods with mean PSNR and SSIM, and one receipt for all of it.\nEvery FOLDER is a set. Without options, the bicubic row as papers print it.',
      'zh-CN':
        '制作论文中的表格：数据集 × 倍数 × 方法，给出平均 PSNR 与 SSIM，并说明全部数值是怎样得到的。\n每个 FOLDER 是一个数据集。不给出选项时，得到论文中的双三次插值一行。',
    },
    options: tableOptions,
    known: knownIds,
    examples: [
      'upbench table Set5 Set14 --scales 2,3,4 --protocol sr-matlab --space y',
      'upbench table Set5 --candidate mine=out/x{scale}/{file}.png --network mine=mine_x{scale}.onnx --latex table.tex',
      'upbench table photos --scales 2 --methods bilinear,bicubic --space rgb --cost-at 1280x720 --markdown -',
    ],
  }),
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, tableOptions);
    return run(positionals, options, io);
  },
};
