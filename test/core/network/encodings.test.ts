import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFile } from '../../../core/engine/networks/auditFile';
import type { Audit, AuditedLayer } from '../../../core/network/audit';
import { runCli } from '../../helpers/cli';
import { brainFloats, floats, int64s, onnxGraph, type Made, type Stored } from '../../helpers/onnxGraph';

let place = '';
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'upbench-encodings-'));
});
afterAll(() => rm(place, { recursive: true, force: true }));

const { signal } = new AbortController();
async function audited(name: string, bytes: Uint8Array): Promise<Audit> {
  const path = join(place, name);
  await writeFile(path, bytes);
  return auditFile(path, { input: null, signal });
}
const only = ({ layers }: Audit): AuditedLayer => {
  expect(layers).toHaveLength(1);
  return layers[0]!;
};

/** [1 in, 1 out, 4, 4], every value a multiple of 1/8: all encodings hold them exactly. */
const VALUES = Array.from({ length: 16 }, (_, i) => (i - 5) / 8);
const convTranspose = (weight: string, attributes: Made['attributes'] = {}): Made => ({
  operator: 'ConvTranspose',
  inputs: ['x', weight],
  outputs: ['y'],
  attributes: { kernel_shape: [4, 4], strides: [2, 2], ...attributes },
});
const transposed = (stored: Stored[], nodes: Made[] = [], attributes: Made['attributes'] = {}, size = 18): Uint8Array =>
  onnxGraph({
    input: [1, 1, 8, 8],
    output: [1, 1, size, size],
    nodes: [...nodes, convTranspose('w', attributes)],
    stored,
  });
const plain: Stored = { name: 'w', shape: [1, 1, 4, 4], type: 1, raw: floats(VALUES) };

describe('weights of an ONNX network', () => {
  it.each([
    ['in the file', () => transposed([plain]), null],
    [
      'as bfloat16, cast to floats',
      () =>
        transposed(
          [{ name: 'b', shape: [1, 1, 4, 4], type: 16, raw: brainFloats(VALUES) }],
          [{ operator: 'Cast', inputs: ['b'], outputs: ['w'], attributes: { to: 1 } }],
        ),
      null,
    ],
    [
      'quantised, one scale',
      () =>
        transposed(
          [
            {
              name: 'q',
              shape: [1, 1, 4, 4],
              type: 3,
              raw: new Uint8Array(Int8Array.from(VALUES, (v) => v * 8 + 3).buffer),
            },
            { name: 's', shape: [], type: 1, raw: floats([1 / 8]) },
            { name: 'z', shape: [], type: 3, raw: Uint8Array.of(3) },
          ],
          [{ operator: 'DequantizeLinear', inputs: ['q', 's', 'z'], outputs: ['w'] }],
        ),
      null,
    ],
    [
      'quantised, a scale for each channel',
      () =>
        transposed(
          [
            {
              name: 'q',
              shape: [1, 1, 4, 4],
              type: 3,
              raw: new Uint8Array(Int8Array.from(VALUES, (v) => v * 8).buffer),
            },
            { name: 's', shape: [1], type: 1, raw: floats([1 / 8]) },
            { name: 'z', shape: [1], type: 3, raw: Uint8Array.of(0) },
          ],
          [{ operator: 'DequantizeLinear', inputs: ['q', 's', 'z'], outputs: ['w'], attributes: { axis: 1 } }],
        ),
      null,
    ],
    [
      'beside it',
      () =>
        transposed([
          { name: 'w', shape: [1, 1, 4, 4], type: 1, external: { location: 'w.data', offset: 8, length: 64 } },
        ]),
      { name: 'w.data', bytes: Uint8Array.from([...new Array<number>(8).fill(9), ...floats(VALUES)]) },
    ],
    [
      'in a folder beside it',
      () => transposed([{ name: 'w', shape: [1, 1, 4, 4], type: 1, external: { location: 'parts/w.bin' } }]),
      { name: 'parts/w.bin', bytes: floats(VALUES) },
    ],
  ] as const)('are read %s', async (_, make, beside) => {
    if (beside) {
      await mkdir(join(place, 'parts'), { recursive: true });
      await writeFile(join(place, beside.name), beside.bytes);
    }
    const audit = await audited('own.onnx', make());
    const { layer } = only(audit);
    expect([...layer.enlarging!.weight!.data]).toEqual(VALUES);
    expect(layer.parameters).toBe(16);
    expect(audit.network.parameters).toBe(16);
    expect(layer.outputShape).toEqual([1, 1, 18, 18]);
  });

  it.each([
    ['are not there', { location: 'nowhere.data' }, 'keeps values in nowhere.data'],
    ['lie outside of the folder', { location: '../w.data' }, 'not in its own folder'],
    ['are shorter than said', { location: 'short.data', offset: 4000 }, 'where that file has none'],
    ['begin before the file', { location: 'short.data', offset: -64 }, 'where that file has none'],
  ] as const)('%s: one sentence', async (_, external, says) => {
    await writeFile(join(place, 'short.data'), new Uint8Array(16));
    const bytes = transposed([{ name: 'w', shape: [1, 1, 4, 4], type: 1, external }]);
    await expect(audited('outside.onnx', bytes)).rejects.toThrow(says);
  });
});

