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
  const asked = new Set<string>();
  const nameOf = ({ file, scale, width, height }: Question): string => [file, scale, width, height].join('\n');

  /** Null while it is counted. */
  const costOf = (question: Question): TableCost | { readonly refusal: Said } | null =>
    known.value.get(nameOf(question)) ?? null;

  async function ask({ file, ...size }: Question): Promise<void> {
    const name = nameOf({ file, ...size });
    if (asked.has(name)) return;
    asked.add(name);
    const answer = await host.engine.networks
      .cost({ network: { file }, ...size })
      .catch((error: unknown) => ({ refusal: saidOf(error) }));
    known.value = new Map(known.value).set(name, answer);
  }
  // What an engine that died could not say, the next one may.
  host.onConnection((state) => {
    if (state !== 'restarted' && state !== 'connected') return;
    const failed = [...known.value].filter(([, answer]) => 'refusal' in answer).map(([name]) => name);
    if (failed.length === 0) return;
    for (const name of failed) asked.delete(name);
    known.value = new Map([...known.value].filter(([name]) => !failed.includes(name)));
  });
  return { costOf, ask };
});
