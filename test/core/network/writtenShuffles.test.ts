import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditFile } from '../../../core/engine/networks/auditFile';
import { readNetworkFile } from '../../../core/engine/networks/networkFile';
import { rewriteNetwork } from '../../../core/engine/networks/rewriteNetwork';
import type { OnnxGraph, OnnxNode } from '../../../core/network/onnx/model';
import { usersOf } from '../../../core/network/onnx/users';
import { graphNode, onnxModel, randomTensor, seededNumbers, storedTensor } from '../../helpers/madeOnnx';

const folder = mkdtempSync(join(tmpdir(), 'upbench-shuffles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

/** A convolution and a pixel shuffle by 2, written as older exporters write it. */
function written(name: string, perm: readonly number[], six: readonly bigint[], input: (number | null)[]): string {
  const path = join(folder, `${name}.onnx`);
  const made = onnxModel({
    nodes: [
      graphNode('Conv', ['x', 'w'], 'c', { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
      graphNode('Reshape', ['c', 'six'], 'a'),
      graphNode('Transpose', ['a'], 'b', { perm }),
      graphNode('Reshape', ['b', 'four'], 'y'),
    ],
    tensors: [
      randomTensor('w', [12, 3, 3, 3], seededNumbers(3)),
      storedTensor('six', [6], BigInt64Array.from(six)),
      storedTensor('four', [4], BigInt64Array.of(1n, 3n, 24n, 32n)),
    ],
    input,
  });
  writeFileSync(path, made);
  return path;
}

describe('pixel shuffles written as Reshape, Transpose, Reshape', () => {
  it.each([
    ['crd', [0, 1, 4, 2, 5, 3], [1n, 3n, 2n, 2n, 12n, 16n]],
    ['dcr', [0, 3, 4, 1, 5, 2], [1n, 2n, 2n, 3n, 12n, 16n]],
  ])('are pixel shuffles, and become transposed convolutions: %s', async (name, perm, six) => {
    const path = written(name, perm, six, [1, 3, 12, 16]);
    const { layers } = await auditFile(path, { input: null, signal });
    expect(layers.map(({ layer }) => [layer.kind, layer.outputShape])).toEqual([['PixelShuffle', [1, 3, 24, 32]]]);
    expect(layers[0]!.reachesOutput).not.toBeNull();
    const file = await readNetworkFile(path);
    const { proof, bytes } = await rewriteNetwork(file, layers[0]!.layer.name, 'conv-transpose', null);
    expect(proof).toMatchObject({ holds: true, parameters: 3 * 3 * 6 * 6 });
    // What they were is gone from the file, and nothing else.
    const after = join(folder, `${name}-after.onnx`);
    writeFileSync(after, bytes);
    expect((await readNetworkFile(after)).model.graph.nodes.map(({ operator }) => operator)).toEqual(['ConvTranspose']);
  });

  it('stay what they are where the axes are turned otherwise', async () => {
    const path = written('other', [0, 1, 5, 3, 4, 2], [1n, 3n, 2n, 2n, 12n, 16n], [1, 3, 12, 16]);
    const operators = (await readNetworkFile(path)).model.graph.nodes.map(({ operator }) => operator);
    expect(operators).toEqual(['Conv', 'Reshape', 'Transpose', 'Reshape']);
  });
});

describe('who takes a tensor', () => {
  const node = (operator: string, inputs: string[], outputs: string[], body?: OnnxGraph): OnnxNode => ({
    name: '',
    operator,
    domain: '',
    inputs,
    outputs,
    attributes: new Map(body ? [['then_branch', body]] : []),
  });
  const graph = (nodes: OnnxNode[], outputs: string[] = []): OnnxGraph => ({
    nodes,
    initializers: new Map(),
    inputs: [],
    outputs: outputs.map((name) => ({ name, type: 1, shape: null })),
    values: [],
  });

  it('counts what graphs within a node name, however deep, and what they give out', () => {
    const inner = graph([node('Add', ['a', 'c'], ['z'])], ['b']);
    const outer = graph([node('If', ['q'], ['p'], inner)]);
    const users = usersOf(
      graph([node('Relu', ['x'], ['a']), node('Mul', ['a', 'a'], ['b']), node('If', ['x'], ['y'], outer)]),
    );
    expect(Object.fromEntries(users)).toEqual({ x: [0, 2], a: [1, 1, 2], q: [2], c: [2], b: [2] });
  });
});
