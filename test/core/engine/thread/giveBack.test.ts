import { describe, expect, it, vi } from 'vitest';
import type { ComputeThread } from '@core/engine/thread/computeThread';
import { createGiveBack } from '@core/engine/thread/giveBack';

/** A thread that is busy as often as it is asked so many times. */
function thread(busy: number): ComputeThread & { asked: number } {
  let left = busy;
  const fake = {
    asked: 0,
    renew: () => {
      fake.asked++;
      return left-- <= 0;
    },
  };
  return fake as unknown as ComputeThread & { asked: number };
}

describe('memory after large pictures', () => {
  it('replaces every thread once, a busy one as soon as it is done', () => {
    vi.useFakeTimers();
    try {
      const [idle, busy] = [thread(0), thread(2)];
      const giveBack = createGiveBack(() => [idle, busy]);
      giveBack(12_000_000);
      expect([idle.asked, busy.asked]).toEqual([1, 1]);
      vi.advanceTimersByTime(10_000);
      expect([idle.asked, busy.asked]).toEqual([1, 3]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaves the threads alone for small pictures', () => {
    const idle = thread(0);
    createGiveBack(() => [idle])(1_000_000);
    expect(idle.asked).toBe(0);
  });
});
