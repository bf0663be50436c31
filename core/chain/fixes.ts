import { message, type Message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import type { Shape } from '../tensor/tensor';
import { evaluateChain, goesThrough, type Evaluation, type Row } from './evaluate';
import { pairOf } from './layerCost';
import type { Values } from './layers';
import { INPUT, type Chain, type Step } from './program';
import { because } from './solution';

export type FixKind = 'outputPadding' | 'outputSize' | 'resize' | 'crop' | 'pad' | 'padInput' | 'argument';

/** What a fix changes, as data: the chain and the user's text are changed by it alike. */
export type Change =
  | { readonly what: 'arguments'; readonly step: string; readonly values: Values }
  | { readonly what: 'outputSize'; readonly step: string; readonly of: string }
  /** Rows and columns are cut from, or added to, one input of a step. */
  | {
      readonly what: 'crop' | 'pad';
      readonly step: string;
      readonly input: string;
      /** Of `crop` the size that stays, of `pad` what is added; [rows, columns]. */
      readonly size: readonly [number, number];
      /** An input of the size that is wanted. */
      readonly like: string | undefined;
    }
  | { readonly what: 'padInput'; readonly size: readonly [number, number] };

/** A change that lets a step fit, tried before it is offered. */
export interface Fix {
  readonly kind: FixKind;
  /** What is changed, as code. */
  readonly code: string;
  /** What that does, in a sentence. */
  readonly why: string;
  readonly whySaid: Message;
  readonly change: Change;
  /** The whole chain with the change. */
  readonly chain: Chain;
}

/** Every change that would fix the row's problem (or warning), the ones that cost nothing first. */
export function findFixes(chain: Chain, evaluation: Evaluation, row: Row): Fix[] {
  const { step, problem, warning } = row;
  const fixes: Fix[] = [];
  if (warning !== null && problem === null && step.kind === 'MaxUnpool2d') fixes.push(...unpoolFix(chain, step));
  if (problem?.fix) fixes.push(argumentFix(chain, step, problem.fix));
  if (problem?.parameter === 'size' && row.inputShapes.length === step.inputs.length) {
    fixes.push(...sizeFixes(chain, row));
  }
  if (problem?.parameter === 'size' || step.kind === 'MaxUnpool2d') fixes.push(...padInputFix(chain, evaluation.input));
  // What pads the input was tried as a whole already; in model code the steps of one size say nothing of another.
  return fixes.filter((fix) => fix.kind === 'padInput' || cures(fix, evaluation.input, row));
}

/** Multiples that poolings and strides ask for. */
const MULTIPLES = [2, 4, 8, 16, 32, 64, 128];

/** A larger input that goes through everything: its last row and column are repeated. */
function padInputFix(chain: Chain, input: Shape): Fix[] {
  const [, , h, w] = input;
  if (h === undefined || w === undefined) return [];
  for (const step of MULTIPLES) {
    const more = [-h, -w].map((negative) => ((negative % step) + step) % step) as [number, number];
    if (more[0] === 0 && more[1] === 0) continue;
    if (!goesThrough(chain, [...input.slice(0, 2), h + more[0], w + more[1]])) continue;
    return [
      {
        kind: 'padInput',
        code: `x = F.pad(x, (0, ${more[1]}, 0, ${more[0]}), mode='replicate')`,
        ...because(message('pads-input', { size: `${h + more[0]}×${w + more[1]}`, own: `${h}×${w}`, step })),
        change: { what: 'padInput', size: more },
        chain: padInput(chain, more),
      },
    ];
  }
  return [];
}

/** The chain with a padding before everything. */
function padInput(chain: Chain, more: readonly [number, number]): Chain {
  let label = 'x_pad';
  while (chain.steps.some(({ name }) => name === label)) label += '_';
  const known = (name: string): string => (name === INPUT ? label : name);
  const added: Step = {
    name: label,
    line: chain.steps[0]?.line ?? 1,
    kind: 'pad',
    values: { pad: [0, more[1], 0, more[0]], mode: 'replicate', value: 0 },
    inputs: [INPUT],
  };
  const steps = chain.steps.map((step): Step => ({
    ...step,
    inputs: step.inputs.map(known),
    ...(step.outputSize === INPUT ? { outputSize: label } : {}),
  }));
  const comments = chain.comments.map(({ before, text }) => ({ before: before > 0 ? before + 1 : 0, text }));
  return { ...chain, comments, steps: [added, ...steps] };
}

function cures({ chain }: Fix, input: Shape, { step }: Row): boolean {
  try {
    const after = evaluateChain(chain, input, false).rows.find((row) => row.step.name === step.name);
    return after !== undefined && after.shape !== null && after.warning === null;
  } catch (error) {
    if (error instanceof UpbenchError) return false;
    throw error;
  }
}

function replace(chain: Chain, name: string, change: Partial<Step>): Chain {
  return { ...chain, steps: chain.steps.map((step) => (step.name === name ? { ...step, ...change } : step)) };
}

function argumentFix(chain: Chain, step: Step, fix: Readonly<Record<string, number | string | boolean>>): Fix {
  const code = Object.entries(fix).map(([name, value]) => `${step.name}.${name} = ${String(value)}`);
  return {
    kind: 'argument',
    code: code.join(', '),
    ...because(message('then-it-takes', { name: step.name })),
    change: { what: 'arguments', step: step.name, values: fix },
    chain: replace(chain, step.name, { values: { ...step.values, ...fix } }),
  };
}

function unpoolFix(chain: Chain, step: Step): Fix[] {
  const pool = chain.steps.find(({ name }) => name === step.indicesOf);
  const source = pool?.inputs[0];
  if (source === undefined) return [];
  return [
    {
      kind: 'outputSize',
      code: `${step.name}(${step.inputs[0]}, output_size=${source}.shape)`,
      ...because(message('positions-count-in', { pool: pool!.name, source })),
      change: { what: 'outputSize', step: step.name, of: source },
      chain: replace(chain, step.name, { outputSize: source }),
    },
  ];
}

/** The inputs of `cat` or `add` differ in height or width: make the smaller larger, or the larger smaller. */
function sizeFixes(chain: Chain, { step, inputShapes }: Row): Fix[] {
  const height = (shape: Shape): number => shape[2] ?? 0;
  const width = (shape: Shape): number => shape[3] ?? 0;
  const small = [Math.min(...inputShapes.map(height)), Math.min(...inputShapes.map(width))] as const;
  const large = [Math.max(...inputShapes.map(height)), Math.max(...inputShapes.map(width))] as const;
  const largest = step.inputs.find(
    (_, i) => height(inputShapes[i]!) === large[0] && width(inputShapes[i]!) === large[1],
  );
  const smallest = step.inputs.find(
    (_, i) => height(inputShapes[i]!) === small[0] && width(inputShapes[i]!) === small[1],
  );
  const fixes: Fix[] = [];
  for (const [i, name] of step.inputs.entries()) {
    const shape = inputShapes[i]!;
    const missing = [large[0] - height(shape), large[1] - width(shape)] as const;
    if (missing[0] === 0 && missing[1] === 0) continue;
    for (const source of upstream(chain, name)) fixes.push(...grow(chain, source, missing, large, largest));
  }
  for (const [i, name] of step.inputs.entries()) {
    const shape = inputShapes[i]!;
    if (height(shape) > small[0] || width(shape) > small[1])
      fixes.push(crop(chain, step, name, shape, small, smallest));
  }
  for (const [i, name] of step.inputs.entries()) {
    const missing = [large[0] - height(inputShapes[i]!), large[1] - width(inputShapes[i]!)] as const;
    if (missing[0] > 0 || missing[1] > 0) fixes.push(pad(chain, step, name, missing, largest));
  }
  return fixes;
}

/** The step and those before it along its first inputs, as far as a change of size gets through one to one. */
function upstream(chain: Chain, name: string): Step[] {
  const found: Step[] = [];
  let at = chain.steps.find((step) => step.name === name);
  while (at && found.length < 40) {
    found.push(at);
    const previous: string = at.inputs[0] ?? INPUT;
    if (at.kind === 'ConvTranspose2d' || at.kind === 'Upsample' || at.kind === 'MaxUnpool2d') break;
    at = chain.steps.find((step) => step.name === previous);
  }
  return found;
}

function grow(
  chain: Chain,
  step: Step,
  missing: readonly [number, number],
  large: readonly [number, number],
  largest: string | undefined,
): Fix[] {
  const { name, values, kind } = step;
  const byShape: Fix[] =
    largest === undefined || largest === name
      ? []
      : [
          {
            kind: 'outputSize',
            code: `${name}(${step.inputs[0]}, output_size=${largest}.shape)`,
            ...because(message('follows-every-input')),
            change: { what: 'outputSize', step: name, of: largest },
            chain: replace(chain, name, { outputSize: largest, values: withoutOutputPadding(values) }),
          },
        ];
  if (kind === 'ConvTranspose2d') {
    const [opH, opW] = pairOf(values['output_padding']);
    const wanted = [opH + missing[0], opW + missing[1]] as const;
    const value = wanted[0] === wanted[1] ? wanted[0] : wanted;
    const limit = Math.max(...pairOf(values['stride']), ...pairOf(values['dilation']));
    const padding: Fix = {
      kind: 'outputPadding',
      code: `${name}.output_padding = ${typeof value === 'number' ? value : `(${value.join(', ')})`}`,
      ...because(message('then-gives', { name, size: large.join('×'), most: limit - 1 })),
      change: { what: 'arguments', step: name, values: { output_padding: value } },
      chain: replace(chain, name, { values: { ...values, output_padding: value } }),
    };
    return [padding, ...byShape];
  }
  if (kind === 'MaxUnpool2d') return byShape;
  if (kind !== 'Upsample') return [];
  const resized: Values = {
    size: largest === undefined ? [...large] : { ref: largest },
    scale_factor: null,
  };
  return [
    {
      kind: 'resize',
      code: largest === undefined ? `${name}.size = (${large.join(', ')})` : `${name}.size = ${largest}.shape[-2:]`,
      ...because(message('gives-whatever', { name, size: large.join('×') })),
      change: { what: 'arguments', step: name, values: resized },
      chain: replace(chain, name, { values: { ...values, ...resized } }),
    },
  ];
}

function withoutOutputPadding(values: Values): Values {
  return 'output_padding' in values ? { ...values, output_padding: 0 } : values;
}

function crop(
  chain: Chain,
  step: Step,
  name: string,
  shape: Shape,
  small: readonly [number, number],
  like: string | undefined,
): Fix {
  const cut = (axis: 0 | 1): number[] => [0, shape[2 + axis]! > small[axis] ? small[axis] : Infinity];
  const [rows, columns] = [cut(0), cut(1)];
  const text = (bounds: readonly number[]): string => `:${bounds[1] === Infinity ? '' : bounds[1]}`;
  return {
    kind: 'crop',
    code: `${name}[..., ${text(rows)}, ${text(columns)}]`,
    ...because(message('drops-last', { name, size: small.join('×') })),
    change: { what: 'crop', step: step.name, input: name, size: small, like },
    chain: insert(chain, step, name, { kind: 'crop', values: { rows, columns } }),
  };
}

function pad(
  chain: Chain,
  step: Step,
  name: string,
  missing: readonly [number, number],
  like: string | undefined,
): Fix {
  return {
    kind: 'pad',
    code: `F.pad(${name}, (0, ${missing[1]}, 0, ${missing[0]}), mode='replicate')`,
    ...because(message('repeats-last', { name, isRow: missing[0] > 0, isColumn: missing[1] > 0 })),
    change: { what: 'pad', step: step.name, input: name, size: missing, like },
    chain: insert(chain, step, name, {
      kind: 'pad',
      values: { pad: [0, missing[1], 0, missing[0]], mode: 'replicate', value: 0 },
    }),
  };
}

/** Puts a step between `name` and `step`. */
function insert(chain: Chain, step: Step, name: string, { kind, values }: Pick<Step, 'kind' | 'values'>): Chain {
  let label = `${name}_${kind}`;
  while (chain.steps.some((other) => other.name === label)) label += '_';
  const at = chain.steps.findIndex((other) => other.name === step.name);
  const added: Step = { name: label, line: step.line, kind, values, inputs: [name] };
  const changed: Step = { ...step, inputs: step.inputs.map((input) => (input === name ? label : input)) };
  const comments = chain.comments.map(({ before, text }) => ({ before: before > at ? before + 1 : before, text }));
  return { ...chain, comments, steps: [...chain.steps.slice(0, at), added, changed, ...chain.steps.slice(at + 1)] };
}
