import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { Shape } from '../../tensor/tensor';
import type { Chain, Step } from '../program';
import { INPUT, inputComment } from '../program';
import { chainError } from '../python';
import { RECORDER_SNIPPET } from '../recorder';
import { Graph, Stopped } from './graph';
import { Interpreter } from './interpreter';
import { childrenOf, findMember, libraryBase } from './objects';
import { parseSource } from './parseSource';
import type { Statement } from './syntax';
import { ClassValue, Container, Dict, FunctionValue, Instance, Layer, List, TensorValue, type Value } from './values';

const NEEDS_RUNNING =
  /^[ \t]*(?:class|def|for|while|if|try|with)\b|\btorch\.(?:randn|rand|zeros|ones|empty)\s*\(|^\s*(?:from|import)\s/m;

/** Whether a text is model code, which has to be followed, and not a list of layer lines. */
export function isSource(text: string): boolean {
  return NEEDS_RUNNING.test(text);
}

/** The comment in `text` that says the shape of the input. */
function saidInput(text: string): number[] | null {
  for (const line of text.split('\n')) {
    const shape = /^\s*#/.test(line) ? inputComment(line.trim()) : null;
    if (shape) return shape;
  }
  return null;
}

/**
 * Follows model code as Python would: what forward calls becomes a step, with what the arguments come to. The chain can
 * be followed again for another input, for code asks for shapes.
 */
export function readSource(text: string, given: Shape | null, wanted: string | null = null): Chain {
  const chain = readSourceSoFar(text, given, wanted);
  if (chain.broken) throw chain.broken;
  return chain;
}

/** The same, but what cannot be followed only ends the chain, once there is a step. */
export function readSourceSoFar(text: string, given: Shape | null, wanted: string | null = null): Chain {
  const statements = parseSource(text);
  return follow(statements, given ?? saidInput(text), wanted);
}

function follow(statements: readonly Statement[], given: Shape | null, wanted: string | null): Chain {
  const names = new Map<Layer, string>();
  const graph = new Graph((layer) => names.get(layer) ?? null);
  const interpreter = new Interpreter(graph);
  const shape = given === null ? null : given.length === 3 ? [1, ...given] : [...given];
  let result: Value = null;
  let input: Shape | null = shape;
  let model: Value = null;
  let stopped: string | null = null;
  let broken: UpbenchError | undefined;
  try {
    interpreter.onMade = (tensor) => {
      // The first tensor a script makes up is its input.
      if (input !== null && shape === null) return tensor;
      const size = shape ?? tensor.shape;
      if (graph.shapes.has(INPUT)) return tensor;
      input = size;
      return graph.input(INPUT, size);
    };
    interpreter.onApply = (callee) => {
      if (names.size === 0) nameLayers(callee, names);
    };
    result = runScript(interpreter, statements);
    model = null;
    if (graph.steps.length > 0) model = interpreter.applied;
    else {
      interpreter.onMade = null;
      model = chooseModel(interpreter, wanted);
      nameLayers(model, names);
      const start = input ?? given;
      if (start === null) throw chainError(1, message('source-needs-input'));
      input = start;
      result = interpreter.call(model, { args: inputsOf(model, graph, start), named: new Map(), line: lineOf(model) });
    }
  } catch (error) {
    if (error instanceof Stopped) stopped = error.step;
    else if (error instanceof UpbenchError && graph.steps.length > 0 && input !== null) broken = error;
    else throw error;
    model ??= interpreter.applied;
  }
  if (input === null) throw chainError(1, message('source-needs-input'));
  const isWhole = stopped === null && broken === undefined;
  const results = isWhole ? tensorsIn(result).map((tensor) => tensor.step ?? INPUT) : [];
  if (isWhole && results.length === 0 && graph.steps.length > 0 && result !== null)
    results.push(graph.steps.at(-1)!.name);
  const idle = idleSteps(names, graph.steps);
  return {
    input,
    comments: [],
    steps: addExtras(graph.steps, names),
    ...(results.length > 0 ? { results } : {}),
    idle,
    parametersBeside: parametersBeside(model),
    ...forwardOf(model),
    ...(broken === undefined ? {} : { broken }),
    at: (other) => {
      const size = other.length === 3 ? [1, ...other] : other;
      const chain = follow(statements, size, wanted);
      if (chain.broken && broken === undefined) throw chain.broken;
      return chain;
    },
  };
}

/** Runs what stands outside of classes and functions. */
function runScript(interpreter: Interpreter, statements: readonly Statement[]): Value {
  let last: Value = null;
  for (const statement of statements) {
    const before = interpreter.graph.steps.length;
    interpreter.run([statement], interpreter.globals);
    if (interpreter.graph.steps.length === before || statement.type !== 'assign') continue;
    const target = statement.targets[0];
    if (target?.type === 'name') last = interpreter.globals.names.get(target.name) ?? null;
  }
  return last;
}

/** The one model a text is about. */
function chooseModel(interpreter: Interpreter, wanted: string | null): Value {
  const globals = [...interpreter.globals.names];
  const made = globals.filter(
    ([, value]) =>
      value instanceof Container ||
      value instanceof Layer ||
      (value instanceof Instance && libraryBase(value.of) !== null),
  );
  const classes = globals
    .filter((entry): entry is [string, ClassValue] => entry[1] instanceof ClassValue)
    .filter(
      ([, value]) =>
        libraryBase(value) !== null &&
        (findMember(value, 'forward') instanceof FunctionValue || libraryBase(value) === 'Sequential'),
    );
  if (wanted !== null) {
    const found = made.find(([name]) => name === wanted)?.[1] ?? classes.find(([name]) => name === wanted)?.[1];
    if (found === undefined)
      throw new UpbenchError(
        'invalid-parameter',
        message('source-no-model', { name: wanted, names: [...made, ...classes].map(([name]) => name) }),
      );
    return found instanceof ClassValue ? construct(interpreter, found) : found;
  }
  const inner = new Set(made.flatMap(([, value]) => membersOf(value)));
  const outermost = made.filter(([, value]) => !inner.has(value));
  if (outermost.length === 1) return outermost[0]![1];
  if (outermost.length > 1)
    throw chainError(
      lineOf(outermost[1]![1]),
      message('source-several-models', { names: outermost.map(([name]) => name), snippet: RECORDER_SNIPPET }),
    );
  const used = usedClasses(
    interpreter,
    classes.map(([, value]) => value),
  );
  const roots = classes.filter(([, value]) => !used.has(value));
  if (roots.length === 1) return construct(interpreter, roots[0]![1]);
  if (roots.length > 1)
    throw chainError(
      roots[1]![1].line,
      message('source-several-models', { names: roots.map(([name]) => name), snippet: RECORDER_SNIPPET }),
    );
  throw chainError(1, message('source-no-model-found', { snippet: RECORDER_SNIPPET }));
}

function construct(interpreter: Interpreter, of: ClassValue): Value {
  return interpreter.call(of, { args: [], named: new Map(), line: of.line });
}

function membersOf(value: Value): Value[] {
  return childrenOf(value).flatMap(([, member]) => [member, ...membersOf(member)]);
}

/** Classes that another class of the text rests on or names in its code. */
function usedClasses(interpreter: Interpreter, classes: readonly ClassValue[]): Set<ClassValue> {
  const used = new Set<ClassValue>();
  const byName = new Map(classes.map((value) => [value.name, value]));
  for (const value of classes) {
    for (const base of value.bases) if (base instanceof ClassValue) used.add(base);
    for (const member of value.members.values()) {
      if (!(member instanceof FunctionValue)) continue;
      for (const name of namesIn(member.body)) {
        const other = byName.get(name);
        if (other && other !== value) used.add(other);
      }
    }
  }
  // Through functions such as make_layer(...).
  for (const value of interpreter.globals.names.values()) {
    if (!(value instanceof FunctionValue)) continue;
    for (const name of namesIn(value.body)) {
      const other = byName.get(name);
      const isFactory = /^(?:main|test|train|build|create|get|make_model|demo)/.test(value.name);
      if (other && !isFactory) used.add(other);
    }
  }
  return used;
}

function namesIn(node: unknown, into: string[] = []): string[] {
  if (Array.isArray(node)) for (const item of node) namesIn(item, into);
  else if (typeof node === 'object' && node !== null) {
    if ('type' in node && node.type === 'name' && 'name' in node) into.push(String(node.name));
    for (const value of Object.values(node)) if (typeof value === 'object') namesIn(value, into);
  }
  return into;
}

/** What forward is called with: the input for its first argument; more that are needed are refused by name. */
function inputsOf(model: Value, graph: Graph, shape: Shape): Value[] {
  const forward = model instanceof Instance ? findMember(model.of, 'forward') : undefined;
  if (forward instanceof FunctionValue) {
    const needed = forward.parameters
      .filter(({ kind, name }) => kind === 'plain' && !forward.defaults.has(name))
      .slice(1);
    if (needed.length > 1)
      throw chainError(
        forward.line,
        message('source-several-inputs', { names: needed.map(({ name }) => name), snippet: RECORDER_SNIPPET }),
      );
  }
  return [graph.shapes.has(INPUT) ? new TensorValue(INPUT, shape) : graph.input(INPUT, shape)];
}

function forwardOf(model: Value): Pick<Chain, 'forward'> {
  const forward = model instanceof Instance ? findMember(model.of, 'forward') : undefined;
  if (!(forward instanceof FunctionValue) || !Array.isArray(forward.body)) return {};
  const input = forward.parameters[1]?.name;
  const first = (forward.body as readonly Statement[])[0];
  return input === undefined || first === undefined ? {} : { forward: { line: first.line, input } };
}

function lineOf(value: Value): number {
  return value instanceof Layer || value instanceof Container || value instanceof Instance ? value.line : 1;
}

/** "main.0" for every layer, as PyTorch names them. */
function nameLayers(model: Value, into: Map<Layer, string>): void {
  const seen = new Set<Value>();
  const visit = (value: Value, path: string): void => {
    if (seen.has(value)) return;
    seen.add(value);
    if (value instanceof Layer && !into.has(value)) into.set(value, path === '' ? value.kind.toLowerCase() : path);
    for (const [name, member] of childrenOf(value)) visit(member, path === '' ? name : `${path}.${name}`);
  };
  visit(model, '');
}

function idleSteps(names: ReadonlyMap<Layer, string>, steps: readonly Step[]): Step[] {
  const applied = new Set(steps.map(({ name }) => name));
  return [...names].flatMap(([layer, name]) =>
    layer.applied !== null || applied.has(name)
      ? []
      : [{ name, line: layer.line, kind: layer.kind, values: layer.values, inputs: [] }],
  );
}

function addExtras(steps: readonly Step[], names: ReadonlyMap<Layer, string>): Step[] {
  const extra = new Map(
    [...names.keys()].flatMap((layer) =>
      layer.extra > 0 && layer.applied !== null ? [[layer.applied, layer.extra] as const] : [],
    ),
  );
  return steps.map((step) => (extra.has(step.name) ? { ...step, extraParameters: extra.get(step.name)! } : step));
}

/** Learnable values that belong to no layer: nn.Parameter held by the modules themselves. */
function parametersBeside(model: Value, seen = new Set<Value>()): number {
  if (seen.has(model)) return 0;
  seen.add(model);
  const held =
    model instanceof Instance
      ? [...model.attributes.values()]
      : model instanceof Container
        ? [...model.entries.values()]
        : [];
  return held.reduce((total: number, value) => {
    if (value instanceof TensorValue && value.isParameter && !seen.has(value)) {
      seen.add(value);
      return total + value.shape.reduce((product, size) => product * size, 1);
    }
    const isModule = value instanceof Container || (value instanceof Instance && libraryBase(value.of) !== null);
    return isModule ? total + parametersBeside(value, seen) : total;
  }, 0);
}

function tensorsIn(value: Value): TensorValue[] {
  if (value instanceof TensorValue) return [value];
  if (value instanceof List) return value.items.flatMap(tensorsIn);
  if (value instanceof Dict) return [...value.entries.values()].flatMap(tensorsIn);
  return [];
}
