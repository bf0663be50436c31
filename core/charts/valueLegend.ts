import type { EChartsOption, LegendComponentOption } from 'echarts';
import { textWidth } from './endLabels';
import type { ChartTheme } from './theme';

/** A line of the legend; `name` is that of a series, whose symbol and colours ECharts takes over. */
export interface LegendEntry {
  readonly name: string;
  /** Formatted; empty for a line that is no measurement. */
  readonly value: string;
  readonly isBold?: boolean;
}

const SYMBOL = 12;
const ROOM = 24;

/** Pixels that the legend needs at the right of the plot. */
function valueLegendRoom(entries: readonly LegendEntry[]): number {
  const widest = Math.max(
    0,
    ...entries.map(
      ({ name, value, isBold }) => textWidth(name) * (isBold ? 1.08 : 1) + (value ? 8 + textWidth(value) : 0),
    ),
  );
  return Math.ceil(SYMBOL + ROOM + widest);
}

/** The legend of a chart of points: at the right, in the order that it is given (best value first). */
function valueLegend(entries: readonly LegendEntry[], theme: ChartTheme): LegendComponentOption {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    orient: 'vertical',
    right: 4,
    top: 'middle',
    align: 'left',
    selectedMode: false,
    itemWidth: SYMBOL,
    itemHeight: 9,
    itemGap: 4,
    padding: 0,
    data: entries.map(({ name }) => name),
    formatter: (name) => {
      const entry = byName.get(name);
      const style = entry?.isBold ? 'bold' : 'name';
      return `{${style}|${name}}${entry?.value ? `{value|${entry.value}}` : ''}`;
    },
    textStyle: {
      color: theme.text1,
      fontSize: 11,
      rich: {
        name: { color: theme.text1, fontSize: 11 },
        bold: { color: theme.text1, fontSize: 11, fontWeight: 600 },
        value: { color: theme.text2, fontSize: 11, padding: [0, 0, 0, 8] },
      },
    },
  };
}

/** A chart's legend, and the plot that takes the rest of the room. */
export function besideLegend(
  entries: readonly LegendEntry[],
  theme: ChartTheme,
  top: number,
): Pick<EChartsOption, 'legend' | 'grid'> {
  return {
    legend: valueLegend(entries, theme),
    grid: {
      ...{ left: 8, right: valueLegendRoom(entries), top, bottom: 4 },
      ...{ outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    },
  };
}
