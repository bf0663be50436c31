import type { FitTimes } from './fitChild';
import { multiplyAdds, TITLE } from './fitLayer';
import type { Peak } from './fitPeak';

/** One way of fitting, measured. */
export interface FitRow {
  readonly name: string;
  readonly threads: number;
  readonly pictures: number;
  readonly times: Omit<FitTimes, 'solutions'>;
}

export interface FitReport {
  readonly environment: {
    readonly version: string;
    readonly date: string;
    readonly platform: string;
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
  };
  readonly layer: string;
  readonly pictures: number;
  readonly size: number;
  readonly rows: readonly FitRow[];
  /** The definition's processor time over ours for each picture, both on one thread: everything, and the sums alone. */
  readonly ratio: { readonly whole: number; readonly sums: number };
  /** Largest difference of a weight from the definition's, over the largest weight. */
  readonly difference: number;
  /** Whether all thread counts gave the same weights to the last bit. */
  readonly sameForThreads: boolean;
  readonly peak: Peak;
  /** Multiply-adds that the sums need, G/s on one thread, in the median picture. */
  readonly rate: number;
  /** Peak memory, MiB, on one thread. */
  readonly memory: readonly { readonly pictures: number; readonly peakMiB: number }[];
}

const table = (rows: readonly (readonly string[])[]): string[] => {
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`);
};

/** The tables of a run, in Markdown, for the page and for the terminal. */
export function fitTables(report: FitReport): string {
  const { rows, pictures, size, ratio, difference, sameForThreads, peak, rate, memory } = report;
  const work = multiplyAdds();
  const stages = ['reading', 'degrading', 'sums', 'solving'] as const;
  const cell = (ms: number, all: number): string =>
    `${ms.toFixed(ms < 10 ? 2 : 1)} (${((100 * ms) / all).toFixed(0)}%)`;
  const line = ({ name, threads, pictures: count, times }: FitRow): string[] => {
    const all = stages.reduce((sum, stage) => sum + times.stages[stage], 0);
    return [
      name,
      String(threads),
      String(count),
      `${(times.wallMs / 1000).toFixed(2)} s`,
      (times.wallMs / count).toFixed(1),
      (times.cpuMs / count).toFixed(1),
      ((1000 * count) / times.wallMs).toFixed(1),
      ...stages.map((stage) =>
        cell(times.stages[stage] / (stage === 'solving' ? 1 : count), stage === 'solving' ? all : all / count),
      ),
    ];
  };
  const threads = [...new Set(rows.map((row) => row.threads))];
  return [
    ...table([
      [
        'how',
        'threads',
        'pictures',
        'time',
        'ms per picture',
        'CPU ms',
        'pictures/s',
        'reading',
        'degrading',
        'sums',
        'solving',
      ],
      ...rows.map(line),
    ]),
    '',
    'CPU ms is processor time per picture, whoever else was at work. Reading (with decoding and hashing), degrading and sums are milliseconds per picture, solving is once for all; in brackets the share of all four. On one thread they are processor time, on several time of the clock, waiting included and added up over the threads. The definition takes few pictures because its time is proportional to their number.',
    '',
    `- Ours over the definition, processor time per picture, both on one thread: **${ratio.whole.toFixed(1)}×** faster in all, ${ratio.sums.toFixed(1)}× in the sums alone.`,
    `- Weights: differ from the definition's by ${difference.toExponential(1)} of the largest weight on the same pictures${threads.length > 1 ? `; ${sameForThreads ? 'the same to the last bit' : 'NOT the same'} on ${threads.join(' and ')} threads` : ''}.`,
    `- Arithmetic: the definition takes ${work.definition} multiply-adds for each position of the small picture (one triangle of the Gram matrix), the sums over displacements ${work.sums}. In the median picture those run at ${rate.toFixed(2)} G/s on one thread, ${((100 * rate) / peak.vectors).toFixed(0)}% of the ${peak.vectors.toFixed(1)} G/s that float64 vectors of two reach in a bare loop here, ${(rate / peak.scalar).toFixed(1)}× the ${peak.scalar.toFixed(1)} G/s of scalar JavaScript.`,
    `- Peak memory of the process on one thread: ${memory.map(({ pictures: count, peakMiB }) => `${peakMiB.toFixed(0)} MiB for ${count} pictures`).join(', ')}.`,
    '',
    `Layer: ${TITLE}; ${pictures} pictures of ${size}×${size}, PNG, mosaics of the built-in training pictures.`,
  ].join('\n');
}

/** The page of the docs. */
export function fitPage(report: FitReport): string {
  const { version, date, platform, cpu, cores, node } = report.environment;
  return `${[
    '# The speed of fitting',
    '',
    'Written by `npm run bench:fit`; do not edit. Times of one run can be compared with each other, not with those of another machine.',
    '',
    'A layer that is linear in its weights has its best weights in closed form: the normal equations need only the sums of products of the pixels a window sees, with one another (the Gram matrix) and with what the layer should give. The definition goes from position to position, writes down the window, and adds its outer product (`test/helpers/plainMoments.ts`).',
    '',
    '`core/fit` uses that windows at neighbouring positions overlap: entries of the Gram matrix with the same displacement are sums of one plane of products over windows that differ at the rim alone. What is left is one loop, a row against shifted rows, in WebAssembly vectors (`core/fit/lagKernel.ts`). Both are summed in float64, read the same files, and are solved by the same Cholesky factorisation.',
    '',
    `- ${date}, Upbench ${version}, Node ${node}, ${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'} to run on, ${platform}`,
    ...(cores === 1
      ? ['- On one core, several threads take turns: their row shows what they cost, not what they gain.']
      : []),
    '',
    fitTables(report),
  ].join('\n')}\n`;
}
