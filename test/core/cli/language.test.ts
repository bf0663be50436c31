import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { commands } from '@core/cli/commands';
import { takeLanguage, usualLanguage } from '@core/cli/language';
import { languageNamed } from '@core/messages';
import { writePng } from '@core/engine/pictures/png';
import { resultsSchema } from '@core/experiment/schema';
import { formatNpy } from '@core/tensor/npy';
import { createTensor } from '@core/tensor/tensor';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';
import { englishIn } from '../../helpers/englishWords';
import { makeRaster } from '../../helpers/pictures';

let io: Partial<CommandIo>;
let folder: string;
const at = (name: string): string => join(folder, name);
const chinese = (...args: string[]) => runCli([...args, '--language', 'zh-CN'], io);

/** What people read of a report: no script, no style, no code, no data. */
const readable = (html: string): string =>
  html
    .replace(/<(script|style|pre|svg)\b[^]*?<\/\1>/g, ' ')
    .replace(/\b(?:aria-label|title)="([^"]*)"/g, '>$1<')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&[a-z]+;/g, ' ');

/** Lines with English that is no name; the machine's own words (processor, platform, versions) are names. */
function englishLines(text: string): string[] {
  return (
    text
      .replaceAll(folder, '')
      // What somebody wrote is quoted as it was written.
      .replace(/"[^"\n]*"/g, ' ')
      .split('\n')
      .filter((line) => !/^(处理器|平台|版本|upbench \d)|linux|SHA-256|，\d+ 核|libvips/.test(line.trim()))
      .flatMap((line) => {
        const words = englishIn(line);
        return words.length === 0 ? [] : [`${words.join(' ')} | ${line.trim()}`];
      })
  );
}

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  folder = mkdtempSync(join(tmpdir(), 'upbench-zh-'));
  io = { places: placesWith({ computeWorker, root: process.cwd() }) };
  for (const name of ['a.png', 'b.png'])
    writeFileSync(
      at(name),
      writePng(makeRaster({ width: 33, height: 26, alpha: true }, (x, y, c) => (x * 9 + y * y + c * 60) % 256)),
    );
  writeFileSync(at('plain.png'), writePng(makeRaster({ width: 33, height: 26 }, (x, y) => (x * 7 + y * 3) % 256)));
  writeFileSync(at('text.png'), 'Dear reader.\n');
  writeFileSync(at('net.py'), 'nn.Conv2d(3, 8, 3, stride=2)\nnn.ConvTranspose2d(9, 8, 3)\n');
  writeFileSync(
    at('x.npy'),
    formatNpy(
      createTensor(
        [1, 1, 4, 4],
        Float32Array.from({ length: 16 }, (_, i) => i),
      ),
    ),
  );
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('which language', () => {
  it.each([
    ['zh-CN', 'zh-CN'],
    ['zh_CN.UTF-8', 'zh-CN'],
    ['ZH', 'zh-CN'],
    ['en_GB.UTF-8', 'en'],
    ['de_DE', null],
    ['C', null],
  ])('%s is %s', (name, language) => expect(languageNamed(name)).toBe(language));

  it('follows UPBENCH_LANGUAGE, then the locale as on any Unix, then English', () => {
    expect(usualLanguage({ UPBENCH_LANGUAGE: 'en', LANG: 'zh_CN.UTF-8' })).toBe('en');
    expect(usualLanguage({ LC_ALL: '', LC_MESSAGES: 'zh_CN.UTF-8', LANG: 'en_US.UTF-8' })).toBe('zh-CN');
    expect(usualLanguage({ LC_ALL: 'C', LANG: 'zh_CN.UTF-8' })).toBe('en');
    expect(usualLanguage({})).toBe('en');
  });

  it('takes the option out wherever it stands, but not behind --', () => {
    expect(takeLanguage(['--language=zh-CN', 'op', 'x'])).toEqual({ language: 'zh-CN', rest: ['op', 'x'] });
    expect(takeLanguage(['op', '--', '--language', 'en']).rest).toEqual(['op', '--', '--language', 'en']);
  });

  it.each([
    [['--language'], 'upbench: --language needs a value: --language en|zh-CN.\n'],
    [['op', '--language', 'fr'], 'upbench: Expected one of en, zh-CN for --language but received "fr".\n'],
    [['--language', 'en', '--language', 'en'], 'upbench: --language was given twice.\n'],
  ])('%j is refused', async (argv, stderr) => {
    expect(await runCli(argv, { language: 'en' })).toEqual({ code: 2, stdout: '', stderr });
  });
});

