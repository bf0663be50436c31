import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { metricsDocumentSchema } from '@core/experiment/metricsSchema';
import type { Results } from '@core/experiment/schema';
import { sessionSchema, sessionText } from '@core/experiment/session';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { writePng } from '@core/engine/pictures/png';
import { npyOfRaster } from '@core/tensor/npyPicture';
import { inForm } from '@core/metrics/regions';
import { makePictures, numbers, readResults, timeless } from '../../helpers/batch';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';
import { makeRaster } from '../../helpers/pictures';

let io: Partial<CommandIo>;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const compare = (...args: string[]) => runCli(['compare', ...args, '--samples', '0'], io);
const picture = makeRaster({ width: 49, height: 33 }, (x, y, c) => (x * 9 + y * 5 + c * 60 + ((x * y) % 7)) % 256);

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  io = { places: placesWith({ computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  writeFileSync(at('photo.png'), writePng(picture));
  makePictures(at('many'), 6);
  await compare(at('photo.png'), '--methods', 'bicubic,bilinear', '--out', at('first'));
  await compare(at('many'), '--methods', 'bicubic,bilinear', '--out', at('outputs'));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a finished output', () => {
  it("that is a method's own PNG gives that method's numbers, bit for bit", async () => {
    const { code, stdout } = await compare(
      at('photo.png'),
      '--methods',
      'bicubic,bilinear',
      '--out',
      at('second'),
      '--candidate',
      `mine=${at('first', 'photo__bicubic_x2.png')}`,
      '--candidate-macs',
      'mine=1.2G',
      '--candidate-time',
      'mine=12.5',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mine .* – +1\.20 G +12\.5/m);
    const [image] = readResults(at('second')).images;
    const of = (key: string) => image!.methods.find((method) => method.key === key)!;
    expect(of('mine').metrics).toEqual(of('bicubic').metrics);
    expect(of('mine')).toMatchObject({
      id: 'candidate',
      key: 'mine',
      title: 'mine',
      cost: null,
      timing: null,
      given: { macs: 1.2e9, timeMs: 12.5 },
      candidate: { file: at('first', 'photo__bicubic_x2.png') },
      output: 'photo__mine_x2.png',
      sameAs: [{ key: 'bicubic', identity: 'equal on this picture', onThisPictureOnly: true }],
    });
    expect(of('mine').forecast).toBeUndefined();
    const copied = await readPicture(at('second', 'photo__mine_x2.png'));
    expect(copied.raster).toEqual((await readPicture(at('first', 'photo__bicubic_x2.png'))).raster);
    for (const document of ['results.csv', 'results.md', 'results.tex', 'report.html'])
      expect(readFileSync(at('second', document), 'utf8'), document).toContain('mine');
    expect(readFileSync(at('second', 'report.html'), 'utf8')).toMatch(/\d upsampling layers? and 1 candidate on photo/);
  });

  it('of a picture that was cropped is taken by metrics as it was made, and that is said', async () => {
    const [image] = readResults(at('first')).images;
    expect(image!.crop).toEqual({ right: 1, bottom: 1 });
    const told = image!.methods[0]!.metrics.find(({ id, region }) => id === 'psnr' && region === 'full');
    const measured = async (file: string) => {
      const { code, stdout } = await runCli(['metrics', at('photo.png'), file, '--metrics', 'psnr', '--json', '-'], io);
      expect(code, stdout).toBe(0);
      return (JSON.parse(stdout) as { images: { metrics: { value: number }[]; notes: string[] }[] }).images[0]!;
    };
    const own = await measured(at('first', 'photo__bicubic_x2.png'));
    expect(own.metrics[0]!.value).toBe(told!.value);
    expect(own.notes.join(' ')).toContain('cropped as compare crops it for ×2: by 1 px at the right');
    // By its name where no results lie beside it; a stranger of that size is refused with the cure.
    copyFileSync(at('first', 'photo__bicubic_x2.png'), at('alone_x2.png'));
    expect((await measured(at('alone_x2.png'))).metrics).toEqual(own.metrics);
    copyFileSync(at('alone_x2.png'), at('stranger.png'));
    const { code, stderr } = await runCli(['metrics', at('photo.png'), at('stranger.png')], io);
    expect([code, stderr]).toEqual([2, expect.stringContaining('left out of the reference')]);
  });

  it('the small picture lies beside the outputs, for a network to enlarge', async () => {
    const [image] = readResults(at('first')).images;
    expect(image!.input).toBe('photo__input_x2.png');
    const small = await readPicture(at('first', 'photo__input_x2.png'));
    expect(small.raster).toMatchObject({ width: 24, height: 16 });
    await compare(
      at('first', 'photo__input_x2.png'),
      '--mode',
      'enlarge',
      '--methods',
      'bicubic',
      '--out',
      at('again'),
    );
    expect((await readPicture(at('again', 'photo__input_x2__bicubic_x2.png'))).raster).toEqual(
      (await readPicture(at('first', 'photo__bicubic_x2.png'))).raster,
    );
  });

  it('of the whole size is cropped as the original was, and says so', async () => {
    const { code, stdout } = await compare(
      at('photo.png'),
      '--methods',
      'bicubic',
      '--candidate',
      `x=${at('photo.png')}`,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('- x: Cropped like the original, by 1 pixel at the right and 1 at the bottom.');
    expect(stdout).toMatch(/^x +∞/m);
  });

  it('as floats is measured as it is, neither clipped nor rounded', async () => {
    const { raster } = await readPicture(at('first', 'photo__bicubic_x2.png'));
    writeFileSync(at('mine.npy'), npyOfRaster(inForm(raster, { bitDepth: 32 })));
    const args = [at('photo.png'), '--methods', 'bicubic', '--metrics', 'psnr'];
    const { stdout } = await compare(...args, '--candidate', `mine=${at('mine.npy')}`);
    expect(stdout).toContain('The floats of the finished output were measured as they are');
    const [, own] = /^mine +([\d.]+)/m.exec(stdout) ?? [];
    const [, method] = /^[Bb]icubic[a-z ]* +([\d.]+)/m.exec(stdout) ?? [];
    expect(own).toBe(method);
  });

  it('of floats in another range is refused with the way out', async () => {
    writeFileSync(at('wide.npy'), npyOfRaster({ ...inForm(picture, { bitDepth: 32, peak: 255 }) }));
    const args = [at('photo.png'), '--methods', 'bicubic', '--candidate', `x=${at('wide.npy')}`];
    const { code, stderr } = await compare(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /holds floats from \d+ to \d+, where black is 0 and white is 1\. Set the value of white with --range/,
    );
    expect((await compare(...args, '--range', '255')).code).toBe(0);
  });

  it('of another size is refused with both sizes and the crop that would fit', async () => {
    writeFileSync(at('larger.png'), writePng(makeRaster({ width: 51, height: 32 })));
    const { code, stderr } = await compare(
      at('photo.png'),
      '--methods',
      'bicubic',
      '--candidate',
      `x=${at('larger.png')}`,
    );
    expect(code).toBe(2);
    expect(stderr).toContain(
      'is 51×32, but the outputs are 48×32: cut 3 columns at the right and 0 rows at the bottom of it',
    );
    const enlarged = await compare(
      at('photo.png'),
      '--methods',
      'bicubic',
      '--mode',
      'enlarge',
      '--candidate',
      `x=${at('larger.png')}`,
    );
    expect(enlarged.code).toBe(2);
    expect(enlarged.stderr).toContain('is 51×32, but the outputs are 98×66: it belongs to another scale or picture');
  });

  it('stands beside methods without an original, too, and alone', async () => {
    await compare(at('photo.png'), '--mode', 'enlarge', '--methods', 'bicubic', '--out', at('enlarged'));
    expect(readdirSync(at('enlarged')).filter((name) => name.endsWith('.png'))).toEqual(['photo__bicubic_x2.png']);
    const file = at('enlarged', 'photo__bicubic_x2.png');
    const { code, stdout } = await compare(
      at('photo.png'),
      '--mode',
      'enlarge',
      '--methods',
      'bicubic',
      '--candidate',
      `mine=${file}`,
      '--json',
      '-',
    );
    expect(code).toBe(0);
    const [, mine] = (JSON.parse(stdout) as ReturnType<typeof readResults>).images[0]!.methods;
    expect(mine).toMatchObject({ key: 'mine', differences: [{ key: 'bicubic', meanAbsolute: 0, maximum: 0 }] });
    expect(
      (await compare(at('photo.png'), '--mode', 'enlarge', '--methods', 'none', '--candidate', `a=${file}`)).code,
    ).toBe(0);
  });

  it.each([
    [['--candidate', 'bicubic=x.png'], 'Expected a name of letters, digits'],
    [['--candidate', 'a b=x.png'], 'Expected a name of letters, digits'],
    [['--candidate', 'mine'], 'Expected a name of letters, digits'],
    [['--candidate', 'mine=none.png'], '--candidate mine: cannot find "none.png".'],
    [['--candidate', 'a=many', '--candidate', 'a=many'], '--candidate a is given twice.'],
    [
      ['--candidate', 'a=photo.png', '--candidate-time', 'b=3'],
      '--candidate-time names "b", which is not a candidate.',
    ],
    [['--candidate', 'a=photo.png', '--candidate-macs', 'a=much'], 'Expected NAME=MULTIPLY-ADDS'],
  ])('%j is refused', async (args, sentence) => {
    const inside = args.map((arg) => arg.replace(/=(many|photo\.png)$/, (_, name: string) => `=${at(name)}`));
    const { code, stderr } = await compare(at('photo.png'), '--methods', 'bicubic', ...inside);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(sentence) as string });
  });
});

