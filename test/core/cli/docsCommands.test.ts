import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { commands } from '@core/cli/commands';
import { writePng } from '@core/engine/pictures/png';
import { createTensor } from '@core/tensor/tensor';
import { formatNpy } from '@core/tensor/npy';
import { makePictures } from '../../helpers/batch';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';
import { makeRaster } from '../../helpers/pictures';

// The commands that README and docs show are run as they stand, on small files under the names they use.

const ROOT = resolve(import.meta.dirname, '../../..');
const PREFIX = 'npm run --silent upbench -- ';
/** A server does not end, and these need what the page itself tells to make first. */
const NOT_RUN = /^(serve|calibrate|merge)\b|<|\.\.\.|\$|session|part\d|scores | NAME |chain --tracer|\{scale\}/;

interface Shown {
  readonly page: string;
  readonly line: string;
}

/** Every command in a fenced block, its continued lines joined. */
function commandsOf(page: string): Shown[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/```(?:sh|bash)\n([^]*?)```/g)].map(([, block = '']) =>
    block.replace(/\\\n\s*/g, ''),
  );
  return blocks
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith(PREFIX))
    .map((line) => ({ page, line: line.slice(PREFIX.length).replace(/\s+#.*$/, '') }));
}

/** Words as a shell sees them. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');

/** Where an installed command of that name is what the page is about. */
const HAS_ALIAS = ['docs/batches.md'];
const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const shown = pages.flatMap(commandsOf);

describe('commands in README and docs', () => {
  it('name commands that exist', () => {
    expect(shown.length).toBeGreaterThan(15);
    const known = commands.map(({ name }) => name);
    for (const { page, line } of shown) {
      const [name = ''] = wordsOf(line);
      if (!name.startsWith('-')) expect(known, `${page}: ${line}`).toContain(name);
    }
  });

  it('are whole: a reader has no command called upbench', () => {
    const bare = pages
      .filter((page) => !HAS_ALIAS.includes(page))
      .flatMap((page) =>
        [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^(?: {4})?upbench [a-z].*$/gm)].map(String),
      );
    expect(bare).toEqual([]);
  });

  it('in package.json exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = pages.flatMap((page) =>
      [...readFileSync(join(ROOT, page), 'utf8').matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(
        ([, name]) => name,
      ),
    );
    expect([...new Set(named)].filter((name = '') => !(name in scripts))).toEqual([]);
  });

  it('links between pages lead somewhere', () => {
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(ROOT, page), 'utf8').replace(/```[^]*?```/g, '');
      return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => join(ROOT, page, '..', target))
        .filter((path) => !readable(path))
        .map((path) => `${page}: ${path}`);
    });
    expect(broken).toEqual([]);
  });
});

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    try {
      return readdirSync(path).length > 0;
    } catch {
      return false;
    }
  }
}

describe('commands in README and docs run', () => {
  let io: Partial<CommandIo>;
  let folder: string;
  let before: string;
  beforeAll(async () => {
    const { computeWorker } = await builtEngine();
    io = { places: placesWith({ computeWorker, root: ROOT }) };
    folder = mkdtempSync(join(tmpdir(), 'upbench-docs-'));
    before = process.cwd();
    process.chdir(folder);
    const picture = (seed: number) =>
      writePng(makeRaster({ width: 48, height: 40 }, (x, y, c) => (x * 5 + y * 3 + c * 40 + (x ^ y) * seed) % 256));
    for (const [name, seed] of [
      ['cat', 1],
      ['cat_mine', 2],
      ['original', 1],
      ['enlarged', 2],
      ['hr', 3],
      ['photo', 4],
    ] as const)
      writeFileSync(`${name}.png`, picture(seed));
    for (const name of ['photos', 'originals', 'Set5', 'Set14', 'B100', 'my-outputs', 'DIV2K_valid_HR'])
      makePictures(join(folder, name), 5, 0, { width: 48, height: 40 });
    makePictures(join(folder, 'DIV2K_valid_LR_bicubic/X2'), 5, 0, { width: 24, height: 20 });
    for (const name of ['a', 'b']) writeFileSync(`${name}.png`, picture(name === 'a' ? 1 : 2));
    mkdirSync('resources');
    mkdirSync('checkpoints');
    for (const step of [1, 2])
      copyFileSync(join(ROOT, 'test/goldens/onnx/cubic-x2.onnx'), join(folder, `checkpoints/step-${step}.onnx`));
    const numbers = (...shape: number[]) =>
      createTensor(
        shape,
        Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i * 7) % 11) / 8),
      );
    copyFileSync(join(ROOT, 'test/goldens/onnx/cubic-x2.onnx'), 'model.onnx');
    writeFileSync('x.npy', formatNpy(numbers(1, 3, 8, 8)));
    writeFileSync('w.npy', formatNpy(numbers(3, 2, 3, 3)));
    // Nearest neighbour at x2: a rule that is known.
    const small = numbers(1, 3, 8, 8);
    const doubled = createTensor(
      [1, 3, 16, 16],
      Array.from({ length: 768 }, (_, i) => {
        const [plane, row, column] = [Math.floor(i / 256), Math.floor(i / 16) % 16, i % 16];
        return small.data[plane * 64 + (row >> 1) * 8 + (column >> 1)]!;
      }),
    );
    for (const name of ['pytorch', 'phone']) writeFileSync(`${name}.npy`, formatNpy(doubled));
    writeFileSync(
      'net.py',
      'nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ConvTranspose2d(8, 3, 4, stride=2, padding=1))\n',
    );
    writeFileSync(
      'model.py',
      'nn.Sequential(\n  nn.Conv2d(3, 8, 3, padding=1),\n  nn.ConvTranspose2d(8, 3, 4, stride=2, padding=1),\n)\n',
    );
  }, 180_000);
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  const runnable = shown.filter(({ line }) => !NOT_RUN.test(line) && filesExist(line));
  it.each(runnable)('$page: $line', async ({ line }) => {
    const words = wordsOf(line).map((word) => word.replace(/^resources\//, `${ROOT}/resources/`));
    const { code, stderr } = await runCli(words, io);
    expect(code, stderr).toBe(0);
  });
});

/** Only files that the test makes; pages about networks and masks have tests of their own for theirs. */
function filesExist(line: string): boolean {
  const made = /^(cat|cat_mine|original|enlarged|hr|photo|a|b|x|w|y|pytorch|phone|row|model|net|audit|k6|results?)\b/;
  const named = wordsOf(line).filter(
    (word) => /\.(png|npy|py|onnx|txt|safetensors|json)$/.test(word) && !word.includes('='),
  );
  return named.every((word) => made.test(word) || word.startsWith('resources/'));
}
