import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditFile } from '../../../core/engine/networks/auditFile';
import { readNetworkFile } from '../../../core/engine/networks/networkFile';
import { hiddenEnlargers } from '../../../core/network/onnx/hidden';
import { readOnnx, type OnnxModel, type OnnxNode, type OnnxTensor } from '../../../core/network/onnx/model';
import { numbersOf } from '../../../core/network/onnx/numbers';
import { Writer } from '../../../core/network/onnx/wire';
import { graphNode, onnxModel, randomTensor, seededNumbers, storedTensor, valueInfo } from '../../helpers/madeOnnx';
import { onnxGraph } from '../../helpers/onnxGraph';

const folder = mkdtempSync(join(tmpdir(), 'upbench-odd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();
const audit = (name: string, bytes: Uint8Array): ReturnType<typeof auditFile> => {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, bytes);
  return auditFile(path, { input: null, signal });
};
const up = graphNode('ConvTranspose', ['x', 'w'], 'y', { strides: [2, 2] });
const weight = randomTensor('w', [3, 3, 2, 2], seededNumbers(1));
const input = [1, 3, 16, 16];

describe('odd ONNX files', () => {
  it.each([
    ['E4M3FN', 17, [0x38, 0xb8, 0x7e, 0x01, 0x00], [1, -1, 448, 2 ** -9, 0]],
    ['E4M3FNUZ', 18, [0x40, 0x7f, 0x00], [1, 240, 0]],
    ['E5M2', 19, [0x3c, 0x7b, 0xbc], [1, 57344, -1]],
    ['E5M2FNUZ', 20, [0x40, 0x7f], [1, 57344]],
    ['INT4', 22, [0xe1, 0x07], [1, -2, 7]],
    ['UINT4', 21, [0xe1, 0x07], [1, 14, 7]],
  ])('%s stored as bytes or as integers', (_, type, bits, expected) => {
    const stored: OnnxTensor = {
      name: 'w',
      shape: [expected.length],
      type,
      raw: null,
      floats: [],
      integers: bits.map(BigInt),
      doubles: null,
      external: null,
    };
    expect([...numbersOf(stored, new Map(), 'a.onnx')]).toEqual(expected);
    expect([...numbersOf({ ...stored, integers: [], raw: Uint8Array.from(bits) }, new Map(), 'a.onnx')]).toEqual(
      expected,
    );
  });

  it('sparse weights are whole ones', () => {
    for (const [shape, indices] of [
      [[2], [1n, 5n]],
      [
        [2, 2],
        [0n, 1n, 1n, 2n],
      ],
    ] as const) {
      const sparse = new Writer()
        .bytes(1, storedTensor('w', [2], Float32Array.of(3, 4)))
        .bytes(2, storedTensor('', shape, BigInt64Array.from(indices)))
        .number(3, 2)
        .number(3, 3)
        .done();
      const graph = new Writer().bytes(1, up).bytes(15, sparse).bytes(11, valueInfo('x', input)).done();
      const tensor = readOnnx(new Writer().number(1, 8).bytes(7, graph).done()).graph.initializers.get('w')!;
      expect([tensor.shape, [...numbersOf(tensor, new Map(), 'a')]]).toEqual([
        [2, 3],
        [0, 3, 0, 0, 0, 4],
      ]);
    }
  });

  it('layers within branches and functions are named, not denied', async () => {
    const branch = new Writer().bytes(1, up).text(2, 'b').bytes(12, valueInfo('y', null)).done();
    const nodes = [graphNode('If', ['c'], 'z', { then_branch: branch, else_branch: branch })];
    const condition = new Writer().number(2, 9).text(8, 'c').bytes(9, Uint8Array.of(1)).done();
    const model = onnxModel({
      nodes: [...nodes, graphNode('Identity', ['z'], 'y')],
      tensors: [weight, condition],
      input,
    });
    const { verdict, layers } = await audit('branch', model);
    expect(layers).toEqual([]);
    expect(verdict.map(({ code, values }) => [code, values])).toEqual([['audit-within', { names: ['z'] }]]);
  });

  it('functions that call functions many times are looked into once each', () => {
    const call = (operator: string): OnnxNode => ({
      name: operator,
      operator,
      domain: 'own',
      inputs: [],
      outputs: [],
      attributes: new Map(),
    });
    const model = (last: string): OnnxModel => ({
      opset: 17,
      producer: '',
      metadata: new Map(),
      functions: new Map(
        Array.from({ length: 15 }, (_, i) => [
          `own:f${i}`,
          Array.from({ length: 100 }, () => call(i === 14 ? last : `f${i + 1}`)),
        ]),
      ),
      graph: { nodes: [call('Relu'), call('f0')], initializers: new Map(), inputs: [], outputs: [], values: [] },
    });
    expect(hiddenEnlargers(model('Relu'))).toEqual([]);
    expect(hiddenEnlargers(model('f0'))).toEqual([]);
    expect(hiddenEnlargers(model('Resize'))).toEqual(['f0']);
  });

  it('weights that are no numbers are no good network', async () => {
    const bad = storedTensor('w', [3, 3, 2, 2], new Float32Array(36).fill(Number.NaN));
    const { verdict, layers } = await audit('nan', onnxModel({ nodes: [up], tensors: [bad], input }));
    expect(layers[0]).toMatchObject({ pattern: null, reachesOutput: null });
    expect(verdict.map(({ code }) => code)).not.toContain('audit-no-grid');
  });

  it('lists of tensors have no shape, and are passed by', async () => {
    const nodes = [
      graphNode('SequenceConstruct', ['x', 'x'], 's'),
      graphNode('ConcatFromSequence', ['s'], 'c', { axis: 0 }),
      graphNode('ConvTranspose', ['c', 'w'], 'y', { strides: [2, 2] }),
    ];
    const { layers } = await audit('list', onnxModel({ nodes, tensors: [weight], input }));
    expect(layers.map(({ layer }) => layer.outputShape)).toEqual([[2, 3, 32, 32]]);
  });

  it('what is too large is said in one sentence, without the words of the runtime', async () => {
    const wide = graphNode('ConvTranspose', ['x', 'w'], 'y', { strides: [100000, 100000] });
    const refused = audit('wide', onnxModel({ nodes: [wide], tensors: [weight], input }));
    await expect(refused).rejects.toThrow(/memory/);
    await expect(refused).rejects.not.toThrow(/onnxruntime::/);
  });

  it.skipIf(process.platform === 'win32')('a link that leads out of the folder is refused', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'upbench-outside-'));
    writeFileSync(join(outside, 'data'), new Uint8Array(144));
    symlinkSync(join(outside, 'data'), join(folder, 'link.data'));
    const path = join(folder, 'linked.onnx');
    const stored = [{ name: 'w', shape: [3, 3, 2, 2], type: 1, external: { location: 'link.data' } }];
    const nodes = [{ operator: 'ConvTranspose', inputs: ['x', 'w'], outputs: ['y'] }];
    writeFileSync(path, onnxGraph({ input, output: [1, 3, 17, 17], nodes, stored }));
    await expect(readNetworkFile(path)).rejects.toThrow('link.data');
    rmSync(outside, { recursive: true });
  });
});
