import { say, type Language, type Message, type Said } from '../messages';
import { receiptText } from '../metrics/receipt';
import { shortParameters, titlesByKey } from './names';
import type { Experiment, ImageResult, MethodResult, Results } from './schema';
import type { Summary } from './summarySchema';

/**
 * Results with every text in a language, for whoever prints them. Results files keep the English texts; the codes beside
 * those say the others. A document older than the codes has its English texts alone.
 */

export function resultsIn<Of extends Omit<Results, 'images'> & { images?: Results['images'] }>(
  results: Of,
  language: Language,
): Of {
  if (language === 'en') return results;
  const { experiment, images, networks, checkpoints, summary } = results;
  const titles = titlesByKey(experiment, language);
  return {
    ...results,
    failed: results.failed.map((failure) => ({ ...failure, message: say(failure.said ?? failure.message, language) })),
    ...(images === undefined ? {} : { images: images.map((image) => imageIn(image, experiment, language)) }),
    ...(networks === undefined
      ? {}
      : { networks: networks.map((one) => ({ ...one, sentence: say(one.said, language) })) }),
    ...(checkpoints === undefined
      ? {}
      : {
          checkpoints: checkpoints.map((curve) => ({
            ...curve,
            others: curve.others.map((other) => ({ ...other, title: titles.get(other.key) ?? other.title })),
          })),
        }),
    ...(summary === undefined ? {} : { summary: summaryIn(summary, { experiment, images }, language) }),
  };
}

export function imageIn(image: ImageResult, experiment: Pick<Experiment, 'methods'>, language: Language): ImageResult {
  if (language === 'en') return image;
  const titleOf = titlesIn(experiment, language);
  return {
    ...image,
    notes: (image.notesSaid ?? image.notes).map((note) => say(note, language)),
    methods: image.methods.map((method) => methodIn(method, titleOf, language)),
    failed: image.failed.map((failure) => ({ ...failure, message: say(failure.said ?? failure.message, language) })),
  };
}

/** Titles in a language; a use that the experiment does not know, or calls otherwise, keeps its own. */
function titlesIn(experiment: Pick<Experiment, 'methods'>, language: Language) {
  const english = titlesByKey(experiment);
  const titles = titlesByKey(experiment, language);
  return ({ key, title }: Pick<MethodResult, 'key' | 'title'>): string =>
    english.get(key) === title ? (titles.get(key) ?? title) : title;
}

function methodIn(method: MethodResult, titleOf: ReturnType<typeof titlesIn>, language: Language): MethodResult {
  const words = (said: Said | undefined, text: string): string => say(said ?? text, language);
  const optional = (said: Message | undefined, text: string | undefined): string | undefined =>
    text === undefined ? undefined : words(said, text);
  const all = (said: readonly Message[] | undefined, texts: readonly string[]): string[] =>
    (said ?? texts).map((one) => say(one, language));
  const { forecast, candidate } = method;
  return {
    ...method,
    title: titleOf(method),
    weights: optional(method.weightsSaid, method.weights),
    excludedFromBest: optional(method.excludedSaid, method.excludedFromBest),
    warnings: all(method.warningsSaid, method.warnings),
    sameAs: method.sameAs.map((same) => ({ ...same, identity: words(same.identitySaid, same.identity) })),
    metrics: method.metrics.map((metric) => ({
      ...metric,
      protocol: metric.receipt === undefined ? metric.protocol : receiptText(metric.receipt, language),
      warning: optional(metric.warningSaid, metric.warning),
    })),
    unavailable: method.unavailable?.map((missing) => ({ ...missing, reason: words(missing.said, missing.reason) })),
    ...(candidate === undefined
      ? {}
      : {
          candidate: { ...candidate, notes: (candidate.notesSaid ?? candidate.notes).map((one) => say(one, language)) },
        }),
    ...(forecast === undefined
      ? {}
      : {
          forecast: {
            ...forecast,
            verdict: words(forecast.verdictSaid, forecast.verdict),
            warnings: forecast.warnings && all(forecast.warningsSaid, forecast.warnings),
          },
        }),
  };
}

/** Aggregates over several pictures. Short parameters are found where a picture of the results has the same use. */
export function summaryIn(
  summary: Summary,
  {
    experiment,
    images = [],
  }: { readonly experiment: Experiment; readonly images?: readonly ImageResult[] | undefined },
  language: Language,
): Summary {
  if (language === 'en') return summary;
  const titleOf = titlesIn(experiment, language);
  const uses = new Map(images.flatMap(({ methods }) => methods.map((method) => [method.key, method])));
  const named = <Row extends Pick<MethodResult, 'key' | 'title' | 'excludedFromBest' | 'excludedSaid'>>(
    row: Row,
  ): Row => ({
    ...row,
    title: titleOf(row),
    excludedFromBest:
      row.excludedFromBest === undefined ? undefined : say(row.excludedSaid ?? row.excludedFromBest, language),
  });
  const { bootstrap, metrics, masks } = summary;
  return {
    ...summary,
    bootstrap: {
      ...bootstrap,
      receipt: bootstrap.said === undefined ? bootstrap.receipt : say(bootstrap.said, language),
    },
    metrics: metrics.map((metric) => ({
      ...metric,
      methods: metric.methods.map((method) => {
        const use = uses.get(method.key);
        return { ...named(method), short: use === undefined ? method.short : shortParameters(use, language) };
      }),
    })),
    ...(masks === undefined ? {} : { masks: masks.map(named) }),
  };
}
