import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { convertIndices, convertLayer, LAYER_FRAMEWORKS, layerRules, permuteWeights, shuffleOrder, type LayerSpec } from '@core/dialects'; // prettier-ignore
import { conv2d, convTranspose2d, maxPool2d, pixelShuffle } from '@core/ops';
import { createTensor, type Tensor } from '@core/tensor/tensor';
import { onnxModel } from '../../helpers/onnxModel';

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'fatal';
});

interface Golden {
  readonly layer: 'conv-transpose' | 'conv' | 'depth-to-space';
  readonly k: number;
  readonly s: number;
  readonly pad: string;
  readonly input: readonly [number, number, number];
  readonly shape: readonly [number, number, number, number];
  readonly y: readonly number[];
}
const { cases } = JSON.parse(readFileSync(new URL('../../goldens/dialects/layers.json', import.meta.url), 'utf8')) as {
  cases: Golden[];
};
const values = (count: number, step: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => (((i * step + 3) % 23) - 11) / 8);
/** [1, H, W, C] -> [1, C, H, W] */
const toFirst = (data: ArrayLike<number>, h: number, w: number, c: number): Tensor =>
  createTensor(
    [1, c, h, w],
    Float32Array.from({ length: h * w * c }, (_, i) => data[(i % (h * w)) * c + Math.floor(i / (h * w))]!),
  );
const OUT = 3;

/** The layer as PyTorch has it, run by the operators. */
function runTorch(spec: LayerSpec, x: Tensor, weight: Tensor): Tensor {
  const [, , h = 1, w = 1] = x.shape;
  const { parameters, around } = convertLayer(spec, 'torch', [h, w]);
  const { stride, dilation } = spec;
  const padding = Number(parameters['padding']);
  const moved = (t: Tensor, [rows, columns]: readonly (readonly [number, number])[]): Tensor => {
    const [, c = 1, ih = 1, iw = 1] = t.shape;
    const [oh, ow] = [ih - rows![0] - rows![1], iw - columns![0] - columns![1]];
    const out = createTensor([1, c, oh, ow], new Float32Array(c * oh * ow));
    out.data.forEach((_, i) => {
      const [y, z] = [(Math.floor(i / ow) % oh) + rows![0], (i % ow) + columns![0]];
      if (y >= 0 && z >= 0 && y < ih && z < iw) out.data[i] = t.data[(Math.floor(i / (oh * ow)) * ih + y) * iw + z]!;
    });
    return out;
  };
  if (spec.kind === 'conv') {
    const given = moved(
      x,
      around.pad.map(([a, b]): [number, number] => [-a, -b]),
    );
    return conv2d(given, weight, null, { stride, dilation, padding });
  }
  const outputPadding = Number(parameters['output_padding']);
  return moved(convTranspose2d(x, weight, null, { stride, dilation, padding, outputPadding }), around.crop);
}

describe("Keras's layers in PyTorch make what TensorFlow.js makes", () => {
  it.each(cases.filter(({ layer }) => layer !== 'depth-to-space'))('$layer k$k s$s $pad', (golden) => {
    const { layer, k, s, pad, input: [h, w, inputs], shape, y } = golden; // prettier-ignore
    const isPlain = layer === 'conv';
    const x = toFirst(values(h * w * inputs, 5), h, w, inputs);
    const [from, to] = isPlain ? (['HWIO', 'OIHW'] as const) : (['HWOI', 'IOHW'] as const);
    const own = isPlain ? [k, k, inputs, OUT] : [k, k, OUT, inputs];
    const weight = permuteWeights(values(k * k * inputs * OUT, 7), own, from, to);
    const spec: LayerSpec = { kind: isPlain ? 'conv' : 'conv-transpose', framework: 'keras', kernel: k, stride: s, dilation: 1, padding: pad, outputPadding: 0, outputShape: null }; // prettier-ignore
    const made = runTorch(spec, x, createTensor(weight.shape, weight.data));
    expect(made.shape).toEqual([1, OUT, shape[1], shape[2]]);
    expect([...made.data]).toEqual([...toFirst(y, shape[1], shape[2], OUT).data]);
  });

  it('depth_to_space after the channels are moved is a pixel shuffle', () => {
    const golden = cases.find(({ layer }) => layer === 'depth-to-space')!;
    const [h, w, c] = golden.input;
    const x = toFirst(values(h * w * c, 5), h, w, c);
    const order = shuffleOrder(3, 2, 'DCR', 'CRD');
    const moved = createTensor(x.shape, Float32Array.from(x.data, (_, i) => x.data[order[Math.floor(i / (h * w))]! * h * w + (i % (h * w))]!)); // prettier-ignore
    expect([...pixelShuffle(moved, 2).data]).toEqual([...toFirst(golden.y, 2 * h, 2 * w, 3).data]);
    // There and back is where it began.
    const back = shuffleOrder(3, 2, 'CRD', 'DCR');
    expect(order.map((i) => back[i])).toEqual(order.map((_, i) => i));
  });
});