describe('constants of the code', () => {
  const shift = (stored: Stored[]): Uint8Array =>
    onnxGraph({
      input: [1, 2, 8, 8],
      output: [1, 2, 18, 18],
      nodes: [
        {
          operator: 'Constant',
          inputs: [],
          outputs: ['mean'],
          tensor: { name: '', shape: [1, 2, 1, 1], type: 1, raw: floats([1, 2]) },
        },
        { operator: 'Sub', inputs: ['x', 'mean'], outputs: ['c'] },
        ...(stored.length > 0
          ? []
          : [
              {
                operator: 'Constant',
                inputs: [],
                outputs: ['w'],
                tensor: { name: '', shape: [2, 2, 4, 4], type: 1, raw: floats(new Array<number>(64).fill(1)) },
              },
            ]),
        { ...convTranspose('w'), inputs: ['c', 'w'] },
      ],
      stored,
    });

  it('are no weights where weights are stored apart', async () => {
    const stored: Stored = { name: 'w', shape: [2, 2, 4, 4], type: 1, raw: floats(new Array<number>(64).fill(1)) };
    expect((await audited('apart.onnx', shift([stored]))).network.parameters).toBe(64);
  });

  it('are weights where everything is kept so', async () => {
    expect((await audited('nodes.onnx', shift([]))).network.parameters).toBe(66);
  });
});

describe('sizes of a transposed convolution', () => {
  it.each([
    ['pads', { pads: [1, 1, 1, 1] }, 16, [1, 1]],
    ['auto_pad SAME_UPPER', { auto_pad: 'SAME_UPPER' }, 16, [1, 1]],
    ['auto_pad SAME_LOWER', { auto_pad: 'SAME_LOWER' }, 16, [1, 1]],
    ['auto_pad VALID', { auto_pad: 'VALID' }, 18, [0, 0]],
    ['output_shape', { output_shape: [17, 17] }, 17, [1, 1]],
    ['output_padding', { pads: [1, 1, 1, 1], output_padding: [1, 1] }, 17, [1, 1]],
  ] as const)('%s', async (_, attributes, size, padding) => {
    const audit = await audited('sizes.onnx', transposed([plain], [], attributes, size));
    const { layer, evenOverlap } = only(audit);
    expect(layer.outputShape).toEqual([1, 1, size, size]);
    expect(layer.enlarging!.padding).toEqual(padding);
    expect(evenOverlap).toBe(true);
    expect([layer.macs, layer.macsAtOutputSize]).toEqual([16 * 64, 16 * size * size]);
  });
});

describe('other enlarging operators', () => {
  it('MaxUnpool takes the positions of its pooling', async () => {
    const audit = await audited(
      'unpool.onnx',
      onnxGraph({
        input: [1, 2, 8, 8],
        output: [1, 2, 8, 8],
        nodes: [
          {
            operator: 'MaxPool',
            inputs: ['x'],
            outputs: ['p', 'i'],
            attributes: { kernel_shape: [2, 2], strides: [2, 2] },
          },
          {
            operator: 'MaxUnpool',
            inputs: ['p', 'i'],
            outputs: ['y'],
            attributes: { kernel_shape: [2, 2], strides: [2, 2] },
          },
        ],
      }),
    );
    const { layer } = only(audit);
    expect(layer).toMatchObject({
      kind: 'MaxUnpool2d',
      inputShape: [1, 2, 4, 4],
      outputShape: [1, 2, 8, 8],
      parameters: 0,
    });
  });

  it.each([
    ['nearest', 9, 'Upsample'],
    ['linear', 9, 'Upsample'],
    ['nearest', 11, 'Resize'],
    ['cubic', 13, 'Resize'],
    ['linear', 19, 'Resize'],
  ] as const)('%s of opset %d: %s', async (mode, opset, operator) => {
    const scales: Stored = { name: 's', shape: [4], type: 1, raw: floats([1, 1, 2, 2]) };
    const region: Stored = { name: 'r', shape: [0], type: 1, raw: new Uint8Array(0) };
    const audit = await audited(
      'resize.onnx',
      onnxGraph({
        input: [1, 2, 8, 8],
        output: [1, 2, 16, 16],
        opset,
        nodes: [
          {
            operator,
            inputs: operator === 'Upsample' ? ['x', 's'] : ['x', 'r', 's'],
            outputs: ['y'],
            attributes: { mode },
          },
        ],
        stored: operator === 'Upsample' ? [scales] : [scales, region],
      }),
    );
    expect(only(audit).layer).toMatchObject({ kind: 'Resize', outputShape: [1, 2, 16, 16], parameters: 0 });
    expect(audit.layers[0]!.reachesOutput).toBe(0);
  });

  it.each(['DCR', 'CRD'] as const)('DepthToSpace %s', async (mode) => {
    const audit = await audited(
      'shuffle.onnx',
      onnxGraph({
        input: [1, 8, 8, 8],
        output: [1, 2, 16, 16],
        nodes: [{ operator: 'DepthToSpace', inputs: ['x'], outputs: ['y'], attributes: { blocksize: 2, mode } }],
      }),
    );
    expect(only(audit).layer).toMatchObject({ kind: 'PixelShuffle', outputShape: [1, 2, 16, 16] });
  });
});

