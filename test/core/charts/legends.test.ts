import type { EChartsOption } from 'echarts';
import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import { describe, expect, it } from 'vitest';
import { lightTheme, qualityAgainstTime, radialSpectra, roofline, sweepChart, timeAgainstPixels } from '@core/charts';
import { lineOption } from '@renderer/viewer/charts/lineOption';

use([LineChart, ScatterChart, GridComponent, LegendComponent, LabelLayout, SVGRenderer]);

const number = (value: number): string => value.toFixed(2);
const IDS = ['conv-transpose', 'bilinear', 'unpooling', 'nearest-conv', 'pixel-shuffle', 'nearest', 'bicubic'];

interface Placed {
  readonly name: string;
  /** Middle of the label. */
  readonly y: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  /** Where its leader begins, and its colour. */
  readonly from: readonly [number, number];
  readonly stroke: string;
  /** The farthest left that it goes. */
  readonly leaderLeft: number;
}

/** What of ECharts' drawing is looked at here. */
interface Drawn {
  traverse(visit: (element: Drawn) => void): void;
  getTextContent(): { getBoundingRect(): Box; getComputedTransform(): number[] | null } | undefined;
  getTextGuideLine(): { shape: { points: number[][] }; style: { stroke: string } } | undefined;
}
interface Box {
  clone(): Box;
  applyTransform(matrix: number[] | null): void;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Internals {
  getModel(): { getSeries(): { name: string; subType: string }[] };
  getViewOfSeriesModel(series: unknown): { group: Drawn };
}

/** Draws the chart and says where its end labels are, and where each curve ends. */
function draw(option: EChartsOption, width: number, height: number) {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(option);
  chart.renderToSVGString();
  const internals = chart as unknown as Internals;
  const labels: Placed[] = [];
  for (const series of internals.getModel().getSeries()) {
    if (series.subType !== 'scatter') continue;
    internals.getViewOfSeriesModel(series).group.traverse((element) => {
      const text = element.getTextContent?.();
      const leader = element.getTextGuideLine?.();
      if (!text || !leader) return;
      const box = text.getBoundingRect().clone();
      box.applyTransform(text.getComputedTransform());
      const [x = 0, y = 0] = leader.shape.points[0] ?? [];
      labels.push({
        name: series.name,
        y: box.y + box.height / 2,
        height: box.height,
        left: box.x,
        right: box.x + box.width,
        from: [x, y],
        stroke: leader.style.stroke,
        leaderLeft: Math.min(...leader.shape.points.map(([at = 0]) => at)),
      });
    });
  }
  const list = option.series as { type: string; name?: string; silent?: boolean; data: unknown[] }[];
  const ends = list.flatMap(({ type, name, silent, data }) => {
    if (type !== 'line' || silent || !name) return [];
    const last = data.at(-1) as number[] | { value: number[] };
    const value = Array.isArray(last) ? last : last.value;
    const [x = 0, y = 0] = chart.convertToPixel({ gridIndex: 0 }, value);
    return [{ name, x, y }];
  });
  chart.dispose();
  return { labels, ends };
}

/** Values that lie close together at the end: where names got onto the wrong curves. */
const values = [34.42, 33.1, 28.4, 34.45, 34.5, 32.1, 34.2];
const charts: Readonly<Record<string, EChartsOption>> = {
  'kernel size': sweepChart(
    IDS.flatMap((id, i) =>
      [1, 3, i === 0 ? 6 : 7].map((kernelSize, k) => ({
        id,
        name: id,
        pareto: k > 1,
        kernelSize,
        quality: values[i]! - 2 + k,
      })),
    ),
    lightTheme,
    { number },
  ),
  'time against pixels': timeAgainstPixels(
    IDS.flatMap((id, i) =>
      [false, true].map((variant) => ({
        key: `${id}${variant}`,
        id,
        name: `${id}${variant ? ', exact' : ', fast'}`,
        variant,
        points: [65536, 262144, 1048576].map((x) => [x, (x / 1e6) * (values[i]! / 30 + (variant ? 0.02 : 0))] as const),
      })),
    ),
    lightTheme,
    { number, pixels: String },
  ),
  spectra: radialSpectra(
    IDS.map((id, i) => ({ id, name: id, radius: [0, 0.2, 0.5, 0.7], decibels: [0, -10, -20, -40 + values[i]! / 3] })),
    lightTheme,
    { frequency: 'f' },
  ),
  'line profile': lineOption(
    IDS.map((id, i) => ({
      pane: { key: id, title: id, chip: '', methodId: id, role: 'method' as const },
      points: Array.from({ length: 80 }, (_, x) => [x, (x * values[i]!) / 40] as const),
    })),
    { name: 'x', min: 0, max: 79 },
    { name: '/255', min: 0, max: 255 },
    lightTheme,
    { selectedKey: IDS[0]!, mark: 40, value: number },
  ),
};

describe.each(Object.entries(charts))('the names of "%s"', (_, option) => {
  const { labels, ends } = draw(option, 640, 260);

  it('each belong to the curve whose end they are joined to', () => {
    expect(labels.map(({ name }) => name).sort()).toEqual(ends.map(({ name }) => name).sort());
    for (const end of ends) {
      // The leader that starts nearest to the curve's end is that of its own name.
      const nearest = Math.min(...labels.map(({ from }) => Math.abs(from[1] - end.y)));
      const own = labels.find(({ name }) => name === end.name)!;
      expect(Math.abs(own.from[1] - end.y)).toBeLessThanOrEqual(nearest + 0.5);
      expect(Math.abs(own.from[1] - end.y)).toBeLessThan(1);
    }
  });

  it('are nearest to their own curve where the ends are a row apart', () => {
    for (const end of ends) {
      const isApart = ends.every((other) => other === end || Math.abs(other.y - end.y) > labels[0]!.height * 3);
      if (!isApart) continue;
      const nearest = labels.reduce((a, b) => (Math.abs(b.y - end.y) < Math.abs(a.y - end.y) ? b : a));
      expect(nearest.name).toBe(end.name);
    }
  });

  it('stand in the order of the values, never on each other, and inside the chart', () => {
    const down = [...labels].sort((a, b) => a.y - b.y);
    const wanted = [...ends].sort((a, b) => a.y - b.y);
    for (const [i, label] of down.entries()) {
      const end = ends.find(({ name }) => name === label.name)!;
      expect(end.y).toBeCloseTo(wanted[i]!.y, 1);
      const next = down[i + 1];
      if (next) expect(next.y - label.y).toBeGreaterThanOrEqual(label.height - 0.5);
      expect(label.y - label.height / 2).toBeGreaterThanOrEqual(-0.5);
      expect(label.y + label.height / 2).toBeLessThanOrEqual(260.5);
      expect(label.right).toBeLessThanOrEqual(640);
    }
  });

  it('have leaders that never go back into the plot', () => {
    for (const { name, leaderLeft } of labels) {
      const end = ends.find((one) => one.name === name)!;
      expect(leaderLeft, name).toBeGreaterThanOrEqual(end.x - 1);
    }
  });

  it('have leaders in the colour of their curve', () => {
    const list = option.series as { type: string; name?: string; silent?: boolean; lineStyle?: { color?: string } }[];
    for (const { name, stroke } of labels) {
      const line = list.find((series) => series.type === 'line' && series.silent !== true && series.name === name)!;
      expect(stroke).toBe(line.lineStyle?.color ?? (line as { color?: string }).color);
    }
  });
});

describe('the legend of a chart of points', () => {
  const namesOf = (option: EChartsOption): string[] =>
    ((option.legend as { data: readonly string[] }).data as readonly string[]).slice();
  const points = IDS.map((id) => ({ key: id, id, name: id }) as const);

  it('is in the order of quality', () => {
    const rated = points.map((point, i) => ({ ...point, medianMs: 1 + i, quality: values[i]! }));
    expect(namesOf(qualityAgainstTime(rated, lightTheme, { number }))).toEqual(
      [...rated].sort((a, b) => b.quality - a.quality).map(({ name }) => name),
    );
  });

  it('is in the order of speed, after the roofs', () => {
    const measured = points.map((point, i) => ({ ...point, intensity: 1 + i, gflops: values[i]! }));
    const texts = { number, peak: 'peak', memory: 'memory', cache: 'cache' };
    const limits = { peakGflops: 80, memoryGBs: 10, cacheGBs: 40 };
    expect(namesOf(roofline(measured, limits, lightTheme, texts))).toEqual([
      'peak',
      'cache',
      'memory',
      ...[...measured].sort((a, b) => b.gflops - a.gflops).map(({ name }) => name),
    ]);
  });

  it('names series that are drawn', () => {
    const rated = points.map((point, i) => ({ ...point, medianMs: 1 + i, quality: values[i]! }));
    const option = qualityAgainstTime(rated, lightTheme, { number });
    const drawn = new Set((option.series as { name?: string }[]).map(({ name }) => name));
    for (const name of namesOf(option)) expect(drawn).toContain(name);
  });
});
