import { message } from '../../messages';
import { FUNCTIONS, IGNORED, SIGNATURES, usualLayer, type Value as LayerValue, type Values } from '../layers';
import { chainError } from '../python';
import { RECORDER_SNIPPET } from '../recorder';
import { layerValue, numbersOf } from './graph';
import type { Runtime } from './runtime';
import { numberOf, tensorMethod } from './tensorMethods';
import {
  Builtin,
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

/** Pointwise functions and methods, by the step they become. */
const POINTWISE: Readonly<Record<string, string>> = {
  add: 'add',
  add_: 'add',
  sub: 'sub',
  sub_: 'sub',
  mul: 'mul',
  mul_: 'mul',
  div: 'div',
  div_: 'div',
  true_divide: 'div',
  multiply: 'mul',
  pow: 'pow',
  exp: 'exp',
  log: 'log',
  sqrt: 'sqrt',
  rsqrt: 'sqrt',
  abs: 'abs',
  neg: 'neg',
  square: 'pow',
  sin: 'sin',
  cos: 'cos',
  clamp: 'clamp',
  clamp_: 'clamp',
  clip: 'clamp',
  maximum: 'max',
  minimum: 'min',
  lerp: 'add',
  where: 'where',
  sign: 'sign',
  floor: 'floor',
};
const MAKERS = [
  'zeros',
  'ones',
  'randn',
  'rand',
  'empty',
  'full',
  'zeros_like',
  'ones_like',
  'randn_like',
  'rand_like',
  'tensor',
  'FloatTensor',
  'Tensor',
  'arange',
  'linspace',
  'eye',
  'as_tensor',
  'from_numpy',
];
/** Names that may stand without their module, because a star import brought them. */
export function libraryName(name: string): Library | null {
  return name === 'NotImplementedError' || name === 'ValueError' ? new Library(name) : null;
}

export function tensorAttribute(interpreter: Runtime, of: TensorValue, name: string, line: number): Value {
  if (name === 'shape') return new List([...of.shape], true);
  if (name === 'ndim') return of.shape.length;
  if (name === 'device' || name === 'dtype') return new Unknown(`tensor.${name}`, true);
  if (name === 'data') return of;
  if (name === 'T') return callTensorMethod(interpreter, of, 't', { args: [], named: new Map(), line });
  return new Builtin(name, (call) => callTensorMethod(interpreter, of, name, call));
}

/** Libraries that know nothing of layers. */
const OUTSIDE = ['os', 'sys', 'argparse', 'random', 'time', 'datetime', 'pathlib', 'json', 'glob', 'shutil'];
const isModule = (value: Value): boolean =>
  value instanceof Layer || value instanceof Container || value instanceof Instance;

/** What a function of another library or file gives, where that is known to make no layers; null elsewhere. */
export function callForeign(path: string, args: readonly Value[]): Unknown | null {
  if (OUTSIDE.includes(path.split('.')[0]!)) return new Unknown(path, false, true);
  const name = path.split('.').at(-1)!;
  // It sets the weights of modules that are there.
  const isInitialiser = /^(?:init|initiali[sz]e|reset)(?:_\w+)?$|_init(?:iali[sz]e)?$/.test(name);
  return isInitialiser && !path.startsWith('torch') && args.some(isModule) ? new Unknown(path, true) : null;
}

export function callLibrary(interpreter: Runtime, path: string, call: Call): Value {
  const { args, named, line } = call;
  const name = path.split('.').at(-1)!;
  if (path.startsWith('math.') || path.startsWith('numpy.')) return mathematics(interpreter, name, call, path);
  if (path.startsWith('torch.nn.init.') || path.startsWith('warnings.') || path.startsWith('logging.')) return null;
  if (path.startsWith('typing.')) return new Unknown('a type');
  const foreign = callForeign(path, args);
  if (foreign) return foreign;
  if (path.startsWith('copy.') && args[0] !== undefined) return name === 'deepcopy' ? copyOf(args[0]) : args[0];
  if (name === 'OrderedDict' || name === 'defaultdict')
    return interpreter.call(interpreter.globals.names.get('dict')!, call);
  if (path === 'functools.partial') {
    const [callee, ...first] = args;
    return new Builtin('partial', (more) =>
      interpreter.call(callee ?? null, {
        args: [...first, ...more.args],
        named: new Map([...named, ...more.named]),
        line: more.line,
      }),
    );
  }
  if (name === 'spectral_norm' || name === 'weight_norm' || name === 'checkpoint') {
    const [layer, ...rest] = args;
    if (name === 'checkpoint') return interpreter.call(layer ?? null, { args: rest, named: new Map(), line });
    // weight_norm keeps a length for every first axis of the weight.
    if (name === 'weight_norm' && layer instanceof Layer)
      layer.extra += Number(
        layer.kind === 'ConvTranspose2d'
          ? layer.values['in_channels']
          : (layer.values['out_channels'] ?? layer.values['out_features'] ?? 0),
      );
    return layer ?? null;
  }
  if (/^[A-Z]/.test(name) && path.startsWith('torch')) {
    const made = module(interpreter, name, call, path);
    if (made !== undefined) return made;
  }
  if (path.startsWith('torch')) {
    const made = functional(interpreter, name, call);
    if (made !== undefined) return made;
  }
  return interpreter.refuse(line, path);
}

function mathematics(interpreter: Runtime, name: string, { args, line }: Call, path: string): Value {
  const quiet = args.find((value): value is Unknown => value instanceof Unknown && value.isQuiet);
  if (quiet) return quiet;
  const numbers = args.map((value) => (typeof value === 'number' ? value : interpreter.refuse(line, path)));
  const [a = 0, b = 1] = numbers;
  const known: Readonly<Record<string, () => number>> = {
    sqrt: () => Math.sqrt(a),
    ceil: () => Math.ceil(a),
    floor: () => Math.floor(a),
    log2: () => Math.log2(a),
    pow: () => a ** b,
    log: () => (numbers.length > 1 ? Math.log(a) / Math.log(b) : Math.log(a)),
    exp: () => Math.exp(a),
    fabs: () => Math.abs(a),
    log10: () => Math.log10(a),
    prod: () => numbers.reduce((x, y) => x * y, 1),
    gcd: () => gcd(a, b),
    max: () => Math.max(...numbers),
    min: () => Math.min(...numbers),
  };
  const run = Object.hasOwn(known, name) ? known[name] : undefined;
  return run ? run() : interpreter.refuse(line, path);
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function copyOf(value: Value): Value {
  if (value instanceof Layer) {
    const made = new Layer(value.kind, value.values, value.line);
    made.extra = value.extra;
    return made;
  }
  if (value instanceof List) return new List(value.items.map(copyOf), value.isTuple);
  if (value instanceof Container) {
    const made = new Container(value.kind, value.line);
    for (const [key, item] of value.entries) made.entries.set(key, copyOf(item));
    return made;
  }
  if (value instanceof Instance) {
    const made = new Instance(value.of, value.line);
    for (const [key, item] of value.attributes) made.attributes.set(key, copyOf(item));
    return made;
  }
  return value;
}

/** nn.X(...): a layer, a container or a parameter; undefined where there is none of that name. */
function module(interpreter: Runtime, name: string, call: Call, path: string): Value | undefined {
  const { args, line } = call;
  switch (name) {
    case 'Sequential': {
      const made = new Container('Sequential', line);
      const [first] = args;
      if (first instanceof Dict)
        for (const [key, item] of first.entries) made.entries.set(interpreter.text(key, line), item);
      else for (const [i, item] of args.entries()) made.entries.set(String(i), item);
      for (const [key, item] of made.entries)
        if (!(item instanceof Layer || item instanceof Container || item instanceof Instance))
          interpreter.refuse(line, `nn.Sequential(${key}: ${typeName(item)})`);
      return made;
    }
    case 'ModuleList':
    case 'ParameterList': {
      const made = new Container(name, line);
      if (args[0] !== undefined)
        for (const [i, item] of interpreter.items(args[0], line).entries()) made.entries.set(String(i), item);
      return made;
    }
    case 'ModuleDict': {
      const made = new Container('ModuleDict', line);
      const [first] = args;
      if (first instanceof Dict)
        for (const [key, item] of first.entries) made.entries.set(interpreter.text(key, line), item);
      return made;
    }
    case 'Parameter': {
      const [value] = args;
      if (value instanceof TensorValue) {
        const made = new TensorValue(null, value.shape);
        made.isParameter = true;
        return made;
      }
      return interpreter.refuse(line, 'nn.Parameter');
    }
    case 'Tensor':
    case 'FloatTensor':
      return functional(interpreter, 'zeros', call);
    case 'Size':
      return args[0] ?? null;
  }
  if (!Object.hasOwn(SIGNATURES, name) || !/^[A-Z]/.test(name)) return undefined;
  if (!path.startsWith('torch.nn')) return undefined;
  const usual = usualLayer(name, readLayer(name, call));
  return new Layer(usual.kind, usual.values, line);
}

/** The arguments of a layer by name, with their defaults. */
function readLayer(kind: string, { args, named, line }: Call): Values {
  const known = SIGNATURES[kind]!.args;
  const given = new Map<string, LayerValue>();
  for (const [i, value] of args.entries()) {
    const key = known[i]?.[0];
    if (key === undefined) {
      // nn.ReLU(True)
      if (known.length === 0 || typeof value === 'boolean') continue;
      throw chainError(line, message('source-extra-argument', { callee: kind, name: '' }));
    }
    if (!IGNORED.includes(key)) given.set(key, layerValue(value, line));
  }
  for (const [key, value] of named) {
    if (IGNORED.includes(key)) continue;
    if (!known.some(([name]) => name === key))
      throw chainError(line, message('source-extra-argument', { callee: kind, name: key }));
    given.set(key, layerValue(value, line));
  }
  const filled: Record<string, LayerValue> = {};
  for (const [name, usual] of known) {
    const value = given.get(name);
    if (value === undefined && usual === undefined)
      throw chainError(line, message('source-missing-argument', { name, callee: kind, snippet: RECORDER_SNIPPET }));
    filled[name] = value === undefined ? usual! : value;
  }
  return filled;
}

/** A function of torch or torch.nn.functional; undefined where it is not known. */
function functional(interpreter: Runtime, name: string, call: Call): Value | undefined {
  const { graph } = interpreter;
  const { args, named, line } = call;
  if (MAKERS.includes(name)) return makeTensor(interpreter, name, call);
  const input = args[0] ?? named.get('input') ?? named.get('x') ?? null;
  const rest: Call = {
    args: args.slice(1),
    named: new Map([...named].filter(([key]) => key !== 'input' && key !== 'x')),
    line,
  };
  if (name === 'cat' || name === 'concat' || name === 'concatenate') {
    const list = interpreter.items(args[0] ?? named.get('tensors') ?? null, line);
    const tensors = list.map((item) => tensorOf(item, name, line));
    const dim = numberOf(rest.args[0] ?? named.get('dim') ?? named.get('axis') ?? 0, line, interpreter);
    const rank = tensors[0]?.shape.length ?? 0;
    if (tensors.length === 1) return tensors[0]!;
    const axis = dim < 0 ? rank + dim : dim;
    if (axis === 1 && tensors.every((tensor) => tensor.step !== null)) return graph.push('cat', {}, tensors, line);
    const shape = [...(tensors[0]?.shape ?? [])];
    shape[axis] = tensors.reduce((total, tensor) => total + (tensor.shape[axis] ?? 0), 0);
    if (tensors.some((tensor) => tensor.shape.some((size, i) => i !== axis && size !== shape[i])))
      throw chainError(line, message('source-broadcast', { shapes: tensors.map((tensor) => tensor.shape.join('×')) }));
    return graph.shaped('join', tensors, shape, line);
  }
  if (name === 'stack') {
    const tensors = interpreter.items(input, line).map((item) => tensorOf(item, name, line));
    const dim = numberOf(rest.args[0] ?? named.get('dim') ?? 0, line, interpreter);
    const shape = [...(tensors[0]?.shape ?? [])];
    shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, tensors.length);
    return graph.shaped('stack', tensors, shape, line);
  }
  if (name === 'is_tensor') return input instanceof TensorValue;
  if (name === 'manual_seed' || name === 'set_grad_enabled' || name === 'no_grad') return null;
  if (name === 'device') return new Unknown('a device', true);
  if (name === 'checkpoint') return undefined;
  if (
    name === 'conv2d' ||
    name === 'conv_transpose2d' ||
    name === 'linear' ||
    name === 'grid_sample' ||
    name === 'affine_grid'
  )
    return interpreter.refuse(line, `F.${name}`);
  const kind = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (kind !== undefined) {
    const tensor = tensorOf(input, name, line);
    const values = readLayer(kind, rest);
    const usual = usualLayer(kind, values);
    const fixed = usual.kind === 'Upsample' ? squareSize(usual.values) : usual.values;
    if (tensor.step === null) return interpreter.refuse(line, `F.${name}(constant)`);
    return graph.withPositions(usual.kind, fixed, graph.push(usual.kind, fixed, [tensor], line));
  }
  if (name === 'pad') {
    const tensor = tensorOf(input, name, line);
    const pad = numbersOf(rest.args[0] ?? rest.named.get('pad') ?? null, line);
    const mode = rest.args[1] ?? rest.named.get('mode') ?? 'constant';
    if (typeof mode !== 'string') return interpreter.refuse(line, 'F.pad');
    if (pad.every((side) => side === 0)) return tensor;
    return graph.push('pad', { pad, mode, value: 0 }, [tensor], line);
  }
  if (
    name === 'batch_norm' ||
    name === 'instance_norm' ||
    name === 'layer_norm' ||
    name === 'normalize' ||
    name === 'local_response_norm'
  ) {
    return graph.pointwise('norm', [tensorOf(input, name, line)], line);
  }
  if (name === 'matmul' || name === 'bmm' || name === 'mm') return graph.matmul(input, rest.args[0] ?? null, line);
  if (Object.hasOwn(POINTWISE, name)) {
    if (!args.some((value) => value instanceof TensorValue)) {
      const [first = null] = args;
      if (typeof first === 'number' && name in Math) return mathematics(interpreter, name, call, `torch.${name}`);
    }
    const operands = args.filter((value) => value !== null);
    return graph.pointwise(
      POINTWISE[name]!,
      name === 'clamp' || name === 'clamp_' || name === 'clip' ? operands.slice(0, 1) : operands,
      line,
    );
  }
  if (input instanceof TensorValue) return tensorMethod(interpreter, input, name, rest);
  return undefined;
}

/** `size=5` means a square. */
function squareSize(values: Values): Values {
  const { size } = values;
  return typeof size === 'number' ? { ...values, size: [size, size] } : values;
}

function makeTensor(interpreter: Runtime, name: string, { args, named, line }: Call): TensorValue {
  const [first] = args;
  if (name.endsWith('_like') && first instanceof TensorValue) return new TensorValue(null, first.shape);
  if (name === 'arange' || name === 'linspace') {
    const number = (value: Value): number => numberOf(value, line, interpreter);
    if (name === 'linspace') return new TensorValue(null, [number(args[2] ?? 1)]);
    const [from, to] = args[1] === undefined ? [0, number(first ?? 1)] : [number(first!), number(args[1])];
    const step = number(args[2] ?? named.get('step') ?? 1);
    if (step === 0) return interpreter.refuse(line, 'torch.arange');
    return new TensorValue(null, [Math.max(0, Math.ceil((to - from) / step))]);
  }
  if (name === 'tensor' || name === 'as_tensor' || name === 'from_numpy') {
    const shape: number[] = [];
    let at: Value = first ?? null;
    while (at instanceof List) {
      shape.push(at.items.length);
      at = at.items[0] ?? null;
    }
    return new TensorValue(null, shape);
  }
  const size =
    named.get('size') ??
    (first instanceof List ? first : new List(name === 'full' ? [...args.slice(0, 1)] : [...args]));
  const shape = numbersOf(size, line);
  return interpreter.made(new TensorValue(null, shape), name);
}

function tensorOf(value: Value, callee: string, line: number): TensorValue {
  if (value instanceof TensorValue) return value;
  throw chainError(
    line,
    message('source-applied-to', { layer: callee, what: typeName(value), snippet: RECORDER_SNIPPET }),
  );
}

function callTensorMethod(interpreter: Runtime, of: TensorValue, name: string, call: Call): Value {
  const made = tensorMethod(interpreter, of, name, call);
  if (made !== undefined) return made;
  // x.relu(), x.sigmoid(), x.add(y)
  const found = functional(interpreter, name, { ...call, args: [of, ...call.args] });
  return found === undefined ? interpreter.refuse(call.line, `tensor.${name}`) : found;
}
