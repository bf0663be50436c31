// docs/END-TO-END.md from the figures of `npm run bench:compare`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageLines } from './compareStages.mjs';

/**
 * @typedef {{ seconds: number, processorSeconds: number, bytes: number }} Times
 * @typedef {{
 *   measured: Record<string, string>,
 *   rows?: { megapixels: number, width: number, height: number, checked: number, ours: Times, python: Times, ratio: number }[],
 *   drift?: number | null,
 *   stages?: import('./compareStages.mjs').Stages,
 *   large?: { megapixels: number, width: number, height: number, without: Times, withOut: Times }[],
 *   starts?: { what: string, seconds: number, processorSeconds: number }[],
 *   window?: { what: string, seconds: number }[],
 *   batch?: { count: number, one: Times, two: Times, efficiency: number } | null,
 * }} EndToEnd
 */

/** @param {readonly string[]} cells */
const line = (cells) => `| ${cells.join(' | ')} |`;
/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
const table = (head, rows) => [line(head), line(head.map(() => '---')), ...rows.map(line)];
const gigabytes = (/** @type {number} */ bytes) => (bytes / 1e9).toFixed(2);
/** @param {Times} times */
const cells = ({ seconds, processorSeconds, bytes }) => [
  seconds.toFixed(2),
  processorSeconds.toFixed(1),
  gigabytes(bytes),
];

/** @type {Record<string, (report: EndToEnd) => string[]>} */
const SECTIONS = {
  rows: ({ rows = [], drift }) => [
    'Whole processes in turn: the default comparison (7 methods, their default metrics) and a Python script of PyTorch and scikit-image that computes the same. Every number of one is held against the other first.',
    '',
    ...(drift === undefined || drift === null
      ? []
      : [`The first row once more at the end: ${drift.toFixed(2)} of its time.`, '']),
    ...table(
      ['picture', 'numbers checked', 's', 'processor s', 'GB', 'Python s', 'processor s', 'GB', 'ratio'],
      rows.map(({ width, height, checked, ours, python, ratio }) => [
        `${width}x${height}`,
        String(checked),
        ...cells(ours),
        ...cells(python),
        `${ratio.toFixed(1)}x`,
      ]),
    ),
  ],
  stages: ({ stages }) => (stages ? ['## Where the time goes', '', ...stageLines(stages)] : []),
  large: ({ large = [] }) => {
    const [small, big] = large;
    const growth = (/** @type {'without' | 'withOut'} */ how) =>
      small && big
        ? `${(big[how].seconds / small[how].seconds).toFixed(2)} of the time and ${(big[how].processorSeconds / small[how].processorSeconds).toFixed(2)} of the processor time`
        : '';
    return [
      '## Large pictures',
      '',
      ...table(
        ['picture', 's', 'processor s', 'GB', 'with --out: s', 'processor s', 'GB'],
        large.map(({ width, height, without, withOut }) => [
          `${width}x${height}`,
          ...cells(without),
          ...cells(withOut),
        ]),
      ),
      '',
      `The second takes ${growth('without')} of the first, with \`--out\` ${growth('withOut')}.`,
    ];
  },
  starts: ({ starts = [] }) => [
    '## Start',
    '',
    ...table(
      ['command', 's', 'processor s'],
      starts.map(({ what, seconds, processorSeconds }) => [
        what,
        seconds.toFixed(3),
        processorSeconds > 0 ? processorSeconds.toFixed(2) : '',
      ]),
    ),
  ],
  window: ({ window = [] }) => [
    '## The window',
    '',
    'The workbench as `npm start` serves it, in Chromium, whose own start is not counted.',
    '',
    ...table(
      ['until', 's'],
      window.map(({ what, seconds }) => [what, seconds.toFixed(2)]),
    ),
  ],
  batch: ({ batch }) =>
    batch
      ? [
          '## Many pictures',
          '',
          `${batch.count} pictures of 1 megapixel: ${(batch.count / batch.one.seconds).toFixed(2)} a second on one core, ${(batch.count / batch.two.seconds).toFixed(2)} on two (${Math.round(100 * batch.efficiency)} % of twice the first), at most ${gigabytes(Math.max(batch.one.bytes, batch.two.bytes))} GB.`,
        ]
      : [],
};

/**
 * Parts that were not measured now stay as they were.
 * @param {string} folder
 * @param {EndToEnd} report
 */
export function writeEndToEnd(folder, report) {
  const file = join(folder, 'end-to-end.json');
  /** @type {EndToEnd} */
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { measured: {} };
  /** @type {EndToEnd} */
  const all = { ...before, ...report, measured: { ...before.measured, ...report.measured } };
  writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
  const parts = Object.entries(SECTIONS).flatMap(([name, render]) => {
    const on = all.measured[name];
    const lines = render(all);
    return on === undefined || lines.length === 0 ? [] : [...lines, '', `Measured on ${on}.`, ''];
  });
  const notes = readFileSync(join(import.meta.dirname, 'compareNotes.md'), 'utf8').trimEnd();
  writeFileSync(
    join(folder, 'END-TO-END.md'),
    `${['# A whole comparison', '', 'Tables by `npm run bench:compare -- --docs`, with what is said below them from `test/bench/compareNotes.md`; do not edit.', '', ...parts, notes].join('\n')}\n`,
  );
}
