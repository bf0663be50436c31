import { describe, expect, test } from 'vitest';
import { finalValues, labPresets, traceOf, withOperator, type LabSetup } from '@core/lab';
import { conv2d, convTranspose2d, interpolate, maxPool2d, maxUnpool2d, nearestConv2d, pixelShuffle } from '@core/ops';
import { createTensor, elementCount, type Tensor } from '@core/tensor/tensor';

/** What the operator itself gives, [C, H, W]. */
function operatorOutput(setup: LabSetup): Tensor {
  const { input, weight, stride, padding, outputPadding, dilation, groups, scale, alignCorners } = setup;
  const batched = createTensor([1, ...input.shape], input.data);
  const unbatched = ({ shape, data }: Tensor): Tensor => createTensor(shape.slice(1), data);
  switch (setup.operator) {
    case 'conv-transpose':
    case 'zero-insertion':
      return convTranspose2d(input, weight, null, { stride, padding, outputPadding, dilation, groups });
    case 'conv':
      return conv2d(input, weight, null, { stride, padding, dilation, groups });
    case 'bilinear':
      return unbatched(interpolate(batched, { scaleFactor: scale, mode: 'bilinear', alignCorners }));
    case 'max-unpool': {
      const kernelSize = weight.shape[2]!;
      const { output, indices } = maxPool2d(input, { kernelSize, stride });
      return maxUnpool2d(output, indices, { kernelSize, stride, outputSize: input.shape.slice(1) });
    }
    case 'nearest-conv':
      return unbatched(nearestConv2d(batched, weight, null, { scaleFactor: scale, padding, groups }));
    case 'pixel-shuffle':
      return pixelShuffle(input, scale);
  }
}

function expectSame(setup: LabSetup): void {
  const expected = operatorOutput(setup);
  const { shape, data } = finalValues(traceOf(setup));
  expect(shape).toEqual(expected.shape);
  // Equal as numbers: 0 is -0.
  expect(Array.from(data, (value) => value + 0)).toEqual(Array.from(expected.data, (value) => value + 0));
}

/** Eighths from -4 to 4: sums of products are exact in float64 and float32, whatever their order. */
function eighths(shape: readonly number[], random: () => number): Tensor {
  return createTensor(
    shape,
    Array.from({ length: elementCount(shape) }, () => Math.round(random() * 64 - 32) / 8),
  );
}

function lcg(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
}

describe('traces', () => {
  test.each(labPresets)('the preset $id ends with the output of its operator', ({ setup }) => {
    expectSame(setup);
  });

  test.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'transposed convolution, random case %i, both readings',
    (seed) => {
      const random = lcg(seed);
      const pick = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
      const groups = pick(1, 2);
      const [inC, outC, k, stride, dilation] = [
        groups * pick(1, 2),
        groups * pick(1, 2),
        pick(1, 4),
        pick(1, 3),
        pick(1, 2),
      ];
      const padding = pick(0, Math.min(2, Math.floor((dilation * (k - 1)) / 2)));
      const outputPadding = pick(0, Math.max(stride, dilation) - 1);
      const input = eighths([inC, pick(1, 5), pick(1, 5)], random);
      const weight = eighths([inC, outC / groups, k, k], random);
      const setup: LabSetup = {
        operator: 'conv-transpose',
        input,
        weight,
        stride,
        padding,
        outputPadding,
        dilation,
        groups,
        scale: 2,
        alignCorners: false,
      };
      expectSame(setup);
      expectSame({ ...setup, operator: 'zero-insertion' });
    },
  );

  test.each(Array.from({ length: 20 }, (_, seed) => seed))('the gathering operators, random case %i', (seed) => {
    const random = lcg(seed + 1000);
    const pick = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
    const groups = pick(1, 2);
    const [inC, outC, k] = [groups * pick(1, 2), groups * pick(1, 2), pick(1, 3)];
    const shared = { stride: pick(1, 3), padding: pick(0, 2), outputPadding: 0, dilation: 1, groups, scale: 2 };
    const input = eighths([inC, pick(3, 6), pick(3, 6)], random);
    const weight = eighths([outC, inC / groups, k, k], random);
    const base: LabSetup = { ...shared, operator: 'conv', input, weight, alignCorners: false };
    expectSame(base);
    expectSame({ ...base, operator: 'nearest-conv' });
    for (const scale of [1, 2, 3, 4]) {
      for (const alignCorners of [false, true]) expectSame({ ...base, operator: 'bilinear', scale, alignCorners });
    }
    expectSame({ ...base, operator: 'max-unpool', stride: k });
    expectSame({ ...base, operator: 'pixel-shuffle', input: eighths([4 * inC, 2, 3], random) });
  });

  test('named numbers of the first examples', () => {
    const values = (index: number): number[] => Array.from(finalValues(traceOf(labPresets[index]!.setup)).data);
    expect(values(0)).toEqual([0, 4, 7, 8, 28, 23, 4, 10, 6]);
    expect(values(1)).toEqual([28]);
    expect(values(3)).toEqual([16, 40, 26, 36, 93, 61, 18, 49, 33]);
  });

  test('every contribution leads to a cell, and every write of a sum is the sum of its contributions', () => {
    const trace = traceOf(labPresets[0].setup);
    expect(trace.steps.map(({ phase }) => phase)).toEqual(['stamp', 'stamp', 'stamp', 'stamp', 'cut']);
    expect(trace.steps[1]!.formula).toContain('t[0,1] = 0 + 1·4 = 4');
    expect(trace.size).toContain('out = (2 − 1)·1 − 2·0 + 1·(2 − 1) + 0 + 1 = 3');
  });

  test('an input larger than the lab can show is refused', () => {
    const { setup } = labPresets[0];
    expect(() => traceOf({ ...setup, input: createTensor([1, 17, 2]) })).toThrow(
      'Expected a shape [C, H, W] with sides from 1 to 16 for input but received "1×17×2".',
    );
  });

  test('another operator keeps the matrices and gets a kernel of its layout', () => {
    const dense = labPresets.find(({ id }) => id === 'dense')!.setup;
    for (const operator of ['conv-transpose', 'nearest-conv', 'pixel-shuffle', 'bilinear'] as const) {
      expectSame(withOperator(dense, operator));
    }
  });
});
