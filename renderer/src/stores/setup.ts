import { z } from 'zod';
import { keyMethods } from '@core/experiment/keys';
import { experimentSchema, methodSpec, type Experiment, type MethodSpec } from '@core/experiment/schema';
import type { ParameterValue } from '@core/upsamplers/upsampler';

/** The experiment as it is edited: the same document, but methods that are switched off stay in the list. */
export const setupMethod = methodSpec.extend({ enabled: z.boolean() });
export const setupSchema = experimentSchema.extend({ methods: z.array(setupMethod).max(64) });
export type SetupMethod = z.infer<typeof setupMethod>;
export type Setup = z.infer<typeof setupSchema>;

export function toSetup(experiment: Experiment): Setup {
  return { ...experiment, methods: experiment.methods.map((method) => ({ ...method, enabled: true })) };
}

/** What Run sends: the enabled methods only. */
export function toExperiment(setup: Setup): Experiment {
  const methods = setup.methods
    .filter((method) => method.enabled)
    .map(({ id, key, parameters }): MethodSpec => ({ id, key, parameters }));
  return { ...setup, methods };
}

function mapMethod(setup: Setup, key: string, change: (method: SetupMethod) => SetupMethod): Setup {
  return { ...setup, methods: setup.methods.map((method) => (method.key === key ? change(method) : method)) };
}

/** Sets one parameter; undefined gives it back to its default. */
export function withParameter(setup: Setup, key: string, name: string, value: ParameterValue | undefined): Setup {
  return mapMethod(setup, key, (method) => {
    const { [name]: _old, ...rest } = method.parameters;
    return { ...method, parameters: value === undefined ? rest : { ...rest, [name]: value } };
  });
}

/** Sets several at once: a fix or a cure. */
export function withParameters(setup: Setup, key: string, values: Readonly<Record<string, ParameterValue>>): Setup {
  return mapMethod(setup, key, (method) => ({ ...method, parameters: { ...method.parameters, ...values } }));
}

/** Back to the defaults. */
export function withoutParameters(setup: Setup, key: string): Setup {
  return mapMethod(setup, key, (method) => ({ ...method, parameters: {} }));
}

export function withEnabled(setup: Setup, key: string, enabled: boolean): Setup {
  return mapMethod(setup, key, (method) => ({ ...method, enabled }));
}

/** `id`, then `id#2`, `id#3`: the smallest number not in use. */
export function freeKey(setup: Setup, id: string): string {
  const taken = new Set(setup.methods.map((method) => method.key));
  if (!taken.has(id)) return id;
  let number = 2;
  while (taken.has(`${id}#${number}`)) number++;
  return `${id}#${number}`;
}

/** One more instance, after the last of its kind, with the parameters of `from` where one is given. */
export function withInstance(setup: Setup, id: string, from?: SetupMethod): Setup {
  const added: SetupMethod = { id, key: freeKey(setup, id), parameters: { ...from?.parameters }, enabled: true };
  const last = setup.methods.findLastIndex((method) => method.id === id);
  const at = last < 0 ? setup.methods.length : last + 1;
  return { ...setup, methods: setup.methods.toSpliced(at, 0, added) };
}

/** Other methods altogether, all switched on; everything else stays. */
export function withMethods(setup: Setup, methods: readonly Pick<MethodSpec, 'id' | 'parameters'>[]): Setup {
  return { ...setup, methods: keyMethods(methods).map((method) => ({ ...method, enabled: true })) };
}

export function withoutInstance(setup: Setup, key: string): Setup {
  return { ...setup, methods: setup.methods.filter((method) => method.key !== key) };
}

/** Everything a method's output and numbers depend on; equal signatures mean the result on screen is still true. */
export function methodSignature(experiment: Experiment | Setup, method: MethodSpec): string {
  const { mode, scale, degradation, protocol, metrics, seed, arithmetic, range } = experiment;
  const parameters = Object.entries(method.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([mode, scale, degradation, protocol, metrics, seed, arithmetic, range, method.id, parameters]);
}

/** What the reference and the small input of a picture depend on. */
export function pictureSignature({ mode, scale, degradation, range }: Experiment | Setup): string {
  return JSON.stringify([mode, scale, degradation, range]);
}

/** "a", "b", ... for methods that appear more than once, empty for the others; by key. */
export function instanceLetters(methods: readonly MethodSpec[]): Map<string, string> {
  const letters = new Map<string, string>();
  for (const method of methods) {
    const kin = methods.filter((other) => other.id === method.id);
    letters.set(method.key, kin.length > 1 ? String.fromCharCode(97 + (kin.indexOf(method) % 26)) : '');
  }
  return letters;
}