describe('everything printed in Chinese has no English word that is no name', () => {
  it.each([[['--help']], ...commands.map(({ name }) => [[name, '--help']])])('%j', async (argv) => {
    const { code, stdout } = await chinese(...argv);
    expect(code).toBe(0);
    expect(englishLines(stdout)).toEqual([]);
  });

  it.each([
    [['compair']],
    [['--colour']],
    [['op', '--colour']],
    [['op', 'relu']],
    [['op', 'conv2d', '--input', 'none.npy', '--output', 'y.npy']],
    [['op', 'interpolate', '--input', 'X', '--size', '3', '--mode', 'cubic', '--output', 'Y']],
    [['shape', 'conv_transpose2d', '--input', '4,4', '--kernel-size', '0']],
    [['shape', 'conv2d', '--input', '4,4', '--kernel-size', '9']],
    [['shape', 'pixel_shuffle', '--input', '4', '--upscale-factor', '2']],
    [['solve', '--input', '7,7', '--scale', '2']],
    [['solve', '--input', '7,7', '--output', '3,3']],
    [['equivalence', '--scale', '2']],
    [['chain', 'NET', '--input', '3x32x32']],
    [['chain', 'NET']],
    [['compare']],
    [['compare', 'none.png']],
    [['compare', 'A', '--methods', 'none']],
    [['compare', 'A', '--metrics', ',']],
    [['compare', 'A', '--shard', '1/2']],
    [['compare', 'A', '--name', '{what}.png', '--out', 'x']],
    [['compare', 'A', '--method', 'conv-transpose:kernelSize=0']],
    [['compare', 'A', '--method', 'conv-transpose:colour=3']],
    [['compare', 'A', '--truth', 'none.npy']],
    [['compare', 'X', '--truth', 'A', '--order', 'x']],
    [['merge', 'none', '--out', 'x']],
    [['fit', '--method', 'bilinear', '--json', '-']],
    [['fit', '--method', 'conv-transpose', '--json', '-', '--hold-out', '2']],
    [['weights', 'bilinear', '--out', 'w.safetensors']],
    [['weights', 'nothing', '--out', 'w.safetensors']],
    [['metrics', 'A']],
    [['metrics', 'A', 'PLAIN', '--scale', '2', '--why']],
    [['metrics', 'PLAIN', 'A', '--roi', '1']],
    [['audit', 'none.onnx']],
    [['rewrite', 'none.onnx']],
    [['why-arrays', 'X', 'X']],
    [['table', 'none']],
  ])('%j', async (argv) => {
    const files: Readonly<Record<string, string>> = {
      A: at('a.png'),
      PLAIN: at('plain.png'),
      NET: at('net.py'),
      X: at('x.npy'),
      Y: at('y.npy'),
    };
    const { stdout, stderr } = await chinese(...argv.map((arg) => files[arg] ?? arg));
    expect(stdout + stderr).not.toBe('');
    expect(englishLines(stdout + stderr)).toEqual([]);
  });

  it('a comparison: tables, notes, warnings, Markdown, LaTeX and the report; results keep English beside codes', async () => {
    const uses = ['--methods', 'conv-transpose,bilinear,unpooling,nearest', '--method', 'conv-transpose:kernelSize=3'];
    const extra = [
      '--method',
      'bilinear',
      '--method',
      'pixel-shuffle:weights=icnr',
      '--metrics',
      'psnr-y,ms-ssim,flip',
    ];
    const pictures = [at('a.png'), at('b.png'), at('text.png')];
    const { stdout, stderr } = await chinese('compare', ...pictures, ...uses, ...extra, '--out', at('out'));
    expect(stdout).toMatch(/^方法 /m);
    expect(englishLines(stdout)).toEqual([]);
    expect(englishLines(stderr)).toEqual([]);
    const read = (name: string): string => readFileSync(join(at('out'), name), 'utf8');
    expect(englishLines(read('results.md'))).toEqual([]);
    const latex = read('results.tex').replace(/\\[a-z]+(\{[a-z]+\})?/g, ' ');
    expect(englishLines(latex)).toEqual([]);
    const html = read('report.html');
    expect(html).toContain('<html lang="zh-CN">');
    expect(englishLines(readable(html))).toEqual([]);
    const results = resultsSchema.parse(JSON.parse(read('results.json')));
    expect(results.images[0]!.methods[0]!.title).toBe('Transposed convolution a');
    expect(read('results.csv')).toContain('Bilinear');
  });
});
