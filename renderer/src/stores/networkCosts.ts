import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { TableCost } from '@core/experiment/paperTable';
import type { Said } from '@core/messages';
import { saidOf } from '@core/tensor/errors';
import { useHost } from '../host';

interface Question {
  readonly file: string;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** What networks cost for outputs of a wanted size; each is counted when it is first asked for. */
export const useNetworkCosts = defineStore('networkCosts', () => {
  const host = useHost();
  const known = shallowRef<ReadonlyMap<string, TableCost | { readonly refusal: Said }>>(new Map());
  const asked = new Map<string, Question>();
  const nameOf = ({ file, scale, width, height }: Question): string => [file, scale, width, height].join('\n');

  /** Null while it is counted. */
  const costOf = (question: Question): TableCost | { readonly refusal: Said } | null =>
    known.value.get(nameOf(question)) ?? null;

  async function ask(question: Question): Promise<void> {
    if (asked.has(nameOf(question))) return;
    asked.set(nameOf(question), question);
    await count(question);
  }
  async function count(question: Question): Promise<void> {
    const { file, scale, width, height } = question;
    const answer = await host.engine.networks
      .cost({ network: { file }, scale, width, height })
      .catch((error: unknown) => ({ refusal: saidOf(error) }));
    known.value = new Map(known.value).set(nameOf(question), answer);
  }
  // What an engine that died could not say, the next one may.
  host.onConnection((state) => {
    if (state !== 'restarted' && state !== 'connected') return;
    for (const [name, answer] of known.value) if ('refusal' in answer) void count(asked.get(name)!);
  });
  return { costOf, ask };
});
