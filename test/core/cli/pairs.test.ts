import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { writePng } from '@core/engine/pictures/png';
import { makePictures, numbers, readResults } from '../../helpers/batch';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';
import { makeRaster } from '../../helpers/pictures';

let io: Partial<CommandIo>;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const compare = (...args: string[]) =>
  runCli(['compare', ...args, '--methods', 'bilinear,bicubic', '--samples', '0'], io);

beforeAll(async () => {
  io = { places: placesWith({ computeWorker: (await builtEngine()).computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  makePictures(at('hr'), 3);
  writeFileSync(
    at('photo.png'),
    writePng(makeRaster({ width: 49, height: 33 }, (x, y, c) => (x * 5 + y * 3 + c) % 256)),
  );
  for (const scale of ['2', '4']) {
    await compare(at('hr'), '--scale', scale, '--out', at(`made${scale}`));
    mkdirSync(at('lr', `LRBI`, `x${scale}`), { recursive: true });
    for (let i = 1; i <= 3; i++)
      copyFileSync(at(`made${scale}`, `p000${i}__input_x${scale}.png`), at('lr', 'LRBI', `x${scale}`, `p000${i}.png`));
  }
  await compare(at('photo.png'), '--out', at('one'));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The numbers without what says where the small picture came from. */
const measured = (out: string) =>
  readResults(at(out)).images.map(({ methods }) => methods.map(({ key, metrics }) => ({ key, metrics })));

describe('--low', () => {
  it('gives the same numbers as making the same small pictures, whatever their names', async () => {
    const layouts: readonly (readonly [low: string, ...more: string[]])[] = [
      [at('lr', 'LRBI', 'x2')],
      [at('lr'), '--scale', '2'],
      [at('made2', '{file}__input_x2.png')],
      [at('suffix')],
      [at('lower')],
    ];
    mkdirSync(at('suffix'));
    mkdirSync(at('lower'));
    for (let i = 1; i <= 3; i++) {
      copyFileSync(at('made2', `p000${i}__input_x2.png`), at('suffix', `p000${i}x2.png`));
      copyFileSync(at('made2', `p000${i}__input_x2.png`), at('lower', `P000${i}_LR.png`));
    }
    for (const [low, ...more] of layouts) {
      const { code, stderr } = await compare(at('hr'), '--low', low, ...more, '--out', at('given'), '--force');
      expect(code, `${low} ${stderr}`).toBe(0);
      expect(stderr).toContain('The small pictures are given: scale 2 from the sizes.');
      expect(measured('given'), low).toEqual(measured('made2'));
      const { experiment, images } = readResults(at('given'));
      expect(experiment.degradation).toBe('given');
      expect(images[0]!.low).toMatchObject({ width: 12, height: 8 });
    }
  });

  it('takes the scale from the sizes, and an original that was not cut to it', async () => {
    const four = await compare(at('hr'), '--low', at('lr', 'LRBI', 'x4'), '--out', at('four'));
    expect(four.stderr).toContain('scale 4 from the sizes');
    const { code } = await compare(at('photo.png'), '--low', at('one', 'photo__input_x2.png'), '--out', at('odd'));
    expect(code).toBe(0);
    const [odd] = readResults(at('odd')).images;
    expect(odd!.crop).toEqual({ right: 1, bottom: 1 });
    // A small picture that was given is not written once more.
    expect(odd!.input).toBeUndefined();
    expect(readdirSync(at('odd')).filter((name) => name.includes('__input'))).toEqual([]);
    expect(measured('odd')).toEqual(measured('one'));
  });

  it('warns where shipped weights were fitted for another degradation', async () => {
    const { stdout } = await runCli(
      [
        'compare',
        at('photo.png'),
        '--low',
        at('one', 'photo__input_x2.png'),
        '--methods',
        'nearest-conv',
        '--samples',
        '0',
      ],
      io,
    );
    expect(stdout).toContain(
      'its shipped weights were fitted for small pictures made by area averaging, not for the given ones',
    );
  });

  it('is said in every document, and a session keeps it', async () => {
    await compare(at('hr'), '--low', at('lr', 'LRBI', 'x2'), '--out', at('said'), '--session', at('s.zip'));
    expect(readFileSync(at('said', 'report.html'), 'utf8')).toContain('given');
    expect(readFileSync(at('said', 'results.tex'), 'utf8')).toContain('given');
    const again = await runCli(['compare', at('s.zip'), '--out', at('again')], io);
    expect(again.code).toBe(0);
    expect(numbers(readResults(at('again')))).toEqual(numbers(readResults(at('said'))));
  });

  it.each([
    [['--low', 'lr'], /--low has several small pictures for ".*p0001\.png": .*Name the folder of one scale/],
    [['--low', 'one'], /--low has no small picture for 3 of the pictures/],
    [['--low', 'nowhere'], /Cannot find ".*nowhere"\./],
    [['--low', 'lr/LRBI/x2', '--scale', '3'], /The small pictures are of scale 2, but --scale says 3\./],
    [['--low', 'hr'], /is 24×16 and its original 24×16: the scale is not a whole number/],
    [['--low', 'lr/LRBI/x2', '--mode', 'enlarge'], /--low needs originals/],
    [['--low', 'lr/LRBI/x2', '--degradation', 'area'], /so --degradation does not apply/],
  ])('%j is refused', async (args, sentence) => {
    const [low, name, ...more] = args;
    const { code, stderr } = await compare(at('hr'), low!, at(name!), ...more);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});
