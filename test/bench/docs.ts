import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Growth } from './growth';
import type { Limits } from '../../core/benchmark/limits';
import type { RowResult } from './measure';
import { rows } from './rows';
import { growthTable, markdownTable, meanSentences, peerTable } from './table';

export interface Report {
  readonly environment: {
    readonly version: string;
    readonly date: string;
    readonly platform: string;
    readonly cpu: string;
    readonly cores: number;
    readonly versions: Readonly<Record<string, string>>;
    readonly missing: Readonly<Record<string, string>>;
    readonly quick: boolean;
  };
  readonly limits: Readonly<Record<string, Limits>>;
  readonly rows: readonly RowResult[];
  readonly growth: readonly Growth[];
}

/** Writes the page of the docs, and the numbers that a later run is checked against; nobody else does. */
export function writeDocs(folder: string, report: Report): void {
  const { environment, limits, rows: results, growth } = report;
  writeFileSync(join(folder, 'performance.json'), `${JSON.stringify(report, null, 1)}\n`);
  const names = [...new Set(results.flatMap(({ peers }) => Object.keys(peers)))];
  const versions = Object.entries(environment.versions).map(([name, version]) => `${name}: ${version}`);
  const missing = Object.entries(environment.missing).map(([name, reason]) => `- ${name} was left out: ${reason}`);
  writeFileSync(
    join(folder, 'PERFORMANCE.md'),
    `${[
      '# Performance',
      '',
      'Written by `npm run bench`; do not edit. Medians of interleaved runs in separate processes, N = 1, float32 NCHW; a peer keeps its own layout, and making it is not timed.',
      'Before it is timed, every implementation is held against the reference on the same inputs. Times of one run can be compared with each other, not with those of another machine.',
      '',
      `- ${environment.date}, Upbench ${environment.version}, ${environment.cpu}, ${environment.cores} cores, ${environment.platform}${environment.quick ? ', quick run' : ''}`,
      `- ${versions.join('; ')}`,
      ...missing,
      ...Object.entries(limits).map(
        ([threads, { cacheGBs, memoryGBs, peakGflops }]) =>
          `- limits on ${threads} thread${threads === '1' ? '' : 's'}: copy ${cacheGBs.toFixed(0)} GB/s for 1 MiB and ${memoryGBs.toFixed(0)} GB/s for 64 MiB (read and write counted), multiply-adds ${peakGflops.toFixed(0)} Gflop/s with 128-bit vectors`,
      ),
      '',
      '## Ratios',
      '',
      '`ratio` is the time of the fastest peer over ours in `fast` arithmetic, on the same number of threads (TensorFlow.js and OpenCV.js have one only); `npm` counts onnxruntime-node (ort), onnxruntime-web, TensorFlow.js and OpenCV.js, `all` also native PyTorch and OpenCV. `of limit` is ours over the time that copying the bytes once, or the multiply-adds of the definition, would take at the limits above.',
      '',
      markdownTable(results),
      '',
      ...meanSentences(results),
      '',
      'A row whose peers were not all timed has no ratio and is in no mean.',
      '',
      '## All times in ms',
      '',
      peerTable(results, names),
      '',
      ...(growth.length > 0
        ? [
            '## How the cost grows',
            '',
            'Ours in `fast` arithmetic on one thread, in ms, for times the pixels of the row, or for that many channels in; the slope is that of log time over log size, 1 where the time is proportional (with channels in and out growing together, 2 is proportional to the work of a dense convolution).',
            '',
            growthTable(growth),
            '',
          ]
        : []),
      '## Rows',
      '',
      ...rows.map(({ row, title }) => `- \`${row}\`: ${title}`),
    ].join('\n')}\n`,
  );
}
