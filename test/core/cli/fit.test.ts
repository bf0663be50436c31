import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNested } from '@core/experiment/nested';
import { parseSafetensors, safetensorsMetadata } from '@core/tensor/safetensors';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';

const resources = join(import.meta.dirname, '../../../resources');
const training = join(resources, 'training');
const leaf = (number: number): string => join(training, `leaves-0${number}.png`);
let folder: string;
let places: ReturnType<typeof placesWith>;
const at = (name: string): string => join(folder, name);
const cli = (...args: string[]) => runCli(args, { places });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-fit-'));
  places = placesWith({ computeWorker: (await builtEngine()).computeWorker });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('upbench fit', () => {
  it('writes weights that compare loads, and says where they come from', async () => {
    const out = at('k6.safetensors');
    const fitted = await cli(
      'fit',
      '--method',
      'conv-transpose:kernelSize=6',
      '--train',
      leaf(3),
      '--train',
      leaf(1),
      '--train',
      leaf(2),
      '--hold-out',
      '0.34',
      '--out',
      out,
      '--json',
      '-',
    );
    expect(fitted.stderr).toBe(`Wrote ${out}.\n`);
    expect(fitted.code).toBe(0);
    const numbers = JSON.parse(fitted.stdout) as Record<string, { pictures: number; psnr: number }>;
    expect([numbers['train']?.pictures, numbers['holdOut']?.pictures]).toEqual([2, 1]);
    const bytes = readFileSync(out);
    expect(parseSafetensors(bytes)['weight']?.shape).toEqual([3, 1, 6, 6]);
    expect(safetensorsMetadata(bytes)['origin']).toBe(
      'fitted on leaves-03.png, leaves-01.png, leaves-02.png (3 pictures)',
    );
    const compared = await cli(
      'compare',
      leaf(0),
      '--methods',
      'bilinear',
      '--samples',
      '0',
      '--metrics',
      'psnr',
      '--json',
      '-',
      '--method',
      `conv-transpose:kernelSize=6,weights=file:${out}`,
      '--method',
      `conv-transpose:kernelSize=6,weights=file:${out}#weight`,
    );
    expect(compared.stderr).toBe('');
    const [bilinear, one, two] = (
      JSON.parse(compared.stdout) as { images: { methods: { weights: string; metrics: { value: number }[] }[] }[] }
    ).images[0]!.methods;
    expect(one?.weights).toContain('(fitted on leaves-03.png');
    expect(one?.metrics[0]!.value).toBeGreaterThan(bilinear!.metrics[0]!.value + 0.5);
    expect(two?.metrics).toEqual(one?.metrics);
  });

  it('gives the same file for any order of the pictures', async () => {
    const fit = async (name: string, ...order: number[]) => {
      const train = order.flatMap((number) => ['--train', leaf(number)]);
      await cli('fit', '-m', 'pixel-shuffle:bias=true', ...train, '--out', at(name));
      return parseSafetensors(readFileSync(at(name)));
    };
    expect(await fit('a.safetensors', 1, 2, 3)).toEqual(await fit('b.safetensors', 3, 1, 2));
  });

  it('names weight files that cannot be used, and runs the rest', async () => {
    writeFileSync(at('model.pt'), 'PK');
    writeFileSync(at('bad.safetensors'), 'nothing');
    const files = ['model.pt', 'bad.safetensors', 'missing.npy'].flatMap((name) => [
      '--method',
      `pixel-shuffle:weights=file:${at(name)}`,
    ]);
    const { code, stderr } = await cli('compare', leaf(0), '--methods', 'nearest', '--samples', '0', ...files);
    expect(code).toBe(2);
    expect(stderr).toContain('is a Python pickle');
    expect(stderr).toContain('is not a readable .safetensors file: it has 7 bytes');
    expect(stderr).toContain(`Cannot find "${at('missing.npy')}"`);
  });

  it('shows that a family that contains another is no worse where both were fitted', async () => {
    const { code, stdout } = await cli('equivalence', '--nested', '--json');
    expect(code).toBe(0);
    const chains = JSON.parse(stdout) as { id: string; kernelSize: number; unknowns: number; mse: number }[][];
    expect(chains.map((rows) => rows.map(({ id, kernelSize }) => `${id} ${kernelSize}`))).toEqual([
      ['pixel-shuffle 3', 'conv-transpose 6', 'nearest-conv 5'],
      ['conv-transpose 4', 'nearest-conv 3'],
    ]);
    for (const rows of chains) {
      expect(isNested(rows.map(({ mse }) => mse)), JSON.stringify(rows)).toBe(true);
      expect(rows.at(-1)!.mse).toBeGreaterThan(rows[0]!.mse);
    }
    // Two ways to write one function.
    const [shuffle, transposed] = chains[0]!;
    expect(transposed!.mse).toBeCloseTo(shuffle!.mse, 12);
  });

  it.each([
    [['--out', 'x.safetensors'], 'Choose a layer: --method ID.'],
    [['-m', 'bilinear', '-o', 'x.safetensors'], 'a method with weights to fit'],
    [['-m', 'pixel-shuffle'], 'Choose where to save the weights'],
    [['-m', 'pixel-shuffle', '-o', 'x.pt'], 'Expected a name that ends in .safetensors'],
    [['-m', 'pixel-shuffle', '-o', 'x.safetensors', '--lambda', '-1'], 'Expected a number >= 0 for --lambda'],
    [['-m', 'pixel-shuffle', '-o', 'x.safetensors', '--folds', '25'], 'Expected at most 24, the number of pictures'],
    [['-m', 'pixel-shuffle:weights=icnr', '-o', 'x.safetensors'], 'because they are fitted'],
    [['-m', 'pixel-shuffle', '-o', 'x.safetensors', '-t', 'nowhere'], 'Cannot find "nowhere"'],
  ])('refuses %j', async (args, sentence) => {
    const { code, stderr } = await cli('fit', ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
