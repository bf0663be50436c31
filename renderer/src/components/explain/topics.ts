import { cite, type Explanation, type Source, type Text } from '@core/messages';
import { metrics } from '@core/metrics/registry';
import { upsamplers } from '@core/upsamplers';

/** What can be explained: every method and every metric, as its descriptor says it. */
export interface Topic {
  readonly kind: 'method' | 'metric';
  readonly id: string;
  readonly title: Text;
  /** In the notation of papers: x input, y output, r reference, s scale, k kernel. */
  readonly formula: Text;
  readonly explanation: Explanation;
  readonly source: string;
}

type Descriptor = Omit<Topic, 'kind' | 'source'> & { readonly source?: Source };

const topic = (kind: Topic['kind'], { id, title, formula, explanation, source }: Descriptor): Topic => ({
  kind,
  id,
  title,
  formula,
  explanation,
  source: source === undefined ? '' : cite(source),
});

export const topics: readonly Topic[] = [
  ...upsamplers.map((method) => topic('method', { ...method, title: method.shortTitle })),
  ...[...metrics].sort((a, b) => a.order - b.order).map((metric) => topic('metric', metric)),
];

/** What a table's column or a method is explained by; undefined where there is nothing to say. */
export const topicOf = (kind: Topic['kind'], id: string): Topic | undefined =>
  topics.find((one) => one.kind === kind && one.id === id);
