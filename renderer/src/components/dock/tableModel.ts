import type { MethodResult } from '@core/experiment/schema';
import { bestOf, isBest, metricColumns, primaryMetric, type Column, type Region } from '../../format/metricColumns';
import { roundTo } from '../../format/numbers';
import type { MethodRun } from '../../stores/runState';

export interface TableCell {
  readonly column: Column;
  readonly value: number | null;
  readonly best: boolean;
  /** Against the best value of the ranking column, as shown; null where there is nothing to compare. */
  readonly delta: number | null;
}

export interface TableRow {
  readonly key: string;
  readonly id: string;
  readonly run: MethodRun | null;
  readonly result: MethodResult | null;
  readonly stale: boolean;
  readonly cells: readonly TableCell[];
}

export interface TableModel {
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  readonly sorted: Column | null;
  readonly descending: boolean;
}

/** Time, multiply-adds and learnable values stand right of the metrics. */
export function costColumns(titles: { time: string; macs: string; params: string }): Column[] {
  return [
    {
      id: 'time',
      title: titles.time,
      unit: 'ms',
      better: 'lower',
      decimals: 2,
      valueOf: ({ timing, given }) => timing?.medianMs ?? given?.timeMs ?? null,
    },
    {
      id: 'macs',
      title: titles.macs,
      unit: 'M',
      better: null,
      decimals: 2,
      valueOf: ({ cost, given }) =>
        cost === null && given?.macs === undefined ? null : (cost?.macs ?? given?.macs ?? 0) / 1e6,
      optional: true,
    },
    {
      id: 'params',
      title: titles.params,
      unit: '',
      better: null,
      decimals: 0,
      valueOf: ({ cost }) => cost?.parameters ?? null,
      optional: true,
    },
  ];
}

export interface TableInput {
  readonly methods: readonly {
    readonly key: string;
    readonly id: string;
    readonly run: MethodRun | null;
    readonly stale: boolean;
  }[];
  /** Results that have columns of their own while the rows are being measured anew. */
  readonly named?: readonly MethodResult[];
  /** Metrics that were asked for by name. */
  readonly metrics?: readonly string[];
  readonly region: Region;
  readonly decimals: number;
  readonly costs: readonly Column[];
  readonly sortId: string | null;
  readonly descending: boolean | null;
}

/** Rows of the metrics table, sorted; what has no value in the sorted column comes last, in the experiment's order. */
export function tableModel({
  methods,
  named = [],
  metrics: wanted = [],
  region,
  decimals,
  costs,
  sortId,
  descending,
}: TableInput): TableModel {
  // Outdated numbers are not shown beside valid ones.
  const results = methods.flatMap(({ run, stale }) => (stale ? [] : (run?.result ?? [])));
  // The columns stay while new numbers are on their way.
  const known = results.length > 0 ? results : methods.flatMap(({ run }) => run?.result ?? []);
  const metrics = metricColumns([...known, ...named], region, decimals, wanted);
  const columns = [...metrics, ...costs];
  const primary = primaryMetric(metrics);
  const sorted = columns.find(({ id }) => id === sortId) ?? primary;
  const down = descending ?? sorted?.better === 'higher';
  const bests = new Map(columns.map((column) => [column.id, bestOf(column, results)]));

  const rows = methods.map(({ key, id, run, stale }): TableRow => {
    const result = stale ? null : (run?.result ?? null);
    const cells = columns.map((column): TableCell => {
      const value = result && column.valueOf(result);
      const best = bests.get(column.id) ?? null;
      const isTop = result !== null && isBest(column, result, best);
      const comparable = column === primary && value !== null && best !== null && !isTop && !result?.excludedFromBest;
      const delta = comparable ? roundTo(roundTo(value, column.decimals) - best, column.decimals) : null;
      return { column, value, best: isTop, delta: delta !== null && Number.isFinite(delta) ? delta : null };
    });
    return { key, id, run, result, stale, cells };
  });
  const at = sorted ? columns.indexOf(sorted) : -1;
  const valueIn = (row: TableRow): number | null => row.cells[at]?.value ?? null;
  const ordered = rows
    .map((row, order) => ({ row, order, value: valueIn(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null)
        return a.value === b.value ? a.order - b.order : a.value === null ? 1 : -1;
      const rise = a.value === b.value ? 0 : a.value < b.value ? -1 : 1;
      return (down ? -rise : rise) || a.order - b.order;
    })
    .map(({ row }) => row);
  return { columns, rows: ordered, sorted, descending: down };
}
