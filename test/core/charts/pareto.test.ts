import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offScaleBelow, paretoFront } from '../../../core/charts/pareto';

const point = (cost: number, quality: number): { cost: number; quality: number } => ({ cost, quality });

describe('paretoFront', () => {
  it('keeps what nothing beats, cheapest first', () => {
    const front = paretoFront([point(3, 30), point(1, 20), point(2, 25), point(2.5, 24), point(4, 30)]);
    expect(front).toEqual([point(1, 20), point(2, 25), point(3, 30)]);
  });
  it('keeps equal points', () => expect(paretoFront([point(1, 1), point(1, 1)])).toHaveLength(2));

  it('rises: dearer points of a front are better, and every point left out is beaten', () => {
    const points = fc.array(
      fc.record({ cost: fc.integer({ min: 0, max: 20 }), quality: fc.integer({ min: 0, max: 20 }) }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(points, (all) => {
        const front = paretoFront(all);
        expect(front.length).toBeGreaterThan(0);
        for (const [index, next] of front.entries()) {
          const before = front[index - 1];
          if (before) expect(next.quality).toBeGreaterThanOrEqual(before.quality);
        }
        for (const other of all) {
          if (!front.includes(other))
            expect(front.some((kept) => kept.cost <= other.cost && kept.quality >= other.quality)).toBe(true);
        }
      }),
    );
  });
});

describe('offScaleBelow', () => {
  it('sets apart what lies far under the rest', () => {
    const limit = offScaleBelow([32.3, 32.1, 32, 30.6, 30.6, 29.5, 22.6]);
    expect(22.6).toBeLessThan(limit);
    expect(29.5).toBeGreaterThanOrEqual(limit);
  });
  it('sets nothing apart without a spread', () => {
    expect(offScaleBelow([])).toBe(-Infinity);
    expect(offScaleBelow([30, 30, 10])).toBe(-Infinity);
  });
});
