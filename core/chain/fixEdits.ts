import { UpbenchError } from '../tensor/errors';
import type { Shape } from '../tensor/tensor';
import { evaluateChain, type Evaluation } from './evaluate';
import type { Change, Fix } from './fixes';
import { FUNCTIONS, SIGNATURES, type Values } from './layers';
import { parseChain } from './parse';
import { isPrinted } from './printed';
import { INPUT, type Chain, type Step } from './program';
import { isSource } from './source/readSource';
import { applyEdits, callsOn, lineStart, partsFrom, type Span, type TextEdit, type WrittenCall } from './textEdit';
import { pythonValue } from './write';

/** A text as the user wrote it, with what was read of it. */
interface Written {
  readonly text: string;
  readonly chain: Chain;
  readonly evaluation: Evaluation;
  readonly input: Shape;
  readonly model: string | null;
}

const MOST_TRIES = 24;

/** The smallest change of the user's text that does what a fix says; null where no place for it is found. Tried, not assumed. */
export function fixEdits(written: Written, fix: Fix): TextEdit[] | null {
  const before = troubles(written.evaluation);
  for (const edits of places(written, fix.change).slice(0, MOST_TRIES)) {
    const after = troublesOf(applyEdits(written.text, edits), written);
    if (after !== null && (after.count < before.count || after.first > before.first)) return edits;
  }
  return null;
}

interface Troubles {
  readonly count: number;
  /** Place of the first in the chain. */
  readonly first: number;
}

function troubles({ rows }: Evaluation): Troubles {
  const isBad = ({ problem, warning }: Evaluation['rows'][number]): boolean => problem !== null || warning !== null;
  const first = rows.findIndex(isBad);
  return { count: rows.filter(isBad).length, first: first < 0 ? Infinity : first };
}

function troublesOf(text: string, { input, model }: Written): Troubles | null {
  try {
    return troubles(evaluateChain(parseChain(text, input, model), input, false));
  } catch (error) {
    if (error instanceof UpbenchError) return null;
    throw error;
  }
}

/** Where the change could stand, the likeliest first. */
function places(written: Written, change: Change): TextEdit[][] {
  const { text, chain } = written;
  if (change.what === 'padInput') return padInputPlaces(written, change.size);
  const step = chain.steps.find(({ name }) => name === change.step);
  if (!step) return [];
  switch (change.what) {
    case 'arguments':
      return constructorCalls(text, step).flatMap((call) => {
        const edits = argumentEdits(text, call, step.kind, change.values);
        return edits ? [edits] : [];
      });
    case 'outputSize':
      return outputSizePlaces(written, step, change.of);
    case 'crop':
    case 'pad':
      return joinPlaces(written, step, change);
  }
}

/** Calls that may have made the layer: those of its kind on its line. */
function constructorCalls(text: string, step: Step): WrittenCall[] {
  const functions = Object.entries(FUNCTIONS).flatMap(([name, kind]) => (kind === step.kind ? [name] : []));
  const names = [step.kind, ...functions];
  const isOfKind = ({ callee }: WrittenCall): boolean =>
    names.includes(callee.split('.').at(-1)!) ||
    callee.split('.').at(-1)!.startsWith(`${step.kind}`.replace('Upsample', 'Upsampling'));
  return callsOn(text, step.madeAt ?? step.line).filter(isOfKind);
}