describe("ONNX's auto_pad and output_shape in PyTorch make what onnxruntime makes", () => {
  const words = ['SAME_UPPER', 'SAME_LOWER', 'VALID'];
  const kernels = [[2, 2], [3, 2], [4, 2], [5, 3], [3, 1]] as const; // prettier-ignore
  const run = async (
    kind: LayerSpec['kind'],
    attributes: Record<string, number | string | readonly number[]>,
    x: Tensor,
    w: Tensor,
  ) => {
    const model = onnxModel(kind === 'conv' ? 'Conv' : 'ConvTranspose', [x.shape, w.shape], attributes, 1);
    const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
    const { y0 } = await session.run({ x0: new ort.Tensor('float32', x.data, x.shape), x1: new ort.Tensor('float32', w.data, w.shape) }); // prettier-ignore
    await session.release();
    return y0!;
  };
  it.each(
    (['conv', 'conv-transpose'] as const).flatMap((kind) =>
      kernels.flatMap(([k, s]) => words.map((word) => [kind, k, s, word] as const)),
    ),
  )('%s k%i s%i %s', async (kind, k, s, word) => {
    const x = createTensor([1, 2, 6, 7], values(84, 5));
    const weight = createTensor(kind === 'conv' ? [OUT, 2, k, k] : [2, OUT, k, k], values(6 * k * k, 7));
    const y = await run(kind, { auto_pad: word, strides: [s, s], kernel_shape: [k, k] }, x, weight);
    const made = runTorch(
      {
        kind,
        framework: 'onnx',
        kernel: k,
        stride: s,
        dilation: 1,
        padding: word,
        outputPadding: 0,
        outputShape: null,
      },
      x,
      weight,
    );
    expect(made.shape).toEqual([...y.dims]);
    expect([...made.data]).toEqual([...(y.data as Float32Array)]);
  });
  it.each([
    [12, 14, 'SAME_UPPER'],
    [11, 13, 'SAME_UPPER'],
    [11, 13, 'SAME_LOWER'],
    [12, 13, 'NOTSET'],
  ] as const)('output_shape %i x %i, %s', async (oh, ow, word) => {
    // prettier-ignore
    const x = createTensor([1, 2, 6, 7], values(84, 5));
    const weight = createTensor([2, OUT, 4, 4], values(96, 7));
    const attributes = { auto_pad: word, strides: [2, 2], kernel_shape: [4, 4], output_shape: [oh, ow] };
    const y = await run('conv-transpose', attributes, x, weight);
    const padding = word === 'NOTSET' ? 0 : word;
    const made = runTorch({ kind: 'conv-transpose', framework: 'onnx', kernel: 4, stride: 2, dilation: 1, padding, outputPadding: 0, outputShape: [oh, ow] }, x, weight); // prettier-ignore
    expect(made.shape).toEqual([...y.dims]);
    expect([...made.data]).toEqual([...(y.data as Float32Array)]);
  });
  it('MaxPool counts positions in the whole tensor, PyTorch in a plane', async () => {
    const x = createTensor(
      [2, 2, 4, 6],
      Float32Array.from({ length: 96 }, (_, i) => (i * 37) % 101),
    );
    const model = onnxModel('MaxPool', [x.shape], { kernel_shape: [2, 2], strides: [2, 2] }, 2);
    const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
    const { y1 } = await session.run({ x0: new ort.Tensor('float32', x.data, x.shape) });
    await session.release();
    const theirs = Array.from(y1!.data as BigInt64Array, Number);
    const { indices } = maxPool2d(x, { kernelSize: 2 });
    const plane = convertIndices(theirs, [2, 2, 2, 3], { height: 4, width: 6, from: 'tensor', to: 'plane' });
    expect([...plane]).toEqual([...indices.data]);
    for (const to of ['tensor', 'picture, channels last']) {
      const there = convertIndices(plane, [2, 2, 2, 3], { height: 4, width: 6, from: 'plane', to });
      expect([...convertIndices(there, [2, 2, 2, 3], { height: 4, width: 6, from: to, to: 'plane' })]).toEqual([
        ...plane,
      ]);
    }
    expect(() => convertIndices([999], [1, 1, 1, 1], { height: 4, width: 6, from: 'plane', to: 'tensor' })).toThrow(
      '999',
    );
  });
});

