import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { helpText } from '@core/cli/help';
import { commands } from '@core/cli/commands';
import { expectSentence, FUZZ_COUNT, fuzzTimeout, randomFrom, SLOW_MS } from '../../helpers/fuzz';
import { placesWith, runCli } from '../../helpers/cli';

// Any command line ends with 0, 2 or a sentence, prints no stack, and leaves nothing in the folder it may write to.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-arguments-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All but the one that waits for visitors. */
const names = commands.map(({ name }) => name).filter((name) => name !== 'serve');
const flags = [
  ...new Set(
    (await Promise.all(commands.map(async ({ name, load }) => helpText(name, await load(), 'en')))).flatMap(
      (help) => help.match(/--[a-z][a-z-]*/g) ?? [],
    ),
  ),
].filter((flag) => flag !== '--help');

it(
  'any command line',
  async () => {
    const next = randomFrom(11);
    const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(next() * list.length)]!;
    const missing = join(folder, 'no-such.png');
    const values = [
      '',
      '-',
      '--',
      '0',
      '-1',
      '2',
      '2.5',
      '1e9',
      'NaN',
      'x',
      '\u0000',
      'é'.repeat(300),
      '1,2,3',
      '[1]',
      '1x1x1',
      'bilinear',
      'bilinear:',
      'conv-transpose:kernelSize=0',
      'conv-transpose:kernelSize=1e99',
      'all',
      'psnr,ssim',
      '../x',
      missing,
      join(folder, 'none', 'none.json'),
      '=',
      '--scale=',
      '{"a":1}',
      'nn.Conv2d(3',
    ];
    for (let i = 0; i < FUZZ_COUNT; i++) {
      const argv = [next() < 0.95 ? pick(names) : pick(values)];
      for (let count = Math.floor(next() * 6); count > 0; count--)
        argv.push(next() < 0.5 ? pick(values) : next() < 0.5 ? pick(flags) : `${pick(flags)}=${pick(values)}`);
      const label = JSON.stringify(argv);
      const started = performance.now();
      const { code, stderr } = await runCli(argv, { places: placesWith({ root: folder }) });
      expect([0, 2], `${label}\n${stderr}`).toContain(code);
      if (code === 2 && argv.length > 0 && stderr.startsWith('upbench:')) expectSentence(stderr.trim(), label);
      expect(stderr, label).not.toMatch(/internal fault|^\s+at .+:\d+/m);
      expect(performance.now() - started, label).toBeLessThan(SLOW_MS);
    }
    expect(readdirSync(folder)).toEqual([]);
  },
  fuzzTimeout,
);