function argumentEdits(text: string, call: WrittenCall, kind: string, values: Values): TextEdit[] | null {
  const signature = SIGNATURES[kind];
  if (!signature) return null;
  const written = call.args.map(({ from, to }) => text.slice(from, to));
  if (written.some((arg) => arg.startsWith('*'))) return null;
  // A function is given what it is applied to before everything else.
  const isFunction = /^[a-z]/.test(call.callee.split('.').at(-1)!);
  const nameOf = (arg: string, i: number): string | undefined =>
    /^([A-Za-z_]\w*)\s*=(?!=)/.exec(arg)?.[1] ?? signature.args[isFunction ? i - 1 : i]?.[0];
  const edits: TextEdit[] = [];
  let appended = '';
  for (const [name, value] of Object.entries(values)) {
    const at = written.findIndex((arg, i) => nameOf(arg, i) === name);
    if (value === null) {
      // What is left out is None already.
      if (at >= 0) edits.push({ ...withComma(call, at), text: '' });
    } else if (at < 0) appended += `, ${name}=${pythonValue(value)}`;
    else {
      const { from, to } = call.args[at]!;
      const isNamed = /^[A-Za-z_]\w*\s*=(?!=)/.exec(written[at]!)?.[0];
      edits.push({ from, to, text: `${isNamed ?? ''}${pythonValue(value)}` });
    }
  }
  if (appended === '') return edits;
  const removed = edits.find(({ text: insert }) => insert === '');
  // In place of a single argument that goes, no comma is left over.
  if (removed && call.args.length === 1)
    return [...edits.filter((edit) => edit !== removed), { ...call.args[0]!, text: appended.slice(2) }];
  const end = call.args.at(-1)?.to ?? call.close;
  return [...edits, { from: end, to: end, text: call.args.length === 0 ? appended.slice(2) : appended }];
}

/** An argument with the comma on one side of it. */
function withComma({ args }: WrittenCall, at: number): Span {
  const own = args[at]!;
  if (at > 0) return { from: args[at - 1]!.to, to: own.to };
  return { from: own.from, to: args[1]?.from ?? own.to };
}

