import { mkdtempSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readNetworkFile } from '../../../core/engine/networks/networkFile';
import { rewriteNetwork } from '../../../core/engine/networks/rewriteNetwork';
import { Writer } from '../../../core/network/onnx/wire';
import { parseSafetensors } from '../../../core/tensor/safetensors';
import { runCli } from '../../helpers/cli';
import { storedTensor } from '../../helpers/madeOnnx';

const folder = mkdtempSync(join(tmpdir(), 'upbench-rewrite-'));
const golden = (name: string): string => fileURLToPath(new URL(`../../goldens/onnx/${name}`, import.meta.url));

let state = 7;
const next = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const pick = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));

function tensor(name: string, shape: readonly number[]): Uint8Array {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next() * 2 - 1);
  const writer = new Writer();
  for (const size of shape) writer.number(1, size);
  return writer.number(2, 1).text(8, name).bytes(9, new Uint8Array(data.buffer)).done();
}
function value(name: string, shape: readonly number[] | null): Uint8Array {
  const type = new Writer().number(1, 1);
  if (shape) {
    const axes = new Writer();
    for (const size of shape) axes.bytes(1, new Writer().number(1, size).done());
    type.bytes(2, axes.done());
  }
  return new Writer().text(1, name).bytes(2, new Writer().bytes(1, type.done()).done()).done();
}
function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, number | string | readonly number[]>,
): Uint8Array {
  const writer = new Writer();
  for (const input of inputs) writer.text(1, input);
  writer.text(2, output).text(3, output).text(4, operator);
  for (const [key, given] of Object.entries(attributes)) {
    const one = new Writer().text(1, key);
    if (typeof given === 'number') one.number(3, given).number(20, 2);
    else if (typeof given === 'string') one.text(4, given).number(20, 3);
    else {
      for (const item of given) one.number(8, item);
      one.number(20, 7);
    }
    writer.bytes(5, one.done());
  }
  return writer.done();
}
function model(nodes: readonly Uint8Array[], tensors: readonly Uint8Array[], input: readonly number[]): Uint8Array {
  const graph = new Writer();
  for (const each of nodes) graph.bytes(1, each);
  graph.text(2, 'g');
  for (const each of tensors) graph.bytes(5, each);
  graph.bytes(11, value('x', input)).bytes(12, value('y', null));
  return new Writer().number(1, 8).bytes(7, graph.done()).bytes(8, new Writer().number(2, 13).done()).done();
}

