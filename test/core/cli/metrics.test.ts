import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricsDocumentSchema } from '@core/experiment/metricsSchema';
import { writePng } from '@core/engine/pictures/png';
import { metrics } from '@core/metrics';
import { runCli } from '../../helpers/cli';
import { makeRaster } from '../../helpers/pictures';

let folder: string;
const at = (name: string) => join(folder, name);
const run = (...args: string[]) => runCli(['metrics', ...args]);
const json = async (...args: string[]) => {
  const { code, stdout } = await run(...args, '--json', '-');
  return { code, document: metricsDocumentSchema.parse(JSON.parse(stdout)) };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-metrics-'));
  const value = (x: number, y: number, c: number): number => (x * 9 + y * 5 + c * 60) % 200;
  writeFileSync(at('ref.png'), writePng(makeRaster({ width: 31, height: 22 }, value)));
  writeFileSync(at('near.png'), writePng(makeRaster({ width: 31, height: 22 }, (x, y, c) => value(x, y, c) + (x % 2))));
  writeFileSync(at('grey.png'), writePng(makeRaster({ width: 31, height: 22, channels: 1 }, (x, y) => value(x, y, 0))));
  writeFileSync(
    at('deep.png'),
    writePng(makeRaster({ width: 31, height: 22, bitDepth: 16, alpha: true }, (x, y, c) => value(x, y, c) * 257)),
  );
  writeFileSync(at('small.png'), writePng(makeRaster({ width: 30, height: 22 }, value)));
  writeFileSync(at('text.png'), 'Dear reader.\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('metrics', () => {
  it('--json - prints one legal document: every metric of the whole picture, crop 0', async () => {
    const { code, document } = await json(at('ref.png'), at('near.png'));
    expect(code).toBe(0);
    expect(document).toMatchObject({ reference: at('ref.png'), failed: [], images: [{ file: at('near.png') }] });
    const [image] = document.images;
    const seen = [...(image?.metrics ?? []), ...(image?.unavailable ?? [])].map(({ id }) => id);
    expect(seen.sort()).toEqual(metrics.map(({ id }) => id).sort());
    const byId = Object.fromEntries(image?.metrics.map((metric) => [metric.id, metric]) ?? []);
    expect(byId['mse']?.value).toBeCloseTo(15 / 31, 12);
    expect(byId['checkerboard']?.value).toBeCloseTo(0.5, 12);
    expect(byId['psnr-y']?.protocol).toBe('PSNR-Y, BT.601 16-235, crop 0, range 255, not rounded');
    expect(image?.metrics.every(({ region }) => region === 'full')).toBe(true);
  });

  it('carries the special floats of identical pictures as strings', async () => {
    const { document } = await json(at('ref.png'), at('ref.png'), '--metrics', 'psnr,mse,ssim');
    expect(document.images[0]?.metrics.map(({ value }) => value)).toEqual(['Infinity', 0, 1]);
  });

  it('follows --crop, --scale, --protocol and --roi', async () => {
    const words = async (...args: string[]) =>
      (await json(at('ref.png'), at('near.png'), '--metrics', 'psnr-y', ...args)).document.images[0]?.metrics.map(
        ({ protocol }) => protocol,
      );
    expect(await words('--crop', '3')).toEqual(['PSNR-Y, BT.601 16-235, crop 3, range 255, not rounded']);
    expect((await words('--scale', '3'))?.[0]).toContain('crop 3');
    expect(await words('--scale', '3')).toHaveLength(2);
    expect(await words('--protocol', 'wang-2004')).toEqual(['PSNR-Y, BT.601 16-235, crop 0, range 255, Y rounded']);
    expect(await words('--roi', '4,5,12,13')).toEqual([
      'PSNR-Y, BT.601 16-235, crop 0, range 255, not rounded, region 12×13 at 4,5',
    ]);
  });

  it('measures the good pictures and names the bad ones, exit 2', async () => {
    const { code, stdout, stderr } = await run(
      at('ref.png'),
      at('small.png'),
      at('text.png'),
      at('gone.png'),
      at('deep.png'),
      '--json',
      '-',
    );
    expect(code).toBe(2);
    const document = metricsDocumentSchema.parse(JSON.parse(stdout));
    expect(document.images.map(({ file }) => file)).toEqual([at('deep.png')]);
    expect(document.images[0]?.notes.join(' ')).toMatch(/8 bits per channel.*Alpha was left out/);
    expect(document.failed.map(({ code: reason }) => reason)).toEqual([
      'size-mismatch',
      'unsupported-file',
      'missing-file',
    ]);
    expect(stderr).toContain('the reference is 31×22 and the picture 30×22');
    expect(stderr.trim().split('\n')).toHaveLength(3);
  });

  it('takes a small picture for no crop of the large one', async () => {
    const square = (side: number, step: number) =>
      makeRaster({ width: side, height: side, channels: 1 }, (x) => x * step);
    writeFileSync(at('large.png'), writePng(square(48, 5)));
    writeFileSync(at('half.png'), writePng(square(24, 10)));
    const { code, stderr } = await run(at('large.png'), at('half.png'));
    expect(code).toBe(2);
    expect(stderr).not.toContain('They fit');
  });

  it('prints a table with receipts and reasons', async () => {
    const { code, stdout, stderr } = await run(at('grey.png'), at('grey.png'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/PSNR +∞ dB +PSNR, grey, crop 0, range 255/);
    expect(stdout).toMatch(/PSNR-Y +∞ dB +PSNR-Y, grey is its own Y, crop /);
    expect(stdout).toContain('- MS-SSIM needs at least 161×161 pixels; this picture has 31×22.');
  });

  it('--why explains, and knows where a number of somebody else comes from', async () => {
    const { stdout } = await run(
      at('ref.png'),
      at('near.png'),
      '--metrics',
      'psnr',
      '--why',
      '--scale',
      '2',
      '--theirs',
      '10',
    );
    expect(stdout).toContain('Why is my PSNR different?');
    expect(stdout).toContain('Super-resolution paper');
    expect(stdout).toMatch(/None of the \d+ rules tried gives 10/);
  });

  it('--why says one cause in one sentence, and one conclusion for several metrics', async () => {
    const { stdout } = await run(at('ref.png'), at('near.png'), '--why', '--theirs', '31.05');
    expect(stdout.match(/because it rounds Y/g)).toHaveLength(1);
    expect(stdout).toMatch(/because it rounds Y .*\. So does Super-resolution paper, MATLAB scripts\./);
    expect(stdout.match(/None of the/g)).toHaveLength(1);
    expect(stdout).toMatch(/None of the \d+ rules tried for PSNR and PSNR-Y gives 31\.05; the nearest single one is, for PSNR/); // prettier-ignore
  });

  it('says without being asked that only transparent pixels differ', async () => {
    const clear = (white: boolean, opacity = 0) => {
      const raster = makeRaster({ width: 16, height: 16, alpha: true }, (x) => (x < 8 && white ? 255 : 9));
      return { ...raster, alpha: raster.alpha!.map((_, i) => (i % 16 < 8 ? opacity : 255)) };
    };
    writeFileSync(at('clear-black.png'), writePng(clear(false)));
    writeFileSync(at('clear-white.png'), writePng(clear(true)));
    writeFileSync(at('seen-white.png'), writePng(clear(true, 1)));
    const said = 'Every pixel that differs is fully transparent';
    expect((await run(at('clear-black.png'), at('clear-white.png'))).stdout).toContain(said);
    expect((await run(at('clear-black.png'), at('clear-black.png'))).stdout).not.toContain(said);
    expect((await run(at('clear-black.png'), at('seen-white.png'))).stdout).not.toContain(said);
  });

  it('replaces the file that --json names, and never an input', async () => {
    for (const word of ['Wrote', 'Replaced']) {
      const { code, stderr } = await run(at('ref.png'), at('near.png'), '--metrics', 'mae', '--json', at('out.json'));
      expect({ code, stderr }).toEqual({ code: 0, stderr: `${word} ${at('out.json')}.\n` });
      expect(metricsDocumentSchema.parse(JSON.parse(readFileSync(at('out.json'), 'utf8'))).images).toHaveLength(1);
    }
    const { code, stderr } = await run(at('ref.png'), at('near.png'), '--metrics', 'mae', '--json', at('near.png'));
    expect([code, stderr]).toEqual([
      2,
      `upbench: "${at('near.png')}" is an input of this command. Give the output another name.\n`,
    ]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.each([
    [[], 'Name a reference and at least one picture.'],
    [['ref.png'], 'Name a reference and at least one picture.'],
    [['ref.png', 'near.png', '--metrics', 'psnrx'], 'received "psnrx"'],
    [
      ['ref.png', 'near.png', '--protocol', 'mine'],
      'Expected one of saved-file, sr-paper, scikit-image-default, wang-2004, sr-matlab, wang-2004-colour for protocol',
    ],
    [['ref.png', 'near.png', '--crop', '1.5'], 'for --crop but received "1.5"'],
    [['ref.png', 'near.png', '--roi', '1,2,3'], 'Expected x,y,w,h in whole pixels for --roi but received "1,2,3".'],
    [['ref.png', 'near.png', '--roi', '0,0,99,9'], 'Expected x,y,w,h inside the picture of 31×22 for roi'],
    [['ref.png', 'near.png', '--crop', '11'], 'Expected at most 10 for 31×22 pixels for crop but received 11.'],
    [['ref.png', 'near.png', '--theirs', '3'], 'Expected --why beside it for --theirs'],
    [['text.png', 'near.png'], 'is not a PNG'],
  ])('refuses %j with a sentence', async (args, message) => {
    const { code, stdout, stderr } = await run(...args.map((arg) => (arg.endsWith('.png') ? at(arg) : arg)));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
