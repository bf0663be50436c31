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
    ].join('\n')}\n`,
  );
}
