import type { MeasuredImage } from '../../experiment/metricsSchema';
import { formatMetric } from '../../experiment/shown';
import { findMetric } from '../../metrics';

const show = formatMetric;

/** One picture's values as text: name, value, receipt; then warnings and what is missing. */
export function measuredText(image: MeasuredImage, reference: string): string {
  const rows = image.metrics.map(({ id, value, unit, region, protocol }) => [
    findMetric(id).title.en + (region === 'interior' ? ' (interior)' : ''),
    show(id, value) + (unit === '' ? '' : ` ${unit}`),
    protocol,
  ]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)));
  const remarks = [
    ...image.notes,
    ...new Set(image.metrics.flatMap(({ warning }) => (warning === undefined ? [] : [warning]))),
    ...new Set(image.unavailable.map(({ reason }) => reason)),
  ];
  return [
    `${image.file} against ${reference}`,
    '',
    ...rows.map(([title = '', value = '', words = '']) =>
      `  ${title.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${words}`.trimEnd(),
    ),
    ...(remarks.length === 0 ? [] : ['', ...remarks.map((remark) => `- ${remark}`)]),
    ...whyText(image.why ?? []),
    '',
  ].join('\n');
}

function whyText(answers: NonNullable<MeasuredImage['why']>): string[] {
  return answers
    .filter(({ rows }) => rows.some(({ value }) => value !== 'NaN'))
    .flatMap(({ id, rows, explanations, verdict }) => [
      '',
      `Why is my ${findMetric(id).title.en} different?`,
      ...rows.map(({ title, value }) => `  ${title.padEnd(40)}${show(id, value).padStart(9)}`),
      ...rows.flatMap(({ gap }) => (gap === undefined ? [] : [`- ${gap.text}`])),
      ...explanations.map(({ text }) => `- ${text}`),
      ...(verdict === undefined ? [] : [`- ${verdict.text}`]),
    ]);
}
