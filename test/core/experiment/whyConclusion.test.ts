import { expect, it } from 'vitest';
import { concludeWhy } from '@core/experiment/whyConclusion';
import { whyDocument } from '@core/experiment/metricsSchema';
import { say } from '@core/messages';
import { explainDifferences, explainInSteps, metricsOfNumber } from '@core/metrics';
import { makeRaster } from '../../helpers/pictures';

const scene = makeRaster({ width: 64, height: 48 }, (x, y, c) => (x * 5 + y * y + c * 40 + ((x * y) % 17)) % 256);
const noisy = { ...scene, data: scene.data.map((value, i) => Math.min(255, value + ((i * 7) % 5))) };

it('says once for all metrics that none gives a number, and nothing beside it', () => {
  const ids = metricsOfNumber('12.34');
  expect(ids).toEqual(['psnr', 'psnr-y']);
  const answers = whyDocument(explainDifferences(scene, noisy, { scale: 2, theirs: '12.34', theirIds: ids }));
  // SSIM is answered without the number.
  expect(answers.map(({ id, verdict }) => [id, verdict !== undefined])).toEqual([
    ['psnr', true],
    ['psnr-y', true],
    ['ssim', false],
    ['ssim-y', false],
  ]);
  const { whole, measured, verdictOf } = concludeWhy(answers);
  expect(say(whole!)).toMatch(/^None of the \d+ rules tried for PSNR and PSNR-Y gives 12\.34/);
  expect(measured.map(verdictOf)).toEqual([undefined, undefined, undefined, undefined]);
});

it('where one metric gives the number, the others are not said to fail', () => {
  const [own] = explainDifferences(scene, noisy, { scale: 2, ids: ['psnr'] });
  const theirs = own!.rows.find(({ protocol }) => protocol === 'saved-file')!.value.toFixed(3);
  const answers = whyDocument(explainDifferences(scene, noisy, { scale: 2, theirs, theirIds: ['psnr', 'psnr-y'] }));
  const { whole, measured, verdictOf } = concludeWhy(answers);
  expect(whole).toBeUndefined();
  expect(measured.map(verdictOf)).toEqual([undefined, undefined, undefined, undefined]);
  expect(answers[0]!.explanations[0]!.text).toContain('nothing to explain');
});

it('explains in steps that end early, and gives the same answer', () => {
  const options = { scale: 2, ids: ['psnr'], theirs: '31.05' };
  const steps = explainInSteps(scene, noisy, options);
  const seen: number[] = [];
  let step = steps.next();
  for (; !step.done; step = steps.next()) seen.push(step.value.tried);
  expect(seen.length).toBeGreaterThan(50);
  expect(seen.at(-1)).toBeGreaterThan(seen[0]!);
  expect(JSON.stringify(step.value)).toBe(JSON.stringify(explainDifferences(scene, noisy, options)));
});
