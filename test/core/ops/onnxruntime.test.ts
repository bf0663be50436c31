import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { conv2d, convTranspose2d, maxPool2d } from '../../../core/ops';
import { createTensor, type Tensor } from '../../../core/tensor/tensor';
import { expectClose } from '../../helpers/tolerance';
import { onnxModel } from '../../helpers/onnxModel';

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

/** Values k/16 from a fixed sequence, so that every order of summation is exact. */
function sixteenths(shape: readonly number[], seed: number): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  let state = seed;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return ((state >> 12) % 65) - 32;
  };
  return createTensor(
    shape,
    Float32Array.from({ length: count }, () => next() / 16),
  );
}

async function run(
  operator: string,
  inputs: readonly Tensor[],
  attributes: Record<string, number | readonly number[]>,
) {
  const outputs = operator === 'MaxPool' ? 2 : 1;
  const model = onnxModel(
    operator,
    inputs.map((tensor) => tensor.shape),
    attributes,
    outputs,
  );
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  const feeds = inputs.map((tensor, i) => [`x${i}`, new ort.Tensor('float32', tensor.data, tensor.shape)] as const);
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return results;
}

const both = (value: number): [number, number] => [value, value];
const four = (value: number): [number, number, number, number] => [value, value, value, value];

describe('onnxruntime agrees bit for bit', () => {
  const convolutions = [1, 2].flatMap((groups) =>
    [1, 2, 3].flatMap((stride) => [1, 2].map((dilation) => ({ groups, stride, dilation, padding: stride - 1 }))),
  );

  it.each(convolutions)('conv2d %o', async ({ groups, stride, dilation, padding }) => {
    const x = sixteenths([2, 4, 9, 8], 1);
    const w = sixteenths([6, 4 / groups, 3, 2], 2);
    const b = sixteenths([6], 3);
    const attributes = { group: groups, strides: both(stride), dilations: both(dilation), pads: four(padding) };
    const { y0 } = await run('Conv', [x, w, b], attributes);
    const y = conv2d(x, w, b, { groups, stride, dilation, padding });
    expect(y.shape).toEqual([...y0!.dims]);
    expectClose(y.data, y0!.data as Float32Array);
  });

  it.each(convolutions)('convTranspose2d %o', async ({ groups, stride, dilation, padding }) => {
    const x = sixteenths([2, 4, 4, 5], 4);
    const w = sixteenths([4, 3, 3, 4], 5);
    const b = sixteenths([3 * groups], 6);
    const attributes = {
      group: groups,
      strides: both(stride),
      dilations: both(dilation),
      pads: four(padding),
      output_padding: both(stride - 1),
    };
    const { y0 } = await run('ConvTranspose', [x, w, b], attributes);
    const y = convTranspose2d(x, w, b, { groups, stride, dilation, padding, outputPadding: stride - 1 });
    expect(y.shape).toEqual([...y0!.dims]);
    expectClose(y.data, y0!.data as Float32Array);
  });

  it.each([1, 2, 3].flatMap((stride) => [0, 1].map((padding) => ({ stride, padding }))))(
    'maxPool2d %o',
    async (options) => {
      const x = sixteenths([1, 2, 7, 8], 7);
      const attributes = { kernel_shape: both(3), strides: both(options.stride), pads: four(options.padding) };
      const { y0, y1 } = await run('MaxPool', [x], attributes);
      const { output, indices } = maxPool2d(x, { kernelSize: 3, ...options });
      expect(output.shape).toEqual([...y0!.dims]);
      expectClose(output.data, y0!.data as Float32Array);
      // ONNX counts through all planes, PyTorch within each.
      const flat = [...(y1!.data as BigInt64Array)].map((index) => Number(index) % 56);
      expect([...indices.data]).toEqual(flat);
    },
  );
});
