import { message, type Message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import { freeName, numbered, safeName, shortened, stem } from '../tensor/fileNames';
import type { Experiment, MethodSpec, Results } from './schema';

/** How outputs of a run are called: in a folder of results, in an archive, and when one is saved from the window. */

export const DEFAULT_TEMPLATE = '{file}__{method}_x{scale}.{ext}';
/** One picture saved by itself says what was changed, too. */
const SINGLE_TEMPLATE = '{file}__{method}_{params}_x{scale}.{ext}';
const KNOWN = ['file', 'method', 'params', 'scale', 'ext'] as const;
type Part = (typeof KNOWN)[number];

/** Most file systems allow 255 bytes; parts and numbers are added to a name. */
const MAX_BYTES = 200;

/** Refuses a template that names no picture apart from the next, or that would leave the folder. */
export function checkTemplate(template: string): string {
  const refuse = (reason: Message): never => {
    const said = message('template-refused', { reason, parts: KNOWN.map((part) => `{${part}}`) });
    throw new UpbenchError('invalid-parameter', said, { parameter: 'name' });
  };
  for (const [whole, part] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!KNOWN.some((known) => known === part)) refuse(message('template-unknown', { part: whole }));
  }
  const fixed = template.replace(/\{[^{}]*\}/g, '');
  if (/[{}]/.test(fixed)) refuse(message('template-brace'));
  if (/[/\\]/.test(fixed)) refuse(message('template-folder'));
  if (!template.includes('{file}') || !template.includes('{method}')) refuse(message('template-needs'));
  if (!template.endsWith('.{ext}') && !template.endsWith('.png')) refuse(message('template-ending'));
  return template;
}

/** `kernelSize=6,weights=icnr`: what was changed by hand. */
const parameterPart = ({ parameters }: Pick<MethodSpec, 'parameters'>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(',');

/** One name from a template; every part is made safe, and an empty part takes the mark before it along. */
function fillTemplate(template: string, parts: Readonly<Record<Part, string>>): string {
  const [, body = template] = /^(.*)\.(?:\{ext\}|png)$/.exec(template) ?? [];
  const filled = body.replace(/([_\-.]*)\{(\w+)\}/g, (_, before: string, part: Part) => {
    const text = safeName(parts[part]);
    return text === '' ? '' : before + text;
  });
  return `${shortened(safeName(filled), MAX_BYTES) || 'picture'}.${parts.ext}`;
}

const ENDINGS = ['png', 'npy'] as const;
type Ending = (typeof ENDINGS)[number];

/** Pictures are PNG; floats and bands are arrays, whatever a template says. */
const endingOfOutput = (path: string): Ending => (path.endsWith('.npy') ? 'npy' : 'png');

/** One output saved from the window: `still-life__pixel-shuffle_k5_x2.png`. */
export const singleOutputName = (parts: {
  readonly file: string;
  readonly method: string;
  readonly params: string;
  readonly scale: number;
  readonly ext: Ending;
}): string => fillTemplate(SINGLE_TEMPLATE, { ...parts, file: stem(parts.file), scale: String(parts.scale) });

/** The key of the small picture; no method has it. */
export const SMALL_PICTURE = 'input';

/** Whether a run makes small pictures, which then lie beside its outputs; those that are given or enlarged are the user's. */
export const makesSmallPictures = ({ mode, degradation }: Experiment): boolean =>
  mode === 'reference' && degradation !== 'given';

interface NameRules {
  readonly template: string;
  /** Added to every name when names were taken; 1 adds nothing. */
  readonly number: number;
}

/** File names of one run's outputs: the same list of pictures gives the same names, whichever part of it is run. */
export class OutputNames {
  private readonly stems = new Map<string, string>();
  /** The owner of each name. */
  private readonly owners = new Map<string, string>();

  constructor(
    files: readonly string[],
    private readonly experiment: Experiment,
    private readonly rules: NameRules = { template: DEFAULT_TEMPLATE, number: 1 },
  ) {
    const stems = new Set<string>();
    for (const file of files) {
      const own = freeName(stem(file), (candidate) => stems.has(candidate.toLowerCase()));
      stems.add(own.toLowerCase());
      this.stems.set(file, own);
    }
  }

  /** Names that an earlier part of this run gave to a picture. */
  take(file: string, names: readonly string[]): void {
    for (const name of names) this.owners.set(name.toLowerCase(), file);
  }

  /** A name for every output that a picture has, now taken; a picture that is done again gets its names again. */
  of(file: string, outputs: Iterable<readonly [key: string, path: string]>): Map<string, string> {
    const names = new Map<string, string>();
    const own = new Set<string>();
    for (const [key, path] of outputs) {
      const free = freeName(this.nameOf(file, key, endingOfOutput(path)), (candidate) => {
        const lower = candidate.toLowerCase();
        return own.has(lower) || (this.owners.get(lower) ?? file) !== file;
      });
      own.add(free.toLowerCase());
      names.set(key, free);
    }
    this.take(file, [...names.values()]);
    return names;
  }

  /** Every name that a picture's outputs may get, before any is taken: whether they are arrays is known when they are there. */
  possible(file: string): string[] {
    const keys = this.experiment.methods.map(({ key }) => key);
    if (makesSmallPictures(this.experiment)) keys.push(SMALL_PICTURE);
    return keys.flatMap((key) => ENDINGS.map((ending) => this.nameOf(file, key, ending)));
  }

  private nameOf(file: string, key: string, ext: Ending): string {
    const method = this.experiment.methods.find((spec) => spec.key === key);
    const parts = {
      file: this.stems.get(file) ?? stem(file),
      method: key.replaceAll('#', '-'),
      params: method === undefined ? '' : parameterPart(method),
      scale: String(this.experiment.scale),
      ext,
    };
    return numbered(fillTemplate(this.rules.template, parts), this.rules.number);
  }
}

/** The picture's result, with the names under which its outputs lie. */
export function withOutputs<Of extends Results['images'][number]>(image: Of, names: ReadonlyMap<string, string>): Of {
  const input = names.get(SMALL_PICTURE);
  return {
    ...image,
    ...(input === undefined ? {} : { input }),
    methods: image.methods.map((method) => {
      const output = names.get(method.key);
      return output === undefined ? method : { ...method, output };
    }),
  };
}
