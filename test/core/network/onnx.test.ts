import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditFile } from '../../../core/engine/networks/auditFile';
import { readNetworkFile } from '../../../core/engine/networks/networkFile';
import { openHere } from '../../../core/engine/networks/ortSession';
import { editModel } from '../../../core/network/onnx/edit';
import { readOnnx } from '../../../core/network/onnx/model';
import { phaseMeansOf } from '../../../core/network/pattern';
import { channelMeans, cropOf, phaseDeviations, phaseReach } from '../../../core/network/probe';
import { parseNpy } from '../../../core/tensor/npy';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';

const folder = fileURLToPath(new URL('../../goldens/onnx/', import.meta.url));
interface Truth {
  readonly model: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly parameters: number;
  readonly enlarging: readonly {
    readonly layer: string;
    readonly in: readonly number[];
    readonly out: readonly number[];
    readonly parameters?: number;
    readonly macs?: number;
    readonly evenOverlap?: boolean;
    readonly meanActivationIn?: readonly number[];
  }[];
}
const { models } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { models: readonly Truth[] };
const signal = new AbortController().signal;
const arrayOf = (model: string): string => join(folder, model.replace('.onnx', '.x.npy'));

describe('ONNX networks', () => {
  it.each(models.map((truth) => [truth.model, truth] as const))('%s: layers, shapes and costs', async (_, truth) => {
    const audit = await auditFile(join(folder, truth.model), { input: null, array: arrayOf(truth.model), signal });
    expect(audit.network.inputs[0]!.shape).toEqual(truth.input);
    expect(audit.network.outputs[0]!.shape).toEqual(truth.output);
    expect(audit.network.parameters).toBe(truth.parameters);
    expect(audit.layers.map(({ layer }) => layer.kind)).toEqual(truth.enlarging.map(({ layer }) => layer));
    for (const [i, expected] of truth.enlarging.entries()) {
      const { layer, evenOverlap } = audit.layers[i]!;
      expect(layer.inputShape).toEqual(expected.in);
      expect(layer.outputShape).toEqual(expected.out);
      if (expected.parameters !== undefined) expect(layer.parameters).toBe(expected.parameters);
      if (expected.macs !== undefined) expect(layer.macs).toBe(expected.macs);
      if (expected.evenOverlap !== undefined) expect(evenOverlap).toBe(expected.evenOverlap);
    }
  });

  it('the pattern of mean activations is what the layer puts out', async () => {
    const path = join(folder, 'unet-k2.onnx');
    const file = await readNetworkFile(path);
    const node = file.model.graph.nodes.find(({ operator }) => operator === 'ConvTranspose')!;
    const [from = '', to = ''] = [node.inputs[0], node.outputs[0]];
    const session = await openHere(editModel(file.bytes, { outputs: [from, to] }, path), []);
    const { shape, data } = parseNpy(readFileSync(arrayOf('unet-k2.onnx')));
    const results = await session.run({
      [file.model.graph.inputs[0]!.name]: { shape, type: 1, data: Float32Array.from(data) },
    });
    const means = channelMeans(results[from]!.data as Float32Array, results[from]!.shape);
    const expected = models[0]!.enlarging[0]!.meanActivationIn!;
    for (const [c, mean] of means.entries()) expect(mean).toBeCloseTo(expected[c]!, 6);
    const audit = await auditFile(path, { input: null, array: arrayOf('unet-k2.onnx'), signal });
    const tables = phaseMeansOf(audit.layers[0]!.layer.enlarging!, means)!;
    const [, channels = 0, h = 0, w = 0] = results[to]!.shape;
    for (let c = 0; c < channels; c++)
      for (let phase = 0; phase < 4; phase++) {
        let sum = 0;
        for (let y = phase >> 1; y < h; y += 2)
          for (let x = phase & 1; x < w; x += 2) sum += Number(results[to]!.data[(c * h + y) * w + x]);
        expect(tables[c]![phase >> 1]![phase & 1]!).toBeCloseTo(sum / ((h / 2) * (w / 2)), 6);
      }
  });

  it('a generator is measured on random latents, and says so', async () => {
    const { layers, verdict } = await auditFile(join(folder, 'dcgan.onnx'), { input: null, signal });
    expect(verdict.map(({ code }) => code)).toContain('audit-latents');
    // The first layer makes 4x4 of one value: it has no phases.
    const [first, ...others] = layers;
    expect(first!.reachesOutput).toBeNull();
    for (const { reachesOutput, crop } of others) {
      expect(reachesOutput).toBeGreaterThan(0.5);
      expect(crop).toMatchObject({ width: 16, height: 16, channels: 3 });
    }
  });

  it('of an output of many channels the strongest is shown by its number', () => {
    const before = new Float32Array(5 * 16);
    for (let i = 0; i < 16; i += 2) before[3 * 16 + i] = 1;
    const crop = cropOf(before, new Float32Array(5 * 16), [1, 5, 4, 4], 255);
    expect(crop).toMatchObject({ width: 4, height: 4, channels: 1, channel: 3 });
    expect(crop.values.slice(0, 2)).toEqual([0.5, -0.5]);
  });

  it('what all samples have in common is their pattern, whatever each of them shows', () => {
    const samples = [0, 1].map((sample) =>
      Float32Array.from({ length: 64 }, (_, i) => ((i % 8) % 2) + (sample === 0 ? i : -i)),
    );
    expect([...phaseDeviations(samples, [1, 1, 8, 8], [1, 2])]).toEqual([-0.5, 0.5]);
    const difference = Float32Array.from({ length: 64 }, (_, i) => (i % 4 === 0 ? 4 : 0));
    expect(phaseReach(difference, [1, 1, 8, 8], [1, 4])).toBe(3);
    expect(phaseReach(difference, [1, 1, 8, 8], [1, 2.5])).toBeNull();
  });

  it('a bilinear transposed convolution makes no pattern, an uneven one does', async () => {
    const even = await auditFile(join(folder, 'fcn-8s-bilinear.onnx'), { input: null, signal });
    expect(even.layers[0]!.pattern).toBeLessThan(1e-6);
    expect(even.layers[0]!.reachesOutput).toBeLessThan(0.01);
    const uneven = await auditFile(join(folder, 'k3-uneven.onnx'), { input: null, signal });
    expect(uneven.layers[0]!.pattern).toBeGreaterThan(0.05);
    expect(uneven.layers[0]!.reachesOutput).toBeGreaterThan(0.5);
  });
});

