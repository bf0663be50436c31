import { message } from '../../messages';
import { chainError } from '../python';
import { numbersOf } from './graph';
import type { Runtime } from './runtime';
import { List, TensorValue, typeName, type Call, type Value } from './values';

/** Methods that change neither shape nor what a value depends on. */
const SAME = [
  'contiguous',
  'clone',
  'detach',
  'float',
  'half',
  'double',
  'cuda',
  'cpu',
  'to',
  'type_as',
  'requires_grad_',
  'data',
  'type',
  'zero_',
  'fill_',
  'normal_',
  'uniform_',
  'copy_',
  'long',
  'int',
  'bool',
  'byte',
  'bfloat16',
];
const REDUCTIONS = ['mean', 'sum', 'std', 'var', 'norm', 'amax', 'amin', 'prod'];

export function numberOf(value: Value, line: number, interpreter: Runtime): number {
  if (typeof value === 'number') return value;
  return interpreter.refuse(line, message('source-number', { what: typeName(value) }));
}

/** A method of a tensor, or the function of torch of the same name; undefined where it is not known. */
export function tensorMethod(
  interpreter: Runtime,
  of: TensorValue,
  name: string,
  { args, named, line }: Call,
): Value | undefined {
  const { graph } = interpreter;
  const rank = of.shape.length;
  const number = (value: Value | undefined, usual: number): number =>
    value === undefined ? usual : numberOf(value, line, interpreter);
  const axisOf = (value: Value | undefined, usual: number, ranks = rank): number => {
    const axis = number(value, usual);
    const found = axis < 0 ? ranks + axis : axis;
    if (found < 0 || found >= Math.max(1, ranks))
      throw chainError(line, message('source-index', { index: axis, length: ranks }));
    return found;
  };
  const sizes = (): number[] =>
    numbersOf(args.length === 1 && args[0] instanceof List ? args[0] : new List([...args]), line);
  const elements = of.shape.reduce((total, size) => total * size, 1);
  if (SAME.includes(name)) return of;
  switch (name) {
    case 'size':
      return args.length === 0 && !named.has('dim')
        ? new List([...of.shape], true)
        : (of.shape[axisOf(args[0] ?? named.get('dim'), 0)] ?? 0);
    case 'dim':
    case 'ndimension':
      return rank;
    case 'numel':
    case 'nelement':
      return elements;
    case 'item':
      return interpreter.refuse(line, 'tensor.item()');
    case 'view':
    case 'reshape':
    case 'view_as':
    case 'reshape_as': {
      const wanted = args[0] instanceof TensorValue ? [...args[0].shape] : sizes();
      return reshape(interpreter, of, wanted, line);
    }
    case 'flatten': {
      const from = axisOf(args[0] ?? named.get('start_dim'), 0);
      const to = axisOf(args[1] ?? named.get('end_dim'), -1);
      const flat = of.shape.slice(from, to + 1).reduce((total, size) => total * size, 1);
      return reshape(interpreter, of, [...of.shape.slice(0, from), flat, ...of.shape.slice(to + 1)], line);
    }
    case 'unflatten': {
      const axis = axisOf(args[0], 1);
      const into = numbersOf(args[1] ?? null, line);
      return reshape(interpreter, of, [...of.shape.slice(0, axis), ...into, ...of.shape.slice(axis + 1)], line);
    }
    case 'permute': {
      const order = sizes().map((axis) => (axis < 0 ? rank + axis : axis));
      return graph.shaped(
        'permute',
        [of],
        order.map((axis) => of.shape[axis] ?? 1),
        line,
      );
    }
    case 'transpose':
    case 'swapaxes':
    case 't': {
      const a = axisOf(args[0], 0);
      const b = axisOf(args[1], 1);
      const shape = [...of.shape];
      [shape[a], shape[b]] = [shape[b]!, shape[a]!];
      return graph.shaped('permute', [of], shape, line);
    }
    case 'squeeze': {
      const axis = args[0] ?? named.get('dim');
      const at = axis === undefined ? null : axisOf(axis, 0);
      return graph.shaped(
        'reshape',
        [of],
        of.shape.filter((size, i) => !(size === 1 && (at === null || i === at))),
        line,
      );
    }
    case 'unsqueeze': {
      const axis = number(args[0] ?? named.get('dim'), 0);
      const shape = [...of.shape];
      shape.splice(axis < 0 ? rank + 1 + axis : axis, 0, 1);
      return graph.shaped('reshape', [of], shape, line);
    }
    case 'expand':
    case 'expand_as': {
      const wanted = args[0] instanceof TensorValue ? [...args[0].shape] : sizes();
      const lead = wanted.length - rank;
      return graph.shaped(
        'expand',
        [of],
        wanted.map((size, i) => (size === -1 ? (of.shape[i - lead] ?? 1) : size)),
        line,
      );
    }
    case 'repeat': {
      const times = sizes();
      const lead = times.length - rank;
      return graph.shaped(
        'repeat',
        [of],
        times.map((count, i) => count * (of.shape[i - lead] ?? 1)),
        line,
      );
    }
    case 'repeat_interleave': {
      const times = number(args[0] ?? named.get('repeats'), 1);
      const axis = axisOf(args[1] ?? named.get('dim'), 0);
      return graph.shaped(
        'repeat',
        [of],
        of.shape.map((size, i) => (i === axis ? size * times : size)),
        line,
      );
    }
    case 'chunk':
    case 'split': {
      const axis = axisOf(args[1] ?? named.get('dim'), 0);
      const size = of.shape[axis]!;
      const given =
        args[0] ?? named.get('chunks') ?? named.get('split_size_or_sections') ?? named.get('split_size') ?? null;
      const parts =
        given instanceof List
          ? numbersOf(given, line)
          : partsOf(size, name === 'chunk' ? Math.ceil(size / number(given, 1)) : number(given, size));
      const isOfChannels = rank === 4 && axis === 1;
      return new List(
        parts.map((part) =>
          graph.shaped(
            isOfChannels ? 'channels' : 'slice',
            [of],
            of.shape.map((old, i) => (i === axis ? part : old)),
            line,
          ),
        ),
        true,
      );
    }
    case 'unbind': {
      const axis = axisOf(args[0] ?? named.get('dim'), 0);
      return new List(
        Array.from({ length: of.shape[axis]! }, () =>
          graph.shaped(
            'slice',
            [of],
            of.shape.filter((_, i) => i !== axis),
            line,
          ),
        ),
        true,
      );
    }
    case 'max':
    case 'min':
      if (args[0] instanceof TensorValue) return graph.pointwise(name, [of, args[0]], line);
      return reduce(interpreter, of, name, args[0] ?? named.get('dim'), args[1] ?? named.get('keepdim'), line, true);
    case 'argmax':
      return reduce(interpreter, of, name, args[0] ?? named.get('dim'), args[1] ?? named.get('keepdim'), line, false);
    case 'new_zeros':
    case 'new_ones':
    case 'new_empty':
      return new TensorValue(null, sizes());
    case 'is_cuda':
      return false;
    case 'tolist':
      return interpreter.refuse(line, 'tensor.tolist()');
    case 'roll':
    case 'flip':
    case 'cumsum':
      return graph.shaped(name, [of], of.shape, line);
  }
  if (REDUCTIONS.includes(name))
    return reduce(
      interpreter,
      of,
      name,
      args[0] ?? named.get('dim') ?? named.get('axis'),
      args[1] ?? named.get('keepdim'),
      line,
      false,
    );
  return undefined;
}