describe('exact rewrites', () => {
  it('random transposed convolutions as a convolution and a pixel shuffle', async () => {
    for (let n = 0; n < 120; n++) {
      const groups = pick(1, 2);
      const [inC, perGroup, s] = [groups * pick(1, 3), pick(1, 3), pick(2, 4)];
      const [kH, kW] = [pick(1, 9), pick(1, 9)];
      const pad = (k: number): number => pick(0, Math.min(3, Math.floor((k - 1) / 2)));
      const [pH, pW, op] = [pad(kH), pad(kW), pick(0, s - 1)];
      const hasBias = pick(0, 1) === 1;
      const path = join(folder, `t${n}.onnx`);
      const up = node('ConvTranspose', ['x', 'w', ...(hasBias ? ['b'] : [])], 'y', {
        strides: [s, s],
        pads: [pH, pW, pH, pW],
        output_padding: [op, op],
        group: groups,
        kernel_shape: [kH, kW],
      });
      writeFileSync(
        path,
        model(
          [up],
          [tensor('w', [inC, perGroup, kH, kW]), ...(hasBias ? [tensor('b', [perGroup * groups])] : [])],
          [1, inC, pick(4, 9), pick(4, 9)],
        ),
      );
      const { proof } = await rewriteNetwork(await readNetworkFile(path), 'y', 'pixel-shuffle', null);
      expect(proof.holds, JSON.stringify({ kH, kW, s, pH, pW, op, groups, proof })).toBe(true);
    }
  });

  it('random convolutions and pixel shuffles as a transposed convolution, with groups, dilation and a bias by phase', async () => {
    for (let n = 0; n < 80; n++) {
      const groups = pick(1, 2);
      const [inC, outC, r, k] = [groups * pick(1, 2), pick(1, 3), pick(2, 3), pick(1, 2) * 2 - 1];
      const d = pick(1, 2);
      const p = pick(0, Math.floor((d * (k - 1)) / 2));
      const rows = outC * r * r * groups;
      const hasBias = pick(0, 1) === 1;
      const path = join(folder, `s${n}.onnx`);
      const attributes = { pads: [p, p, p, p], kernel_shape: [k, k], dilations: [d, d], group: groups };
      writeFileSync(
        path,
        model(
          [
            node('Conv', ['x', 'w', ...(hasBias ? ['b'] : [])], 'c', attributes),
            node('DepthToSpace', ['c'], 'y', { blocksize: r, mode: pick(0, 1) === 1 ? 'CRD' : 'DCR' }),
          ],
          [tensor('w', [rows, inC / groups, k, k]), ...(hasBias ? [tensor('b', [rows])] : [])],
          [1, inC, 7, 8],
        ),
      );
      const { proof } = await rewriteNetwork(await readNetworkFile(path), 'y', 'conv-transpose', null);
      expect(proof.holds, JSON.stringify({ groups, outC, r, k, d, p, hasBias, proof })).toBe(true);
    }
  });

  it('random nearest resizings and convolutions as either, and back', async () => {
    for (let n = 0; n < 40; n++) {
      const groups = pick(1, 2);
      const [inC, outC, s, k] = [groups * pick(1, 2), groups * pick(1, 2), pick(2, 4), pick(1, 5)];
      const [before, after] = [pick(0, k - 1), pick(0, k - 1)];
      const path = join(folder, `n${n}.onnx`);
      const how = pick(0, 1) === 1 ? ['asymmetric', 'floor'] : ['half_pixel', 'round_prefer_ceil'];
      const pads = [before, after, after, before];
      writeFileSync(
        path,
        model(
          [
            node('Resize', ['x', '', 'scales'], 'u', {
              mode: 'nearest',
              coordinate_transformation_mode: how[0]!,
              nearest_mode: how[1]!,
            }),
            node('Conv', ['u', 'w', 'b'], 'y', { pads, kernel_shape: [k, k], group: groups }),
          ],
          [
            storedTensor('scales', [4], Float32Array.of(1, 1, s, s)),
            tensor('w', [outC, inC / groups, k, k]),
            tensor('b', [outC]),
          ],
          [1, inC, 6, 7],
        ),
      );
      for (const to of ['pixel-shuffle', 'conv-transpose'] as const) {
        const { proof, bytes, rewrite } = await rewriteNetwork(await readNetworkFile(path), 'u', to, null);
        expect(proof.holds, JSON.stringify({ to, s, k, pads, groups, proof })).toBe(true);
        if (rewrite.nodes.length > 2) continue;
        const there = join(folder, `n${n}-${to}.onnx`);
        writeFileSync(there, bytes);
        const name = to === 'pixel-shuffle' ? 'u/DepthToSpace' : 'u/ConvTranspose';
        const back = await rewriteNetwork(await readNetworkFile(there), name, 'nearest-conv', null);
        expect(back.proof.holds, JSON.stringify({ back: to, s, k, pads, groups, proof: back.proof })).toBe(true);
      }
    }
  });

  it('factors that differ on the two axes, one of them 1 too: 60 random layers and back', async () => {
    for (let n = 0; n < 30; n++) {
      const groups = pick(1, 2);
      const [inC, perGroup] = [groups * pick(1, 2), pick(1, 2)];
      const s = pick(1, 3);
      const t = s === 1 ? pick(2, 3) : pick(1, 3);
      const [kH, kW, dW] = [pick(1, 5), pick(1, 5), pick(1, 2)];
      const [pH, pW] = [pick(0, Math.floor((kH - 1) / 2)), pick(0, Math.floor((dW * (kW - 1)) / 2))];
      const path = join(folder, `uneven${n}.onnx`);
      const attributes = {
        strides: [s, t],
        pads: [pH, pW, pH, pW],
        output_padding: [pick(0, s - 1), pick(0, t - 1)],
        dilations: [1, dW],
        group: groups,
        kernel_shape: [kH, kW],
      };
      const tensors = [tensor('w', [inC, perGroup, kH, kW]), tensor('b', [perGroup * groups])];
      writeFileSync(path, model([node('ConvTranspose', ['x', 'w', 'b'], 'y', attributes)], tensors, [1, inC, 5, 6]));
      const { proof } = await rewriteNetwork(await readNetworkFile(path), 'y', 'pixel-shuffle', null);
      expect(proof.holds, JSON.stringify({ attributes, proof })).toBe(true);

      const nearest = join(folder, `uneven-nearest${n}.onnx`);
      const resize = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
      const convolution = { kernel_shape: [kH, kW], pads: [pH, pW, pH, pW], group: groups };
      const nodes = [node('Resize', ['x', '', 'scales'], 'u', resize), node('Conv', ['u', 'w', 'b'], 'y', convolution)];
      const scales = storedTensor('scales', [4], Float32Array.of(1, 1, s, t));
      const weights = [tensor('w', [2 * groups, inC / groups, kH, kW]), tensor('b', [2 * groups]), scales];
      writeFileSync(nearest, model(nodes, weights, [1, inC, 5, 6]));
      const there = await rewriteNetwork(await readNetworkFile(nearest), 'u', 'conv-transpose', null);
      expect(there.proof.holds, JSON.stringify({ s, t, convolution, proof: there.proof })).toBe(true);
      const shuffle = await rewriteNetwork(await readNetworkFile(nearest), 'u', 'pixel-shuffle', null);
      expect(shuffle.proof.holds, JSON.stringify({ s, t, convolution, proof: shuffle.proof })).toBe(true);
      if (there.rewrite.nodes.length > 1) continue;
      writeFileSync(nearest, there.bytes);
      const back = await rewriteNetwork(await readNetworkFile(nearest), 'u/ConvTranspose', 'nearest-conv', null);
      expect(back.proof.holds, JSON.stringify({ s, t, convolution, back: back.proof })).toBe(true);
    }
  });

  it.each([undefined, 'SAME_UPPER', 'SAME_LOWER'])('a stated output_shape is resolved, auto_pad %s', async (auto) => {
    for (const [k, s, less] of [
      [3, 2, 0],
      [4, 2, 1],
      [5, 3, 2],
    ] as const) {
      const path = join(folder, `size-${k}-${auto}.onnx`);
      const size = [6 * s + k - less, 7 * s + k - less - 1];
      const attributes = {
        kernel_shape: [k, k],
        strides: [s, s],
        output_shape: size,
        ...(auto ? { auto_pad: auto } : {}),
      };
      const nodes = [node('Relu', ['x'], 'r', {}), node('ConvTranspose', ['r', 'w'], 'y', attributes)];
      writeFileSync(path, model(nodes, [tensor('w', [2, 3, k, k])], [1, 2, 7, 8]));
      const { proof } = await rewriteNetwork(await readNetworkFile(path), 'y', 'pixel-shuffle', null);
      expect(proof.holds, `k${k} s${s}`).toBe(true);
    }
  });

  it('nearest resizing alone as a pixel shuffle of repeated channels, without parameters, or as ones', async () => {
    for (const [mode, round] of [
      ['asymmetric', 'floor'],
      ['half_pixel', 'round_prefer_floor'],
    ] as const) {
      const path = join(folder, 'resize.onnx');
      const attributes = { mode: 'nearest', coordinate_transformation_mode: mode, nearest_mode: round };
      const scales = storedTensor('scales', [4], Float32Array.of(1, 1, 3, 3));
      writeFileSync(path, model([node('Resize', ['x', '', 'scales'], 'y', attributes)], [scales], [1, 5, 4, 6]));
      const file = await readNetworkFile(path);
      const shuffle = await rewriteNetwork(file, 'y', 'pixel-shuffle', null);
      expect(shuffle.proof).toMatchObject({ holds: true, parameters: 0, largestDifference: { layer: 0, network: 0 } });
      const ones = await rewriteNetwork(file, 'y', 'conv-transpose', null);
      expect(ones.proof).toMatchObject({ holds: true, parameters: 45, largestDifference: { layer: 0 } });
    }
  });

  it('refuses a nearest resizing whose phases no kernel gives, and what it is already', async () => {
    const file = await readNetworkFile(golden('unet-k2.onnx'));
    const layer = file.model.graph.nodes.find(({ operator }) => operator === 'ConvTranspose')!.name;
    await expect(rewriteNetwork(file, layer, 'nearest-conv', null)).rejects.toThrow(
      'not sums of the taps of one kernel',
    );
    await expect(rewriteNetwork(file, layer, 'conv-transpose', null)).rejects.toThrow('it is conv-transpose already');
  });

  it('writes PyTorch code with its weights beside it', async () => {
    const out = join(folder, 'layer.py');
    const { code } = await runCli([
      'rewrite',
      golden('k3-uneven.onnx'),
      '--layer',
      '/up/ConvTranspose',
      '--to',
      'pixel-shuffle',
      '--out',
      out,
    ]);
    expect(code).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('F.pixel_shuffle(F.conv2d(x, self.weight, self.bias, groups=1), 2)');
    const { weight } = parseSafetensors(readFileSync(join(folder, 'layer.safetensors')), 'layer.safetensors');
    expect(weight!.shape.length).toBe(4);
  });

  it.each(['SAME_UPPER', 'SAME_LOWER'])('padding that keeps the size is resolved: %s', async (auto) => {
    for (const [k, s] of [
      [3, 2],
      [4, 2],
      [5, 3],
      [6, 2],
    ] as const) {
      const path = join(folder, `${auto}-${k}-${s}.onnx`);
      const up = node('ConvTranspose', ['x', 'w'], 'y', { kernel_shape: [k, k], strides: [s, s], auto_pad: auto });
      writeFileSync(path, model([up], [tensor('w', [2, 3, k, k])], [1, 2, 7, 9]));
      const { proof } = await rewriteNetwork(await readNetworkFile(path), 'y', 'pixel-shuffle', null);
      expect(proof.holds, `k${k} s${s}`).toBe(true);
    }
    const path = join(folder, `${auto}-conv.onnx`);
    const nodes = [
      node('Conv', ['x', 'w'], 'c', { kernel_shape: [4, 3], auto_pad: auto }),
      node('DepthToSpace', ['c'], 'y', { blocksize: 2, mode: 'CRD' }),
    ];
    writeFileSync(path, model(nodes, [tensor('w', [12, 2, 4, 3])], [1, 2, 7, 9]));
    const { proof } = await rewriteNetwork(await readNetworkFile(path), 'y', 'conv-transpose', null);
    expect(proof.holds).toBe(true);
  });

  it('upbench rewrite saves what it has proven', async () => {
    const out = join(folder, 'k3-new.onnx');
    const { code, stdout } = await runCli([
      'rewrite',
      golden('k3-uneven.onnx'),
      '--layer',
      '/up/ConvTranspose',
      '--to',
      'pixel-shuffle',
      '--out',
      out,
      '--json',
      '-',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'upbench.rewrite/1', holds: true });
    const audit = await runCli(['audit', out, '--json', '-']);
    expect(JSON.parse(audit.stdout)).toMatchObject({ layers: [{ kind: 'PixelShuffle' }] });
    expect(readFileSync(out).length).toBeGreaterThan(1000);
  });

  it('refuses what is not the same, and saves nothing', async () => {
    const out = join(folder, 'none.onnx');
    const { code, stderr } = await runCli([
      'rewrite',
      golden('espcn-x3.onnx'),
      '--layer',
      '/2/DepthToSpace',
      '--to',
      'pixel-shuffle',
      '--out',
      out,
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no enlarging layer|already/);
    expect(existsSync(out)).toBe(false);
  });
});