describe('files of many pictures', () => {
  it('match by equal stem in a folder, whatever the ending, and by a pattern', async () => {
    mkdirSync(at('own'));
    for (let i = 1; i <= 6; i++) {
      const name = `p000${i}`;
      copyFileSync(at('outputs', `${name}__bilinear_x2.png`), at('own', `${name}.png`));
    }
    const { raster } = await readPicture(at('own', 'p0003.png'));
    writeFileSync(at('own', 'p0003.npy'), npyOfRaster(raster));
    rmSync(at('own', 'p0003.png'));
    const { code } = await compare(
      at('many'),
      '--methods',
      'bilinear',
      '--out',
      at('matched'),
      '--candidate',
      `folder=${at('own')}`,
      '--candidate',
      `pattern=${at('outputs', '{file}__bilinear_x{scale}.png')}`,
    );
    expect(code).toBe(0);
    const results = readResults(at('matched'));
    for (const { methods } of results.images)
      for (const method of methods) expect(method.metrics, method.key).toEqual(methods[0]!.metrics);
    const psnr = results.summary!.metrics.find(({ id, region }) => id === 'psnr' && region === 'full')!;
    expect(new Set(psnr.methods.map(({ mean }) => mean)).size).toBe(1);
    expect(psnr.methods.map(({ key }) => key).sort()).toEqual(['bilinear', 'folder', 'pattern']);
  });

  it('that are missing or there twice are named before anything runs', async () => {
    writeFileSync(at('own', 'p0001.tif'), readFileSync(at('own', 'p0001.png')));
    const twice = await compare(
      at('many'),
      '--methods',
      'bilinear',
      '--candidate',
      `a=${at('own')}`,
      '--out',
      at('no'),
    );
    expect(twice.code).toBe(2);
    expect(twice.stderr).toMatch(/--candidate a has several files for ".*p0001\.png": .*p0001\.png, .*p0001\.tif\./);
    rmSync(at('own', 'p0001.tif'));
    renameSync(at('own', 'p0002.png'), at('own', 'q0002.png'));
    const missing = await compare(
      at('many'),
      '--methods',
      'bilinear',
      '--candidate',
      `a=${at('own')}`,
      '--out',
      at('no'),
    );
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/--candidate a has no file for 1 of the pictures: .*p0002\.png\./);
    renameSync(at('own', 'q0002.png'), at('own', 'p0002.png'));
    const shared = await compare(at('many'), '--methods', 'bilinear', '--candidate', `a=${at('photo.png')}`);
    expect(shared.stderr).toMatch(/--candidate a has one file, ".*photo\.png", for several pictures/);
  });

  it('a folder of folders is a candidate for each: the checkpoints of a training', async () => {
    for (const step of ['step-2', 'step-10', 'step-100']) {
      mkdirSync(at('checkpoints', step), { recursive: true });
      for (let i = 1; i <= 6; i++)
        copyFileSync(at('outputs', `p000${i}__bicubic_x2.png`), at('checkpoints', step, `p000${i}.png`));
    }
    const { code } = await compare(
      at('many'),
      '--methods',
      'bicubic',
      '--candidates',
      at('checkpoints'),
      '--out',
      at('steps'),
    );
    expect(code).toBe(0);
    const { experiment } = readResults(at('steps'));
    expect(experiment.methods.map(({ key }) => key)).toEqual(['bicubic', 'step-2', 'step-10', 'step-100']);
    const report = readFileSync(at('steps', 'report.html'), 'utf8');
    // Over all pictures together, and for each of them; the small picture stands beside the outputs.
    expect(report.match(/ over the candidates</g)).toHaveLength(7);
    expect(report.match(/data-key="input"/g)).toHaveLength(6);
  });

  it('are found five hundred at once', async () => {
    makePictures(at('lot'), 500, 0, { width: 8, height: 8 });
    const { code, stdout } = await compare(
      at('lot'),
      '--methods',
      'none',
      '--metrics',
      'psnr',
      '--candidate',
      `same=${at('lot')}`,
      '--json',
      '-',
    );
    expect(code).toBe(0);
    const { images } = JSON.parse(stdout) as ReturnType<typeof readResults>;
    expect(images).toHaveLength(500);
    for (const { methods } of images) expect(methods[0]!.metrics[0]!.value).toBe('Infinity');
  });
});

