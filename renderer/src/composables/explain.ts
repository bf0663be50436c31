import { shallowRef } from 'vue';
import { topicOf, topics, type Topic } from '../components/explain/topics';

/** The explanation on screen; null while there is none. */
export const explained = shallowRef<Topic | null>(null);

/** Opens the explanation of a method or metric, or the first one where there is none of its own. */
export function explain(kind: Topic['kind'], id: string): void {
  explained.value = topicOf(kind, id) ?? topics.find((topic) => topic.kind === kind) ?? null;
}
