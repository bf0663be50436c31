import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { candidateNameFor } from '@core/experiment/givenNames';
import { CANDIDATE, isCandidate } from '@core/experiment/keys';
import type { Experiment } from '@core/experiment/schema';
import { upsamplers, type Preset } from '@core/upsamplers';
import type { ParameterValue } from '@core/upsamplers/upsampler';
import { createHistory } from './history';
import { keep, restore } from './persist';
import { useSettings } from './settings';
import {
  initialSetup,
  setupSchema,
  toExperiment,
  toSetup,
  withCandidate,
  withCandidateChanged,
  withNetworks,
  withEnabled,
  withInstance,
  withMethods,
  withParameter,
  withParameters,
  withVariants,
  withoutInstance,
  withoutParameters,
  type Setup,
  type SetupFile,
  type SetupMethod,
} from './setup';

const KEY = 'upbench.experiment/1';

/** A kept experiment may name methods that this version does not have. */
function known(setup: Setup): Setup {
  const ids = new Set<string>(upsamplers.map((upsampler) => upsampler.id));
  return { ...setup, methods: setup.methods.filter((method) => ids.has(method.id) || isCandidate(method)) };
}

/** The experiment being edited, with undo. Nothing here runs anything. */
export const useExperiment = defineStore('experiment', () => {
  const settings = useSettings();
  const history = createHistory<Setup>(known(restore(KEY, setupSchema, initialSetup(settings.values.protocol))));
  const setup = history.state;
  keep(KEY, setup);

  /** Key of the one method whose form is open. */
  const openKey = ref<string | null>(null);
  watch(setup, ({ methods }) => {
    if (!methods.some((method) => method.key === openKey.value)) openKey.value = null;
  });

  const experiment = computed(() => toExperiment(setup.value));

  const patch = <Key extends keyof Setup>(name: Key, value: Setup[Key]): void => {
    if (setup.value[name] !== value) history.change(name, { ...setup.value, [name]: value });
  };
  const setParameter = (key: string, name: string, value: ParameterValue | undefined): void =>
    history.change(`${key}.${name}`, withParameter(setup.value, key, name, value));
  const applyParameters = (key: string, values: Readonly<Record<string, ParameterValue>>): void =>
    history.change(`${key}.fix`, withParameters(setup.value, key, values));
  const setEnabled = (key: string, enabled: boolean): void =>
    history.change(`${key}.enabled`, withEnabled(setup.value, key, enabled));

  /** Switches all other methods off; again, and all are on. */
  function only(key: string): void {
    const isAlone = setup.value.methods.every((method) => method.enabled === (method.key === key));
    const methods = setup.value.methods.map((method) => ({ ...method, enabled: isAlone || method.key === key }));
    history.change(`only ${key}`, { ...setup.value, methods });
  }

  const resetParameters = (key: string): void => history.change(`${key}.reset`, withoutParameters(setup.value, key));

  function addInstance(id: string): void {
    const from = setup.value.methods.findLast((method) => method.id === id);
    const next = withInstance(setup.value, id, from);
    history.change(`add ${id}`, next);
    openKey.value =
      next.methods.find((method) => !setup.value.methods.includes(method))?.key ??
      next.methods.findLast((method) => method.id === id)?.key ??
      null;
  }
  /** Several at once: each with its name, or one like it that is free. */
  function addCandidates(list: readonly { readonly name: string; readonly files: readonly SetupFile[] }[]): void {
    const next = list.reduce((before, { name, files }) => {
      const taken = before.methods.map(({ key }) => key);
      return withCandidate(before, candidateNameFor(name, taken), files);
    }, setup.value);
    history.change('candidates', next);
  }
  /** ONNX files that the engine has, each with a name like its own; a series is one network over time. */
  function addNetworks(files: readonly string[], series: string | null): void {
    const taken = setup.value.methods.map(({ key }) => key);
    const list = files.map((file) => {
      const key = candidateNameFor(file.replace(/\.onnx$/i, ''), taken);
      taken.push(key);
      return { key, file };
    });
    history.change('networks', withNetworks(setup.value, list, series));
    openKey.value = list[0]?.key ?? null;
  }
  function changeCandidate(
    key: string,
    change: Partial<Pick<SetupMethod, 'key' | 'files' | 'pattern' | 'given' | 'network'>>,
  ): void {
    history.change(`${key}.candidate`, withCandidateChanged(setup.value, key, change));
    if (openKey.value === key && change.key !== undefined) openKey.value = change.key;
  }
  /** What a program sent: its outputs and small picture in place of those before, the methods stay. */
  function putOnBench({
    candidates,
    ...rest
  }: Pick<Setup, 'mode' | 'scale' | 'range' | 'layout' | 'low'> & {
    readonly candidates: readonly Pick<SetupMethod, 'key' | 'files' | 'pattern'>[];
  }): void {
    const { low: _low, methods, ...before } = setup.value;
    const own = candidates.map((one): SetupMethod => ({ ...one, id: CANDIDATE, parameters: {}, enabled: true }));
    const made = before.degradation === 'given' ? 'area' : before.degradation;
    history.change('replace', {
      ...before,
      ...rest,
      degradation: rest.low ? 'given' : made,
      methods: [...methods.filter((method) => !isCandidate(method)), ...own],
    });
  }
  /** Takes small pictures in place of made ones, or goes back to made ones. */
  const setLow = (files: readonly SetupFile[] | null, scale = setup.value.scale): void => {
    const { low: _low, ...rest } = setup.value;
    history.change(
      'degradation',
      files === null
        ? { ...rest, degradation: setup.value.degradation === 'given' ? 'area' : setup.value.degradation }
        : { ...rest, low: [...files], degradation: 'given', mode: 'reference', scale },
    );
  };
  /** Random initial weights, and the present weights with 5 % noise: how a layer behaves when it is not trained perfectly. */
  const addVariants = (key: string, fix: Readonly<Record<string, ParameterValue>> = {}): void => {
    const id = setup.value.methods.find((method) => method.key === key)?.id ?? '';
    const variants: Record<string, ParameterValue>[] = [{ weights: 'kaiming', weightNoise: 0 }, { weightNoise: 0.05 }];
    history.change(`add ${id}`, withVariants(withParameters(setup.value, key, fix), key, variants));
  };
  const removeInstance = (key: string): void => history.change(`remove ${key}`, withoutInstance(setup.value, key));
  const usePreset = (preset: Preset): void =>
    history.change(
      `preset ${preset.id}`,
      withMethods(
        setup.value,
        preset.methods(setup.value.scale).map(({ id, parameters }) => ({ id, parameters: { ...parameters } })),
      ),
    );
  /** Replaces the whole experiment; undo restores the previous one. */
  const replace = (
    next: Experiment,
    files: Readonly<Record<string, readonly SetupFile[]>> = {},
    low: readonly SetupFile[] = [],
  ): void => {
    const own = known(toSetup(next));
    const methods = own.methods.map((method) =>
      isCandidate(method) ? { ...method, files: [...(files[method.key] ?? [])] } : method,
    );
    history.change('replace', { ...own, methods, ...(low.length > 0 ? { low: [...low] } : {}) });
  };
  const reset = (): void => history.change('reset', initialSetup(settings.values.protocol));

  function toggleOpen(key: string): void {
    openKey.value = openKey.value === key ? null : key;
  }

  return {
    setup,
    experiment,
    openKey,
    patch,
    setParameter,
    applyParameters,
    setEnabled,
    only,
    resetParameters,
    addInstance,
    addVariants,
    removeInstance,
    addCandidates,
    addNetworks,
    putOnBench,
    changeCandidate,
    setLow,
    usePreset,
    replace,
    reset,
    toggleOpen,
    undo: history.undo,
    redo: history.redo,
    previous: history.previous,
    canUndo: history.canUndo,
    canRedo: history.canRedo,
  };
});
