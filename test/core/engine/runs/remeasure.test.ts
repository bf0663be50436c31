import { expect, test } from 'vitest';
import { findOutputs } from '@core/engine/runs/remeasure';
import type { Run } from '@core/engine/runs/run';
import type { Experiment } from '@core/experiment/schema';

const experiment: Experiment = {
  schema: 'upbench.experiment/1',
  mode: 'reference',
  scale: 2,
  degradation: 'area',
  arithmetic: 'exact',
  seed: 0,
  protocol: 'saved-file',
  methods: [{ id: 'bilinear', key: 'bilinear', parameters: { alignCorners: false } }],
  metrics: ['psnr'],
  timing: { samples: 1, budgetMs: 1 },
};
const blob = { id: 'png-1' };
/** A run of `experiment` that is over, as far as outputs are looked for in it. */
const run = {
  experiment,
  given: {},
  said: [
    { type: 'image', image: 0, pictureId: 'p', reference: blob, input: blob },
    { type: 'method', image: 0, result: { key: 'bilinear' }, output: blob },
  ],
} as unknown as Run;
const isFound = (changed: Partial<Experiment>): boolean =>
  findOutputs([run], { experiment: { ...experiment, protocol: 'sr-paper', ...changed }, given: {} }, 'p') !== null;

test('outputs are taken for another protocol, other metrics and other times', () => {
  expect(isFound({})).toBe(true);
  expect(isFound({ metrics: ['ssim'], timing: { samples: 9, budgetMs: 9 }, range: undefined })).toBe(true);
});

test.each<[string, Partial<Experiment>]>([
  ['scale', { scale: 3 }],
  ['degradation', { degradation: 'bicubic' }],
  ['space', { space: 'y' }],
  ['range', { range: 4095 }],
  ['size', { size: { width: 9, height: 9 } }],
  ['seed', { seed: 1 }],
  ['arithmetic', { arithmetic: 'fast' }],
  ['a parameter', { methods: [{ id: 'bilinear', key: 'bilinear', parameters: { alignCorners: true } }] }],
])('outputs of another %s are not', (_what, changed) => {
  expect(isFound(changed)).toBe(false);
});
