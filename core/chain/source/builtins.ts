import { braceFormat } from './formatted';
import { message } from '../../messages';
import { chainError } from '../python';
import { RECORDER_SNIPPET } from '../recorder';
import type { Runtime } from './runtime';
import { equal, findMember, libraryBase } from './objects';
import {
  Builtin,
  ClassValue,
  Container,
  Dict,
  Instance,
  Layer,
  Library,
  List,
  TensorValue,
  typeName,
  Unknown,
  type Call,
  type Value,
} from './values';

const MAX_RANGE = 100_000;

/** Python's own functions, as far as model code calls them. */
export function builtinNames(interpreter: Runtime): (readonly [string, (call: Call) => Value])[] {
  const number = (value: Value | undefined, line: number): number => {
    if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
    if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
    return interpreter.refuse(line, message('source-number', { what: typeName(value ?? null) }));
  };
  const numbers = ({ args, line }: Call): number[] =>
    (args.length === 1 ? interpreter.items(args[0]!, line) : [...args]).map((item) => number(item, line));
  const list = (items: Value[]): List => new List(items);
  return [
    ['print', () => null],
    ['len', ({ args, line }) => lengthOf(interpreter, args[0] ?? null, line)],
    [
      'range',
      ({ args, line }) => {
        const [a = 0, b, c = 1] = args.map((item) => number(item, line));
        const [from, to] = b === undefined ? [0, a] : [a, b];
        const count = Math.max(0, Math.ceil((to - from) / c));
        if (!(count <= MAX_RANGE))
          throw chainError(line, message('source-too-long-run', { snippet: RECORDER_SNIPPET }));
        return list(Array.from({ length: count }, (_, i) => from + i * c));
      },
    ],
    ['int', ({ args, line }) => Math.trunc(number(args[0], line))],
    ['float', ({ args, line }) => number(args[0], line)],
    ['bool', ({ args, line }) => interpreter.truth(args[0] ?? null, line)],
    [
      'str',
      ({ args }) =>
        typeof args[0] === 'number' || typeof args[0] === 'string' ? String(args[0]) : new Unknown('a text'),
    ],
    [
      'abs',
      ({ args, line }) =>
        args[0] instanceof TensorValue
          ? interpreter.graph.pointwise('abs', args, line)
          : Math.abs(number(args[0], line)),
    ],
    ['round', ({ args, line }) => roundEven(number(args[0], line), args[1] === undefined ? 0 : number(args[1], line))],
    ['min', (call) => Math.min(...numbers(call))],
    ['max', (call) => Math.max(...numbers(call))],
    [
      'divmod',
      ({ args, line }) =>
        new List(
          [interpreter.operate('//', args[0]!, args[1]!, line), interpreter.operate('%', args[0]!, args[1]!, line)],
          true,
        ),
    ],
    ['pow', ({ args, line }) => interpreter.operate('**', args[0]!, args[1]!, line)],
    [
      'sum',
      ({ args, line }) =>
        interpreter
          .items(args[0]!, line)
          .reduce((total, item) => interpreter.operate('+', total, item, line), args[1] ?? 0),
    ],
    ['list', ({ args, line }) => list(args[0] === undefined ? [] : interpreter.items(args[0], line))],
    ['tuple', ({ args, line }) => new List(args[0] === undefined ? [] : interpreter.items(args[0], line), true)],
    ['set', ({ args, line }) => list(args[0] === undefined ? [] : interpreter.items(args[0], line))],
    [
      'dict',
      ({ args, named, line }) => {
        const made = new Dict();
        if (args[0] instanceof Dict) for (const [k, v] of args[0].entries) made.entries.set(k, v);
        else if (args[0] !== undefined)
          for (const pair of interpreter.items(args[0], line)) {
            const [k, v] = interpreter.items(pair, line);
            made.entries.set(k ?? null, v ?? null);
          }
        for (const [k, v] of named) made.entries.set(k, v);
        return made;
      },
    ],
    ['reversed', ({ args, line }) => list(interpreter.items(args[0]!, line).reverse())],
    [
      'sorted',
      ({ args, line }) =>
        list(
          interpreter
            .items(args[0]!, line)
            .sort((a, b) => (String(a) < String(b) ? -1 : 1))
            .sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : 0)),
        ),
    ],
    [
      'enumerate',
      ({ args, line }) =>
        list(interpreter.items(args[0]!, line).map((item, i) => new List([i + Number(args[1] ?? 0), item], true))),
    ],
    [
      'zip',
      ({ args, line }) => {
        const lists = args.map((item) => interpreter.items(item, line));
        const count = Math.min(...lists.map((items) => items.length));
        return list(
          Array.from(
            { length: count },
            (_, i) =>
              new List(
                lists.map((items) => items[i]!),
                true,
              ),
          ),
        );
      },
    ],
    [
      'map',
      ({ args, line }) =>
        list(
          interpreter
            .items(args[1]!, line)
            .map((item) => interpreter.call(args[0]!, { args: [item], named: new Map(), line })),
        ),
    ],
    ['any', ({ args, line }) => interpreter.items(args[0]!, line).some((item) => interpreter.truth(item, line))],
    ['all', ({ args, line }) => interpreter.items(args[0]!, line).every((item) => interpreter.truth(item, line))],
    ['isinstance', ({ args, line }) => isInstance(interpreter, args[0] ?? null, args[1] ?? null, line)],
    ['callable', ({ args }) => typeof args[0] === 'object' && args[0] !== null && !(args[0] instanceof List)],
    ['hasattr', ({ args, line }) => has(interpreter, args[0] ?? null, interpreter.text(args[1], line), line)],
    [
      'getattr',
      ({ args, line }) => {
        const name = interpreter.text(args[1], line);
        if (args.length > 2 && !has(interpreter, args[0] ?? null, name, line)) return args[2]!;
        return interpreter.attribute(args[0] ?? null, name, line);
      },
    ],
    [
      'setattr',
      ({ args, line }) => {
        const [of, name, value] = args;
        if (of instanceof Instance) of.attributes.set(interpreter.text(name, line), value ?? null);
        else if (of instanceof Container) of.entries.set(interpreter.text(name, line), value ?? null);
        else interpreter.refuse(line, 'setattr');
        return null;
      },
    ],
    ['type', ({ args }) => (args[0] instanceof Instance ? args[0].of : new Unknown('a type'))],
    ['property', ({ args }) => args[0] ?? null],
    ['super', ({ line }) => interpreter.refuse(line, 'super')],
    ['object', () => new Unknown('object')],
    [
      'OrderedDict',
      ({ args, named, line }) => interpreter.call(interpreter.globals.names.get('dict')!, { args, named, line }),
    ],
  ];
}

