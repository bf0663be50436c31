import { expect, it } from 'vitest';
import { filterAcross, filterDown, filterPlane, floatPlane, type FloatPlane } from '@core/metrics/filter';

function plane(rows: readonly (readonly number[])[]): FloatPlane {
  const out = floatPlane(rows[0]!.length, rows.length);
  out.data.set(rows.flat());
  return out;
}
const valuesOf = ({ width, data }: FloatPlane): number[][] =>
  Array.from({ length: data.length / width }, (_, y) => [...data.subarray(y * width, (y + 1) * width)]);

// Tap 0 meets the pixel furthest left: a correlation.
const taps = Float64Array.of(1, 10, 100, 1000, 10000);
const line = [1, 2, 3];
const replicated = [1 + 10 + 100 + 2000 + 30000, 1 + 10 + 200 + 3000 + 30000, 1 + 20 + 300 + 3000 + 30000];
const zero = [100 + 2000 + 30000, 10 + 200 + 3000, 1 + 20 + 300];

it('goes across with either border', () => {
  const rows = plane([line, [0, 0, 5]]);
  expect(valuesOf(filterAcross(rows, taps, { border: 'replicate' }))).toEqual([replicated, [50000, 55000, 55500]]);
  expect(valuesOf(filterAcross(rows, taps, { border: 'zero' }))).toEqual([zero, [50000, 5000, 500]]);
});

it('goes down with either border', () => {
  const columns = plane(line.map((value, i) => [value, i === 2 ? 5 : 0]));
  const expected = (first: readonly number[], second: readonly number[]) => first.map((v, i) => [v, second[i]]);
  expect(valuesOf(filterDown(columns, taps, { border: 'replicate' }))).toEqual(
    expected(replicated, [50000, 55000, 55500]),
  );
  expect(valuesOf(filterDown(columns, taps, { border: 'zero' }))).toEqual(expected(zero, [50000, 5000, 500]));
});

it('goes across with the first taps and down with the second', () => {
  const spot = plane([
    [0, 0, 0],
    [0, 1, 0],
    [0, 0, 0],
  ]);
  // A correlation mirrors the taps around the spot.
  const found = filterPlane(spot, Float64Array.of(1, 2, 3), Float64Array.of(10, 100, 1000), { border: 'zero' });
  expect(valuesOf(found)).toEqual([
    [3000, 2000, 1000],
    [300, 200, 100],
    [30, 20, 10],
  ]);
});

it('looks at the cancel flag every 8 rows, on each of its two ways', () => {
  let looks = 0;
  const options = { border: 'zero', checkpoint: () => void looks++ } as const;
  filterAcross(floatPlane(1, 17), taps, options);
  expect(looks).toBe(3);
  filterDown(floatPlane(1, 17), taps, options);
  expect(looks).toBe(6);
});
