import { describe, expect, it } from 'vitest';
import { nearestAlpha } from '@core/engine/pictures/alpha';
import { makeRaster } from '../../../helpers/pictures';

describe('nearestAlpha', () => {
  it('repeats every value s times in both directions', () => {
    const source = { ...makeRaster({ width: 2, height: 2 }), alpha: Uint8Array.of(1, 2, 3, 4) };
    // 4x4
    expect([...nearestAlpha(source, 4, 4)!]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });

  it('takes the top left one of each block when making smaller', () => {
    const source = { ...makeRaster({ width: 4, height: 2 }), alpha: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    expect([...nearestAlpha(source, 2, 1)!]).toEqual([1, 3]);
  });

  it('keeps the depth, and is nothing where there is no alpha', () => {
    const deep = makeRaster({ width: 3, height: 3, bitDepth: 16, alpha: true });
    expect(nearestAlpha(deep, 6, 6)).toBeInstanceOf(Uint16Array);
    expect(nearestAlpha(makeRaster({ width: 3, height: 3 }), 6, 6)).toBeUndefined();
  });
});
