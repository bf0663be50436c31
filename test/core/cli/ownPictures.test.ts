import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { readResults } from '../../helpers/batch';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';

const FORMATS = resolve(import.meta.dirname, '../../goldens/formats');
let io: Partial<CommandIo>;
let folder: string;
const compare = (...args: string[]) => runCli(['compare', ...args, '--samples', '0', '--methods', 'bicubic'], io);

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  io = { places: placesWith({ computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("outputs carry the original's ICC profile, the small picture too", async () => {
  const file = join(FORMATS, 'noted', 'a98.png');
  await compare(file, '--out', join(folder, 'icc'));
  const { icc } = await readPicture(file);
  for (const name of ['a98__bicubic_x2.png', 'a98__input_x2.png'])
    expect((await readPicture(join(folder, 'icc', name))).icc, name).toEqual(icc);
});

it('an HDR picture is compared in floats: its outputs are arrays, and PSNR wants to know white', async () => {
  const file = join(FORMATS, 'e_zip_float_33x17_3.exr');
  await compare(file, '--out', join(folder, 'hdr'));
  const [image] = readResults(join(folder, 'hdr')).images;
  expect(image).toMatchObject({ bitDepth: 32, crop: { right: 1, bottom: 1 } });
  expect(readdirSync(join(folder, 'hdr'))).toContain('e_zip_float_33x17_3__bicubic_x2.npy');
  const ids = image!.methods[0]!.metrics.map(({ id }) => id);
  const isBeyond = (await readPicture(file)).raster.data.some((value) => value > 1 || value < 0);
  expect(ids.includes('psnr')).toBe(!isBeyond);
  await compare(file, '--range', '8', '--metrics', 'psnr', '--out', join(folder, 'ranged'));
  const [ranged] = readResults(join(folder, 'ranged')).images;
  expect(ranged).toMatchObject({ range: 8 });
  expect(ranged!.methods[0]!.metrics[0]!.protocol).toContain('8');
});

it('12 bits in a 16-bit file are measured against their own white', async () => {
  const file = join(FORMATS, 'noted', 'twelve_bits.tif');
  const psnr = async (...args: string[]): Promise<number> => {
    const out = join(folder, `bits-${args.length}`);
    await compare(file, '--metrics', 'psnr', '--out', out, ...args);
    return Number(readResults(out).images[0]!.methods[0]!.metrics[0]!.value);
  };
  const [plain, ranged] = [await psnr(), await psnr('--range', '4095')];
  // 20 log10(65535 / 4095), up to what rounding in the small picture does.
  expect(plain - ranged).toBeCloseTo(24.08, 1);
});

it('a picture of five bands is called one, in text and report', async () => {
  const file = resolve(FORMATS, '../files/t_u8_5band.tif');
  const { stdout } = await compare(file, '--metrics', 'psnr', '--out', join(folder, 'bands'));
  expect(stdout).toContain('8-bit picture of 5 bands');
  for (const name of ['report.html', 'results.md'])
    expect(readFileSync(join(folder, 'bands', name), 'utf8'), name).toContain('8-bit picture of 5 bands');
});
