import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatNpy, parseNpy } from '@core/tensor/npy';
import { createTensor } from '@core/tensor/tensor';
import { runCli } from '../../helpers/cli';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'upbench-layer-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: string[]) => runCli(['convert-layer', ...args]);

it('says the layer, its weights and the proof, and moves the weights', async () => {
  // [kH, kW, O, I] = [1, 1, 3, 2]
  writeFileSync(at('w.npy'), formatNpy(createTensor([1, 1, 3, 2], [1, 2, 3, 4, 5, 6])));
  const { code, stdout } = await run(
    'conv-transpose',
    '--from',
    'keras',
    '--to',
    'torch',
    '-k',
    '3',
    '-s',
    '2',
    '-p',
    'same',
    '--weights',
    at('w.npy'),
    '--out',
    at('torch.npy'),
  );
  expect(code).toBe(0);
  expect(stdout).toContain('y = layer(x)[..., :-1, :-1]');
  expect(stdout).toContain('np.transpose(w, (3, 2, 0, 1))');
  expect(stdout).toContain('both give the same numbers');
  const moved = parseNpy(new Uint8Array(readFileSync(at('torch.npy'))));
  expect([moved.shape, [...moved.data]]).toEqual([
    [2, 3, 1, 1],
    [1, 3, 5, 2, 4, 6],
  ]);
  const json = JSON.parse((await run('conv', '--from', 'onnx', '--to', 'keras', '-k', '3', '--json', '-')).stdout);
  expect(json).toMatchObject({ schema: 'upbench.layer/1', proof: { maxDifference: 0 }, permutation: [2, 3, 1, 0] });
});

it('moves the channels before a pixel shuffle, kernel and bias', async () => {
  writeFileSync(at('bias.npy'), formatNpy(createTensor([8], [0, 1, 2, 3, 4, 5, 6, 7])));
  const args = ['depth-to-space', '--from', 'torch', '--to', 'tensorflow', '-k', '2'];
  expect((await run(...args, '--weights', at('bias.npy'), '--out', at('dcr.npy'))).code).toBe(0);
  expect([...parseNpy(new Uint8Array(readFileSync(at('dcr.npy')))).data]).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
});

it.each([
  [['lstm', '--from', 'keras', '--to', 'torch'], 'one of conv-transpose, conv, depth-to-space, unpool-indices'],
  [['conv', '--to', 'torch'], 'Give --from'],
  [['conv', '--from', 'keras', '--to', 'torch'], 'Give --kernel-size'],
  [['conv', '--from', 'keras', '--to', 'jax', '-k', '3'], 'one of torch, keras, onnx, coreml'],
  [['conv', '--from', 'keras', '--to', 'torch', '-k', '3', '-p', 'SAME_UPPER'], 'knows no padding "SAME_UPPER"'],
  [['unpool-indices', '--from', 'coreml', '--to', 'torch'], 'coreml has no layer unpool-indices'],
])('refuses %j', async (args, sentence) => {
  const { code, stderr } = await run(...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});
