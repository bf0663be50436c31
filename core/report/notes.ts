import { labelOf, labelsOf } from '../experiment/names';
import type { Experiment, ImageResult } from '../experiment/schema';
import { message, say, type Language } from '../messages';
import { metricTitle } from './table';

/** The notes below the table of one picture, the same in every document; the picture's texts are in the language already. */

/** Names of metrics stand at the start of their receipts; warnings get theirs. */
const withName = (id: string, text: string, language: Language): string => {
  const name = metricTitle(id, language);
  return text.startsWith(name) ? text : say(message('about-method', { name, sentence: text }), language);
};

/** How each metric of the whole picture was made: one line per metric, or several where it was not made the same way for all. */
export function imageReceipts({ methods }: Pick<ImageResult, 'methods'>, language: Language = 'en'): string[] {
  const receipts = new Set<string>();
  const warnings = new Set<string>();
  for (const { metrics } of methods) {
    for (const { id, region, protocol, warning } of metrics) {
      if (region !== 'interior') receipts.add(withName(id, protocol, language));
      if (warning !== undefined) warnings.add(withName(id, warning, language));
    }
  }
  return [...receipts, ...warnings];
}

/** What was done to the picture, what is left out of "best", what is the same, what to know, and what was not done. */
export function imageNotes(
  image: ImageResult,
  experiment: Pick<Experiment, 'methods'>,
  language: Language = 'en',
): string[] {
  const nameOf = labelsOf(image, experiment, language);
  const missing = new Map<string, { readonly metric: string; readonly reason: string }>();
  for (const { unavailable = [] } of image.methods) {
    for (const { id, region, reason } of unavailable)
      if (region !== 'interior') missing.set(`${id} ${reason}`, { metric: metricTitle(id, language), reason });
  }
  const said = [
    ...image.methods.flatMap((method) =>
      method.excludedFromBest === undefined
        ? []
        : [message('left-out-of-best', { name: labelOf(method, language), reason: method.excludedFromBest })],
    ),
    ...image.methods.flatMap((method) =>
      method.sameAs.map(({ key, identity }) =>
        message('same-output', { name: labelOf(method, language), other: nameOf(key), identity }),
      ),
    ),
    ...image.methods.flatMap((method) =>
      method.warnings.map((sentence) => message('about-method', { name: labelOf(method, language), sentence })),
    ),
    ...image.methods.flatMap((method) =>
      (method.candidate?.notes ?? []).map((sentence) =>
        message('about-method', { name: labelOf(method, language), sentence }),
      ),
    ),
    ...[...missing.values()].map((values) => message('not-measured', values)),
    ...image.failed.map(({ key, message: reason }) => message('was-not-run', { name: nameOf(key), reason })),
  ];
  return [...image.notes, ...said.map((note) => say(note, language))];
}
