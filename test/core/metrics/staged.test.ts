import { expect, it } from 'vitest';
import { measurePair } from '@core/metrics/measure';
import type { Staged } from '@core/tensor/staged';
import { makeRaster } from '../../helpers/pictures';

it('measures every metric as a stage of its own, and the same', () => {
  const [a, b] = [0, 5].map((shift) =>
    makeRaster({ width: 40, height: 36, channels: 3 }, (x, y, c) => x * y + c + shift),
  );
  const stages: string[] = [];
  const staged: Staged = (stage, work) => {
    stages.push(stage);
    return work();
  };
  const options = { protocol: 'saved-file', scale: 2, ids: ['psnr', 'ssim'] };
  expect(measurePair(a!, b!, { ...options, staged })).toEqual(measurePair(a!, b!, options));
  expect(new Set(stages)).toEqual(new Set(['psnr', 'ssim']));
});
