import { expect, it } from 'vitest';
import { equivalences } from '@core/experiment/equivalence';
import { createReferenceOperators } from '@core/ops';
import { createTensor } from '@core/tensor/tensor';
import { findUpsampler } from '@core/upsamplers';
import { shuffleToTransposed, toFloat64, transposedToShuffle } from '@core/upsamplers/equivalence';
import { largestDifference, prepare, randomPicture } from '../../helpers/methods';

it.each([2, 3, 4])('every identity holds at x%i on every pixel, for any weights', (scale) => {
  for (const seed of [0, 1, 2]) {
    for (const { from, to, largestDifference: difference } of equivalences(scale, seed))
      expect(difference, `${from} = ${to}`).toBeLessThan(1e-14);
  }
});

it('converted weights are those of the methods themselves', () => {
  const operators = createReferenceOperators();
  const image = randomPicture([1, 3, 6, 5], 4);
  const shuffle = findUpsampler('pixel-shuffle');
  const own = prepare(shuffle, { weights: 'kaiming' }, 2);
  const made = shuffle.run(operators, { image, scale: 2 }, own.parameters, own.weights);
  const converted = shuffleToTransposed(toFloat64(own.weights!.weight), 2);
  const transposed = findUpsampler('conv-transpose');
  const { parameters } = prepare(transposed, { kernelSize: 6, padding: converted.padding }, 2);
  const weight = createTensor(converted.weight.shape, Float32Array.from(converted.weight.data));
  const output = transposed.run(operators, { image, scale: 2 }, parameters, { weight, origin: 'converted' });
  expect(largestDifference(output.data, made.data, made.shape)).toBeLessThan(1e-6);
  // And back, to the last bit.
  expect(transposedToShuffle(converted.weight, 2, converted.padding)).toEqual(toFloat64(own.weights!.weight));
});

it('refuses weights that mix channels', () => {
  expect(() => shuffleToTransposed({ shape: [12, 3, 1, 1], data: new Float64Array(36) }, 2)).toThrow(
    'Expected depthwise weights [n, 1, k, k] but received 12×3×1×1.',
  );
});
