import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useEstimates } from '@renderer/stores/estimates';

beforeEach(() => {
  localStorage.removeItem('upbench.rates/2');
  setActivePinia(createPinia());
});

describe('how long a run is thought to take', () => {
  it('is learnt from outputs of some size, at once where they were faster, slowly where they were slower', () => {
    const estimates = useEstimates();
    estimates.learn('bicubic', 1, 525);
    expect(estimates.estimate(['bicubic'], 1)).toBe(525);
    estimates.learn('bicubic', 1, 125);
    expect(estimates.estimate(['bicubic'], 1)).toBe(125);
    // A busy machine: the next run may be as fast as the one before.
    estimates.learn('bicubic', 1, 525);
    expect(estimates.estimate(['bicubic'], 1)).toBe(225);
  });

  it('learns nothing from a picture of a few pixels', () => {
    const estimates = useEstimates();
    const before = estimates.estimate(['bicubic'], 1);
    estimates.learn('bicubic', 24e-6, 60);
    expect(estimates.estimate(['bicubic'], 1)).toBe(before);
  });
});
