import type { ImageResult, MethodResult, NumberOrSpecial } from '../experiment/schema';
import { fromSpecial } from '../experiment/special';
import { lookOf, shownValue, formatMetric } from '../experiment/shown';
import { message, say, type Language, type Message, type Said } from '../messages';
import { checkerboard } from '../metrics/checkerboard';
import { metricOf, metricTitle, ranked, type Column } from './table';

/** Checkerboard strength from which people see it on smooth areas, in 1/255 (the badge's threshold as well). */
const VISIBLE_CHECKER = 1;

/** The verdict: which method is closest, by how much, and which method shows a checkerboard and why. */
export function verdictOf(image: ImageResult, language: Language = 'en'): string {
  const { methods, by } = ranked(image, language);
  const judged = methods.filter((method) => method.excludedFromBest === undefined);
  const first = judged[0];
  if (first === undefined) return say(message('verdict-no-method'), language);
  const metric = by === null ? undefined : metricOf(first, by);
  const answer =
    by === null || metric === undefined ? whyUnranked(image, language) : closest(judged, { by, best: metric.value });
  const checkers = judged.flatMap((method) => {
    const checker = method.metrics.find((one) => one.id === checkerboard.id && one.region === 'full');
    if (checker === undefined || !(fromSpecial(checker.value) >= VISIBLE_CHECKER)) return [];
    const seen = { method: method.title, strength: formatMetric(checkerboard.id, checker.value) };
    return method.forecast?.level === 'uneven'
      ? [message('shows-checkerboard-because', { ...seen, verdict: method.forecast.verdict })]
      : [message('shows-checkerboard', seen)];
  });
  return [answer, ...checkers].map((said) => say(said, language)).join(language === 'en' ? ' ' : '');
}

/** "Bicubic is closest to the original: 28.35 dB PSNR-Y, 0.12 ahead of Bilinear." */
function closest(judged: readonly MethodResult[], { by, best }: { by: Column; best: NumberOrSpecial }): Message {
  const shown = formatMetric(by.id, best);
  const tied = judged.filter((method) => {
    const other = metricOf(method, by);
    return other !== undefined && formatMetric(by.id, other.value) === shown;
  });
  const rival = judged.find((method) => !tied.includes(method));
  const rivalMetric = rival === undefined ? undefined : metricOf(rival, by);
  return message('closest-to-original', {
    names: tied.map(({ title }) => title),
    value: `${shown} ${by.unit}`.trim(),
    metric: by.title,
    gap: rival === undefined || rivalMetric === undefined ? '' : ahead(by, best, rivalMetric.value, rival.title),
  });
}

/** With an original, a metric that does not exist here is the reason. */
function whyUnranked({ methods }: ImageResult, language: Language): Message {
  const missing = methods.flatMap(({ unavailable = [] }) => unavailable).filter(({ region }) => region === 'full');
  const [first] = missing;
  if (first === undefined) return message('verdict-no-original');
  const metrics = [...new Set(missing.map(({ id }) => metricTitle(id, language)))];
  return message('verdict-no-metric', { metrics, reason: first.reason });
}

function ahead({ id, better }: Column, best: NumberOrSpecial, other: NumberOrSpecial, rival: string): Said {
  // Between the values as they are shown: that is what a reader sees.
  const gap = Math.abs(shownValue(id, best) - shownValue(id, other)) / lookOf(id).factor;
  if (!Number.isFinite(gap)) return '';
  return message(better === 'higher' ? 'ahead-of' : 'ahead-of-lower', { gap: formatMetric(id, gap), rival });
}
