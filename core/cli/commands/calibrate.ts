import { message } from '../../messages';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { readRegular } from '../../engine/files/regularFile';
import { readPicture } from '../../engine/pictures/pictureFile';
import { publishedPairsSchema } from '../../experiment/metricsSchema';
import { calibratePair, calibrationTables, type Calibrated } from '../../metrics';
import { cancelled, invalidParameter, UpbenchError } from '../../tensor/errors';
import { defineOptions, parseArguments } from '../arguments';
import { keepInputs, writeNamed } from '../outputFiles';
import { tell, type Command, type CommandIo } from '../command';

const options = defineOptions({
  out: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'Write the tables there instead of printing them.', 'zh-CN': '把表格写入该文件，而不是打印出来。' },
  },
});

/** The page that the tables stand in. */
export function calibrationPage(tables: string): string {
  return [
    '# Calibration',
    '',
    'What this project computes beside what others computed for the same pictures. Made by',
    '`upbench calibrate test/goldens/metrics --out docs/CALIBRATION.md`; a test holds this page against a fresh run.',
    'Differences below 1e-10 are the rounding of float64 sums.',
    '',
    tables,
  ].join('\n');
}

async function readPairs(folder: string) {
  const path = join(folder, 'golden.json');
  const bytes = await readRegular(path).catch(() => {
    throw new UpbenchError('missing-file', message('calibrate-no-golden', { path }));
  });
  try {
    return publishedPairsSchema.parse(JSON.parse(bytes.toString('utf8'))).pairs;
  } catch (error) {
    throw new UpbenchError('unsupported-file', message('calibrate-bad-golden', { path }), {}, error);
  }
}

/** Measures every pair of a folder: golden.json and pairs/*.png. */
async function calibrateFolder(folder: string, signal: AbortSignal): Promise<Calibrated[]> {
  const rows: Calibrated[] = [];
  for (const pair of await readPairs(folder)) {
    await setImmediate();
    if (signal.aborted) throw cancelled();
    const [reference, picture] = await Promise.all(
      [pair.ref, pair.dist].map((name) => readPicture(join(folder, 'pairs', basename(name)))),
    );
    if (!reference || !picture) continue;
    const published = { name: pair.dist.replace(/\.png$/, ''), shape: pair.shape, values: pair };
    rows.push(...calibratePair(published, reference.raster, picture.raster));
  }
  return rows;
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options: given, positionals } = parseArguments(args, options);
  const [folder, second] = positionals;
  if (folder === undefined || second !== undefined)
    throw invalidParameter('FOLDER', message('expected-calibration-folder'), second ?? folder);
  await keepInputs([join(folder, 'golden.json')], [given.out]);
  const rows = await calibrateFolder(folder, io.signal);
  const page = calibrationPage(calibrationTables(rows));
  if (given.out === undefined) io.stdout(page);
  else await writeNamed(io, { path: given.out, content: page });
  const beyond = rows.filter(({ isWithin }) => !isWithin);
  for (const { pair, published, ours, theirs } of beyond)
    tell(io, message('calibrate-beyond', { pair, metric: published.key, ours: String(ours), theirs: String(theirs) }));
  return beyond.length > 0 ? 2 : 0;
}

export const calibrate: Command = {
  help: () => ({
    forms: ['FOLDER [OPTION...]'],
    about: {
      en: `FOLDER holds golden.json, a list of pairs with the values others got, and the pictures in pairs/.\nPrints two tables in Markdown; exit code 2 when a value is beyond its tolerance.`,
      'zh-CN': `FOLDER 中有 golden.json（图像对及他人得到的数值的列表）和 pairs/ 中的图像。\n以 Markdown 打印两张表格；有数值超出容差时退出码为 2。`,
    },
    options,
  }),
  run,
};
