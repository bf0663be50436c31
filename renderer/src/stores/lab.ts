import type { Said } from '@core/messages';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import {
  channelsOf,
  labDemos,
  labPreset,
  overlapOf,
  reshaped,
  thereAndBack,
  traceOf,
  withOperator,
  type LabOperator,
  type LabPresetId,
  type LabSetup,
  type ThereAndBack,
  type Trace,
} from '@core/lab';
import { z } from 'zod';
import { keep, restore } from './persist';
import { UpbenchError } from '@core/tensor/errors';
import { createTensor, type Tensor } from '@core/tensor/tensor';

export const labTopics = [...labDemos.map(({ id }) => id), 'inverse', 'overlap', 'guide'] as const;
export type LabTopic = (typeof labTopics)[number];

/** A value, or the sentence that says why there is none. */
type Answer<Value> = { readonly value: Value; readonly error: null } | { readonly value: null; readonly error: Said };

function attempt<Value>(make: () => Value): Answer<Value> {
  try {
    return { value: make(), error: null };
  } catch (error) {
    if (!(error instanceof UpbenchError)) throw error;
    return { value: null, error: error.said ?? error.message };
  }
}

const withValue = (tensor: Tensor, at: number, value: number): Tensor =>
  createTensor(
    tensor.shape,
    Float32Array.from(tensor.data, (old, i) => (i === at ? value : old)),
  );

const counting = (side: number): Tensor =>
  createTensor(
    [1, side, side],
    Array.from({ length: side * side }, (_, i) => (i * 7) % 10),
  );

/** The page of the Lab is kept; matrices that were edited by hand begin anew with their demonstration's own. */
const KEY = 'upbench.lab/1';
const presetIds = labDemos.flatMap(({ presets }) => presets);
const schema = z.object({
  topic: z.enum(labTopics),
  preset: z.enum(presetIds as [LabPresetId, ...LabPresetId[]]),
});

/** The demonstration on screen, its matrices, and how far it has been taken. Nothing here touches the experiment. */
export const useLab = defineStore('lab', () => {
  const kept = restore(KEY, schema, { topic: 'scatter', preset: 'first' });
  const topic = ref<LabTopic>(kept.topic);
  const preset = ref<LabPresetId | null>(kept.preset);
  const setup = shallowRef<LabSetup>(labPreset(kept.preset));
  keep(KEY, () => ({ topic: topic.value, preset: preset.value ?? 'first' }));
  const count = ref(0);

  const demo = computed(() => labDemos.find(({ id }) => id === topic.value) ?? null);
  const answer = computed<Answer<Trace>>(() => attempt(() => traceOf(setup.value)));
  const total = computed(() => answer.value.value?.steps.length ?? 0);
  watch(setup, () => (count.value = 0));

  function choosePreset(id: LabPresetId): void {
    preset.value = id;
    setup.value = labPreset(id);
  }
  function chooseTopic(id: LabTopic): void {
    topic.value = id;
    const first = labDemos.find((candidate) => candidate.id === id)?.presets[0];
    if (first) choosePreset(first);
  }
  /** Another setup of the same demonstration; it is no preset any more. */
  function change(next: LabSetup): void {
    preset.value = null;
    setup.value = next;
  }
  function setField(name: string, value: number | boolean): void {
    const now = setup.value;
    if (name === 'kernelSize' || name === 'height' || name === 'width' || name === 'groups') {
      change(reshaped(now, { [name]: Number(value) }));
    } else if (name === 'inC' || name === 'outC') {
      change(reshaped(now, { [name]: Number(value) }));
    } else change({ ...now, [name]: value });
  }
  const setOperator = (operator: LabOperator): void => change(withOperator(setup.value, operator));
  function setCell(which: 'input' | 'weight', at: number, value: number): void {
    change({ ...setup.value, [which]: withValue(setup.value[which], at, value) });
  }
  /** A patch of a picture, [C, side, side] in 0..1; the kernel takes as many channels as it has. */
  function usePatch(patch: Tensor): void {
    const [inC = 1, height = 1, width = 1] = patch.shape;
    const channels = setup.value.operator === 'pixel-shuffle' ? channelsOf(setup.value).inC : inC;
    const next = reshaped(setup.value, { inC: channels, height, width, groups: 1 });
    const plane = height * width;
    const data = Float32Array.from(next.input.data, (_, i) => patch.data[i % (plane * inC)]!);
    change({ ...next, input: createTensor(next.input.shape, data) });
  }

  // There and back.
  const inverseInput = shallowRef<Tensor>(counting(5));
  const inverseWeight = shallowRef<Tensor>(createTensor([1, 1, 3, 3], [1, 2, 1, 2, 4, 2, 1, 2, 1]));
  const inverseOptions = ref({ stride: 2, padding: 1 });
  const inverse = computed<Answer<ThereAndBack>>(() =>
    attempt(() => thereAndBack(inverseInput.value, inverseWeight.value, inverseOptions.value)),
  );
  function setInverseSide(side: number): void {
    inverseInput.value = counting(side);
  }
  /** The first channel of a patch of a picture, 0..1. */
  function useInversePatch(patch: Tensor): void {
    const [, height = 1, width = 1] = patch.shape;
    inverseInput.value = createTensor([1, height, width], patch.data.slice(0, height * width));
  }
  function setInverseCell(which: 'input' | 'weight', at: number, value: number): void {
    const target = which === 'input' ? inverseInput : inverseWeight;
    target.value = withValue(target.value, at, value);
  }
  function setInverseKernel(kind: 'smooth' | 'lossless'): void {
    const values = kind === 'smooth' ? [1, 2, 1, 2, 4, 2, 1, 2, 1] : [0, 1, 0, 1, 8, 1, 0, 1, 0];
    inverseWeight.value = createTensor([1, 1, 3, 3], values);
    inverseOptions.value = { stride: kind === 'smooth' ? 2 : 1, padding: 1 };
  }

  // Overlap.
  const overlapOptions = ref({ kernelSize: 3, stride: 2 });
  const overlap = computed(() => overlapOf(overlapOptions.value.kernelSize, overlapOptions.value.stride, 6));

  return {
    topic,
    preset,
    setup,
    count,
    demo,
    answer,
    total,
    choosePreset,
    chooseTopic,
    setField,
    setOperator,
    setCell,
    usePatch,
    inverse,
    inverseInput,
    inverseWeight,
    inverseOptions,
    setInverseSide,
    useInversePatch,
    setInverseCell,
    setInverseKernel,
    overlap,
    overlapOptions,
  };
});