describe('upbench run-network', () => {
  it.each(models.map(({ model }) => model))('%s gives the output PyTorch gave', async (model) => {
    const place = await mkdtemp(join(tmpdir(), 'upbench-run-'));
    const { code } = await runCli(
      ['run-network', join(folder, model), '--input', arrayOf(model), '--output', join(place, 'y.npy')],
      { places: placesWith(await builtEngine()) },
    );
    expect(code).toBe(0);
    const made = parseNpy(readFileSync(join(place, 'y.npy')));
    const expected = parseNpy(readFileSync(join(folder, model.replace('.onnx', '.y.npy'))));
    expect(made.shape).toEqual(expected.shape);
    let worst = 0;
    for (const [i, value] of expected.data.entries()) worst = Math.max(worst, Math.abs(value - made.data[i]!));
    expect(worst).toBeLessThan(1e-4);
  });
});

describe('upbench audit', () => {
  let place = '';
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'upbench-audit-'));
  });

  it('prints exactly the schema', async () => {
    const { code, stdout } = await runCli([
      'audit',
      join(folder, 'espcn-x3.onnx'),
      '--input',
      '1,3,17,19',
      '--json',
      '-',
    ]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { layers: Record<string, unknown>[] };
    expect(document).toMatchObject({
      schema: 'upbench.audit/1',
      input: [1, 3, 17, 19],
      output: [1, 3, 51, 57],
      parameters: 5131,
    });
    expect(Object.keys(document.layers[0]!)).toEqual([
      'name',
      'kind',
      'inputShape',
      'outputShape',
      'parameters',
      'macs',
      'macsAtOutputSize',
      'shareOfMacs',
      'checkerboard',
      'replacements',
    ]);
  });

  it('prints a page to be passed on, in words of either language', async () => {
    const page = join(place, 'audit.html');
    const model = join(folder, 'k3-uneven.onnx');
    expect((await runCli(['audit', model, '--html', page])).code).toBe(0);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('The network k3-uneven.onnx');
    expect(html).toContain('makes a grid that reaches the output');
    expect(html).toContain('nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1)');
    expect(html).not.toMatch(/<script|https?:/);
    expect((await runCli(['audit', model, '--html', page, '--language', 'zh-CN'])).code).toBe(0);
    expect(readFileSync(page, 'utf8')).toContain('网络 k3-uneven.onnx');
  });

  it('reads the text of a model', async () => {
    const path = join(place, 'net.py');
    await writeFile(
      path,
      'import torch.nn as nn\nclass Up(nn.Module):\n    def __init__(self, c=8):\n        super().__init__()\n        self.up = nn.ConvTranspose2d(c, c // 2, 3, stride=2)\n    def forward(self, x):\n        return self.up(x)\n',
    );
    const { code, stdout } = await runCli(['audit', path, '--input', '1,8,16,16', '--json', '-']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      parameters: 292,
      layers: [{ kind: 'ConvTranspose2d', checkerboard: { evenOverlap: false, pattern: null } }],
    });
  });

  it.each([
    ['net.pt', 'a PyTorch checkpoint'],
    ['net.tflite', 'TensorFlow Lite'],
    ['net.mlmodel', 'Core ML'],
    ['net.h5', 'Keras'],
  ])('answers %s with the way out', async (name, says) => {
    const { code, stderr } = await runCli(['audit', join(place, name)]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it('damage is one sentence each, at every cut and flipped byte', () => {
    const bytes = new Uint8Array(readFileSync(join(folder, 'nearest-conv.onnx')));
    for (let length = 0; length < bytes.length; length += 37) {
      try {
        readOnnx(bytes.subarray(0, length), 'x.onnx');
      } catch (error) {
        expect(String(error)).toMatch(/UpbenchError: x\.onnx (?:is damaged|holds no)/);
      }
    }
    for (let at = 0; at < bytes.length; at += 11) {
      const flipped = bytes.slice();
      flipped[at]! ^= 0xff;
      try {
        readOnnx(flipped, 'x.onnx');
      } catch (error) {
        expect(String(error)).toMatch(/UpbenchError: x\.onnx /);
      }
    }
  });

  it('a damaged file exits with 2', async () => {
    const path = join(place, 'broken.onnx');
    await writeFile(path, readFileSync(join(folder, 'nearest-conv.onnx')).subarray(0, 2000));
    const { code, stderr } = await runCli(['audit', path]);
    expect(code).toBe(2);
    expect(stderr).toContain('is damaged');
  });
});
