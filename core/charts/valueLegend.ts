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
const ROOM = 34;

/** Pixels that the legend needs at the right of the plot. */
function valueLegendRoom(entries: readonly LegendEntry[], letters: number): number {
  const widest = Math.max(
    0,
    ...entries.map(
      ({ name, value, isBold }) => textWidth(name) * (isBold ? 1.12 : 1) + (value ? 8 + textWidth(value) : 0),
    ),
  );
  return Math.ceil(SYMBOL + ROOM + widest * letters);
}

/** The legend of a chart of points: at the right, in the order that it is given (best value first). */
function valueLegend(entries: readonly LegendEntry[], theme: ChartTheme): LegendComponentOption {
  // Said of each part: parts of rich text are measured in their own face only.
  const face = { fontFamily: theme.font, fontSize: 11 };
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
      const style = entry?.isBold ? 'bold' : 'name';
      return `{${style}|${name}}${entry?.value ? `{value|${entry.value}}` : ''}`;
    },
    textStyle: {
      ...face,
      color: theme.text1,
      rich: {
        name: { ...face, color: theme.text1 },
        bold: { ...face, color: theme.text1, fontWeight: 600 },
        value: { ...face, color: theme.text2, padding: [0, 0, 0, 8] },
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
