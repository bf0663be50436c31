import type { Growth } from './growth';
import type { RowResult } from './measure';
import type { Widened } from './vectors';

const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const times = (value: number | null): string => (value === null ? '-' : `${value.toFixed(value < 10 ? 1 : 0)}x`);

/** What is aimed at: least ratio to the fastest npm peer, and to the fastest of all. */
export const GOALS: Readonly<Record<string, readonly [number, number]>> = {
  ct_dw: [7, 7],
  ct_33: [3.5, 2.5],
  ct_k2: [1, 1],
  ct_k4: [1.5, 1.2],
  ct_k3: [1.5, 1.5],
  bl_3x2: [3, 1.5],
  bl_3x4: [4, 2.5],
  bl_64x2: [1.8, 1.8],
  bl_u8: [20, 2.5],
  up_3: [2.5, 1.2],
  up_64: [2.5, 1.2],
  nn_3: [4, 4],
  nn_64: [1.8, 1.8],
  ps_3: [3, 1.5],
  ps_64: [2, 1.8],
  ps_only3: [4, 2],
  ps_only64: [4, 2],
  psnr: [4, 4],
  ssim: [3.5, 3.5],
  pil_bc_up: [2, 2],
  pil_bc_down: [2, 2],
  pil_lz_up: [2, 2],
  pil_lz_down: [2, 2],
  cv_bc_up: [2, 1.2],
  cv_bc_down: [2, 1.2],
  cv_lz_up: [2, 2],
  cv_lz_down: [2, 2],
};

const HEAD = [
  'row',
  'threads',
  'fast ms',
  'exact ms',
  'best npm',
  'ratio',
  'goal',
  'best of all',
  'ratio',
  'goal',
  'of limit',
  'max difference',
];

function cells(result: RowResult): string[] {
  const { row, bestNpm, bestAll, peers } = result;
  const [npm, all] = GOALS[row] ?? [1, 1];
  const peer = (name: string | null): string => (name === null ? '-' : `${name} ${ms(peers[name]!)}`);
  return [
    row,
    String(result.threads),
    `${ms(result.oursMs)} ±${ms(result.madMs)}`,
    ms(result.exactMs),
    peer(bestNpm),
    times(result.ratioNpm),
    times(npm),
    peer(bestAll),
    times(result.ratioAll),
    times(all),
    `${result.ofLimit.toFixed(1)} (${result.limitedBy})`,
    result.maxDifference.toExponential(1),
  ];
}

export function markdownTable(results: readonly RowResult[]): string {
  const line = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...results.map((result) => line(cells(result)))].join('\n');
}

