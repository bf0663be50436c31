import type { LineSeriesOption, ScatterSeriesOption } from 'echarts';
import { glyphImage } from './glyphImage';
import type { ChartTheme, MethodStyle } from './theme';

/** Where a curve ends on the right, and what stands there. */
export interface CurveEnd {
  /** Name of the curve's series: hovering one of them shows both. */
  readonly name: string;
  /** Formatted; empty where the curve's name says all. */
  readonly value: string;
  readonly style: MethodStyle;
  /** False for a curve without a glyph of its own, such as the original. */
  readonly hasGlyph?: boolean;
  /** In the units of the axes. */
  readonly x: number;
  readonly y: number;
}

/** From the end of the plot to the names. */
const LEADER = 22;
const GLYPH = 12;
const GAP = 6;
const LINE = 13;

/** Width of a text of 11 px, near enough to keep room for it. */
export function textWidth(text: string): number {
  let width = 0;
  for (const sign of text) width += sign.charCodeAt(0) > 0x2e7f ? 12 : /[A-Zmw+%]/.test(sign) ? 7.6 : 6.1;
  return width;
}

/** A saved page is read in whatever face the reader has: the widest of the common ones, DejaVu, takes this much more. */
export const WIDEST_FACE = 1.17;
const BOLD = 1.13;

/** The same for a text in a CSS font, such as "bold 11px Inter", whichever face it is drawn in. */
export function widestText(text: string, font: string): number {
  const size = Number.parseFloat(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? '12');
  const bold = /\b(?:bold|[6-9]00)\b/.test(font) ? BOLD : 1;
  return textWidth(text) * WIDEST_FACE * bold * (size / 11);
}

/** Pixels that the names need at the right of the plot. */
export function endLabelRoom(ends: readonly Pick<CurveEnd, 'name' | 'value'>[]): number {
  const widest = Math.max(0, ...ends.map(({ name, value }) => textWidth(name) + (value ? GAP + textWidth(value) : 0)));
  return Math.ceil(LEADER + GLYPH + GAP + widest + 12);
}

/**
 * The legend of a chart of curves: at the right end, in order of value, every name with its curve's glyph, joined to
 * the end of its curve by a leader in the curve's colour. ECharts moves the names apart and draws the leaders.
 * @param right where the plot ends, in units of the x axis
 */
export function endLabels(
  ends: readonly CurveEnd[],
  right: number,
  theme: ChartTheme,
): (LineSeriesOption | ScatterSeriesOption)[] {
  return ends.flatMap(({ name, value, style, hasGlyph, x, y }) => {
    const line = { color: style.colour, width: 1, opacity: 1 };
    const rest: LineSeriesOption = {
      type: 'line',
      silent: true,
      symbol: 'none',
      lineStyle: { ...line, type: [1, 3] },
      emphasis: { disabled: true },
      tooltip: { show: false },
      data: [
        [x, y],
        [right, y],
      ],
    };
    const label: ScatterSeriesOption = {
      type: 'scatter',
      name,
      silent: true,
      tooltip: { show: false },
      clip: false,
      symbol: 'circle',
      // A point without size has no place that a leader could start from.
      symbolSize: 0.01,
      itemStyle: { color: style.colour, opacity: 1 },
      data: [[right, y]],
      label: {
        show: true,
        // Left-aligned from the start: of a centred label ECharts draws the leader to where its middle was.
        position: 'right',
        formatter: `${hasGlyph === false ? '' : '{glyph|}'}{name|${name}}${value ? `{value|${value}}` : ''}`,
        color: theme.text1,
        opacity: 1,
        backgroundColor: theme.surface,
        rich: {
          glyph: { width: GLYPH, height: GLYPH, backgroundColor: { image: glyphImage(style, theme.surface) } },
          // One height for all: names are moved apart in the order of their upper edges.
          // Parts of rich text are measured in their own face only.
          name: {
            fontFamily: theme.font,
            color: theme.text1,
            fontSize: 11,
            lineHeight: LINE,
            padding: [0, 0, 0, GAP - 2],
          },
          value: {
            fontFamily: theme.font,
            color: theme.text2,
            fontSize: 11,
            lineHeight: LINE,
            padding: [0, 0, 0, GAP],
          },
        },
      },
      labelLine: { show: true, length2: 6, lineStyle: line },
      labelLayout: ({ rect }) => ({
        x: rect.x + LEADER,
        y: rect.y + rect.height / 2,
        align: 'left',
        verticalAlign: 'middle',
        moveOverlap: 'shiftY',
      }),
      // The names stay while one curve is pointed at.
      blur: { itemStyle: { opacity: 1 }, label: { opacity: 1 } },
    };
    return x < right ? [rest, label] : [label];
  });
}

/** Of a line series: the one that is pointed at stays, the others fade. */
export const FADING = {
  triggerEvent: true,
  emphasis: { focus: 'series', lineStyle: { width: 2.5 } },
  blur: { lineStyle: { opacity: 0.25 }, itemStyle: { opacity: 0.25 } },
} as const satisfies Partial<LineSeriesOption>;