/** Python rounds halves to the even neighbour. */
function roundEven(value: number, digits: number): number {
  const scaled = value * 10 ** digits;
  const below = Math.floor(scaled);
  const rounded = scaled - below === 0.5 ? (below % 2 === 0 ? below : below + 1) : Math.round(scaled);
  return rounded / 10 ** digits;
}

function lengthOf(interpreter: Runtime, value: Value, line: number): number {
  if (value instanceof TensorValue) return value.shape[0] ?? 0;
  if (value instanceof Instance) return value.attributes.size;
  return interpreter.items(value, line).length;
}

function has(interpreter: Runtime, of: Value, name: string, line: number): boolean {
  if (of instanceof Instance) return of.attributes.has(name) || findMember(of.of, name) !== undefined;
  if (of instanceof Layer)
    return (
      Object.hasOwn(of.values, name) ||
      (name === 'weight' && Object.hasOwn(of.values, 'kernel_size') && 'bias' in of.values)
    );
  if (of instanceof Library || of instanceof Unknown) return interpreter.refuse(line, `hasattr(${typeName(of)})`);
  return false;
}

function isInstance(interpreter: Runtime, value: Value, kinds: Value, line: number): boolean {
  if (kinds instanceof List) return kinds.items.some((kind) => isInstance(interpreter, value, kind, line));
  if (kinds instanceof Builtin) {
    switch (kinds.name) {
      case 'int':
        return (typeof value === 'number' && Number.isInteger(value)) || typeof value === 'boolean';
      case 'float':
        return typeof value === 'number' && !Number.isInteger(value);
      case 'str':
        return typeof value === 'string';
      case 'bool':
        return typeof value === 'boolean';
      case 'list':
        return value instanceof List && !value.isTuple;
      case 'tuple':
        return value instanceof List && value.isTuple;
      case 'dict':
        return value instanceof Dict;
    }
  }
  if (kinds instanceof ClassValue) return value instanceof Instance && isSubclass(value.of, kinds);
  if (kinds instanceof Library) {
    const name = kinds.path.split('.').at(-1)!;
    if (name === 'Tensor') return value instanceof TensorValue;
    if (name === 'Module')
      return (
        value instanceof Layer ||
        value instanceof Container ||
        (value instanceof Instance && libraryBase(value.of) !== null)
      );
    if (name === '_BatchNorm') return value instanceof Layer && value.kind.startsWith('BatchNorm');
    if (value instanceof Layer || value instanceof Container) return value.kind === name;
    if (value instanceof Instance) return libraryBase(value.of) === name;
    if (name === 'Iterable' || name === 'Sequence') return value instanceof List;
    return false;
  }
  return interpreter.refuse(line, `isinstance(..., ${typeName(kinds)})`);
}

