import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { writePng } from '@core/engine/pictures/png';
import { resultsSchema, type Results } from '@core/experiment/schema';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';
import { encode, makeRaster } from '../../helpers/pictures';

let io: Partial<CommandIo>;
let folder: string;
let out: string;
let round = 0;
const at = (name: string) => join(folder, name);
const good = makeRaster({ width: 31, height: 22 }, (x, y, c) => (x * 9 + y * 5 + c * 60) % 256);
const compare = (...args: string[]) => runCli(['compare', ...args, '--samples', '0'], io);
const workFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`upbench-${process.pid}-`));

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  io = { places: placesWith({ computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  writeFileSync(at('good.png'), writePng(good));
  writeFileSync(
    at('deep.png'),
    writePng(
      makeRaster({ width: 12, height: 10, bitDepth: 16, alpha: true }, (x, y, c) => x * 4000 + y * 900 + c * 50),
    ),
  );
  writeFileSync(at('text.png'), 'Dear reader.\n');
  writeFileSync(at('empty.png'), '');
  const jpeg = await encode(makeRaster({ width: 80, height: 60 }), 'jpeg');
  writeFileSync(at('cut.jpg'), jpeg.subarray(0, jpeg.length * 0.6));
  writeFileSync(at('one.png'), writePng(makeRaster({ width: 1, height: 1 })));
  mkdirSync(at('nothing'));
}, 180_000);
beforeEach(() => {
  out = at(`out${round++}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('compare', () => {
  it('prints a table, and writes nothing', async () => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await compare(at('good.png'), '--methods', 'nearest,bilinear');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('good.png  31×22, 8-bit RGB, downscaled by area averaging and enlarged ×2');
    expect(stdout).toMatch(/^Method +PSNR/m);
    expect(stdout).toContain('Cropped by 1 pixel at the right and 0 at the bottom');
    expect(readdirSync(folder)).toEqual(before);
    expect(workFolders()).toEqual([]);
  });

  it('--json - prints one legal document and nothing else', async () => {
    const { code, stdout } = await compare(
      at('good.png'),
      '--methods',
      'nearest',
      '--method',
      'bilinear',
      '--method',
      'nearest',
      '--json',
      '-',
    );
    expect(code).toBe(0);
    const results = resultsSchema.parse(JSON.parse(stdout));
    expect(results.images[0]).toMatchObject({
      file: at('good.png'),
      width: 31,
      height: 22,
      crop: { right: 1, bottom: 0 },
    });
    expect(results.images[0]?.methods.map(({ key }) => key)).toEqual(['nearest', 'bilinear', 'nearest#2']);
  });

  it('--report-size leaves large pictures in files beside the report, under whatever names', async () => {
    const named = at('a #1 50%.png');
    writeFileSync(named, writePng(good));
    const args = [named, '--methods', 'nearest,bilinear', '--report-size', '0', '--out', out];
    expect(await compare(...args)).toMatchObject({ code: 0 });
    const html = readFileSync(join(out, 'report.html'), 'utf8');
    expect(html).not.toContain('data:image/png');
    const shown = [...html.matchAll(/<img[^>]* src="([^"]+)"/g)].map(([, address]) => decodeURIComponent(address!));
    expect(shown).toEqual(expect.arrayContaining(['report-reference-1.png']));
    for (const name of shown) expect(readdirSync(out)).toContain(name);
    const { raster } = await readPicture(join(out, 'report-reference-1.png'));
    expect({ width: raster.width, height: raster.height }).toEqual({ width: 30, height: 22 });
  });

  it('--out writes a picture for each method and the documents; another run numbered, with --force over', async () => {
    const args = [at('good.png'), '--methods', 'nearest,bilinear', '--out', out];
    const names = [
      'crops-1.svg',
      'good__bilinear_x2.png',
      'good__input_x2.png',
      'good__nearest_x2.png',
      'report.html',
      'results.csv',
      'results.json',
      'results.jsonl',
      'results.md',
      'results.tex',
    ];
    expect((await compare(...args)).code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(names);
    const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
    for (const { output } of resultsSchema.parse(results).images[0]!.methods) {
      const { raster } = await readPicture(join(out, output!));
      expect([raster.width, raster.height]).toEqual([30, 22]);
    }
    const first = readFileSync(join(out, 'results.json'));
    const again = await compare(...args);
    expect(again).toMatchObject({ code: 0, stdout: '' });
    expect(again.stderr).toContain('1 of 1 picture was already done.');
    expect(readdirSync(out).sort()).toEqual(names);
    expect(readFileSync(join(out, 'results.json')).equals(first)).toBe(true);
    expect((await compare(...args, '--degradation', 'bicubic')).code).toBe(0);
    expect(readdirSync(out)).toHaveLength(2 * names.length);
    expect(readdirSync(out)).toContain('results-2.json');
    expect(readFileSync(join(out, 'results.json')).equals(first)).toBe(true);
    expect((await compare(...args, '--force')).code).toBe(0);
    expect(readdirSync(out)).toHaveLength(2 * names.length);
  });

  it('keeps 16 bit and carries alpha by nearest', async () => {
    const { code, stdout } = await compare(at('deep.png'), '--methods', 'nearest', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toContain('Alpha is resized separately by nearest neighbour');
    const { raster } = await readPicture(join(out, 'deep__nearest_x2.png'));
    expect(raster).toMatchObject({ width: 12, height: 10, bitDepth: 16 });
    const alpha = raster.alpha!;
    // Every 2x2 block has one value.
    for (let y = 0; y < 10; y += 2)
      for (let x = 0; x < 12; x += 2) expect(alpha[(y + 1) * 12 + x + 1]).toBe(alpha[y * 12 + x]);
  });

  it('says one sentence for every bad input, does the good ones, and ends with 2', async () => {
    const bad = ['text.png', 'empty.png', 'cut.jpg', 'none.png', 'nothing', 'one.png'].map(at);
    const { code, stdout, stderr } = await compare(
      ...bad,
      at('good.png'),
      '--methods',
      'nearest,fancy',
      '--method',
      'bilinear:foo=1',
      '--out',
      out,
    );
    expect(code).toBe(2);
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll(`${folder}/`, ''));
    for (const sentence of [
      /^upbench: There is no method "fancy"/,
      /^upbench: .*foo/,
      /^upbench: "text\.png" is not a PNG/,
      /^upbench: "empty\.png" is empty\.$/,
      /^upbench: "cut\.jpg" is damaged/,
      /^upbench: Cannot find "none\.png"\.$/,
      /^upbench: "nothing" is a folder without pictures/,
      /^upbench: .*1×1|^upbench: .*at least 2/,
    ]) {
      expect(
        lines.filter((line) => sentence.test(line)),
        String(sentence),
      ).toHaveLength(1);
    }
    expect(stdout).toContain('good.png  31×22');
    expect(readdirSync(out)).toContain('good__nearest_x2.png');
    const results = resultsSchema.parse(JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')));
    expect(results.images).toHaveLength(1);
    expect(results.failed.map(({ file }) => file).sort()).toEqual([...bad].sort());
    expect(stderr).not.toMatch(/^ +at /m);
    expect(workFolders()).toEqual([]);
  });

  it.each([
    [['--scale', '0'], '--scale'],
    [['--scale', '2.5'], '--scale'],
    [['--methods', 'fancy'], 'fancy'],
    [['--scael', '2'], 'Did you mean --scale?'],
  ])('%j leaves nothing to do: exit code 2 and no file', async (args, part) => {
    const { code, stdout, stderr } = await compare(at('good.png'), ...args, '--out', out);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(part);
    expect(readdirSync(folder)).not.toContain(out);
  });

  it('writes no folder when no picture was good', async () => {
    expect((await compare(at('text.png'), '--out', out)).code).toBe(2);
    expect(() => readdirSync(out)).toThrow('ENOENT');
  });

  it('says when the output cannot be written', async () => {
    const { code, stderr } = await compare(
      at('good.png'),
      '--methods',
      'nearest',
      '--out',
      join(at('good.png'), 'below'),
    );
    expect(code).toBe(2);
    expect(stderr).toContain('a file is in the way');
  });

  it('leaves nothing behind at Ctrl+C', async () => {
    const controller = new AbortController();
    const args = ['compare', at('good.png'), '--methods', 'bilinear', '--samples', '1000', '--out', out];
    const running = runCli(args, {
      ...io,
      interactive: true,
      signal: controller.signal,
      stderr: () => setTimeout(() => controller.abort(), 50),
    });
    expect((await running).code).toBe(130);
    expect(() => readdirSync(out)).toThrow('ENOENT');
    expect(workFolders()).toEqual([]);
  });

  it('enlarges without a reference, leaving out what needs one', async () => {
    const { code, stdout, stderr } = await compare(at('good.png'), '--mode', 'enlarge', '--json', '-');
    expect(code).toBe(0);
    expect(stderr).toContain('is left out: it needs positions recorded from a reference');
    const results = resultsSchema.parse(JSON.parse(stdout));
    for (const method of results.images[0]!.methods) expect(method.outputShape).toEqual([1, 3, 44, 62]);
  });
});
