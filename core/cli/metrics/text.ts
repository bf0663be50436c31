import type { MeasuredImage } from '../../experiment/metricsSchema';
import { formatMetric } from '../../experiment/shown';
import { message, say, type Language, type Message, type Said } from '../../messages';
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
  const bullet = ({ text, message: said }: { text: string; message?: Said | undefined }): string =>
    `- ${say(said ?? text, language)}`;
  const measured = answers.filter(({ rows }) => rows.some(({ value }) => value !== 'NaN'));
  // One number is of one metric: what explains it in one is the answer, else one sentence stands for all.
  const whole = measured.length > 1 ? verdictOfAll(measured, language) : undefined;
  const isExplained = measured.some(({ explanations }) => explanations.length > 0);
  return [
    ...measured.flatMap(({ id, rows, explanations, verdict }) => [
      '',
      say(message('metrics-why-different', { title: findMetric(id).title[language] }), language),
      ...rows.map(
        ({ protocol, value }) =>
          `  ${padAfter(findProtocol(protocol).title[language], 40)}${formatMetric(id, value).padStart(9)}`,
      ),
      ...gapsText(rows, language).map((sentence) => `- ${sentence}`),
      ...explanations.map(bullet),
      ...(verdict === undefined || whole !== undefined || (measured.length > 1 && isExplained)
        ? []
        : [bullet(verdict)]),
    ]),
    ...(whole === undefined ? [] : ['', `- ${whole}`]),
  ];
}

/** One sentence for every cause: protocols that differ alike stand in it together. */
function gapsText(rows: WhyDocument['rows'], language: Language): string[] {
  const groups = new Map<string, { first: WhyDocument['rows'][number]; others: string[] }>();
  for (const row of rows) {
    if (row.gap === undefined) continue;
    const causes = row.gap.causes.map(({ id, value, move }) => [id, value, move.toFixed(6)]);
    const name = causes.length > 0 ? JSON.stringify(causes) : row.protocol;
    const group = groups.get(name);
    if (group) group.others.push(findProtocol(row.protocol).title[language]);
    else groups.set(name, { first: row, others: [] });
  }
  return [...groups.values()].map(({ first, others }) => {
    const sentence = say(first.gap?.message ?? first.gap?.text ?? '', language);
    return others.length === 0 ? sentence : say(message('why-gap-same', { sentence, titles: others }), language);
  });
}

/** That no metric gives the number, in one sentence; undefined where one does, or where something else is to be said. */
function verdictOfAll(answers: readonly WhyDocument[], language: Language): string | undefined {
  let tried = 0;
  let nearest: { readonly distance: number; readonly title: string; readonly cause: Said; readonly predicted: string } | undefined; // prettier-ignore
  let theirs: string | undefined;
  for (const { id, verdict } of answers) {
    const said = verdict?.message;
    if (said === undefined || (said.code !== 'why-none-nearest' && said.code !== 'why-none')) return undefined;
    const values = said.values as { theirs: string; tried: number; cause?: Message; predicted?: string };
    theirs = values.theirs;
    tried += values.tried;
    if (values.cause === undefined || values.predicted === undefined) continue;
    const distance = Math.abs(Number(values.predicted) - Number(values.theirs));
    if (nearest === undefined || distance < nearest.distance)
      nearest = { distance, title: findMetric(id).title[language], cause: values.cause, predicted: values.predicted };
  }
  if (theirs === undefined) return undefined;
  const titles = answers.map(({ id }) => findMetric(id).title[language]);
  if (nearest === undefined) return say(message('why-none-of-all', { theirs, tried, titles }), language);
  const { title, cause, predicted } = nearest;
  const values = { theirs, tried, titles, title, cause, predicted };
  return say(message('why-none-of-all-nearest', values), language);
}
