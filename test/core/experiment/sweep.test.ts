import { expect, it } from 'vitest';
import type { ImageResult, MethodResult } from '@core/experiment/schema';
import { sweepCsv, sweepRows } from '@core/experiment/sweep';
import { checkFit, findUpsampler, resolveParameters } from '@core/upsamplers';
import { sweepMethods } from '@core/upsamplers/sweep';

it.each([2, 3, 4])('every kernel of the sweep makes exactly size x %i', (scale) => {
  const points = sweepMethods(scale, 9);
  expect(points.filter(({ id }) => id === 'conv-transpose').map(({ kernelSize }) => kernelSize)).toEqual(
    [2, 3, 4, 5, 6, 7, 8, 9].filter((k) => k >= scale),
  );
  expect(points.filter(({ id }) => id === 'pixel-shuffle').map(({ kernelSize }) => kernelSize)).toEqual([
    1, 3, 5, 7, 9,
  ]);
  for (const { id, parameters } of points) {
    const upsampler = findUpsampler(id);
    const context = { scale, channels: 3, hasReference: true };
    checkFit(upsampler, [1, 3, 6, 7], resolveParameters(upsampler, parameters, context), context);
  }
});

it('means over pictures, and marks what nothing beats', () => {
  const method = (key: string, psnr: number, macs: number): MethodResult =>
    ({
      key,
      id: 'pixel-shuffle',
      parameters: { kernelSize: 3 },
      outputShape: [1, 1, 2, 5],
      cost: { parameters: 9, macs, macsAtOutputSize: macs, bytes: 1 },
      metrics: [
        { id: 'psnr', region: 'full', value: psnr },
        { id: 'psnr', region: 'interior', value: 99 },
      ],
    }) as unknown as MethodResult;
  const image = (...methods: MethodResult[]) => ({ methods }) as unknown as ImageResult;
  const rows = sweepRows([
    image(method('a', 30, 10), method('b', 31, 20), method('c', 30.5, 30)),
    image(method('a', 28, 10), method('b', 29, 20), method('c', 28.5, 30)),
    // No error here, or no value: left out for all.
    image(method('a', 20, 10), method('b', Infinity, 20), method('c', 20, 30)),
    image(method('a', 20, 10), method('b', 20, 20)),
  ]);
  expect(rows.map(({ psnr, macsPerValue, pareto, pictures }) => [psnr, macsPerValue, pareto, pictures])).toEqual([
    [29, 1, true, 2],
    [30, 2, true, 2],
    [29.5, 3, false, 2],
  ]);
  expect(sweepCsv(rows).split('\n')[1]).toBe('a,pixel-shuffle,3,9,1,29,NaN,2,true');
});