describe('hostile files', () => {
  it.runIf(process.platform === 'linux')('a device is refused, not read to an end that it has not', async () => {
    const path = join(place, 'endless.onnx');
    await symlink('/dev/zero', path);
    await expect(auditFile(path, { input: null, signal })).rejects.toThrow('is not a regular file');
    expect((await runCli(['chain', '/dev/zero', '--input', '1x1x8x8'])).stderr).toContain('is not a regular file');
  });

  it.each([
    ['no bytes', new Uint8Array(0), 'holds no ONNX graph'],
    ['text', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n'), 'is damaged'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'no ONNX file'],
    [
      'a stored tensor larger than anything',
      transposed([{ name: 'w', shape: [2 ** 31, 2 ** 31, 4, 4], type: 1, raw: floats(VALUES) }]),
      'is damaged',
    ],
    [
      'an input larger than any memory',
      onnxGraph({
        input: [1, 3, 2 ** 30, 2 ** 30],
        output: [1, 3, 2 ** 31, 2 ** 31],
        nodes: [{ operator: 'Resize', inputs: ['x', '', 's'], outputs: ['y'], attributes: { mode: 'nearest' } }],
        stored: [{ name: 's', shape: [4], type: 1, raw: floats([1, 1, 2, 2]) }],
      }),
      'give a smaller one by --input',
    ],
    [
      'a resize by a billion',
      onnxGraph({
        input: [1, 1, 8, 8],
        output: [1, 1, 8, 8],
        nodes: [{ operator: 'Resize', inputs: ['x', '', 's'], outputs: ['y'], attributes: { mode: 'nearest' } }],
        stored: [{ name: 's', shape: [4], type: 1, raw: floats([1, 1, 1e9, 1e9]) }],
      }),
      /memory|cannot be run/,
    ],
    [
      'a reshape to other sizes',
      onnxGraph({
        input: [1, 1, 8, 8],
        output: [1, 1, 8, 8],
        nodes: [{ operator: 'Reshape', inputs: ['x', 's'], outputs: ['y'] }],
        stored: [{ name: 's', shape: [4], type: 7, raw: int64s([1, 1, 9, 9]) }],
      }),
      'cannot be run',
    ],
    [
      'a graph that feeds itself',
      onnxGraph({
        input: [1, 1, 8, 8],
        output: [1, 1, 8, 8],
        nodes: [
          { operator: 'Add', inputs: ['x', 'b'], outputs: ['a'] },
          { operator: 'Relu', inputs: ['a'], outputs: ['b'] },
          { operator: 'Relu', inputs: ['b'], outputs: ['y'] },
        ],
      }),
      'cannot be run',
    ],
    [
      'an operator of nobody',
      onnxGraph({
        input: [1, 1, 8, 8],
        output: [1, 1, 8, 8],
        nodes: [{ operator: 'Frobnicate', inputs: ['x'], outputs: ['y'] }],
      }),
      'Frobnicate',
    ],
  ] as const)('%s: one sentence', async (_, bytes, says) => {
    const refusal = await audited('hostile.onnx', bytes).then(
      () => 'nothing was refused',
      (error: unknown) => String(error),
    );
    expect(refusal).toMatch(/^UpbenchError: /);
    expect(refusal).toMatch(says);
    expect(refusal.split('\n')).toHaveLength(1);
  });
});
