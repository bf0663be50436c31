import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { formatNpy } from '@core/tensor/npy';
import type { PaperTable } from '@core/experiment/paperTable';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';

const goldens = resolve(import.meta.dirname, '../../goldens');
interface Golden {
  readonly picture: string;
  readonly scale: number;
  readonly y_path?: Record<'psnr_y' | 'ssim_y', number>;
  readonly rgb_path?: Record<'psnr_y_rounded' | 'ssim_y_rounded', number>;
  readonly grey?: Record<'psnr' | 'ssim', number>;
}
const { cases } = JSON.parse(readFileSync(join(goldens, 'matlab/golden.json'), 'utf8')) as { cases: Golden[] };

let io: Partial<CommandIo>;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const table = (...args: string[]) => runCli(['table', ...args], io);
interface Document extends PaperTable {
  readonly schema: string;
  readonly receipt: readonly string[];
  readonly experiment: object;
}
const json = async (...args: string[]) => {
  const outcome = await table(...args, '--json', '-');
  return { ...outcome, document: JSON.parse(outcome.stdout) as Document };
};

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  io = { places: placesWith({ computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-table-'));
  for (const [set, names] of [
    ['Two', ['astronaut', 'camera']],
    ['One', ['astronaut']],
  ] as const) {
    mkdirSync(at(set));
    for (const name of names) copyFileSync(join(goldens, `matlab/${name}_hr.png`), at(set, `${name}.png`));
  }
  // What MATLAB made, as somebody's outputs.
  for (const { picture, scale } of cases) {
    const name = picture.replace('_hr.png', '');
    mkdirSync(at('out', `x${scale}`), { recursive: true });
    copyFileSync(join(goldens, `matlab/${name}_x${scale}_up.png`), at('out', `x${scale}`, `${name}.png`));
  }
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the table', () => {
  it("has the means of MATLAB's scripts for its bicubic row, grey pictures counted", async () => {
    const { code, document } = await json(at('Two'), at('One'));
    expect(code).toBe(0);
    expect(document.schema).toBe('upbench.table/1');
    expect(document.sets).toEqual(['Two', 'One']);
    expect(document.experiment).toMatchObject({ protocol: 'sr-matlab', space: 'y', degradation: 'matlab-bicubic' });
    // The Y path of a colour picture, and of files the rounded colours and a grey picture.
    const files = (await json(at('Two'), '--space', 'rgb')).document;
    for (const [i, { scale, rows }] of document.blocks.entries()) {
      const golden = (name: string) => cases.find((one) => one.scale === scale && one.picture.startsWith(name))!;
      const { y_path: y, rgb_path: rgb } = golden('astronaut');
      const { grey } = golden('camera');
      expect(rows[0]!.cells[1]!.map(({ mean }) => mean)).toEqual([
        expect.closeTo(y!.psnr_y, 6),
        expect.closeTo(y!.ssim_y, 6),
      ]);
      expect(files.blocks[i]!.rows[0]!.cells[0]!.map(({ mean }) => mean)).toEqual([
        expect.closeTo((rgb!.psnr_y_rounded + grey!.psnr) / 2, 6),
        expect.closeTo((rgb!.ssim_y_rounded + grey!.ssim) / 2, 6),
      ]);
    }
    expect(document.groups).toHaveLength(6);
    expect(document.groups[0]).toMatchObject({ set: 'Two', scale: 2, pictures: 2, grey: 1 });
    expect(document.groups[0]!.counts).toEqual({ 'psnr-y': 2, 'ssim-y': 2 });
    expect(document.receipt.join(' ')).toContain('Two ×2, ×3, ×4: 2 pictures, 1 of them grey and counted.');
    expect(document.receipt.join(' ')).toContain('crop 2/crop 3/crop 4');
  });

  const rows = ['--scales', '3', '--methods', 'nearest,bilinear', '--method', 'bicubic:a=-0.5,border=mirror'];

  it('marks the best and the second as they are printed, and no other', async () => {
    const { document } = await json(at('One'), ...rows);
    expect(document.blocks[0]!.rows.map(({ cells }) => cells[0]![0]!.mark)).toEqual([null, 'second', 'best']);
    // An output that is the bicubic row itself shares its mark.
    const shared = await json(
      at('One'),
      ...rows,
      '--space',
      'rgb',
      '--candidate',
      `mat=${at('out')}/x{scale}/{file}.png`,
    );
    expect(shared.document.blocks[0]!.rows.map(({ key, cells }) => [key, cells[0]![0]!.mark])).toEqual([
      ['nearest', null],
      ['bilinear', 'second'],
      ['bicubic', 'best'],
      ['mat', 'best'],
    ]);
  });

  it('comes as text, Markdown, LaTeX and CSV with one receipt', async () => {
    const files = ['--markdown', at('t.md'), '--latex', at('t.tex'), '--csv', at('t.csv')];
    const { code, stdout } = await table(at('One'), ...rows, ...files);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Bicubic interpolation \(a -0\.5 mirror\) +×3 +\d\d\.\d\d\*\/0\.\d{4}\*/);
    const read = (name: string) => readFileSync(at(name), 'utf8');
    expect(read('t.md')).toMatch(/\| ×3 \| \*\*\d\d\.\d\d\*\*\/\*\*0\.\d{4}\*\* \|/);
    const latex = read('t.tex');
    for (const part of [
      '\\toprule',
      '\\midrule',
      '\\bottomrule',
      '\\textbf{',
      '\\underline{',
      'PSNR-Y/SSIM-Y',
      '$\\times$3',
    ])
      expect(latex).toContain(part);
    expect(read('t.csv')).toMatch(/^One,3,nearest,Nearest neighbour,psnr-y,\d\d\.\d+,\d\d\.\d\d,,1,1,0,,,$/m);
    for (const text of [stdout, read('t.md'), latex, read('t.csv')]) expect(text).toContain('sr-matlab');
  });

  it('names what is missing, and goes on', async () => {
    mkdirSync(at('Bad'));
    copyFileSync(at('One', 'astronaut.png'), at('Bad', 'good.png'));
    writeFileSync(at('Bad', 'broken.png'), 'no picture');
    const { code, stderr, document } = await json(
      at('Bad'),
      at('One'),
      at('none'),
      '--scales',
      '2',
      '--candidate',
      `mine=${at('out')}/x{scale}/{file}.png`,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('broken.png');
    expect(stderr).toContain(at('none'));
    expect(stderr).toContain('--candidate mine has no file for 2 of the pictures');
    const [bad, one] = document.groups;
    expect(bad).toMatchObject({ pictures: 1, missing: [{ key: 'mine' }], failed: [{ file: at('Bad', 'broken.png') }] });
    expect(one).toMatchObject({ pictures: 1, missing: [], failed: [] });
    const mine = document.blocks[0]!.rows.find(({ key }) => key === 'mine')!;
    expect(mine.cells[0]).toBeNull();
    expect(mine.cells[1]).not.toBeNull();
  });

  it('says which pictures were measured in another way, and why some have no value', async () => {
    mkdirSync(at('Odd'));
    copyFileSync(at('One', 'astronaut.png'), at('Odd', 'a.png'));
    const [width, height] = [32, 32];
    const data = Float32Array.from({ length: 3072 }, (_, i) => i / 3071);
    writeFileSync(at('Odd', 'float.npy'), formatNpy({ shape: [height, width, 3], data }));
    const four = Float32Array.from({ length: 4096 }, (_, i) => i / 4095);
    writeFileSync(at('Odd', 'four.npy'), formatNpy({ shape: [height, width, 4], data: four }));
    const { code, document } = await json(at('Odd'), '--scales', '2,3');
    expect(code).toBe(0);
    const receipt = document.receipt.join('\n');
    expect(receipt).toMatch(/Odd ×2, ×3: PSNR-Y and SSIM-Y with range 1 of \S+float\.npy\./);
    expect(receipt).toMatch(/Odd ×2, ×3: no PSNR-Y of \S+four\.npy, so it is left out for all methods: \S/);
    expect(receipt).not.toContain('has no finite value');
    expect(document.groups[0]!.counts).toEqual({ 'psnr-y': 2, 'ssim-y': 2 });
  });

  it('takes folders of one name apart, and a folder that is named twice once', async () => {
    mkdirSync(at('other', 'One'), { recursive: true });
    copyFileSync(join(goldens, 'matlab/camera_hr.png'), at('other', 'One', 'camera.png'));
    const { document } = await json(at('One'), at('other', 'One'), at('One'), '--scales', '2,2');
    expect(document.sets).toEqual(['One', 'other/One']);
    expect(document.blocks).toHaveLength(1);
  });

  it('takes files that are named beside their folder for a set of their own', async () => {
    const files = ['astronaut.png', 'camera.png'].map((name) => at('Two', name));
    const { document } = await json(at('Two'), ...files, '--scales', '2');
    expect(document.sets).toEqual(['Two', 'Two-2']);
    expect(document.blocks[0]!.rows[0]!.cells).toHaveLength(2);
  });

  it('ends with 130 when it is cancelled, and writes nothing', async () => {
    const outcome = await runCli(['table', at('Two'), '--latex', at('never.tex')], {
      ...io,
      signal: AbortSignal.abort(),
    });
    expect(outcome.code).toBe(130);
    expect(() => readFileSync(at('never.tex'))).toThrow();
  });
});

it('tells a mean of PSNRs from the PSNR of the mean error', async () => {
  const rows = ['--scales', '3', '--space', 'rgb'];
  const { document } = await json(at('Two'), ...rows);
  const [cell] = document.blocks[0]!.rows[0]!.cells[0]!;
  const each = cases.filter(({ scale }) => scale === 3).map((one) => one.rgb_path?.psnr_y_rounded ?? one.grey!.psnr);
  const ofMean = -10 * Math.log10(each.reduce((sum, value) => sum + 10 ** (-value / 10), 0) / each.length);
  expect(cell!.ofMeanError).toBeCloseTo(ofMean, 6);
  const said = async (theirs: number) => (await table(at('Two'), ...rows, '--theirs', theirs.toFixed(2))).stdout;
  expect(await said(ofMean)).toContain('of the mean error of all pictures');
  expect(await said(Number(cell!.mean))).toContain("is the mean of the pictures'");
  expect(await said(12.34)).toContain('is not a value of this table');
});

describe('costs', () => {
  it('of layers are counted at the size that is asked for, by both conventions', async () => {
    const { document } = await json(
      at('One'),
      '--scales',
      '2,3',
      '--methods',
      'conv-transpose',
      '--cost-at',
      '1280x720',
    );
    const [two, three] = document.blocks.map(({ rows: all }) => all[0]!.cost);
    // Kernel 4 on one channel: 16 weights; at its input, and four times that at its output.
    expect(two).toEqual({
      parameters: 16,
      macs: 16 * 640 * 360,
      macsAtOutputSize: 16 * 1280 * 720,
      output: [720, 1280],
      source: 'counted',
    });
    expect(three!.output).toEqual([720, 1281]);
    expect(document.receipt.join(' ')).toContain('Mult-Adds at ×3 are for 1281×720');
  });

  it('of a network are those of its file, and of a candidate what the user says', async () => {
    const { document, stderr } = await json(
      at('One'),
      '--scales',
      '2,3',
      '--candidate',
      `mine=${at('out')}/x{scale}/{file}.png`,
      '--network',
      `mine=${join(goldens, 'onnx/espcn-x3.onnx')}`,
      '--network',
      `text=${at('net.py')}`,
      '--candidate-macs',
      'mine=1.5G',
      '--candidate-params',
      'mine=57k',
    );
    expect(stderr).toContain('The network mine makes');
    const of = (scale: number, key: string) =>
      document.blocks.find((block) => block.scale === scale)!.rows.find((row) => row.key === key)!.cost;
    expect(of(2, 'mine')).toEqual({
      parameters: 57_000,
      macs: 1.5e9,
      macsAtOutputSize: null,
      output: null,
      source: 'said',
    });
    expect(of(3, 'mine')!.source).toBe('counted');
    expect(of(3, 'mine')!.output).toEqual([720, 1281]);
  });

  beforeAll(() =>
    writeFileSync(
      at('net.py'),
      'nn.Sequential(nn.Conv2d(1, 64, 5, padding=2), nn.ReLU(), nn.Conv2d(64, 9, 3, padding=1), nn.PixelShuffle(3))\n',
    ),
  );
});

it.each([
  [[], 'Name at least one folder'],
  [['X', '--scales', '2,x'], 'whole numbers from 2 to 32 separated by commas'],
  [['X', '--scales', '2,1.5'], 'whole numbers from 2 to 32'],
  [['X', '--candidate', 'mine=out/{file}.png'], 'a pattern with {scale} for the scales 2, 3, 4'],
  [['X', '--cost-at', '1280'], 'width x height'],
  [['X', '--json', '-', '--csv', '-'], 'Only one of'],
  [['X', '--space', 'lab'], 'one of rgb, y'],
  [['X', '--network', 'nothing'], 'NAME=FILE'],
  [['X', '--candidate-macs', 'mine=3'], 'mine'],
  [['X', '--protocol', 'none'], 'sr-matlab'],
])('refuses %j in a sentence', async (args, sentence) => {
  const { code, stderr } = await table(...args.map((one) => (one === 'X' ? at('One') : one)));
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
});
