import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { z } from 'zod';
import {
  chainExamples,
  evaluateChain,
  findFixes,
  legalSizes,
  parseChain,
  solve,
  writeChain,
  type Chain,
  type Solved,
} from '@core/chain';
import { UpbenchError } from '@core/tensor/errors';
import { keep, restore } from './persist';

const KEY = 'upbench.chain/1';
const kept = z.object({ text: z.string().max(200_000) });

/** The layer chain on screen: its text, and everything that follows from it. Cheap enough to follow every keystroke. */
export const useChain = defineStore('chain', () => {
  const document = ref(restore(KEY, kept, { text: chainExamples.find(({ id }) => id === 'unet-225')!.text }));
  keep(KEY, document);
  const text = computed({
    get: () => document.value.text,
    set: (value: string) => (document.value = { text: value }),
  });
  const selectedName = ref<string | null>(null);
  const shape = ref<readonly number[]>([1, 3, 224, 224]);

  const parsed = computed<{ chain: Chain | null; error: string | null }>(() => {
    try {
      return { chain: parseChain(text.value, shape.value), error: null };
    } catch (error) {
      if (!(error instanceof UpbenchError)) throw error;
      return { chain: null, error: error.message };
    }
  });
  /** The input comment of the text, as one word, so that only a change of it moves the fields. */
  const said = computed(() => parsed.value.chain?.input?.join('×') ?? null);
  watch(
    said,
    (given) => {
      if (given === null) return;
      const sizes = given.split('×').map(Number);
      shape.value = sizes.length === 3 ? [1, ...sizes] : sizes;
    },
    { immediate: true, flush: 'sync' },
  );

  /** The shape the fields ask for. The text is the user's and stays as it is. */
  function setAxis(axis: number, size: number): void {
    if (!Number.isSafeInteger(size) || size < 1) return;
    shape.value = shape.value.map((old, i) => (i === axis ? size : old));
  }

  const evaluation = computed(() => {
    const { chain } = parsed.value;
    if (!chain) return null;
    try {
      return evaluateChain(chain, shape.value);
    } catch (error) {
      if (!(error instanceof UpbenchError)) throw error;
      return null;
    }
  });
  const problems = computed(
    () => evaluation.value?.rows.filter((row) => row.problem !== null || row.warning !== null) ?? [],
  );
  const selected = computed(() => {
    const rows = evaluation.value?.rows ?? [];
    return rows.find(({ step }) => step.name === selectedName.value) ?? problems.value[0] ?? rows.at(-1) ?? null;
  });
  const fixes = computed(() => {
    const { chain } = parsed.value;
    const row = problems.value.includes(selected.value!) ? selected.value : problems.value[0];
    return chain && evaluation.value && row ? { row, list: findFixes(chain, evaluation.value, row) } : null;
  });
  const legal = computed(() =>
    parsed.value.chain && evaluation.value ? legalSizes(parsed.value.chain, shape.value) : null,
  );

  function apply(chain: Chain): void {
    text.value = writeChain(chain);
  }
  function open(id: string): void {
    const example = chainExamples.find((known) => known.id === id);
    if (example) text.value = example.text;
    selectedName.value = null;
  }
  function solveFor(target: number): Solved | null {
    const [, channels = 3, height = 1, width = 1] = evaluation.value?.output ?? shape.value;
    try {
      return solve({ input: [height, width], target, channels });
    } catch (error) {
      if (!(error instanceof UpbenchError)) throw error;
      return null;
    }
  }
  return {
    text,
    shape,
    parsed,
    evaluation,
    problems,
    selected,
    selectedName,
    fixes,
    legal,
    setAxis,
    apply,
    open,
    solveFor,
  };
});
