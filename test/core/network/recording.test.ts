import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { auditFile } from '../../../core/engine/networks/auditFile';
import { readRecording } from '../../../core/network/recording';
import { runCli, placesWith } from '../../helpers/cli';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const resources = join(root, 'resources/python');
/** A Python with PyTorch, where this machine has one. */
const python = ['/usr/bin/python3', 'python3'].find(
  (name) => spawnSync(name, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
);

const MODELS = `
import sys; sys.path.insert(0, ${JSON.stringify(resources)})
import torch, torch.nn as nn, torch.nn.functional as F
from upbench_trace import trace
torch.manual_seed(0)
class UNet(nn.Module):
    def __init__(s):
        super().__init__(); s.c = nn.Conv2d(3, 8, 3, padding=1); s.pool = nn.MaxPool2d(2); s.up = nn.ConvTranspose2d(8, 8, 2, 2); s.o = nn.Conv2d(16, 3, 1)
    def forward(s, x):
        a = F.relu(s.c(x)); u = s.up(s.pool(a)); dy = a.size(2) - u.size(2); dx = a.size(3) - u.size(3)
        return s.o(torch.cat([a, F.pad(u, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])], 1))
class Even(nn.Module):
    def __init__(s):
        super().__init__(); s.c = nn.Conv2d(3, 4, 3, padding=1); s.o = nn.Conv2d(4, 3, 3, padding=1)
    def forward(s, x):
        return s.o(F.interpolate(s.c(x), scale_factor=2, mode='nearest'))
class Two(nn.Module):
    def __init__(s):
        super().__init__(); s.c = nn.Conv2d(6, 12, 3, padding=1); s.ps = nn.PixelShuffle(2)
    def forward(s, a, b):
        return {'y': s.ps(s.c(torch.cat([a, b], 1)))}
class Attention(nn.Module):
    def __init__(s):
        super().__init__(); s.q = nn.Conv2d(8, 24, 1); s.u = nn.utils.weight_norm(nn.ConvTranspose2d(8, 3, 3, 2))
    def forward(s, x):
        q, k, v = s.q(x).flatten(2).chunk(3, 1)
        a = torch.einsum('bct,bcs->bts', q, k).softmax(-1)
        return s.u(torch.einsum('bts,bcs->bct', a, v).view_as(x))
class Inner(nn.Module):
    def __init__(s):
        super().__init__(); s.c = nn.Conv2d(3, 4, 3, padding=1); s.up = torch.jit.script(nn.ConvTranspose2d(4, 3, 4, 2, 1))
    def forward(s, x):
        return s.up(s.c(x))
out = sys.argv[1]
x = torch.rand(1, 3, 35, 46)
trace(UNet(), x, out=out + '/unet.upbench-net.json')
trace(Even(), x, out=out + '/even.upbench-net.json')
trace(Attention(), torch.rand(1, 8, 16, 16), out=out + '/attention.upbench-net.json')
trace(nn.DataParallel(Inner()), x, out=out + '/inner.upbench-net.json')
trace(torch.jit.script(nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ConvTranspose2d(4, 3, 4, 2, 1))), x, out=out + '/script.upbench-net.json')
trace(nn.Sequential(nn.ConvTranspose2d(3, 3, 3, 2), nn.PixelShuffle(1)), x[0], out=out + '/single.upbench-net.json')
torch.manual_seed(1)
trace(nn.Sequential(nn.ConvTranspose2d(8, 8, 4), nn.ReLU(), nn.ConvTranspose2d(8, 4, 3, 2, 1, 1), nn.ReLU(), nn.ConvTranspose2d(4, 3, 3, 2, 1, 1), nn.Tanh()), torch.randn(1, 8, 1, 1), out=out + '/generator.upbench-net.json')
trace(Two(), (x, x), out=out + '/two.upbench-net.json')
`;

describe.skipIf(python === undefined)('the recorder, with the PyTorch of this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'upbench-trace-'));
  writeFileSync(join(folder, 'models.py'), MODELS);
  if (python !== undefined) execFileSync(python, [join(folder, 'models.py'), folder], { stdio: 'pipe' });
  const audit = async (name: string): Promise<Record<string, unknown>> => {
    const { code, stdout } = await runCli(['audit', join(folder, `${name}.upbench-net.json`), '--json', '-']);
    expect(code).toBe(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it('follows padding to the skip, with what reaches the output', async () => {
    const document = await audit('unet');
    expect(document).toMatchObject({
      input: [1, 3, 35, 46],
      output: [1, 3, 35, 46],
      parameters: 224 + 264 + 51,
      layers: [
        {
          name: 'up',
          kind: 'ConvTranspose2d',
          inputShape: [1, 8, 17, 23],
          outputShape: [1, 8, 34, 46],
          macs: 8 * 8 * 4 * 17 * 23,
        },
      ],
    });
    const [layer] = document['layers'] as { checkerboard: { pattern: number; reachesOutput: number } }[];
    expect(layer!.checkerboard.pattern).toBeGreaterThan(0.01);
    expect(layer!.checkerboard.reachesOutput).toBeGreaterThan(0.5);
  });

  it('nearest and a convolution make no pattern', async () => {
    const document = await audit('even');
    const [layer] = document['layers'] as { checkerboard: { pattern: number; reachesOutput: number } }[];
    expect(layer!.checkerboard.pattern).toBe(0);
    expect(layer!.checkerboard.reachesOutput).toBeLessThan(0.001);
  });

  it('counts what attention computes, and the parameters behind a normed weight', async () => {
    const tokens = 16 * 16;
    expect(await audit('attention')).toMatchObject({
      parameters: 8 * 24 + 24 + 8 * 3 * 9 + 8 + 3,
      macs: 8 * 24 * tokens + 2 * 8 * tokens * tokens + 8 * 3 * 9 * tokens,
      layers: [{ kind: 'ConvTranspose2d', parameters: 8 * 3 * 9 + 8 + 3 }],
    });
  });

  it('follows TorchScript, as a part and as the whole, and a picture without a batch', async () => {
    for (const name of ['inner', 'script']) {
      const document = await audit(name);
      expect(document).toMatchObject({
        output: [1, 3, 70, 92],
        parameters: 112 + 195,
        macs: 3 * 4 * 9 * 35 * 46 + 4 * 3 * 16 * 35 * 46,
        layers: [{ kind: 'ConvTranspose2d', parameters: 195, inputShape: [1, 4, 35, 46] }],
      });
      const [layer] = document['layers'] as { checkerboard: { pattern: number; reachesOutput: number } }[];
      expect(layer!.checkerboard.reachesOutput).toBeGreaterThan(0.5);
    }
    expect(await audit('single')).toMatchObject({
      layers: [{ inputShape: [1, 3, 35, 46], outputShape: [1, 3, 71, 93] }],
    });
  });

  it('a generator is measured on random latents; what reaches the output is a picture', async () => {
    const { layers, verdict } = await auditFile(join(folder, 'generator.upbench-net.json'), {
      input: null,
      signal: new AbortController().signal,
    });
    expect(verdict.map(({ code }) => code)).toContain('audit-latents');
    expect(layers.map(({ reachesOutput }) => reachesOutput !== null && reachesOutput > 0.5)).toEqual([
      false,
      true,
      true,
    ]);
    expect(layers[2]!.crop).toMatchObject({ width: 16, height: 16, channels: 3 });
  });

  it('takes several inputs and a dict of results', async () => {
    expect(await audit('two')).toMatchObject({
      input: [1, 3, 35, 46],
      output: [1, 3, 70, 92],
      layers: [{ kind: 'PixelShuffle' }],
    });
  });
});

describe('recordings', () => {
  it.each([
    '',
    '{',
    '[]',
    '{"schema":"upbench.network/1"}',
    '{"schema":"upbench.network/1","steps":[1]}',
    '{"schema":"x","steps":[]}',
  ])('refuses %j in a sentence', (text) => {
    expect(() => readRecording(text, null, 'a.json')).toThrow('a.json is not a recording of upbench_trace.py.');
  });

  it('keeps what it cannot name as an opaque step with its shapes', () => {
    const text = JSON.stringify({
      schema: 'upbench.network/1',
      steps: [{ name: 'm', kind: 'Magic', opaque: true, inputs: [], outputs: [{ id: 't1', shape: [1, 3, 8, 8] }] }],
    });
    const { network } = readRecording(text, null, 'a.json');
    expect(network.opaque).toEqual(['m']);
    expect(network.layers[0]!.outputShape).toEqual([1, 3, 8, 8]);
  });

  it('upbench chain --tracer prints the recorder', async () => {
    const { code, stdout } = await runCli(['chain', '--tracer'], { places: placesWith({ root: `${root}/` }) });
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(join(resources, 'upbench_trace.py'), 'utf8'));
  });
});
