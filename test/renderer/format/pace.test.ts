import { describe, expect, it } from 'vitest';
import { paceOf, SOON_MS } from '@renderer/format/pace';

describe('the pace of a long run', () => {
  it('is what was finished by the time it took, and the rest at that pace', () => {
    // 6 of 20 in 3 s, a quarter of a megapixel each.
    expect(paceOf(6, 20, 3000, 250_000)).toEqual({ megapixelsPerSecond: 0.5, leftMs: 7000 });
  });

  it('says nothing too soon, without anything finished, and at the end', () => {
    expect(paceOf(6, 20, SOON_MS - 1, 1)).toBeNull();
    expect(paceOf(0, 20, 9000, 1)).toBeNull();
    expect(paceOf(20, 20, 9000, 1)).toBeNull();
  });
});