describe('what keeps a run', () => {
  const again = (...session: string[]) => runCli(['compare', ...session], io);
  const args = () => [
    at('many'),
    '--methods',
    'bilinear',
    '--candidate',
    `mine=${at('outputs', '{file}__bicubic_x2.png')}`,
  ];

  it('sessions and bundles carry candidates, and results.json runs again', async () => {
    expect((await compare(...args(), '--out', at('kept'), '--session', at('kept.upbench.json'))).code).toBe(0);
    const first = numbers(readResults(at('kept')));
    for (const session of ['kept.upbench.json', 'kept/results.json']) {
      const { code } = await again(at(session), '--out', at('re'), '--force', '--session', at('bundle.zip'));
      expect(code, session).toBe(0);
      expect(numbers(readResults(at('re'))), session).toEqual(first);
    }
    renameSync(at('outputs'), at('moved'));
    try {
      const { code } = await again(at('bundle.zip'), '--out', at('re'), '--force');
      expect(code).toBe(0);
      expect(numbers(readResults(at('re')))).toEqual(first);
      const lost = await again(at('kept.upbench.json'), '--out', at('lost'));
      expect(lost).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/Cannot find ".*__bicubic_x2\.png"/) as string,
      });
    } finally {
      renameSync(at('moved'), at('outputs'));
    }
  });

  it('a session that calls the picture and all of its candidates alike keeps them apart', async () => {
    const given = ['bicubic', 'bilinear'].flatMap((id) => [
      '--candidate',
      `own-${id}=${at('first', `photo__${id}_x2.png`)}`,
    ]);
    const { code } = await compare(
      at('photo.png'),
      '--methods',
      'nearest',
      ...given,
      '--session',
      at('alike.upbench.json'),
    );
    expect(code).toBe(0);
    const session = sessionSchema.parse(JSON.parse(readFileSync(at('alike.upbench.json'), 'utf8')));
    // As the window writes them: without their folders.
    const name = 'photo.png';
    writeFileSync(
      at('alike.upbench.json'),
      sessionText({
        ...session,
        pictures: session.pictures.map((file) => ({ ...file, name })),
        candidates: session.candidates?.map((file) => ({ ...file, name, picture: name })),
      }),
    );
    for (const kept of ['alike-2.upbench.json', 'alike.zip'])
      expect((await again(at('alike.upbench.json'), '--out', at('alike'), '--force', '--session', at(kept))).code).toBe(
        0,
      );
    const first = numbers(readResults(at('alike')));
    for (const kept of ['alike-2.upbench.json', 'alike.zip']) {
      expect(await again(at(kept), '--out', at('alike'), '--force')).toMatchObject({ code: 0 });
      expect(numbers(readResults(at('alike'))), kept).toEqual(first);
    }
  });

  it('shards and merge are the whole run', async () => {
    await compare(...args(), '--out', at('whole'));
    for (const shard of ['1/2', '2/2'])
      expect((await compare(...args(), '--shard', shard, '--out', at(`shard${shard[0]}`))).code).toBe(0);
    const { code } = await runCli(['merge', at('shard1'), at('shard2'), '--out', at('merged')], io);
    expect(code).toBe(0);
    expect(timeless(readResults(at('merged')))).toEqual(timeless(readResults(at('whole'))));
    expect((await readPicture(at('merged', 'p0001__input_x2.png'))).raster.width).toBe(12);
  });

  it('a run that goes on measures an output anew that has changed since', async () => {
    mkdirSync(at('live'));
    for (let i = 1; i <= 6; i++) copyFileSync(at('outputs', `p000${i}__bicubic_x2.png`), at('live', `p000${i}.png`));
    const resume = () =>
      compare(at('many'), '--methods', 'bilinear', '--candidate', `live=${at('live')}`, '--out', at('resumed'));
    await resume();
    copyFileSync(at('outputs', 'p0002__bilinear_x2.png'), at('live', 'p0002.png'));
    const { stderr } = await resume();
    expect(stderr).toContain('5 of 6 pictures were already done.');
    const [, second] = readResults(at('resumed')).images;
    expect(second!.methods[1]!.metrics).toEqual(second!.methods[0]!.metrics);
  });
});

