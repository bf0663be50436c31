// docs/END-TO-END.md from the figures of `npm run bench:compare`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ seconds: number, processorSeconds: number, bytes: number }} Times
 * @typedef {{
 *   date: string, cpu: string, threads: number, rounds: number, out: boolean, drift: number | null,
 *   rows: { megapixels: number, width: number, height: number, checked: number, ours: Times, python: Times, ratio: number }[],
 *   starts: { what: string, seconds: number }[],
 *   batch: { count: number, one: Times, two: Times, efficiency: number } | null,
 * }} EndToEnd
 */

/** What a start waits for, measured by hand with interleaved runs of one machine; in processor time, because it was busy. */
const WAITS = [
  '## What a start waits for',
  '',
  'Medians of seven interleaved runs on one busy machine, Node 20, in seconds of processor time. "Before" loaded every command, and schemas, decoders of rare files and all studies in every thread.',
  '',
  '| start | before | now | of which Node itself | what it waits for |',
  '| --- | --- | --- | --- | --- |',
  '| `--help` | 0.34 | 0.12 | 0.08 | 0.26 MB of script (2.6 before), most of it the sentences in two languages |',
  '| `shape conv2d` | 0.34 | 0.12 | 0.08 | the same, and one command |',
  '| `compare` of 0.01 megapixels | 0.91 | 0.69 | 0.08 | 1.1 MB of script for the command beside 1.2 MB for the computing thread (2.6 and then 2.3 before), the decoder, the methods |',
  '',
  'The launcher asks in 9 ms (19 before) whether the build is fresh. A helper thread of the kernels reads 1 KB (0.5 MB before). On Node 24 compiled scripts are kept between starts: `--help` 0.06 for 0.08, `compare` 0.63 for 0.71.',
  '',
  '## What --out costs',
  '',
  'One run of each at 6 megapixels, in seconds of processor time: 5.8 without, 14.2 before and 11.8 now with `--out`. The window that a report prints took 3.7 of those and takes 0.5: it is found once, without a table of sums as large as all pictures. Pictures that go into a report as they are are no longer decoded.',
  'Deflating looks for runs alone where that costs no more than 3 % of the size: enlarged pictures come out 10 % smaller in half the time, and text and patterns stay with the search for repeats. Strips are deflated on all threads.',
  '',
];

/** @param {readonly string[]} cells */
const line = (cells) => `| ${cells.join(' | ')} |`;

/**
 * @param {string} folder
 * @param {EndToEnd} report
 */
export function writeEndToEnd(folder, report) {
  const { date, cpu, threads, rounds, out, rows, drift, starts, batch } = report;
  writeFileSync(join(folder, 'end-to-end.json'), `${JSON.stringify(report, null, 1)}\n`);
  const table = rows.map(({ width, height, checked, ours, python, ratio }) =>
    line([
      `${width}x${height}`,
      String(checked),
      ...[ours, python].flatMap(({ seconds, processorSeconds, bytes }) => [
        seconds.toFixed(2),
        processorSeconds.toFixed(1),
        (bytes / 1e9).toFixed(2),
      ]),
      `${ratio.toFixed(1)}x`,
    ]),
  );
  const head = ['picture', 'numbers checked', 's', 'processor s', 'GB', 'Python s', 'processor s', 'GB', 'ratio'];
  const batchLines =
    batch === null
      ? []
      : [
          '',
          '## Many pictures',
          '',
          `${batch.count} pictures of 1 megapixel: ${(batch.count / batch.one.seconds).toFixed(2)} a second on one core, ${(batch.count / batch.two.seconds).toFixed(2)} on two (${Math.round(100 * batch.efficiency)} % of twice the first), at most ${(Math.max(batch.one.bytes, batch.two.bytes) / 1e9).toFixed(2)} GB.`,
        ];
  writeFileSync(
    join(folder, 'END-TO-END.md'),
    `${[
      '# A whole comparison',
      '',
      'Written by `npm run bench:compare -- --docs`; do not edit. Whole processes in turn: the default comparison (7 methods, their default metrics) and a Python script of PyTorch and scikit-image that computes the same. Every number of one is held against the other first.',
      '',
      `- ${date.slice(0, 10)}, ${cpu}, ${threads} threads, ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`}${out ? ', ours with --out' : ''}`,
      ...(drift === null ? [] : [`- the first row once more at the end: ${drift.toFixed(2)} of its time`]),
      '',
      line(head),
      line(head.map(() => '---')),
      ...table,
      '',
      '## Start',
      '',
      ...starts.map(({ what, seconds }) => `- \`${what}\`: ${seconds.toFixed(2)} s`),
      ...batchLines,
      '',
      ...WAITS.slice(0, -1),
    ].join('\n')}\n`,
  );
}