export function textTable(results: readonly RowResult[]): string {
  const all = [HEAD, ...results.map(cells)];
  const widths = HEAD.map((_, i) => Math.max(...all.map((line) => line[i]!.length)));
  return all
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Every time that was measured, one line per row and thread count. */
export function peerTable(results: readonly RowResult[], names: readonly string[]): string {
  const line = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`;
  const rows = results.map(({ row, threads, oursMs, exactMs, peers }) =>
    line([
      row,
      String(threads),
      ms(oursMs),
      ms(exactMs),
      ...names.map((name) => (peers[name] === undefined ? '' : ms(peers[name]))),
    ]),
  );
  const head = ['row', 'threads', 'fast', 'exact', ...names];
  return [line(head), line(head.map(() => '---')), ...rows].join('\n');
}

/** Ours in `exact` arithmetic: what it costs, and how it stands against the same peers. */
export function exactTable(results: readonly RowResult[]): string {
  const line = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`;
  const head = ['row', 'threads', 'exact ms', 'over fast', 'ratio to npm', 'ratio to all'];
  return [
    line(head),
    line(head.map(() => '---')),
    ...results.map(({ row, threads, exactMs, oursMs, exactRatioNpm, exactRatioAll }) =>
      line([
        row,
        String(threads),
        ms(exactMs),
        (exactMs / oursMs).toFixed(2),
        times(exactRatioNpm),
        times(exactRatioAll),
      ]),
    ),
  ].join('\n');
}

/** What the same bits on every host cost, and the means of its own ratios. */
export function exactSentences(results: readonly RowResult[]): string[] {
  const own = results.map(({ threads, exactRatioNpm, exactRatioAll }) => ({
    threads,
    ratioNpm: exactRatioNpm,
    ratioAll: exactRatioAll,
  }));
  const costs = results.map(({ exactMs, oursMs }) => exactMs / oursMs).sort((a, b) => a - b);
  const mean = Math.exp(costs.reduce((sum, cost) => sum + Math.log(cost), 0) / costs.length);
  return [
    `Exact arithmetic takes ${mean.toFixed(2)} times as long as fast in the geometric mean of ${costs.length} rows, ${(costs[costs.length >> 1] ?? 1).toFixed(2)} in the median, at most ${(costs.at(-1) ?? 1).toFixed(2)}.`,
    ...meanSentences(own).map((sentence) => `In exact arithmetic: ${sentence}`),
  ];
}

/** Columns of other versions of V8 that a run has. */
export const enginesOf = (results: readonly RowResult[]): string[] => [
  ...new Set(results.flatMap(({ engines }) => Object.keys(engines))),
];

/** Ours in `fast` arithmetic under other versions of V8. */
export function engineTable(results: readonly RowResult[], names: readonly string[]): string {
  const line = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`;
  const head = ['row', 'threads', 'this Node', ...names.flatMap((name) => [name, 'over this'])];
  const rows = results
    .filter(({ engines }) => Object.keys(engines).length > 0)
    .map(({ row, threads, oursMs, engines }) =>
      line([
        row,
        String(threads),
        ms(oursMs),
        ...names.flatMap((name) =>
          engines[name] === undefined ? ['', ''] : [ms(engines[name]), (engines[name] / oursMs).toFixed(2)],
        ),
      ]),
    );
  return [line(head), line(head.map(() => '---')), ...rows].join('\n');
}

/** Ours over ours on another V8, one sentence a version. */
export function engineSentences(results: readonly RowResult[], names: readonly string[]): string[] {
  return names.map((name) => {
    const ratios = results.flatMap(({ oursMs, engines }) =>
      engines[name] === undefined ? [] : [engines[name] / oursMs],
    );
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    return `${name} takes ${mean.toFixed(2)} times as long as this Node in the geometric mean of ${ratios.length} rows, ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}.`;
  });
}

/** By a model: what vectors twice as wide would bring. */
export function vectorTable(found: readonly Widened[]): string {
  const line = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`;
  const head = ['row', 'threads', 'bound by', 'multiply-adds at their peak, of its time', 'at most'];
  return [
    line(head),
    line(head.map(() => '---')),
    ...found.map(({ row, threads, bound, arithmeticShare, gain }) =>
      line([row, String(threads), bound, `${(100 * arithmeticShare).toFixed(0)} %`, `${gain.toFixed(2)}x`]),
    ),
  ].join('\n');
}

/** One line per row and kind of growth. */
export function growthTable(growth: readonly Growth[]): string {
  const line = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`;
  const size = (by: Growth['by'], value: number): string =>
    by === 'channels' ? String(value) : value < 1 ? `1/${1 / value}` : `${value}x`;
  const head = ['row', 'grows', 'ms at each size', 'slope'];
  return [
    line(head),
    line(head.map(() => '---')),
    ...growth.map(({ row, by, sizes, ms: each, slope }) =>
      line([row, by, sizes.map((value, i) => `${size(by, value)}: ${ms(each[i]!)}`).join(', '), slope.toFixed(2)]),
    ),
  ].join('\n');
}

export interface Mean {
  /** Null where no row has a ratio. */
  readonly ratio: number | null;
  /** Rows that have a ratio, of all. */
  readonly count: number;
}

/** Geometric means of the ratios, by thread count, over the rows whose peers were all timed. */
export function means(results: readonly Ratios[]): { threads: number; rows: number; npm: Mean; all: Mean }[] {
  const mean = (values: readonly (number | null)[]): Mean => {
    const known = values.filter((value) => value !== null);
    const ratio =
      known.length === 0 ? null : Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length);
    return { ratio, count: known.length };
  };
  return [...new Set(results.map(({ threads }) => threads))].map((threads) => {
    const own = results.filter((result) => result.threads === threads);
    const npm = mean(own.map(({ ratioNpm }) => ratioNpm));
    return { threads, rows: own.length, npm, all: mean(own.map(({ ratioAll }) => ratioAll)) };
  });
}

type Ratios = Pick<RowResult, 'threads' | 'ratioNpm' | 'ratioAll'>;

/** One sentence for each number of threads, with the rows that each mean is over. */
export function meanSentences(results: readonly Ratios[]): string[] {
  return means(results).map(({ threads, rows, npm, all }) => {
    const part = ({ ratio, count }: Mean, whom: string): string =>
      ratio === null ? `no row has times of ${whom}` : `${ratio.toFixed(2)}x ${whom} (${count} of ${rows} rows)`;
    return `Geometric mean on ${threads} thread${threads === 1 ? '' : 's'}: ${part(npm, 'the fastest npm peer')}, ${part(all, 'the fastest of all')}.`;
  });
}
