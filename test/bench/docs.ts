import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Growth } from './growth';
import type { Limits } from '../../core/benchmark/limits';
import { electronOf, shippedSentence } from './electrons';
import type { RowResult } from './measure';
import { noiseSentence, type Noise } from './noise';
import { reasonLines } from './reasons';
import { rows } from './rows';
import {
  engineSentences,
  enginesOf,
  engineTable,
  exactSentences,
  exactTable,
  growthTable,
  markdownTable,
  meanSentences,
  peerTable,
  vectorTable,
} from './table';
import { widened } from './vectors';

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
  readonly noise: Noise;
  readonly limits: Readonly<Record<string, Limits>>;
  readonly rows: readonly RowResult[];
  readonly growth: readonly Growth[];
}

const listOr = (lines: readonly string[], otherwise: string): readonly string[] =>
  lines.length > 0 ? lines : [otherwise];

/** Peers that were asked and gave other numbers, with how far they are off. */
function differing(results: readonly RowResult[]): readonly string[] {
  const lines = results.flatMap(({ row, threads, left }) =>
    Object.entries(left)
      .filter(([name, reason]) => !name.startsWith('ours') && reason.startsWith('differs'))
      .map(([name, reason]) => `- \`${row}\` on ${threads}: ${name} ${reason}`),
  );
  return lines.length > 0 ? ['Not compared, because the numbers are others:', '', ...lines, ''] : [];
}

/** Columns of other Nodes and the Electron each stands for. */
function enginesSection({ environment, rows: results }: Report): readonly string[] {
  const names = enginesOf(results);
  const own = environment.versions['v8'] ?? '';
  if (names.length === 0)
    return ['Not timed in this run: `npm run bench -- --node PATH` adds a column for the Node at PATH.', ''];
  return [
    'Ours in `fast` arithmetic under other versions of Node, each in a process of its own, in turn with this one.',
    '',
    `- this Node: ${electronOf(own)}.`,
    ...names.map((name) => {
      const said = environment.versions[`ours-fast on ${name}`] ?? '';
      const relaxed = said.includes('fused') ? 'with' : 'without';
      return `- ${name}: ${electronOf(/V8 (\S+)/.exec(name)?.[1] ?? '')}; ours ran ${relaxed} fused multiply-adds (relaxed SIMD).`;
    }),
    `- ${shippedSentence()}`,
    '',
    ...engineSentences(results, names).flatMap((sentence) => [sentence, '']),
    engineTable(results, names),
    '',
  ];
}

/** Writes the page of the docs, and the numbers that a later run is checked against; nobody else does. */
export function writeDocs(folder: string, report: Report): void {
  const { environment, noise, limits, rows: results, growth } = report;
  writeFileSync(join(folder, 'performance.json'), `${JSON.stringify(report, null, 1)}\n`);
  const names = [...new Set(results.flatMap(({ peers }) => Object.keys(peers)))];
  const versions = Object.entries(environment.versions).map(([name, version]) => `${name}: ${version}`);
  const missing = Object.entries(environment.missing).map(([name, reason]) => `- ${name} was left out: ${reason}`);
  writeFileSync(
    join(folder, 'PERFORMANCE.md'),
    `${[
      '# Performance',
      '',
      'Written by `npm run bench`; do not edit. Medians of interleaved runs in separate processes, N = 1, float32 NCHW or bytes; a peer keeps its own layout, and making it is not timed.',
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
      '`ratio` is the time of the fastest peer over ours in `fast` arithmetic, on the same number of threads (TensorFlow.js and OpenCV.js have one only); `npm` counts onnxruntime-node (ort), onnxruntime-web, TensorFlow.js, OpenCV.js and sharp, `all` also native PyTorch, OpenCV and Pillow. `of limit` is ours over the time that copying the bytes once, or the multiply-adds of the definition, would take at the limits above.',
      '',
      markdownTable(results),
      '',
      ...meanSentences(results),
      '',
      'A row whose peers were not all timed has no ratio and is in no mean. A peer that gives other numbers is no rival: PyTorch and ONNX Runtime have no rule of bytes, and sharp (libvips) is asked where it has a kernel of that name.',
      '',
      noiseSentence(noise),
      '',
      ...differing(results),
      '## Rows behind a goal, and why',
      '',
      ...listOr(reasonLines(results), 'Every row with a ratio reaches its goals.'),
      '',
      '## Exact arithmetic',
      '',
      '`exact` gives the same bits on every host: no fused multiply-adds, no transforms. `over fast` is its time over that of `fast`; the ratios are to the same peers as above.',
      '',
      ...exactSentences(results).flatMap((sentence) => [sentence, '']),
      exactTable(results),
      '',
      '## Newer versions of V8',
      '',
      ...enginesSection(report),
      '## What 256-bit vectors would bring',
      '',
      'By a model, not measured: WebAssembly has vectors of 128 bits, and a proposal for wider ones is not in V8. With 256 bits the multiply-adds would take half of what they take at the peak above, all else would stay, and nothing is faster than its bytes can be copied. Rows bound by memory gain next to nothing.',
      '',
      vectorTable(widened(results, limits).filter(({ threads }) => threads === results[0]?.threads)),
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
