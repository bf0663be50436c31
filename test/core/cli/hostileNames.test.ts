import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { writePng } from '@core/engine/pictures/png';
import { numbers, readResults } from '../../helpers/batch';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';
import { makeRaster } from '../../helpers/pictures';

// Pictures whose names are attacks or accidents, through everything that writes a file.

const NAMES = [
  '<script>alert(1)<script>.png',
  '=cmd()|calc.png',
  '+1.png',
  '@sum.png',
  '-rf.png',
  '..\\..\\x.png',
  '%2e%2e%2fx.png',
  'con.png',
  ' a "b" \'c\'.png',
  'new\nline.png',
  '🖼️ \u202Egnp.png',
  '$(reboot)`id`.png',
  `${'é'.repeat(125)}.png`,
];

const home = process.cwd();
let folder: string;
let io: Partial<CommandIo>;
const run = (...args: string[]) => runCli(args, io);
const settings = ['--methods', 'nearest', '--samples', '0'];
beforeAll(async () => {
  io = { places: placesWith({ computeWorker: (await builtEngine()).computeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-hostile-'));
  mkdirSync(join(folder, 'in'));
  for (const [i, name] of NAMES.entries())
    writeFileSync(join(folder, 'in', name), writePng(makeRaster({ width: 12 + i, height: 10 })));
  // Names as the user gives them, without a folder before them.
  process.chdir(join(folder, 'in'));
  const { code, stderr } = await run('compare', '.', ...settings, '--out', '../out', '--session', '../s.json');
  expect({ code, stderr }).toMatchObject({ code: 0 });
}, 180_000);
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

const read = (name: string): string => readFileSync(join(folder, 'out', name), 'utf8');

describe.runIf(process.platform !== 'win32')('pictures with hostile names', () => {
  it('keep their names in the results, and their outputs stay in the folder under safe names', () => {
    const { images } = readResults(join(folder, 'out'));
    expect(images.map(({ file }) => file).sort()).toEqual([...NAMES].sort());
    expect(readdirSync(folder).sort()).toEqual(['in', 'out', 's.json']);
    const written = readdirSync(join(folder, 'out'));
    const pictures = written.filter((name) => name.endsWith('.png'));
    // An output and the small picture of each.
    expect(pictures).toHaveLength(2 * NAMES.length);
    for (const name of written) {
      expect(name).not.toMatch(/[\u0000-\u001f<>:"/\\|?*]/);
      expect(Buffer.byteLength(name)).toBeLessThan(256);
      expect(name).not.toMatch(/^\.|^con\.|\.part/i);
    }
    const journal = read('results.jsonl').trimEnd().split('\n');
    expect(journal).toHaveLength(NAMES.length + 2);
    for (const line of journal) expect(JSON.parse(line)).toBeTypeOf('object');
  });

  it('run nothing in a document', () => {
    const html = read('report.html');
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('"b" \'c\'');
    expect(read('results.md')).not.toMatch(/<script>|^new$/m);
    expect(read('results.tex')).not.toMatch(/[^\\]\$\(reboot/);
    const cells = read('results.csv').match(/^("(?:[^"]|"")*"|[^,\n]*)/gm) ?? [];
    expect(cells.length).toBeGreaterThan(NAMES.length);
    expect(cells.filter((cell) => /^"?[=+\-@]/.test(cell))).toEqual([]);
  });

  it('come back from a session, a bundle and shards', async () => {
    const expected = numbers(readResults(join(folder, 'out')));
    const again = async (...args: string[]) => {
      const { code, stderr } = await run(...args);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    };
    await again('compare', '../s.json', '--out', '../again', '--session', '../s.zip');
    expect(numbers(readResults(join(folder, 'again')))).toEqual(expected);
    await again('compare', '../s.zip', '--out', '../unzipped');
    expect(numbers(readResults(join(folder, 'unzipped')))).toEqual(expected);
    for (const part of ['1', '2'])
      await again('compare', '.', ...settings, '--shard', `${part}/2`, '--out', `../part${part}`);
    await again('merge', '../part1', '../part2', '--out', '../merged');
    expect(numbers(readResults(join(folder, 'merged')))).toEqual(expected);
    const names = (name: string) => readdirSync(join(folder, name)).filter((file) => file.endsWith('.png'));
    expect(names('merged')).toEqual(names('out'));
  });

  it('are legal names for what is written', async () => {
    for (const name of ['=cmd().safetensors', `"q" 'p' $(id).safetensors`, `${'é'.repeat(121)}.safetensors`]) {
      const path = join(folder, 'weights', name);
      mkdirSync(join(folder, 'weights'), { recursive: true });
      const { code, stdout, stderr } = await run('weights', 'conv-transpose', '--out', path);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      // A string that Python reads back as the very path.
      const literal = /load_file\((['"].*['"])\)/.exec(stdout)?.[1] ?? '';
      expect(JSON.parse(literal.startsWith("'") ? `"${literal.slice(1, -1)}"` : literal)).toBe(path);
      expect(readdirSync(join(folder, 'weights'))).toContain(basename(path));
    }
    expect(readdirSync(join(folder, 'weights'))).toHaveLength(3);
  });
});
