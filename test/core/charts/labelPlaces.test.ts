import { describe, expect, it } from 'vitest';
import { candidateMoves, freePlaces } from '@core/charts/labelPlaces';

const point = (x: number, y: number) => ({ x, y, width: 10, height: 10 });
const label = (x: number, y: number) => ({ x: x + 15, y: y - 1, width: 60, height: 12 });
type Given = Parameters<ReturnType<typeof freePlaces>>[0];
const given = (seriesIndex: number, x: number, y: number): Given =>
  ({ seriesIndex, dataIndex: 0, text: '', rect: point(x, y), labelRect: label(x, y) }) as unknown as Given;

describe('names of points', () => {
  it('stay where they are when nothing is in the way', () => {
    const place = freePlaces();
    expect(place(given(1, 0, 0))).toEqual({ dx: 0, dy: 0 });
    expect(place(given(2, 0, 50))).toEqual({ dx: 0, dy: 0 });
  });

  it('never lie on each other', () => {
    const place = freePlaces();
    const boxes = [0, 8, 16, 24].map((x, index) => {
      const { dx = 0, dy = 0 } = place(given(index + 1, x, 40)) as { dx?: number; dy?: number };
      const { width, height, ...at } = label(x, 40);
      return { x: at.x + dx, y: at.y + dy, width, height };
    });
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }
  });

  it('begin anew with every drawing', () => {
    const place = freePlaces();
    const first = place(given(1, 0, 0));
    place(given(2, 0, 0));
    expect(place(given(1, 0, 0))).toEqual(first);
  });

  it('keep their distance on the other side of the point', () => {
    const [, left] = candidateMoves(label(100, 0), point(100, 0));
    expect(115 + (left?.dx ?? 0) + 60).toBe(100 - 5);
    const [, right] = candidateMoves({ x: 35, y: 0, width: 60, height: 12 }, point(100, 0));
    expect(35 + (right?.dx ?? 0)).toBe(115);
  });
});
