import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../helpers/cli';

let folder = '';
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upbench-chain-'));
  await writeFile(file('good.py'), 'nn.Sequential(\n  nn.Conv2d(3, 12, 3, padding=1),\n  nn.PixelShuffle(2),\n)\n');
  await writeFile(file('bad.py'), 'nn.ReLU()\nnn.Conv2d(3)\n');
});

describe('upbench chain', () => {
  it('marks transposed convolutions whose taps meet unevenly', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'upbench-chain-')), 'up.py');
    await writeFile(
      path,
      '# x: 1x8x8x8\nnn.ConvTranspose2d(8, 8, 3, stride=2)\nnn.ConvTranspose2d(8, 1, 4, stride=2)\n',
    );
    const { stdout } = await runCli(['chain', path]);
    expect(stdout).toContain('Line 2, convt1: kernel 3 is not a multiple of stride 2');
    expect(stdout).not.toContain('convt2: kernel');
    const { layers } = JSON.parse((await runCli(['chain', path, '--json', '-'])).stdout) as {
      layers: { evenOverlap: boolean }[];
    };
    expect(layers.map(({ evenOverlap }) => evenOverlap)).toEqual([false, true]);
  });

  it('prints shapes, parameters and legal sizes', async () => {
    const { code, stdout } = await runCli(['chain', file('good.py'), '--input', '3x8x10']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/shuffle1\s+PixelShuffle 2\s+1×3×16×20/);
    expect(stdout).toContain('Legal sizes: H and W from 1.');
  });

  it('gives everything as JSON and writes the layers', async () => {
    const { code, stdout } = await runCli([
      'chain',
      file('good.py'),
      '--input',
      '2,3,8,10',
      '--json',
      '-',
      '--write',
      file('out.py'),
    ]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { output: number[]; parameters: number; layers: { code: string }[] };
    expect(document).toMatchObject({ output: [2, 3, 16, 20], parameters: 336 });
    expect(document.layers[0]!.code).toBe('nn.Conv2d(3, 12, 3, padding=1)');
    expect(await readFile(file('out.py'), 'utf8')).toBe(
      'conv1 = nn.Conv2d(3, 12, 3, padding=1)\nshuffle1 = nn.PixelShuffle(2)\n',
    );
  });

  it('an example that does not fit exits with 2 and says what would cure it', async () => {
    const { code, stdout } = await runCli(['chain', '--example', 'unet-225']);
    expect(code).toBe(2);
    expect(stdout).toContain('cat1 does not fit: up1 is 224×224 but enc1 is 225×225.');
    expect(stdout).toContain('up1.output_padding = 1');
    expect(stdout).toContain('multiples of 4');
  });

  it.each([
    [['bad.py', '--input', '3x8x8'], 'Line 2: Expected out_channels for Conv2d but received nothing.'],
    [['good.py'], 'for --input'],
    [['good.py', '--input', '8'], 'CxHxW, NxCxHxW or NxC'],
    [['none.py', '--input', '3x8x8'], 'Cannot find'],
  ])('refuses %j', async ([name, ...rest], says) => {
    const { code, stderr } = await runCli(['chain', file(name!), ...rest]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});

describe('upbench solve', () => {
  it('names ways and says why', async () => {
    const { code, stdout } = await runCli(['solve', '--input', '56,56', '--output', '113x113']);
    expect(code).toBe(0);
    expect(stdout).toContain('nn.ConvTranspose2d(');
    expect(stdout).toContain('pixel-shuffle: Pixel shuffle multiplies both axes');
  });

  it('keeps to the given kernel, as JSON', async () => {
    const { stdout } = await runCli([
      'solve',
      '--input',
      '16,16',
      '--scale',
      '2',
      '--family',
      'conv-transpose',
      '--kernel-size',
      '3',
      '--dilation',
      '1',
      '--json',
      '-',
    ]);
    const { solutions } = JSON.parse(stdout) as { solutions: { parameters: Record<string, number> }[] };
    expect(solutions[0]!.parameters).toEqual({ kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, dilation: 1 });
  });

  it('refuses two goals, and exits with 2 where nothing gets there', async () => {
    expect((await runCli(['solve', '--input', '4,4', '--scale', '2', '--output', '8,8'])).code).toBe(2);
    expect((await runCli(['solve', '--input', '4,4', '--output', '9,9', '--family', 'pixel-shuffle'])).code).toBe(2);
  });
});
