import type { Growth } from './growth';
import type { RowResult } from './measure';

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
