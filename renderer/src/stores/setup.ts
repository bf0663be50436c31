import { z } from 'zod';
import { defaultExperiment } from '@core/experiment/defaults';
import { CANDIDATE, isCandidate, keyMethods } from '@core/experiment/keys';
import { NETWORK_BASELINE, isNetworkBaseline } from '@core/upsamplers/presets';
import { experimentSchema, methodSpec, type Experiment, type MethodSpec } from '@core/experiment/schema';
import type { ParameterValue } from '@core/upsamplers/upsampler';

/** The experiment as it is edited: the same document, but methods that are switched off stay in the list. */
const setupFile = z.object({
  /** Of the opened file, which the engine keeps aside. */
  id: z.string(),
  name: z.string(),
  sha256: z.string(),
});
const setupMethod = methodSpec.extend({
  enabled: z.boolean(),
  /** Of a candidate: its files, of whatever pictures. */
  files: z.array(setupFile).optional(),
  /** Of a candidate: how its files are called after pictures, `{file}__out`; left out = found from the names. */
  pattern: z.string().max(255).optional(),
});
export const setupSchema = experimentSchema.extend({
  methods: z.array(setupMethod).max(64),
  /** Small pictures that are given. */
  low: z.array(setupFile).optional(),
});
export type SetupFile = z.infer<typeof setupFile>;
export type SetupMethod = z.infer<typeof setupMethod>;
export type Setup = z.infer<typeof setupSchema>;

export function toSetup(experiment: Experiment): Setup {
  return { ...experiment, methods: experiment.methods.map((method) => ({ ...method, enabled: true })) };
}

/** What a new window starts with: every method with its defaults. */
export function initialSetup(protocol: string): Setup {
  return { ...toSetup(defaultExperiment()), protocol };
}

/** What Run sends: the enabled methods only. */
export function toExperiment(setup: Setup): Experiment {
  const methods = setup.methods
    .filter((method) => method.enabled)
    .map(({ enabled: _enabled, files: _files, pattern: _pattern, ...method }): MethodSpec => method);
  const { low: _low, ...rest } = setup;
  return { ...rest, methods };
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

/** Sets several at once, as a fix does. */
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
function freeKey(setup: Setup, id: string): string {
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
  const first = setup.methods.findIndex(isCandidate);
  const end = first < 0 ? setup.methods.length : first;
  const at = last < 0 ? end : last + 1;
  return { ...setup, methods: setup.methods.toSpliced(at, 0, added) };
}

/** The same layer again with other weights, right after it; a variant that is there already is not added twice. */
export function withVariants(
  setup: Setup,
  key: string,
  variants: readonly Readonly<Record<string, ParameterValue>>[],
): Setup {
  return variants.reduceRight((next, values) => {
    const own = next.methods.find((method) => method.key === key);
    if (!own) return next;
    const parameters = { ...own.parameters, ...values };
    const text = JSON.stringify(Object.entries(parameters).sort());
    const isThere = next.methods.some(
      (method) => method.id === own.id && JSON.stringify(Object.entries(method.parameters).sort()) === text,
    );
    if (isThere) return next;
    const added: SetupMethod = { id: own.id, key: freeKey(next, own.id), parameters, enabled: true };
    return { ...next, methods: next.methods.toSpliced(next.methods.indexOf(own) + 1, 0, added) };
  }, setup);
}

/** One more candidate, after all others. */
export function withCandidate(setup: Setup, key: string, files: readonly SetupFile[]): Setup {
  const added: SetupMethod = { id: CANDIDATE, key, parameters: {}, enabled: true, files: [...files] };
  return { ...setup, methods: [...setup.methods, added] };
}

/** Networks as candidates that compute their outputs; the baseline to compare them with is added if it is missing. */
export function withNetworks(
  setup: Setup,
  list: readonly { readonly key: string; readonly file: string }[],
  series: string | null,
): Setup {
  const { id, parameters } = NETWORK_BASELINE;
  const baseline: SetupMethod[] = setup.methods.some(isNetworkBaseline)
    ? []
    : [{ id, key: freeKey(setup, id), parameters: { ...parameters }, enabled: true }];
  const own = setup.methods.filter((method) => !isCandidate(method));
  const added = list.map(({ key, file }): SetupMethod => ({
    id: CANDIDATE,
    key,
    parameters: {},
    enabled: true,
    network: { file, ...(series === null ? {} : { series }) },
  }));
  return { ...setup, methods: [...own, ...baseline, ...setup.methods.filter(isCandidate), ...added] };
}

/** Another state of one candidate; its key may change with it. */
export function withCandidateChanged(setup: Setup, key: string, change: Partial<SetupMethod>): Setup {
  return mapMethod(setup, key, (method) => ({ ...method, ...change }));
}

/** Other methods altogether, all switched on; candidates and everything else stay. */
export function withMethods(setup: Setup, methods: readonly Pick<MethodSpec, 'id' | 'parameters'>[]): Setup {
  const own = keyMethods(methods).map((method): SetupMethod => ({ ...method, enabled: true }));
  return { ...setup, methods: [...own, ...setup.methods.filter(isCandidate)] };
}

export function withoutInstance(setup: Setup, key: string): Setup {
  return { ...setup, methods: setup.methods.filter((method) => method.key !== key) };
}

/** What was given beside the pictures, as far as results depend on it: the files of candidates by key, and small pictures. */
export interface GivenMarks {
  readonly candidates: Readonly<Record<string, string>>;
  readonly low: string;
}
export const NOTHING_GIVEN: GivenMarks = { candidates: {}, low: '' };

export function marksOf({ methods, low = [] }: Setup): GivenMarks {
  const text = (files: readonly SetupFile[], pattern = ''): string =>
    [...files.map(({ id }) => id), pattern].join(' ').trim();
  return {
    candidates: Object.fromEntries(
      methods.filter(isCandidate).map(({ key, files = [], pattern }) => [key, text(files, pattern)]),
    ),
    low: text(low),
  };
}

/** Everything a method's output and numbers depend on; equal signatures mean the result on screen is still true. */
export function methodSignature(experiment: Experiment | Setup, method: MethodSpec, marks = NOTHING_GIVEN): string {
  const given = isCandidate(method)
    ? [method.given?.macs, method.given?.timeMs, marks.candidates[method.key] ?? '', method.network ?? null]
    : [];
  const low = experiment.degradation === 'given' ? [marks.low] : [];
  const { mode, scale, degradation, space = 'rgb', protocol, metrics, seed, arithmetic, range } = experiment;
  const parameters = Object.entries(method.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    mode,
    scale,
    degradation,
    space,
    protocol,
    metrics,
    seed,
    arithmetic,
    range,
    method.id,
    parameters,
    ...given,
    ...low,
  ]);
}

/** What the reference and the small input of a picture depend on. */
export function pictureSignature(
  { mode, scale, degradation, space = 'rgb', range }: Experiment | Setup,
  marks = NOTHING_GIVEN,
): string {
  return JSON.stringify([mode, scale, degradation, space, range, ...(degradation === 'given' ? [marks.low] : [])]);
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
