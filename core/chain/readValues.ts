import { describe } from '../tensor/errors';
import { IGNORED, SIGNATURES, type Value, type Values } from './layers';
import { chainError, type Argument, type Expression } from './python';

/** The arguments of a layer by name, with their defaults; unknown, missing and doubled ones are refused. */
export function readValues(kind: string, args: readonly Argument[], line: number): Values {
  const { args: known } = SIGNATURES[kind]!;
  const values: Record<string, Value> = {};
  for (const [position, { name, value }] of args.entries()) {
    const key = name ?? known[position]?.[0];
    const taken = known.map(([arg]) => arg);
    if (key === undefined)
      throw chainError(line, `Expected at most ${known.length} arguments for ${kind} but received ${args.length}.`);
    if (IGNORED.includes(key)) continue;
    if (!taken.includes(key)) {
      const list = taken.length === 0 ? 'it takes none' : `it takes ${taken.join(', ')}`;
      throw chainError(line, `${kind} has no argument "${key}"; ${list}.`);
    }
    if (Object.hasOwn(values, key)) throw chainError(line, `${kind} was given ${key} twice.`);
    values[key] = readValue(value);
  }
  return withDefaults(kind, values, line);
}

function withDefaults(kind: string, given: Values, line: number): Values {
  const filled: Record<string, Value> = {};
  for (const [name, usual] of SIGNATURES[kind]!.args) {
    const value = given[name];
    if (value === undefined && usual === undefined)
      throw chainError(line, `Expected ${name} for ${kind} but received nothing.`);
    filled[name] = value === undefined ? usual! : value;
  }
  return filled;
}

const WORDS: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };

/** A number, True, False, None, a string, a list of numbers, or the shape of a step. */
export function readValue(expression: Expression): Value {
  const { line } = expression;
  switch (expression.type) {
    case 'number':
      return expression.value;
    case 'string':
      if (/^[\w-]*$/.test(expression.value)) return expression.value;
      throw chainError(line, `Expected a word in the quotes but found ${describe(expression.value)}.`);
    case 'name': {
      const word = WORDS[expression.value];
      if (word === undefined) throw chainError(line, `Expected a value but found the name ${expression.value}.`);
      return word;
    }
    case 'list': {
      const items = expression.items.map(readValue);
      if (!items.every((item): item is number => typeof item === 'number'))
        throw chainError(line, 'Expected a list of numbers.');
      return items;
    }
    case 'attribute':
    case 'subscript':
    case 'call':
      return { ref: readShapeOf(expression) };
    default:
      throw chainError(line, 'Expected a number, True, False, None, a string or a tuple of numbers.');
  }
}

/** `enc1.shape`, `enc1.shape[-2:]`, `enc1.size()`, `enc1.size()[2:]` -> enc1 */
function readShapeOf(expression: Expression): string {
  let inner = expression;
  if (inner.type === 'subscript') {
    // x.shape[2] is one number, so a square; only the last two sizes together are a size.
    const [item, more] = inner.items;
    const from = item?.type === 'slice' && item.from?.type === 'number' && item.to === null ? item.from.value : null;
    if (more !== undefined || (from !== 2 && from !== -2))
      throw chainError(expression.line, 'Expected both sizes, as in enc1.shape[-2:].');
    inner = inner.of;
  }
  if (inner.type === 'call' && inner.args.length === 0) inner = inner.callee;
  if (inner.type === 'attribute' && (inner.name === 'shape' || inner.name === 'size')) {
    const name = nameOf(inner.of);
    if (name !== null) return name;
  }
  throw chainError(expression.line, 'Expected a number, or a shape such as enc1.shape.');
}

/** `name` or `self.name`; null for anything else. */
export function nameOf(expression: Expression): string | null {
  if (expression.type === 'name') return expression.value;
  const isOwn = expression.type === 'attribute' && expression.of.type === 'name' && expression.of.value === 'self';
  return isOwn ? expression.name : null;
}

/** `nn.Conv2d`, `torch.nn.Conv2d`, `Conv2d`, `F.relu` -> the last name; null where it is none. */
export function lastName(expression: Expression): string | null {
  if (expression.type === 'name') return expression.value;
  return expression.type === 'attribute' && lastName(expression.of) !== null ? expression.name : null;
}