function outputSizePlaces({ text, chain, evaluation }: Written, step: Step, of: string): TextEdit[][] {
  const sizeOf = (name: string): Shape =>
    (evaluation.rows.find((row) => row.step.name === name)?.shape ?? evaluation.input).slice(-2);
  if (isPrinted(text)) return [];
  // In model code the names of results are not the names of steps: the size itself is written.
  if (isSource(text)) {
    const size = sizeOf(of).join(', ');
    return callsOn(text, step.line).map(({ args, close }): TextEdit[] => {
      const end = args.at(-1)?.to ?? close;
      return [{ from: end, to: end, text: `, output_size=(${size})` }];
    });
  }
  const said = `output_size=${of}.shape`;
  const [input = INPUT] = step.inputs;
  const line = chain.steps.some(({ name }) => name === step.name) ? step.line : 1;
  return constructorCalls(text, { ...step, line }).map((call): TextEdit[] => {
    const behind = text.slice(call.close + 1);
    const applied = /^[ \t]*\(/.exec(behind)?.[0];
    const given = applied === undefined ? null : partsFrom(text, call.close + 1 + applied.length);
    const noPadding = argumentEdits(text, call, step.kind, { output_padding: null }) ?? [];
    const added = given
      ? { from: given.close, to: given.close, text: `, ${said}` }
      : { from: call.close + 1, to: call.close + 1, text: `(${input}, ${said})` };
    return [...(step.kind === 'ConvTranspose2d' ? noPadding : []), added];
  });
}

/** Around one of what is joined: `torch.cat([F.pad(a, ...), b], 1)`. */
function joinPlaces({ text }: Written, step: Step, change: Extract<Change, { what: 'crop' | 'pad' }>): TextEdit[][] {
  const isCode = isSource(text);
  const lists = joinedParts(text, step).filter((parts) => parts.length === step.inputs.length);
  const likeAt = change.like === undefined ? -1 : step.inputs.indexOf(change.like);
  const at = step.inputs.indexOf(change.input);
  return lists.flatMap((parts) => {
    const own = parts[at];
    if (!own) return [];
    const words = text.slice(own.from, own.to);
    const like = parts[likeAt] && text.slice(parts[likeAt].from, parts[likeAt].to);
    const isName = (word: string | undefined): word is string => word !== undefined && /^[A-Za-z_][\w.]*$/.test(word);
    const made: string[] = [];
    // Sizes that follow every input, where the code can say them.
    if (isCode && isName(words) && isName(like)) made.push(following(change.what, words, like, functionsOf(text)));
    made.push(fixed(change, isName(words) ? words : `(${words})`, functionsOf(text)));
    return made.map((replacement) => [{ ...own, text: replacement }]);
  });
}

function following(what: 'crop' | 'pad', own: string, like: string, functions: string): string {
  if (what === 'crop') return `${own}[..., :${like}.shape[-2], :${like}.shape[-1]]`;
  const missing = (axis: number): string => `${like}.shape[${axis}] - ${own}.shape[${axis}]`;
  return `${functions}.pad(${own}, (0, ${missing(-1)}, 0, ${missing(-2)}), mode='replicate')`;
}

function fixed({ what, size }: Extract<Change, { what: 'crop' | 'pad' }>, own: string, functions: string): string {
  const [rows, columns] = size;
  if (what === 'crop') return `${own}[..., :${rows}, :${columns}]`;
  return `${functions}.pad(${own.replace(/^\((.*)\)$/s, '$1')}, (0, ${columns}, 0, ${rows}), mode='replicate')`;
}

/** The parts of every sum and concatenation on the line of a step. */
function joinedParts(text: string, step: Step): Span[][] {
  const calls = callsOn(text, step.line);
  if (step.kind === 'cat') {
    return calls
      .filter(({ callee }) => /(?:^|\.)(?:cat|concat|concatenate)$/.test(callee))
      .flatMap(({ args: [list] }) => {
        const parts = list && /^[[(]/.test(text.slice(list.from)) ? partsFrom(text, list.from + 1) : null;
        return parts ? [parts.parts] : [];
      });
  }
  const start = lineStart(text, step.line);
  const newline = text.indexOf('\n', start);
  const line = text.slice(start, newline < 0 ? undefined : newline);
  const NAME = String.raw`[A-Za-z_][\w.]*`;
  const sums = [...line.matchAll(new RegExp(`(${NAME})(\\s*\\+\\s*)(${NAME})`, 'g'))].map((match): Span[] => {
    const from = start + match.index;
    const second = from + match[1]!.length + match[2]!.length;
    return [
      { from, to: from + match[1]!.length },
      { from: second, to: second + match[3]!.length },
    ];
  });
  const added = calls
    .filter(({ callee, args }) => /(?:^|\.)add$/.test(callee) && args.length === 2)
    .map(({ args }) => [...args]);
  return [...sums, ...added];
}

/** One line before everything: the input is padded. */
function padInputPlaces({ text, chain }: Written, [rows, columns]: readonly [number, number]): TextEdit[][] {
  if (isPrinted(text)) return [];
  const { forward } = chain;
  if (isSource(text) && !forward) return [];
  const name = forward?.input ?? INPUT;
  const line = forward?.line ?? Math.min(...chain.steps.map((step) => step.madeAt ?? step.line));
  const from = lineStart(text, line);
  const indent = /^[ \t]*/.exec(text.slice(from))![0];
  const functions = isSource(text) ? functionsOf(text) : 'F';
  const code = `${name} = ${functions}.pad(${name}, (0, ${columns}, 0, ${rows}), mode='replicate')`;
  return [[{ from, to: from, text: `${indent}${code}\n` }]];
}

/** What torch.nn.functional is called in the text. */
function functionsOf(text: string): string {
  const named = /^\s*import\s+torch\.nn\.functional\s+as\s+(\w+)/m.exec(text)?.[1];
  const taken = /^\s*from\s+torch\.nn\s+import\s+(?:[\w\s,]*\b)?functional(?:\s+as\s+(\w+))?/m.exec(text);
  if (named !== undefined) return named;
  if (taken) return taken[1] ?? 'functional';
  if (!isSource(text)) return 'F';
  return /^\s*(?:import\s+torch\.nn\s+as\s+nn|from\s+torch\s+import\s+(?:[\w\s,]*\b)?nn)\b/m.test(text)
    ? 'nn.functional'
    : 'torch.nn.functional';
}
