import { expect, it } from 'vitest';
import { createReferenceOperators, resizeBilinearU8, type Operators } from '../../../core/ops';
import { UpbenchError } from '../../../core/tensor/errors';
import { createIndexTensor, createTensor, type IndexTensor, type Tensor } from '../../../core/tensor/tensor';

// Every way to be refused that has a sentence of its own, beside those that PyTorch's goldens know.

const x = createTensor(
  [1, 2, 4, 5],
  Float32Array.from({ length: 40 }, (_, i) => i),
);
const w = createTensor([2, 2, 3, 3]);
const flat = createTensor([4, 5]);
const indices = createIndexTensor([1, 2, 4, 5]);
type Loose = Record<keyof Operators, (...given: unknown[]) => unknown>;
const o = createReferenceOperators() as unknown as Loose;
const notTensor = { shape: [1, 1, 1, 1], data: [0] };

const calls: Readonly<Record<string, () => unknown>> = {
  'conv2d, unknown option': () => o.conv2d(x, w, null, { strides: 2 }),
  'conv2d, two axes': () => o.conv2d(flat, w, null),
  'conv2d, no tensor': () => o.conv2d(notTensor, w, null),
  'conv2d, nothing': () => o.conv2d(undefined, w, null),
  'conv2d, too few values': () => o.conv2d({ shape: [1, 1, 2, 2], data: new Float32Array(3) }, w, null),
  'conv2d, weight of three axes': () => o.conv2d(x, createTensor([2, 2, 3]), null),
  'conv2d, other channels': () => o.conv2d(x, createTensor([2, 3, 3, 3]), null),
  'conv2d, groups that do not divide': () => o.conv2d(x, createTensor([3, 1, 3, 3]), null, { groups: 2 }),
  'conv2d, groups 0': () => o.conv2d(x, w, null, { groups: 0 }),
  'conv2d, bias of another length': () => o.conv2d(x, w, createTensor([3])),
  'conv2d, bias of two axes': () => o.conv2d(x, w, createTensor([1, 2])),
  'conv2d, stride 0': () => o.conv2d(x, w, null, { stride: 0 }),
  'conv2d, stride of three': () => o.conv2d(x, w, null, { stride: [1, 1, 1] }),
  'conv2d, padding -1': () => o.conv2d(x, w, null, { padding: -1 }),
  'conv2d, padding by a wrong word': () => o.conv2d(x, w, null, { padding: 'full' }),
  'conv2d, same with a stride': () => o.conv2d(x, w, null, { padding: 'same', stride: 2 }),
  'conv2d, dilation 1.5': () => o.conv2d(x, w, null, { dilation: 1.5 }),
  'conv2d, padding mode': () => o.conv2d(x, w, null, { paddingMode: 'mirror' }),
  'conv2d, reflect too wide': () => o.conv2d(x, w, null, { padding: 4, paddingMode: 'reflect' }),
  'conv2d, circular too wide': () => o.conv2d(x, w, null, { padding: 5, paddingMode: 'circular' }),
  'conv2d, nothing left': () => o.conv2d(x, createTensor([2, 2, 7, 7]), null),
  'convTranspose2d, unknown option': () => o.convTranspose2d(x, w, null, { output_padding: 1 }),
  'convTranspose2d, other channels': () => o.convTranspose2d(x, createTensor([3, 2, 3, 3]), null),
  'convTranspose2d, groups': () => o.convTranspose2d(x, w, null, { groups: 3 }),
  'convTranspose2d, outputPadding too large': () => o.convTranspose2d(x, w, null, { stride: 2, outputPadding: 2 }),
  'convTranspose2d, both': () => o.convTranspose2d(x, w, null, { outputPadding: 1, outputSize: [9, 11] }),
  'convTranspose2d, outputSize out of reach': () => o.convTranspose2d(x, w, null, { stride: 2, outputSize: [20, 11] }),
  'convTranspose2d, outputSize of three': () => o.convTranspose2d(x, w, null, { outputSize: [1, 2, 3] }),
  'convTranspose2d, nothing left': () => o.convTranspose2d(x, w, null, { padding: 4 }),
  'interpolate, unknown option': () => o.interpolate(x, { scale: 2 }),
  'interpolate, three axes': () => o.interpolate(createTensor([2, 4, 5]), { scaleFactor: 2 }),
  'interpolate, no goal': () => o.interpolate(x, {}),
  'interpolate, two goals': () => o.interpolate(x, { size: 8, scaleFactor: 2 }),
  'interpolate, mode': () => o.interpolate(x, { scaleFactor: 2, mode: 'linear' }),
  'interpolate, alignCorners without a use': () =>
    o.interpolate(x, { scaleFactor: 2, mode: 'area', alignCorners: false }),
  'interpolate, alignCorners no boolean': () => o.interpolate(x, { scaleFactor: 2, mode: 'bilinear', alignCorners: 1 }),
  'interpolate, antialias without a use': () => o.interpolate(x, { scaleFactor: 2, mode: 'nearest', antialias: true }),
  'interpolate, antialias no boolean': () => o.interpolate(x, { scaleFactor: 2, mode: 'bilinear', antialias: 'yes' }),
  'interpolate, recompute with a size': () => o.interpolate(x, { size: 8, recomputeScaleFactor: true }),
  'interpolate, recompute no boolean': () => o.interpolate(x, { scaleFactor: 2, recomputeScaleFactor: 0 }),
  'interpolate, factor 0': () => o.interpolate(x, { scaleFactor: 0 }),
  'interpolate, factor that leaves nothing': () => o.interpolate(x, { scaleFactor: 0.1 }),
  'interpolate, size 0': () => o.interpolate(x, { size: [0, 3] }),
  'interpolate, no channels': () => o.interpolate(createTensor([1, 0, 2, 2]), { scaleFactor: 2, mode: 'bilinear' }),
  'interpolate, no rows': () => o.interpolate(createTensor([1, 1, 0, 2]), { scaleFactor: 2 }),
  'maxPool2d, unknown option': () => o.maxPool2d(x, { kernelSize: 2, size: 2 }),
  'maxPool2d, two axes': () => o.maxPool2d(flat, { kernelSize: 2 }),
  'maxPool2d, no kernel': () => o.maxPool2d(x, {}),
  'maxPool2d, kernel 0': () => o.maxPool2d(x, { kernelSize: 0 }),
  'maxPool2d, stride 0': () => o.maxPool2d(x, { kernelSize: 2, stride: 0 }),
  'maxPool2d, padding above half': () => o.maxPool2d(x, { kernelSize: 3, padding: 2 }),
  'maxPool2d, dilation 0': () => o.maxPool2d(x, { kernelSize: 2, dilation: 0 }),
  'maxPool2d, ceilMode no boolean': () => o.maxPool2d(x, { kernelSize: 2, ceilMode: 1 }),
  'maxPool2d, nothing left': () => o.maxPool2d(x, { kernelSize: 6 }),
  'maxUnpool2d, unknown option': () => o.maxUnpool2d(x, indices, { kernelSize: 2, scale: 2 }),
  'maxUnpool2d, two axes': () => o.maxUnpool2d(flat, createIndexTensor([4, 5]), { kernelSize: 2 }),
  'maxUnpool2d, floats as indices': () => o.maxUnpool2d(x, x, { kernelSize: 2 }),
  'maxUnpool2d, indices of another size': () => o.maxUnpool2d(x, createIndexTensor([1, 2, 4, 6]), { kernelSize: 2 }),
  'maxUnpool2d, indices of fewer axes': () => o.maxUnpool2d(x, createIndexTensor([2, 4, 5]), { kernelSize: 2 }),
  'maxUnpool2d, index outside': () => o.maxUnpool2d(x, filled(80), { kernelSize: 2 }),
  'maxUnpool2d, index below': () => o.maxUnpool2d(x, filled(-1), { kernelSize: 2 }),
  'maxUnpool2d, outputSize far off': () => o.maxUnpool2d(x, indices, { kernelSize: 2, outputSize: [20, 20] }),
  'pixelShuffle, factor 0': () => o.pixelShuffle(x, 0),
  'pixelShuffle, channels': () => o.pixelShuffle(x, 2),
  'pixelShuffle, two axes': () => o.pixelShuffle(flat, 2),
  'pixelUnshuffle, sides': () => o.pixelUnshuffle(x, 3),
  'pixelUnshuffle, factor 1.5': () => o.pixelUnshuffle(x, 1.5),
  'resizeBilinearU8, no size': () =>
    resizeBilinearU8({ width: 1, height: 1, data: new Uint8Array(4) }, { width: 0, height: 1 }),
  'resizeBilinearU8, too few bytes': () =>
    resizeBilinearU8({ width: 2, height: 1, data: new Uint8Array(4) }, { width: 2, height: 1 }),
};

function filled(value: number): IndexTensor {
  const made = createIndexTensor([1, 2, 4, 5]);
  made.data.fill(value);
  return made;
}

function refusalOf(call: () => unknown): { message: string; parameter: unknown } {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(UpbenchError);
    const { message, details } = error as UpbenchError;
    return { message, parameter: details.parameter };
  }
  throw new Error('It was not refused.');
}

it.each(Object.entries(calls))('%s', (_, call) => {
  const { message, parameter } = refusalOf(call);
  expect(message).toMatch(/^Expected .+ but .+\.$/);
  expect({ message, parameter }).toMatchSnapshot();
});

it('leaves the inputs of a refused call alone', () => {
  const before = (tensor: Tensor): number[] => [...tensor.data];
  const values = before(x);
  for (const call of Object.values(calls)) expect(call).toThrow();
  expect(before(x)).toEqual(values);
});
