import type { LineSeriesOption } from 'echarts';
import { describe, expect, it } from 'vitest';
import {
  attainable,
  byMemory,
  costFront,
  darkTheme,
  families,
  lightTheme,
  logSlope,
  looseRange,
  memoryPerMethod,
  spreadDots,
  qualityAgainstCost,
  roofline,
  shareOfRoof,
  spreadOf,
  sweepChart,
  timeAgainstPixels,
  withSlopes,
} from '@core/charts';

const number = (value: number): string => value.toFixed(2);
const seriesOf = (option: { series?: unknown }): LineSeriesOption[] => option.series as LineSeriesOption[];

describe('looseRange', () => {
  it('is round, holds every value, and does not begin at zero', () => {
    const { min, max } = looseRange([28.3, 31.9, NaN, Infinity]);
    expect(min).toBe(28);
    expect(max).toBe(34);
    expect(looseRange([])).toEqual({ min: 0, max: 1 });
    const same = looseRange([30, 30]);
    expect(same.min).toBeLessThan(30);
    expect(same.max).toBeGreaterThan(30);
  });
});

describe('spreadDots', () => {
  const methods = [
    { key: 'a', id: 'bilinear', name: 'Bilinear', values: [30, 32] },
    { key: 'b', id: 'pixel-shuffle', name: 'Pixel shuffle', values: [33, 31.5, Infinity] },
    { key: 'c', id: 'nearest', name: 'Nearest', values: [NaN] },
  ];

  it('puts the best mean first and leaves out what was not measured', () => {
    expect(spreadOf(methods, 'higher').map(({ key, mean, low, high }) => [key, mean, low, high])).toEqual([
      ['b', 32.25, 31.5, 33],
      ['a', 31, 30, 32],
    ]);
    expect(spreadOf(methods, 'lower')[0]?.key).toBe('a');
  });

  it('draws each mean in the method’s own hue and glyph, and every picture as a dot', () => {
    for (const theme of [lightTheme, darkTheme]) {
      const option = spreadDots(methods, 'higher', theme, { number });
      const series = seriesOf(option);
      expect(series).toHaveLength(4);
      // The means stand in a column of their own, where no range crosses them out.
      expect(option.yAxis).toMatchObject([{}, { position: 'right', data: ['32.25', '31.00'] }]);
      expect(series[2]).toMatchObject({
        name: 'Pixel shuffle',
        itemStyle: { color: theme.methods['pixel-shuffle']?.colour },
      });
      expect(series[1]?.data).toEqual([
        [33, 0],
        [31.5, 0],
        [30, 1],
        [32, 1],
      ]);
    }
  });
});

describe('qualityAgainstCost', () => {
  const methods = [
    { key: 'n', id: 'nearest', name: 'Nearest', macsPerValue: 0, quality: 28 },
    { key: 'b', id: 'bilinear', name: 'Bilinear', macsPerValue: 3, quality: 29 },
    { key: 'u', id: 'unpooling', name: 'Max-unpool', macsPerValue: 1, quality: 40, excluded: true },
    { key: 'c', id: 'bicubic', name: 'Bicubic', macsPerValue: 16, quality: 28.5 },
  ];
  it('places methods without multiplications left of all others, and keeps what saw the original off the front', () => {
    expect(costFront(methods).map(({ key }) => key)).toEqual(['n', 'b']);
    const series = seriesOf(qualityAgainstCost(methods, lightTheme, { number }));
    expect(series.find(({ name }) => name === 'Nearest (0)')?.data).toEqual([[0.5, 28]]);
  });
});

