import type { EChartsOption, LegendComponentOption } from 'echarts';
import { textWidth } from './endLabels';
import { roomAround, type ChartTheme } from './theme';

/** A line of the legend; `name` is that of a series, whose symbol and colours ECharts takes over. */
export interface LegendEntry {
  readonly name: string;
  /** Formatted; empty for a line that is no measurement. */
  readonly value: string;
  readonly isBold?: boolean;
}

const SYMBOL = 12;
const ROOM = 30;
const GAP = 8;
const BOLD = 1.12;

/** Pixels that the names and the values take; values stand under one another. */
function widths(entries: readonly LegendEntry[], letters: number): { readonly names: number; readonly values: number } {
  const widest = (texts: readonly number[]): number => Math.ceil(Math.max(0, ...texts) * letters);
  const values = widest(entries.map(({ value }) => textWidth(value)));
  const names = widest(
    entries.flatMap(({ name, value, isBold }) => (value === '' ? [] : [textWidth(name) * (isBold ? BOLD : 1)])),
  );
  // A line that is no measurement takes the room of both.
  const bare = widest(entries.flatMap(({ name, value }) => (value === '' ? [textWidth(name)] : [])));
  return { names: Math.max(names, bare - values - GAP), values };
}

/** Pixels that the legend needs at the right of the plot. */
function valueLegendRoom(entries: readonly LegendEntry[], letters: number): number {
  const { names, values } = widths(entries, letters);
  return SYMBOL + ROOM + names + GAP + values;
}

/** The legend of a chart of points: at the right, in the order that it is given (best value first). */
function valueLegend(entries: readonly LegendEntry[], theme: ChartTheme): LegendComponentOption {
  // Said of each part: parts of rich text are measured in their own face only.
  const face = { fontFamily: theme.font, fontSize: 11 };
  const { names } = widths(entries, theme.letters ?? 1);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    orient: 'vertical',
    right: 12,
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
      if (entry?.value === '') return `{bare|${name}}`;
      const style = entry?.isBold ? 'bold' : 'name';
      return `{${style}|${name}}${entry?.value ? `{value|${entry.value}}` : ''}`;
    },
    textStyle: {
      ...face,
      color: theme.text1,
      rich: {
        bare: { ...face, color: theme.text1 },
        name: { ...face, color: theme.text1, width: names },
        bold: { ...face, color: theme.text1, width: names, fontWeight: 600 },
        value: { ...face, color: theme.text2, padding: [0, 0, 0, GAP] },
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
    grid: roomAround({ left: 8, right: valueLegendRoom(entries, theme.letters ?? 1), top, bottom: 4 }),
  };
}