it("an own output's number is explained by other ways of its experiment, which stands beside it", async () => {
  const { stdout } = await compare(at('photo.png'), '--methods', 'none', '--method', 'bicubic:a=-0.5', '--json', '-');
  const theirs = (JSON.parse(stdout) as Results).images[0]!.methods[0]!.metrics.find(({ id }) => id === 'psnr')!.value;
  const why = async (file: string) =>
    runCli(
      [
        'metrics',
        at('photo.png'),
        file,
        '--why',
        '--metrics',
        'psnr',
        '--theirs',
        Number(theirs).toFixed(5),
        '--json',
        '-',
      ],
      { ...io, places: { ...io.places!, root: folder } },
    );
  const own = await why(at('first', 'photo__bicubic_x2.png'));
  expect(own.stderr).toContain('is the output of bicubic in');
  const document = metricsDocumentSchema.parse(JSON.parse(own.stdout));
  expect(document.images[0]!.why![0]!.explanations[0]!.causes).toEqual([{ id: 'kernel-a', value: '-0.5' }]);
  // The same picture elsewhere is anybody's.
  copyFileSync(at('first', 'photo__bicubic_x2.png'), at('elsewhere.png'));
  const other = await why(at('elsewhere.png'));
  expect(other.stderr).toBe('');
  expect(other.stdout).not.toContain('kernel-a');
});