describe('sweepChart', () => {
  const kernel = (id: string, kernelSize: number | null, quality: number, pareto = false) => ({
    id,
    name: id,
    kernelSize,
    quality,
    pareto,
  });
  const kernels = [
    kernel('pixel-shuffle', 5, 31, true),
    kernel('pixel-shuffle', 3, 30),
    kernel('conv-transpose', 4, 29.5),
    kernel('bicubic', null, 30.5),
    kernel('nearest-conv', 3, NaN),
  ];
  it('has a line for each family from small to large, and a level for a fixed method', () => {
    expect([...families(kernels).keys()]).toEqual(['pixel-shuffle', 'conv-transpose', 'bicubic']);
    const series = seriesOf(sweepChart(kernels, darkTheme, { number }));
    expect(series[0]?.data).toEqual([
      { value: [3, 30], symbolSize: 6 },
      { value: [5, 31], symbolSize: 11 },
    ]);
    expect(series[2]).toMatchObject({ lineStyle: { type: 'dashed' }, showSymbol: false });
    expect(series[2]?.data).toMatchObject([{ value: [3, 30.5] }, { value: [5, 30.5] }]);
  });
});

describe('timeAgainstPixels', () => {
  it('fits the slope of log time over log pixels', () => {
    expect(logSlope([1, 4, 16].map((x) => [x, 3 * x ** 1.5] as const))).toBeCloseTo(1.5, 12);
    expect(logSlope([[4, 1]])).toBeNaN();
    const points = [
      [262144, 4],
      [65536, 1],
    ] as const;
    const lines = [{ key: 'a', id: 'bilinear', name: 'Bilinear', points }];
    expect(withSlopes(lines)[0]?.slope).toBeCloseTo(1, 12);
    const [line] = seriesOf(timeAgainstPixels(lines, lightTheme, { number, pixels: String }));
    expect(line?.data).toEqual([
      [65536, 1],
      [262144, 4],
    ]);
  });
});

describe('roofline', () => {
  const limits = { peakGflops: 80, memoryGBs: 10, cacheGBs: 40 };
  const texts = { number, peak: 'peak', memory: 'memory', cache: 'cache' };
  const points = [
    { key: 'a', id: 'bilinear', name: 'Bilinear', intensity: 1, gflops: 5 },
    { key: 'b', id: 'pixel-shuffle', name: 'Pixel shuffle', variant: true, intensity: 100, gflops: 60 },
  ];

  it('is the bandwidth up to the ridge and the arithmetic beyond', () => {
    expect([1, 8, 100].map((x) => attainable(x, 10, 80))).toEqual([10, 80, 80]);
    expect(points.map((point) => shareOfRoof(point, limits))).toEqual([0.5, 0.75]);
  });

  it('draws both roofs with their ridge in sight, and each layer in its hue', () => {
    for (const theme of [lightTheme, darkTheme]) {
      const [peak, cache, memory, ...rest] = seriesOf(roofline(points, limits, theme, texts));
      expect([peak, cache, memory].map((line) => line?.name)).toEqual(['peak', 'cache', 'memory']);
      expect(memory?.data?.[1]).toEqual([8, 80]);
      expect(cache).toMatchObject({ lineStyle: { type: 'dashed' } });
      expect(cache?.data?.[1]).toEqual([2, 80]);
      expect(rest[0]).toMatchObject({ name: 'Pixel shuffle', itemStyle: { color: theme.surface } });
      expect(rest[1]).toMatchObject({ data: [[1, 5]], itemStyle: { color: theme.methods['bilinear']?.colour } });
    }
  });

  it('without limits shows the layers alone', () => {
    expect(seriesOf(roofline(points, null, lightTheme, texts))).toHaveLength(2);
  });
});

describe('memoryPerMethod', () => {
  const methods = [
    { key: 'a', id: 'nearest-conv', name: 'Nearest + conv', peakBytes: 300, leastBytes: 100 },
    { key: 'b', id: 'bilinear', name: 'Bilinear', peakBytes: 90, leastBytes: 100 },
  ];

  it('fills what input and output take, and leaves the rest hollow', () => {
    expect(byMemory(methods).map(({ key }) => key)).toEqual(['b', 'a']);
    const [least, rest] = seriesOf(memoryPerMethod(methods, lightTheme, { bytes: String }));
    const values = (series: LineSeriesOption | undefined) =>
      (series?.data as { value: number }[]).map(({ value }) => value);
    expect(values(least)).toEqual([90, 100]);
    expect(values(rest)).toEqual([0, 200]);
  });
});
