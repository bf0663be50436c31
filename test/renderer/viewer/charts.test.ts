// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { lightTheme } from '@core/charts';
import { cumulativeCurve, densityCurve, distributionEnd, errorQuantiles } from '@renderer/viewer/charts/distribution';
import { lineOption } from '@renderer/viewer/charts/lineOption';
import { lineType, type Curve } from '@renderer/viewer/charts/curve';
import { profileCurve } from '@renderer/viewer/charts/profile';
import { ERROR_BINS, errorBin } from '@renderer/viewer/math/errors';

function counted(sizes: readonly number[]): { bins: Float64Array; pixels: number } {
  const bins = new Float64Array(ERROR_BINS);
  for (const size of sizes) bins[errorBin(size, 'absolute')]! += 1;
  return { bins, pixels: sizes.length };
}

describe('distribution of errors', () => {
  const statistics = counted([0, 0, 1, 1, 1, 2, 2, 3, 10, 40]);
  test('the cumulative curve counts all pixels up to an error', () => {
    const at = new Map(cumulativeCurve(statistics, 64));
    expect([0, 1, 2, 9.875, 10, 64].map((x) => at.get(x))).toEqual([20, 50, 70, 80, 90, 100]);
  });
  test('the curve per step holds every pixel once', () => {
    const curve = densityCurve(statistics, 64);
    expect(curve[1]).toEqual([1, 30]);
    expect(curve.reduce((sum, [, y]) => sum + y, 0)).toBeCloseTo(100);
  });
  test('quantiles and the end of the axis', () => {
    expect(errorQuantiles(statistics)).toEqual({ median: 1, p90: 10, p99: 40 });
    expect(distributionEnd([statistics])).toBe(12);
    expect(distributionEnd([counted([0])])).toBe(2);
  });
});

describe('profile', () => {
  test('a short line is shown pixel by pixel, within the sight', () => {
    expect(profileCurve(Float32Array.from([5, 6, 7, 8]), 1, 3)).toEqual([
      [1, 6],
      [2, 7],
    ]);
  });
  test('a long line keeps a pattern of one pixel', () => {
    const values = Float32Array.from({ length: 10_000 }, (_, i) => (i === 4321 ? 255 : i % 2));
    const curve = profileCurve(values, 0, 10_000, 200);
    expect(curve.length).toBeLessThanOrEqual(200);
    expect(curve).toContainEqual([4321, 255]);
    expect(curve.some(([, y]) => y === 0)).toBe(true);
    for (let i = 1; i < curve.length; i++) expect(curve[i]![0]).toBeGreaterThan(curve[i - 1]![0]);
  });
});

describe('curves', () => {
  const curve = (key: string, methodId: string): Curve => ({
    pane: { key, title: key, chip: '', methodId, role: 'method' },
    points: [[0, 1]],
  });
  const curves = [curve('a', 'bilinear'), curve('b', 'bilinear'), curve('c', 'nearest')];
  test('baselines are dashed, a second use of a method is dotted', () => {
    expect(curves.map((one) => lineType(one, curves))).toEqual(['solid', 'dotted', 'dashed']);
  });
  test('the picked one is thicker, and the position is marked', () => {
    const axis = { name: 'x', min: 0, max: 1 };
    const chosen = { selectedKey: 'b', mark: 0.5, value: String };
    const series = lineOption(curves, axis, axis, lightTheme, chosen).series as {
      type: string;
      silent?: boolean;
      lineStyle: { width: number };
    }[];
    const lines = series.filter(({ type, silent }) => type === 'line' && silent !== true);
    expect(lines.map(({ lineStyle }) => lineStyle.width)).toEqual([1.5, 2.5, 1.5]);
    expect(series.at(-1)).toMatchObject({
      data: [
        [0.5, 0],
        [0.5, 1],
      ],
    });
  });
});
