import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { parseSafetensors } from '@core/tensor/safetensors';
import { placesWith, runCli } from '../../helpers/cli';

const places = placesWith({
  computeWorker: pathToFileURL(join(import.meta.dirname, '../../../out/main/computeWorker.js')),
});

it('saves the weights of a method and prints the code that loads them', async () => {
  const out = join(await mkdtemp(join(tmpdir(), 'upbench-weights-')), 'w.safetensors');
  const { code, stdout, stderr } = await runCli(
    ['weights', 'conv-transpose:weights=kaiming,bias=true', '--out', out, '--seed', '7', '--channels', '1'],
    { places },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: `${out}: weight 1×1×4×4, bias 1 (Kaiming normal (seed 7))\n` });
  const { weight, bias } = parseSafetensors(await readFile(out));
  expect([weight!.shape, bias!.shape]).toEqual([[1, 1, 4, 4], [1]]);
  expect(stdout).toContain(`load_file('${out}')`);
  // Weights that come from a file are not written over it.
  const over = await runCli(['weights', `conv-transpose:weights=file:${out}`, '--out', out], { places });
  expect([over.code, over.stderr]).toEqual([2, expect.stringContaining('is an input of this command')]);
});

it.each([
  [['bilinear', '--out', 'w.safetensors'], 'bilinear has no weights with these parameters'],
  [['conv-transpose', '--out', 'w.pt'], 'a name that ends in .safetensors'],
  [['conv-transpose'], 'for --out'],
])('refuses %j', async (args, says) => {
  const { code, stderr } = await runCli(['weights', ...args], { places });
  expect(code).toBe(2);
  expect(stderr).toContain(says);
});
