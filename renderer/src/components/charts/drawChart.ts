import type { EChartsOption } from 'echarts';
import { init } from 'echarts/core';
import './echarts';
import { SAVED } from './saved';

/** What the two axes show, with their units; empty for an axis of names. */
export type AxisNames = readonly [x: string, y: string];

const NAME_GAP = 8;

/** The chart with names at its axes, which its note says on screen. */
export function withAxisNames(option: EChartsOption, [x, y]: AxisNames): EChartsOption {
  // A second axis, on the other side, has words of its own.
  const named = (axes: EChartsOption['xAxis'] | EChartsOption['yAxis'], name: string, nameGap: number): object[] => {
    const list: readonly { readonly name?: unknown }[] = Array.isArray(axes) ? axes : axes ? [axes] : [];
    const [own = {}, ...others] = list;
    return [name === '' || own.name ? own : { ...own, name, nameLocation: 'middle', nameGap }, ...others];
  };
  const grid = (Array.isArray(option.grid) ? option.grid[0] : option.grid) ?? {};
  return {
    ...option,
    // The names count as what lies around the plot.
    grid: grid.outerBoundsMode === undefined ? grid : { ...grid, bottom: 10, outerBoundsContain: 'all' },
    xAxis: named(option.xAxis, x, NAME_GAP + 20),
    yAxis: named(option.yAxis, y, NAME_GAP + 36),
  };
}

/** Draws a chart in a size of its own. */
export function drawChart(option: EChartsOption): SVGSVGElement {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SAVED });
  try {
    chart.setOption({ ...option, animation: false });
    const text = chart.renderToSVGString();
    return new DOMParser().parseFromString(text, 'image/svg+xml').documentElement as unknown as SVGSVGElement;
  } finally {
    chart.dispose();
  }
}