const partsOf = (size: number, part: number): number[] =>
  part < 1 ? [] : Array.from({ length: Math.ceil(size / part) }, (_, i) => Math.min(part, size - i * part));

function reshape(interpreter: Runtime, of: TensorValue, wanted: readonly number[], line: number): TensorValue {
  const elements = of.shape.reduce((total, size) => total * size, 1);
  const known = wanted.filter((size) => size !== -1).reduce((total, size) => total * size, 1);
  const open = wanted.filter((size) => size === -1).length;
  const shape = wanted.map((size) => (size === -1 ? elements / known : size));
  if (
    open > 1 ||
    shape.some((size) => !Number.isInteger(size)) ||
    shape.reduce((total, size) => total * size, 1) !== elements
  )
    throw chainError(line, message('source-reshape', { from: of.shape.join('×'), to: wanted.join('×') }));
  return interpreter.graph.shaped('reshape', [of], shape, line);
}

function reduce(
  interpreter: Runtime,
  of: TensorValue,
  kind: string,
  dims: Value | undefined,
  keep: Value | undefined,
  line: number,
  isPaired: boolean,
): Value {
  const { graph } = interpreter;
  const rank = of.shape.length;
  if (dims === undefined || dims === null) return graph.shaped(kind, [of], [], line);
  const axes = numbersOf(dims, line).map((axis) => (axis < 0 ? rank + axis : axis));
  const shape = of.shape.flatMap((size, i) => (axes.includes(i) ? (keep === true ? [1] : []) : [size]));
  const isOfChannels = rank === 4 && axes.every((axis) => axis === 1) && keep === true;
  const made = graph.shaped(isOfChannels ? 'channels' : kind, [of], shape, line);
  return isPaired ? new List([made, made], true) : made;
}
