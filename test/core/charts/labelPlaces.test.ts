import { describe, expect, it } from 'vitest';
import { freePlaces } from '@core/charts/labelPlaces';

const HEIGHT = 12;
type Given = Parameters<ReturnType<typeof freePlaces>>[0];
/** A point of 10 px at (x, y) with a name of 60 px to its right, which an earlier drawing left at `labelY`. */
const given = (seriesIndex: number, x: number, y: number, labelY = y - 1): Given =>
  ({
    ...{ seriesIndex, dataIndex: 0, text: '' },
    rect: { x, y, width: 10, height: 10 },
    labelRect: { x: x + 15, y: labelY, width: 60, height: HEIGHT },
  }) as unknown as Given;
const rowOf = (place: ReturnType<typeof freePlaces>, ...from: Parameters<typeof given>): number =>
  Number((place(given(...from)) as { y: number }).y);

describe('names of points', () => {
  it('stand beside their point when nothing is in the way', () => {
    const place = freePlaces();
    expect(rowOf(place, 1, 0, 0)).toBe(5);
    expect(rowOf(place, 2, 0, 50)).toBe(55);
  });

  it('never lie on each other', () => {
    const place = freePlaces();
    const rows = [0, 8, 16, 24].map((x, index) => rowOf(place, index + 1, x, 40)).sort((a, b) => a - b);
    for (const [i, row] of rows.slice(1).entries()) expect(row - rows[i]!).toBeGreaterThanOrEqual(HEIGHT);
  });

  it('are placed alike in every drawing, wherever the last one left them', () => {
    const place = freePlaces();
    const draw = (labelY?: number) => [rowOf(place, 1, 0, 40), rowOf(place, 2, 8, 40, labelY)];
    const first = draw();
    expect(first[1]).not.toBe(first[0]);
    expect(draw((first[1] ?? 0) - HEIGHT / 2)).toEqual(first);
  });
});
