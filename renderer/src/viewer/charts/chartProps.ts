import type { EChartsOption } from 'echarts';

/** A line of the table beside a chart of curves. */
export interface BesideRow {
  readonly key: string;
  /** Empty for the original. */
  readonly methodId: string;
  readonly name: string;
  /** Of methods that share the curve. */
  readonly guestIds: readonly string[];
  readonly cells: readonly string[];
}

export interface Beside {
  readonly head: readonly string[];
  readonly rows: readonly BesideRow[];
}

/** What a dock part hands to the window's chart frame through its slot. */
export interface ChartProps {
  readonly title: string;
  /** Unit and direction. */
  readonly note: string;
  /** What the chart says, for those who do not see it. */
  readonly summary: string;
  readonly option: EChartsOption;
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Whole curves, for a file of numbers. */
  readonly data: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Without extension. */
  readonly fileName: string;
}