function isSubclass(of: ClassValue, wanted: ClassValue): boolean {
  return of === wanted || of.bases.some((base) => base instanceof ClassValue && isSubclass(base, wanted));
}

/** Methods of lists, dicts, texts and containers of modules. */
export function methodOf(interpreter: Runtime, of: Value, name: string): Value | null {
  const made = (run: (call: Call) => Value): Builtin => new Builtin(name, run);
  if (of instanceof List) {
    switch (name) {
      case 'append':
        return made(({ args }) => (of.items.push(args[0] ?? null), null));
      case 'extend':
        return made(({ args, line }) => (of.items.push(...interpreter.items(args[0] ?? null, line)), null));
      case 'insert':
        return made(({ args }) => (of.items.splice(Number(args[0]), 0, args[1] ?? null), null));
      case 'pop':
        return made(({ args, line }) => {
          const at = args[0] === undefined ? of.items.length - 1 : Number(args[0]);
          const [item] = of.items.splice(at < 0 ? of.items.length + at : at, 1);
          if (item === undefined)
            throw chainError(line, message('source-index', { index: at, length: of.items.length }));
          return item;
        });
      case 'reverse':
        return made(() => (of.items.reverse(), null));
      case 'index':
        return made(({ args }) => of.items.findIndex((item) => equal(item, args[0] ?? null)));
      case 'count':
        return made(({ args }) => of.items.filter((item) => equal(item, args[0] ?? null)).length);
      case 'copy':
        return made(() => new List([...of.items], of.isTuple));
      case 'numel':
        return made(({ line }) =>
          of.items.reduce((total: number, item) => total * Number(interpreter.operate('*', item, 1, line)), 1),
        );
    }
  }
  if (of instanceof Dict) {
    switch (name) {
      case 'items':
        return made(() => new List([...of.entries].map(([k, v]) => new List([k, v], true))));
      case 'keys':
        return made(() => new List([...of.entries.keys()]));
      case 'values':
        return made(() => new List([...of.entries.values()]));
      case 'get':
        return made(({ args }) => of.entries.get(args[0] ?? null) ?? args[1] ?? null);
      case 'pop':
        return made(({ args }) => {
          const found = of.entries.get(args[0] ?? null) ?? args[1] ?? null;
          of.entries.delete(args[0] ?? null);
          return found;
        });
      case 'update':
        return made(({ args, named }) => {
          if (args[0] instanceof Dict) for (const [k, v] of args[0].entries) of.entries.set(k, v);
          for (const [k, v] of named) of.entries.set(k, v);
          return null;
        });
    }
  }
  if (of instanceof Container) {
    switch (name) {
      case 'append':
        return made(({ args }) => (of.entries.set(String(of.entries.size), args[0] ?? null), of));
      case 'extend':
        return made(({ args, line }) => {
          for (const item of interpreter.items(args[0] ?? null, line)) of.entries.set(String(of.entries.size), item);
          return of;
        });
      case 'items':
        return made(() => new List([...of.entries].map(([k, v]) => new List([k, v], true))));
      case 'keys':
        return made(() => new List([...of.entries.keys()]));
      case 'values':
        return made(() => new List([...of.entries.values()]));
    }
  }
  if (typeof of === 'string') {
    switch (name) {
      case 'lower':
        return made(() => of.toLowerCase());
      case 'upper':
        return made(() => of.toUpperCase());
      case 'startswith':
        return made(({ args }) => of.startsWith(String(args[0])));
      case 'endswith':
        return made(({ args }) => of.endsWith(String(args[0])));
      case 'find':
        return made(({ args }) => of.indexOf(String(args[0])));
      case 'split':
        return made(({ args }) => new List(args[0] === undefined ? of.split(/\s+/) : of.split(String(args[0]))));
      case 'replace':
        return made(({ args }) => of.replaceAll(String(args[0]), String(args[1])));
      case 'strip':
        return made(() => of.trim());
      case 'format':
      case 'join':
        return made(({ args, named, line }) => {
          if (name === 'join' && args[0] instanceof List && args[0].items.every((item) => typeof item === 'string'))
            return args[0].items.join(of);
          const filled = name === 'format' ? braceFormat(of, args, named) : null;
          if (filled !== null) return filled;
          return line > 0 ? new Unknown('a formatted text') : null;
        });
    }
  }
  return null;
}