it('every conversion is proved on numbers, and there and back is the same layer', () => {
  let count = 0;
  for (const kind of ['conv-transpose', 'conv'] as const)
    for (const from of LAYER_FRAMEWORKS)
      for (const to of LAYER_FRAMEWORKS)
        for (const kernel of [1, 2, 3, 4, 5])
          for (const stride of [1, 2, 3])
            for (const dilation of [1, 2])
              for (const padding of [
                0,
                1,
                ...layerRules.find((row) => row.kind === kind && row.framework === from)!.paddings,
              ]) {
                if (from === 'torch' && padding === 'same' && stride > 1) continue;
                if (typeof padding === 'number' && 2 * padding >= kernel) continue;
                const spec: LayerSpec = { kind, framework: from, kernel, stride, dilation, padding, outputPadding: 0, outputShape: null }; // prettier-ignore
                const made = convertLayer(spec, to, [9, 11]);
                expect(made.proof.maxDifference, JSON.stringify({ spec, to, parameters: made.parameters })).toBe(0);
                count++;
              }
  expect(count).toBeGreaterThan(1000);
});

it('words and layouts are those of each framework', () => {
  const keras: LayerSpec = { kind: 'conv-transpose', framework: 'keras', kernel: 3, stride: 2, dilation: 1, padding: 'same', outputPadding: 0, outputShape: null }; // prettier-ignore
  // An odd total: Keras cuts the odd one off the end, which no padding of PyTorch does.
  expect(convertLayer(keras, 'torch', [8, 8])).toMatchObject({ parameters: { padding: 0, output_padding: 0 }, around: { crop: [[0, 1], [0, 1]] } }); // prettier-ignore
  expect(convertLayer({ ...keras, kernel: 4 }, 'torch', [8, 8])).toMatchObject({ parameters: { padding: 1, output_padding: 0 }, around: { crop: [[0, 0], [0, 0]] } }); // prettier-ignore
  expect(
    convertLayer({ ...keras, framework: 'torch', kernel: 4, padding: 1 }, 'keras', [8, 8]).parameters['padding'],
  ).toBe('same');
  expect(convertLayer({ ...keras, framework: 'torch', padding: 1, outputPadding: 1 }, 'keras', [8, 8]).code).toContain(
    'Cropping2D',
  );
  expect(convertLayer({ ...keras, kernel: 4 }, 'torch', [8, 8]).weights).toEqual({ from: 'HWOI', to: 'IOHW' });
  expect(() => convertLayer({ ...keras, padding: 'SAME_UPPER' }, 'torch', [8, 8])).toThrow('same, valid');
  expect(() => convertLayer({ ...keras, kind: 'conv', framework: 'torch' }, 'keras', [8, 8])).toThrow('stride of 1');
});
