import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { findPairs } from '@core/cli/compare/maskInputs';
import { readLabels, readScores } from '@core/engine/pictures/labelFile';
import { readSamplePng, writeIndexedPng } from '@core/engine/pictures/samplePng';
import { sharp } from '@core/engine/pictures/sharp';
import { resultsSchema, type Results } from '@core/experiment/schema';
import { pairName } from '@core/segmentation/pairName';
import { formatNpy } from '@core/tensor/npy';
import { formatNpz } from '@core/tensor/npz';
import { createTensor } from '@core/tensor/tensor';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';

let io: Partial<CommandIo>;
let folder: string;
const at = (name: string) => join(folder, name);
const compare = (...args: string[]) => runCli(['compare', ...args, '--samples', '0'], io);
const logits = 'test/goldens/masks/logits.npy';
const truth = 'test/goldens/masks/truth.png';

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  io = { places: placesWith({ computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-masks-'));
  for (const [name, source] of [
    ['a', logits],
    ['b', logits],
  ] as const) {
    mkdirSync(at('scores'), { recursive: true });
    mkdirSync(at('truths'), { recursive: true });
    copyFileSync(source, at(`scores/${name}.npy`));
    copyFileSync(truth, at(`truths/${name}.png`));
  }
  copyFileSync(logits, at('scores/lonely.npy'));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('compare --truth', () => {
  it('answers the command of the manual with the right values', async () => {
    const { code, stdout } = await compare(
      logits,
      '--truth',
      truth,
      '--scale',
      '8',
      '--methods',
      'bilinear,nearest,bicubic',
      '--method',
      'bilinear:alignCorners=true',
      '--metrics',
      'accuracy,miou,mdice,boundary-iou',
      '--json',
      '-',
    );
    expect(code).toBe(0);
    const results: Results = resultsSchema.parse(JSON.parse(stdout));
    const values = results.images[0]!.methods.map(({ key, metrics }) => [key, ...metrics.map(({ value }) => value)]);
    expect(values).toEqual([
      ['bilinear', 0.9434430803571429, 0.8911110137213883, 0.9423774290265141, 0.8328277352397884],
      ['nearest', 0.8646205357142858, 0.7566322076206946, 0.8612156809817813, 0.6291774789907092],
      ['bicubic', 0.9790178571428572, 0.9582722614199051, 0.9786880905531157, 0.9366304801804544],
      ['bilinear#2', 0.8774274553571428, 0.7768525787612812, 0.8741724216105636, 0.6708256383924445],
    ]);
    expect(results.images[0]!.methods.every(({ metrics }) => metrics.every(({ region }) => region === 'full'))).toBe(
      true,
    );
  });

  it('finds the factor by itself, and compares both orders', async () => {
    const { code, stdout } = await compare(
      logits,
      '--truth',
      truth,
      '--order',
      'both',
      '--methods',
      'nearest',
      '--json',
      '-',
    );
    const { experiment, images } = JSON.parse(stdout) as Results;
    expect(code).toBe(0);
    expect(experiment.scale).toBe(8);
    expect(images[0]!.methods.map(({ key, order }) => [key, order])).toEqual([
      ['nearest', 'logits'],
      ['nearest~labels', 'labels'],
    ]);
  });

  it('saves a session that holds array, truth and positions, and gives the same numbers from it', async () => {
    const array = createTensor(
      [2, 4, 4],
      Float32Array.from({ length: 32 }, (_, i) => (i * 7) % 11),
    );
    writeFileSync(at('small.npy'), formatNpy(array));
    const places = Float32Array.from({ length: 32 }, (_, i) => 16 * Math.floor((i % 16) / 4) + 2 * (i % 4) + (i % 2));
    writeFileSync(at('places.npy'), formatNpy(createTensor([2, 4, 4], places)));
    writeFileSync(at('large.npy'), formatNpy(createTensor([2, 8, 8], new Float32Array(128).fill(1))));
    const what = [at('small.npy'), '--truth', at('large.npy'), '--indices', at('places.npy')];
    const methods = ['--methods', 'nearest,unpooling', '--class-names', 'a,b'];
    const saved = await compare(...what, ...methods, '--session', at('kept.upbench'), '--json', '-');
    expect(saved.code, saved.stderr).toBe(0);
    const folder = [...methods, '--out', at('with')];
    expect((await compare(...what, ...folder)).code).toBe(0);
    // The same command without the positions does not take up what was computed with them.
    await compare(...what.slice(0, 3), ...folder);
    const kept = JSON.parse(readFileSync(at('with/results.json'), 'utf8')) as Results;
    expect(kept.images.map(({ masks }) => masks?.indices)).toEqual([undefined]);
    for (const name of ['small.npy', 'large.npy', 'places.npy']) rmSync(at(name));
    const again = await runCli(['compare', at('kept.upbench'), '--json', '-'], io);
    expect(again.code, again.stderr).toBe(0);
    const numbers = ({ stdout }: { stdout: string }) =>
      (JSON.parse(stdout) as Results).images.map(({ masks, methods: rows }) => [
        masks?.indices?.sha256,
        ...rows.map(({ key, metrics }) => [key, ...metrics.map(({ id, value }) => [id, value])]),
      ]);
    expect(numbers(again)).toEqual(numbers(saved));
    expect(numbers(again)[0]).toHaveLength(3);
    const refused = await runCli(['compare', at('kept.upbench'), '--classes', 'all'], io);
    expect(refused.stderr).toContain('--classes does not go with a session');
  });

  it('writes labels that keep their classes, in the colours of the classes', async () => {
    const { code } = await compare(logits, '--truth', truth, '--methods', 'nearest', '--out', at('out'));
    expect(code).toBe(0);
    const bytes = readFileSync(at('out/logits__nearest_x8.png'));
    const { data, palette } = readSamplePng(bytes, 'out', 2 ** 20);
    expect(new Set(data)).toEqual(new Set([0, 1, 2, 3]));
    expect(palette?.slice(0, 2)).toEqual([
      [158, 118, 98],
      [186, 176, 172],
    ]);
  });

  it.each([
    [[logits, '--truth', truth, '--scale', '4', '--methods', 'bilinear'], 'becomes 112×80: scale 8 would fit.'],
    [
      [logits, '--truth', truth, '--scale', '33'],
      'Expected a whole number from 2 to 32 for --scale but received "33".',
    ],
    [[logits, '--truth', truth, '--metrics', 'psnr'], 'Expected one of miou, boundary-iou'],
    [[logits, '--truth', truth, '--mode', 'enlarge'], '--mode is for pictures'],
    [[logits, '--truth', truth, '--size', '160,224', '--scale', '8'], '--size and --scale both say'],
    [['photo.png', '--labels-first'], '--labels-first is for logits and labels: give --truth as well.'],
    [[logits, logits, '--truth', truth], '2 arrays and 1 file to go with them are given'],
    [[truth, '--truth', truth], 'is not a .npy or .npz array'],
  ])('refuses %j with exit code 2', async (args, sentence) => {
    const { code, stderr } = await compare(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });

  it('takes folders, pairs by name, and goes on without one that has no truth', async () => {
    const { code, stdout, stderr } = await compare(
      at('scores'),
      '--truth',
      at('truths'),
      '--methods',
      'bilinear',
      '--json',
      '-',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('lonely.npy" has no truth');
    expect((JSON.parse(stdout) as Results).images.map(({ file }) => file)).toEqual([
      at('scores/a.npy'),
      at('scores/b.npy'),
    ]);
    expect(pairName('x/street_logits.npy')).toBe(pairName('y/street.png'));
    const { pairs } = await findPairs([at('scores/a.npy')], [at('truths/b.png')], []);
    expect(pairs.get(at('scores/a.npy'))?.truth?.path).toBe(at('truths/b.png'));
  });

  it('reads .npz, and takes positions for unpooling', async () => {
    writeFileSync(
      at('one.npz'),
      formatNpz({
        scores: createTensor(
          [3, 2, 2],
          Array.from({ length: 12 }, (_, i) => i % 5),
        ),
      }),
    );
    writeFileSync(at('two.npz'), formatNpz({ a: createTensor([1]), b: createTensor([1]) }));
    expect((await readScores(at('one.npz'))).values.shape).toEqual([1, 3, 2, 2]);
    await expect(readScores(at('two.npz'))).rejects.toThrow('holds 2 arrays (a, b)');
    writeFileSync(at('bad.npy'), formatNpy(createTensor([1, 1, 2], [0, NaN])));
    await expect(readScores(at('bad.npy'))).rejects.toThrow('holds NaN at [0, 0, 1]');
    writeFileSync(
      at('i.npy'),
      formatNpy({ shape: [3, 2, 2], data: Int32Array.from({ length: 12 }, (_, i) => [0, 3, 12, 15][i % 4]!) }),
    );
    writeFileSync(at('labels.npy'), formatNpy(createTensor([4, 4])));
    const { code, stdout, stderr } = await compare(
      at('one.npz'),
      '--truth',
      at('labels.npy'),
      '--indices',
      at('i.npy'),
      '--method',
      'unpooling:fill=none',
      '--methods',
      'none',
      '--json',
      '-',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((JSON.parse(stdout) as Results).images[0]!.methods[0]!.parameters['indices']).toBe('given');
  });
});

describe('fit --truth', () => {
  it('fits towards the classes, and results say that the pair was seen', async () => {
    const out = at('fitted.safetensors');
    const fit = await runCli(
      ['fit', '--method', 'conv-transpose', '--scale', '8', '--train', logits, '--truth', truth, '--out', out],
      io,
    );
    expect(fit.code).toBe(0);
    expect(fit.stdout).toContain('1×1×16×16, fitted on logits.npy');
    const method = `conv-transpose:weights=file:${out}`;
    const own = await compare(logits, '--truth', truth, '--methods', 'none', '--method', method, '--json', '-');
    const [result] = (JSON.parse(own.stdout) as Results).images[0]!.methods;
    expect(result!.excludedFromBest).toContain('fitted on this picture');
    expect(result!.metrics.find(({ id }) => id === 'miou')?.value).toBeGreaterThan(0.85);
    writeFileSync(
      at('other.npy'),
      formatNpy(
        createTensor(
          [4, 20, 28],
          Array.from({ length: 2240 }, (_, i) => i % 7),
        ),
      ),
    );
    const other = await compare(
      at('other.npy'),
      '--truth',
      truth,
      '--methods',
      'none',
      '--method',
      method,
      '--json',
      '-',
    );
    expect((JSON.parse(other.stdout) as Results).images[0]!.methods[0]!.excludedFromBest).toBeUndefined();
  });

  it('refuses what does not fit together', async () => {
    const { code, stderr } = await runCli(
      ['fit', '--method', 'conv-transpose', '--scale', '4', '--train', logits, '--truth', truth, '--json', '-'],
      io,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('at scale 4 needs a truth of 112×80');
  });
});

describe('the example', () => {
  it('writes its data and the command that runs it, and its rules lie 3 to 8 points apart', async () => {
    const folderOf = at('example');
    const made = await runCli(['example', 'masks', '--out', folderOf], io);
    expect(made.code).toBe(0);
    expect(made.stdout).toContain('--preset logits-or-labels');
    const again = await runCli(['example', 'masks', '--out', folderOf], io);
    expect(again.stderr).toContain('logits-2.npy');
    expect(again.stdout).toContain('truth-2.png');
    const { stdout } = await compare(
      join(folderOf, 'logits.npy'),
      '--truth',
      join(folderOf, 'truth.png'),
      '--preset',
      'logits-or-labels',
      '--metrics',
      'miou',
      '--json',
      '-',
    );
    const miou = new Map(
      (JSON.parse(stdout) as Results).images[0]!.methods.map(({ key, metrics }) => [
        key,
        100 * Number(metrics[0]!.value),
      ]),
    );
    const behind = (key: string): number => miou.get('bilinear')! - miou.get(key)!;
    for (const key of ['bilinear#2', 'bilinear~labels', 'nearest']) {
      expect(behind(key)).toBeGreaterThan(2.9);
      expect(behind(key)).toBeLessThan(8);
    }
  });
});

describe('compare --size on pictures', () => {
  it('interpolates to any size, and says which methods take whole factors only', async () => {
    writeFileSync(
      at('p.png'),
      await sharp({ create: { width: 20, height: 10, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    );
    const { code, stdout, stderr } = await compare(
      at('p.png'),
      '--mode',
      'enlarge',
      '--size',
      '33,47',
      '--methods',
      'bilinear,conv-transpose',
      '--json',
      '-',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('the wanted size is 47×33; it takes whole factors only');
    expect((JSON.parse(stdout) as Results).images[0]!.methods[0]!.outputShape).toEqual([1, 3, 33, 47]);
    const refused = await compare(at('p.png'), '--size', '33,47');
    expect(refused.stderr).toContain('--size does not go with a reference');
  });
});

describe('label files', () => {
  const labels = { width: 13, height: 9, data: Int32Array.from({ length: 117 }, (_, i) => (i * 7) % 11) };

  it('keep their indices, whatever their colours', async () => {
    writeFileSync(
      at('indexed.png'),
      writeIndexedPng(labels, [
        [255, 0, 0],
        [255, 0, 0],
      ]),
    );
    const read = await readLabels(at('indexed.png'));
    expect([...read.labels.data]).toEqual([...labels.data]);
    expect(read.palette?.[1]).toEqual([255, 0, 0]);
  });

  it.each([1, 2, 4, 8])('of %i bits, interlaced or not, are read as they are stored', async (bits) => {
    const data = Uint8Array.from(labels.data, (value) => value % 2 ** bits);
    for (const progressive of [false, true]) {
      const grey = sharp(Buffer.from(data.map((value) => value * (255 / (2 ** bits - 1)))), {
        raw: { width: 13, height: 9, channels: 1 },
      }).toColourspace('b-w');
      const bytes = await grey
        .png({
          progressive,
          ...(bits < 8 ? { palette: true, colours: 2 ** bits, dither: 0, bitdepth: bits } : {}),
        } as object)
        .toBuffer();
      const read = readSamplePng(bytes, 'grey', 2 ** 20);
      // A palette may be in any order: its colours are what was stored.
      const shown = [...read.data].map((value) => read.palette?.[value]?.[0] ?? value);
      const wanted = [...data].map((value) => value * (255 / (2 ** bits - 1)));
      shown.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(bits < 8 ? 2 : 0));
    }
  });

  it('are refused where they hold colours or damage', async () => {
    writeFileSync(
      at('rgb.png'),
      await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    );
    await expect(readLabels(at('rgb.png'))).rejects.toThrow('holds no labels');
    const cut = writeIndexedPng(labels, []);
    writeFileSync(at('cut.png'), cut.subarray(0, cut.length - 60));
    await expect(readLabels(at('cut.png'))).rejects.toThrow('damaged PNG');
    writeFileSync(at('half.npy'), formatNpy(createTensor([2, 2], [0, 0.5, 1, 1])));
    await expect(readLabels(at('half.npy'))).rejects.toThrow('found 0.5');
  });
});
