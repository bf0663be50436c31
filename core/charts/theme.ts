import type { EChartsOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import type { Look } from '../messages';
import { logTicks } from './scale';
import { CANDIDATE_LOOKS, OTHER_LOOK, upsamplers } from '../upsamplers';

/** How one method looks in every chart: the same hue and glyph as in panes, forms and tables. */
export interface MethodStyle {
  readonly colour: string;
  /** An ECharts symbol. */
  readonly symbol: string;
  /** Lines of baselines are dashed, their symbols hollow. */
  readonly hollow: boolean;
}

export interface ChartTheme {
  readonly dark: boolean;
  readonly text1: string;
  readonly text2: string;
  readonly text3: string;
  /** Grid lines. */
  readonly line: string;
  /** Axes, Pareto front, whiskers. */
  readonly edge: string;
  readonly surface: string;
  readonly font: string;
  /** How much wider letters may be than those of `font`, where the reader's face is not known. @default 1 */
  readonly letters?: number;
  readonly methods: Readonly<Record<string, MethodStyle>>;
  /** For a method without a style of its own. */
  readonly other: MethodStyle;
}

const FONT = "'Inter Variable', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', system-ui, sans-serif";

/** The style of a look: its outline as an ECharts symbol. */
function styleOf({ glyph, ...look }: Look, hue: 'light' | 'dark'): MethodStyle {
  return { colour: look[hue], symbol: `path://${glyph.path}`, hollow: glyph.hollow };
}

const methodStyles = (hue: 'light' | 'dark'): Record<string, MethodStyle> =>
  Object.fromEntries([
    ...upsamplers.map(({ id, look }) => [id, styleOf(look, hue)] as const),
    ...CANDIDATE_LOOKS.map((look, place) => [`candidate:${place}`, styleOf(look, hue)] as const),
  ]);

/** The colours of the window's stylesheet; a test keeps the two equal. */
export const lightTheme: ChartTheme = {
  dark: false,
  text1: '#1a1a1a',
  text2: '#4a4a4a',
  text3: '#5e5e5e',
  line: '#dadada',
  edge: '#8c8c8c',
  surface: '#ffffff',
  font: FONT,
  methods: methodStyles('light'),
  other: styleOf(OTHER_LOOK, 'light'),
};

export const darkTheme: ChartTheme = {
  dark: true,
  text1: '#f0f0f0',
  text2: '#bdbdbd',
  text3: '#a3a3a3',
  line: '#303030',
  edge: '#787878',
  surface: '#161616',
  font: FONT,
  methods: methodStyles('dark'),
  other: styleOf(OTHER_LOOK, 'dark'),
};

export function methodStyle(theme: ChartTheme, id: string): MethodStyle {
  return theme.methods[id] ?? theme.other;
}

/** A point or line end: filled, or an outline in the method's hue. */
export const symbolFill = (
  theme: ChartTheme,
  { colour, hollow }: MethodStyle,
): { color: string; borderColor?: string; borderWidth?: number } =>
  hollow ? { color: theme.surface, borderColor: colour, borderWidth: 2 } : { color: colour };

/** One point of a method in a scatter chart: above the lines, and whole at the rim. */
export function pointStyle(theme: ChartTheme, style: MethodStyle): ScatterSeriesOption {
  return {
    type: 'scatter',
    symbol: style.symbol,
    symbolSize: 10,
    cursor: 'default',
    itemStyle: { opacity: 1, ...symbolFill(theme, style) },
    emphasis: { focus: 'series' },
    blur: { itemStyle: { opacity: 0.25 } },
    clip: false,
    z: 3,
  };
}

/** Line styles of the first, second and further uses of a method. */
const DASHES = ['solid', 'dotted', 'dashed'] as const;

/** The line of one use of a method through small points; `repeat` counts the uses, from 0. */
export function lineOfUse(
  theme: ChartTheme,
  { id, name, repeat }: { readonly id: string; readonly name: string; readonly repeat: number },
): LineSeriesOption {
  const style = methodStyle(theme, id);
  return {
    type: 'line',
    name,
    symbol: style.symbol,
    symbolSize: 6,
    lineStyle: { color: style.colour, width: 1.5, type: DASHES[Math.min(repeat, 2)]! },
    itemStyle: symbolFill(theme, style),
  };
}

/** Room around what is drawn, in pixels: the axes' labels lie within. */
export const roomAround = (room: { left: number; right: number; top: number; bottom: number }) =>
  ({ ...room, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' }) as const;

/** What every chart shares: face, no animation (pictures and charts do not move), room for labels. */
export function baseOption(theme: ChartTheme): EChartsOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: theme.font, fontSize: 11, color: theme.text1 },
    grid: roomAround({ left: 8, right: 16, top: 8, bottom: 4 }),
  };
}

/** Axis parts of every chart. */
export function axisStyle(theme: ChartTheme): {
  axisLine: { show: boolean; lineStyle: { color: string } };
  axisTick: { show: boolean };
  axisLabel: { color: string; fontSize: number };
  splitLine: { show: boolean; lineStyle: { color: string } };
} {
  return {
    axisLine: { show: true, lineStyle: { color: theme.edge } },
    axisTick: { show: false },
    axisLabel: { color: theme.text2, fontSize: 11 },
    splitLine: { show: true, lineStyle: { color: theme.line } },
  };
}

/** A logarithmic axis: labels and grid lines stand at the same round numbers, the ends have none. */
export function logAxis(theme: ChartTheme, min: number, max: number, format: (value: number) => string) {
  const axis = axisStyle(theme);
  const customValues = logTicks(min, max);
  return {
    type: 'log',
    min,
    max,
    ...axis,
    axisTick: { ...axis.axisTick, customValues },
    axisLabel: { ...axis.axisLabel, customValues, hideOverlap: true, formatter: format },
  } as const;
}

/** Axes of horizontal bars from zero, one row for each name, the first on top. */
export function barAxes(
  theme: ChartTheme,
  names: readonly string[],
  format: (value: number) => string,
): Pick<EChartsOption, 'xAxis' | 'yAxis'> {
  const axis = axisStyle(theme);
  return {
    xAxis: {
      type: 'value',
      min: 0,
      splitNumber: 4,
      ...axis,
      axisLine: { show: false },
      axisLabel: { ...axis.axisLabel, formatter: format, hideOverlap: true },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...names],
      ...axis,
      axisLabel: { ...axis.axisLabel, color: theme.text1, interval: 0 },
      splitLine: { show: false },
    },
  };
}
