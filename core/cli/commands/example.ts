import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeIndexedPng } from '../../engine/pictures/samplePng';
import { message } from '../../messages';
import { MASK_SAMPLE_SCALE, maskSample } from '../../samples/maskPair';
import { classPalette } from '../../segmentation/palette';
import { UpbenchError } from '../../tensor/errors';
import { freeNumber, numbered } from '../../tensor/fileNames';
import { formatNpy } from '../../tensor/npy';
import { defineOptions, parseArguments } from '../arguments';
import type { Command, CommandIo } from '../command';
import { namesIn, writeFiles, type FileToWrite } from '../outputFiles';

const table = defineOptions({
  out: {
    type: 'string',
    short: 'o',
    placeholder: 'DIR',
    help: { en: 'Where the files go. Default: the name of the example.', 'zh-CN': '文件写到哪里。默认：示例的名称。' },
  },
  force: {
    type: 'boolean',
    short: 'f',
    help: {
      en: 'Overwrite files. Without it, new ones get a number when a name is taken.',
      'zh-CN': '覆盖已有文件。不给出时，名称被占用的新文件会加上编号。',
    },
  },
});
const EXAMPLES = ['masks'] as const;

/** Logits of a network at an eighth of the size, their truth, and the picture. */
async function masks(io: CommandIo): Promise<FileToWrite[]> {
  const { truth, logits, names } = maskSample();
  const [height, width] = truth.shape as [number, number];
  const picture = await readFile(join(io.places.samples, 'still-life.png')).catch(() => null);
  return [
    { name: 'logits.npy', content: formatNpy(logits) },
    { name: 'truth.png', content: writeIndexedPng({ width, height, data: truth.data }, classPalette(names.length)) },
    { name: 'classes.txt', content: `${names.join(',')}\n` },
    ...(picture === null ? [] : [{ name: 'photograph.png', content: new Uint8Array(picture) }]),
  ];
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const [given, ...more] = positionals;
  const name = EXAMPLES.find((example) => more.length === 0 && example === given);
  if (name === undefined) throw new UpbenchError('invalid-parameter', message('example-one', { examples: EXAMPLES }));
  const folder = options.out ?? name;
  const files = await masks(io);
  const free = freeNumber(
    files.map((file) => file.name),
    await namesIn(folder),
  );
  const own = (file: string): string => numbered(file, options.force ? 1 : free);
  const made = files.map(({ name: file, content }) => ({ name: own(file), content }));
  await writeFiles(folder, made, options.force, io.signal);
  const [logits, truth] = [join(folder, own('logits.npy')), join(folder, own('truth.png'))];
  io.stdout(
    `upbench compare ${logits} --truth ${truth} --scale ${MASK_SAMPLE_SCALE} --preset logits-or-labels --class-names ${maskSample().names.join(',')} --out ${join(folder, 'result')}\n`,
  );
  io.stderr(`${made.map((file) => file.name).join(', ')} → ${folder}\n`);
  return 0;
}

export const exampleCommand: Command = {
  help: () => ({
    forms: ['masks [OPTION...]'],
    about: {
      en: `Writes logits [8,48,60] of the still life, their truth and the picture, all made by the program itself, and\nprints the command that compares every way of enlarging them: logits or labels first, corners aligned or not.`,
      'zh-CN': `写出静物图的 logits [8,48,60]、真值和图像，均由程序自己生成，\n并打印比较各种放大方式的命令：先放大 logits 或先取标签，角点对齐或不对齐。`,
    },
    options: table,
  }),
  run,
};
