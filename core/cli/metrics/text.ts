import type { MeasuredImage } from '../../experiment/metricsSchema';
import { formatMetric } from '../../experiment/shown';
import { concludeWhy, gapsSaid } from '../../experiment/whyConclusion';
import { message, say, type Language, type Said } from '../../messages';
import { findMetric, findProtocol } from '../../metrics';
import { receiptText } from '../../metrics/receipt';
import { padAfter, padBefore, textWidth } from '../../tensor/textColumns';

/** One picture's values as text: name, value, receipt; then warnings and what is missing. */
export function measuredText(image: MeasuredImage, reference: string, language: Language): string {
  const rows = image.metrics.map(({ id, value, unit, region, protocol, receipt }) => {
    const title = findMetric(id).title[language];
    return [
      region === 'interior' ? say(message('metrics-interior', { title }), language) : title,
      formatMetric(id, value) + (unit === '' ? '' : ` ${unit}`),
      receipt === undefined ? protocol : receiptText(receipt, language),
    ];
  });
  const [titles = 0, values = 0] = [0, 1].map((column) =>
    Math.max(0, ...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const remarks: readonly Said[] = [
    ...(image.notesSaid ?? image.notes),
    ...image.metrics.flatMap(({ warning, warningSaid }) => (warning === undefined ? [] : [warningSaid ?? warning])),
    ...image.unavailable.map(({ reason, said }) => said ?? reason),
  ];
  const sentences = new Set(remarks.map((remark) => say(remark, language)));
  return [
    say(message('metrics-against', { file: image.file, reference }), language),
    '',
    ...rows.map(([title = '', value = '', words = '']) =>
      `  ${padAfter(title, titles)}  ${padBefore(value, values)}  ${words}`.trimEnd(),
    ),
    ...(sentences.size === 0 ? [] : ['', ...[...sentences].map((sentence) => `- ${sentence}`)]),
    ...whyText(image.why ?? [], language),
    '',
  ].join('\n');
}

type WhyDocument = NonNullable<MeasuredImage['why']>[number];

function whyText(answers: readonly WhyDocument[], language: Language): string[] {
  const bullet = (said: Said): string => `- ${say(said, language)}`;
  const { measured, whole, verdictOf } = concludeWhy(answers);
  return [
    ...measured.flatMap((answer) => {
      const { id, rows, explanations, chance } = answer;
      const verdict = verdictOf(answer);
      return [
        '',
        say(message('metrics-why-different', { title: findMetric(id).title[language] }), language),
        ...rows.map(
          ({ protocol, value }) =>
            `  ${padAfter(findProtocol(protocol).title[language], 40)}${formatMetric(id, value).padStart(9)}`,
        ),
        ...gapsSaid(rows).map(bullet),
        ...explanations.map(({ text, message: said }) => bullet(said ?? text)),
        ...(chance === undefined ? [] : [bullet(chance.message ?? chance.text)]),
        ...(verdict === undefined ? [] : [bullet(verdict)]),
      ];
    }),
    ...(whole === undefined ? [] : ['', bullet(whole)]),
  ];
}
