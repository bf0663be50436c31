import { fromSpecial, type ImageResult } from '../experiment/schema';
import { lookOf, shownValue } from '../experiment/shown';
import { message, say, type Message } from '../messages';
import { formatMetric, metricOf, metricTitle, ranked } from './table';

/** Checkerboard strength from which people see it on smooth areas, in 1/255 (the badge's threshold as well). */
const VISIBLE_CHECKER = 1;

/** The answer in plain words: who is closest, by how much, and which method shows a checkerboard and why. */
export function verdictOf(image: ImageResult): string {
  const { methods, by } = ranked(image);
  const judged = methods.filter((method) => method.excludedFromBest === undefined);
  const first = judged[0];
  if (first === undefined) return say(message('verdict-no-method'));
  const sentences: string[] = [];
  const metric = by === null ? undefined : metricOf(first, by);
  if (by === null || metric === undefined) {
    sentences.push(say(whyUnranked(image)));
  } else {
    const shown = formatMetric(by.id, metric.value);
    const tied = judged.filter((method) => {
      const other = metricOf(method, by);
      return other !== undefined && formatMetric(by.id, other.value) === shown;
    });
    const rival = judged.find((method) => !tied.includes(method));
    const rivalMetric = rival === undefined ? undefined : metricOf(rival, by);
    const names = joinNames(tied.map((method) => method.title));
    const gap =
      rivalMetric === undefined
        ? ''
        : gapText(fromSpecial(metric.value), fromSpecial(rivalMetric.value), by.id, rival!.title);
    sentences.push(
      `${names} ${tied.length > 1 ? 'are' : 'is'} closest to the original: ${shown} ${by.unit} ${by.title}${gap}.`.replace(
        '  ',
        ' ',
      ),
    );
  }
  for (const method of judged) {
    const checker = method.metrics.find((one) => one.id === 'checkerboard' && one.region === 'full');
    if (checker === undefined || !(fromSpecial(checker.value) >= VISIBLE_CHECKER)) continue;
    const why = method.forecast?.level === 'uneven' ? `: ${method.forecast.verdict}` : '.';
    sentences.push(
      `${method.title} shows a checkerboard (${formatMetric('checkerboard', checker.value)} of 255)${why}`,
    );
  }
  return sentences.join(' ');
}

/** With an original, a metric that does not exist here is the reason. */
function whyUnranked({ methods }: ImageResult): Message {
  const missing = methods.flatMap(({ unavailable = [] }) => unavailable).filter(({ region }) => region === 'full');
  const [first] = missing;
  if (first === undefined) return message('verdict-no-original');
  const metrics = [...new Set(missing.map(({ id }) => metricTitle(id)))];
  return message('verdict-no-metric', { metrics, reason: first.reason });
}

function gapText(best: number, rival: number, id: string, title: string): string {
  // Between the values as they are shown: that is what a reader sees.
  const gap = Math.abs(shownValue(id, best) - shownValue(id, rival)) / lookOf(id).factor;
  return Number.isFinite(gap) ? `, ${formatMetric(id, gap)} ahead of ${title}` : '';
}

function joinNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]!}`;
}
