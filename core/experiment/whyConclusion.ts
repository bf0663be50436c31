import type { z } from 'zod';
import { message, textSaid, type Message, type Said } from '../messages';
import { findMetric, findProtocol } from '../metrics';
import type { whySchema } from './metricsSchema';

type WhyDocument = z.infer<typeof whySchema>;
type WhyRow = WhyDocument['rows'][number];

/** What the answers for several metrics say together: the same in the command, in documents and in the window. */
export interface WhyConclusion {
  /** Metrics that have values for this pair. */
  readonly measured: readonly WhyDocument[];
  /** That no metric gives the number, in one sentence; undefined where one does, or where something else is to be said. */
  readonly whole: Message | undefined;
  /** What is said of one metric alone: one number is of one metric, so another one that explains it is the answer. */
  verdictOf(answer: WhyDocument): Said | undefined;
}

export function concludeWhy(answers: readonly WhyDocument[]): WhyConclusion {
  const measured = answers.filter(({ rows }) => rows.some(({ value }) => value !== 'NaN'));
  const judged = measured.filter(({ verdict }) => verdict !== undefined);
  // What is wrong with the pair is said of every metric; only these explain the number.
  const isExplained = measured.some(({ explanations }) =>
    explanations.some(({ message: said }) => said?.code === 'why-explained' || said?.code === 'why-same'),
  );
  const whole = judged.length > 1 && !isExplained ? verdictOfAll(judged) : undefined;
  return {
    measured,
    whole,
    verdictOf: ({ verdict }) =>
      verdict === undefined || whole !== undefined || (judged.length < measured.length && isExplained)
        ? undefined
        : (verdict.message ?? verdict.text),
  };
}

/** One sentence for every cause: protocols that differ alike stand in it together. */
export function gapsSaid(rows: readonly WhyRow[]): Said[] {
  const groups = new Map<string, { first: WhyRow; others: Message[] }>();
  for (const row of rows) {
    if (row.gap === undefined) continue;
    const causes = row.gap.causes.map(({ id, value, move }) => [id, value, move.toFixed(6)]);
    const name = causes.length > 0 ? JSON.stringify(causes) : row.protocol;
    const group = groups.get(name);
    if (group) group.others.push(textSaid(findProtocol(row.protocol).title));
    else groups.set(name, { first: row, others: [] });
  }
  return [...groups.values()].map(({ first, others }) => {
    const sentence = first.gap?.message ?? first.gap?.text ?? '';
    return others.length === 0 ? sentence : message('why-gap-same', { sentence, titles: others });
  });
}

function verdictOfAll(answers: readonly WhyDocument[]): Message | undefined {
  let tried = 0;
  let nearest:
    | { readonly distance: number; readonly title: Message; readonly cause: Said; readonly predicted: string }
    | undefined;
  let theirs: string | undefined;
  for (const { id, verdict } of answers) {
    const said = verdict?.message;
    if (said === undefined || (said.code !== 'why-none-nearest' && said.code !== 'why-none')) return undefined;
    const values = said.values as { theirs: string; tried: number; cause?: Message; predicted?: string };
    theirs = values.theirs;
    tried += values.tried;
    if (values.cause === undefined || values.predicted === undefined) continue;
    // Sentences have the minus sign of print.
    const distance = Math.abs(Number(values.predicted.replace('−', '-')) - Number(values.theirs));
    const title = textSaid(findMetric(id).title);
    if (nearest === undefined || distance < nearest.distance)
      nearest = { distance, title, cause: values.cause, predicted: values.predicted };
  }
  if (theirs === undefined) return undefined;
  const titles = answers.map(({ id }) => textSaid(findMetric(id).title));
  if (nearest === undefined) return message('why-none-of-all', { theirs, tried, titles });
  const { title, cause, predicted } = nearest;
  return message('why-none-of-all-nearest', { theirs, tried, titles, title, cause, predicted });
}
