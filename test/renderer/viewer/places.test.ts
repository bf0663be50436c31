import { describe, expect, it } from 'vitest';
import { cellSide, mostDifferent } from '../../../renderer/src/viewer/math/places';

const picture = { width: 60, height: 40 };

describe('the places where methods differ most', () => {
  it('come largest first, and none lies over another', () => {
    const spread = new Float32Array(picture.width * picture.height);
    const mark = (x: number, y: number, value: number): number => (spread[y * picture.width + x] = value);
    mark(10, 10, 3);
    mark(12, 11, 2);
    mark(50, 30, 4);
    const found = mostDifferent(spread, picture, 1, { width: 8, height: 8 }, 5);
    expect(found).toHaveLength(2);
    const holds = ({ x, y }: { x: number; y: number }, px: number, py: number): boolean =>
      px >= x && px < x + 8 && py >= y && py < y + 8;
    expect(holds(found[0]!, 10, 10) && holds(found[0]!, 12, 11)).toBe(true);
    expect(holds(found[1]!, 50, 30)).toBe(true);
  });

  it('are none where nothing differs, and one where the window holds everything', () => {
    expect(mostDifferent(new Float32Array(2400), picture, 1, { width: 8, height: 8 }, 5)).toEqual([]);
    expect(mostDifferent(new Float32Array(2400).fill(1), picture, 1, { width: 99, height: 99 }, 5)).toEqual([
      { x: 0, y: 0, width: 60, height: 40 },
    ]);
  });

  it('looks at no more cells than a picture of that many pixels has, however large it is', () => {
    const side = cellSide({ width: 4000, height: 3000 });
    expect(Math.ceil(4000 / side) * Math.ceil(3000 / side)).toBeLessThanOrEqual(70_000);
  });
});
