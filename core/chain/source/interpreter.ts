import { message, type Message } from '../../messages';
import { chainError } from '../python';
import { RECORDER_SNIPPET } from '../recorder';
import { builtinNames, methodOf } from './builtins';
import type { Graph } from './graph';
import { percentFormat, printed } from './formatted';
import { childrenOf, equal, findMember, libraryBase } from './objects';
import { refuse } from './refuse';
import type { Runtime } from './runtime';
import type { CallArgument, Loop, Node, Parameter, Statement } from './syntax';
import { callForeign, callLibrary, libraryName, tensorAttribute } from './torch';
import {
  Bound,
  Builtin,
  ClassValue,
  Container,
  Dict,
  FunctionValue,
  Instance,
  Layer,
  Library,
  List,
  Scope,
  Slice,
  TensorValue,
  typeName,
  Unknown,
  type Call,
  type Value,
} from './values';

/** What PyTorch keeps as a pair even where one number was given. */
const PAIRS = ['kernel_size', 'stride', 'padding', 'dilation', 'output_padding'];
const MAX_WORK = 400_000;
const MAX_CALLS = 120;

class Returned {
  constructor(readonly value: Value) {}
}
type Ending = Returned | 'break' | 'continue' | null;

/** Follows model code, with shapes in place of numbers. What it cannot follow it refuses by name and line. */
export class Interpreter implements Runtime {
  readonly globals = new Scope();
  /** The first module that a script applies to a tensor. */
  applied: Value = null;
  /** Told of every tensor that is made up, and may put another in its place. */
  onMade: ((tensor: TensorValue) => TensorValue) | null = null;
  /** Told of the first module that is applied outside of another. */
  onApply: ((callee: Value) => void) | null = null;
  private work = 0;
  private calls = 0;

  constructor(readonly graph: Graph) {
    for (const [name, run] of builtinNames(this)) this.globals.names.set(name, new Builtin(name, run));
    for (const [name, path] of [
      ['torch', 'torch'],
      ['nn', 'torch.nn'],
      ['F', 'torch.nn.functional'],
    ] as const)
      this.globals.names.set(name, new Library(path));
    this.globals.names.set('__name__', 'upbench');
  }

  refuse(line: number, what: string | Message): never {
    return refuse(line, what);
  }

  /** A name that code makes up; what is not known would stand for something else. */
  text(value: Value | undefined, line: number): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    return refuse(line, typeName(value ?? null));
  }

  made(tensor: TensorValue, maker: string): TensorValue {
    const isScript = this.calls <= 1 && ['randn', 'rand', 'zeros', 'ones', 'empty', 'full', 'Tensor'].includes(maker);
    return isScript && this.onMade ? this.onMade(tensor) : tensor;
  }

  private count(line: number): void {
    if (++this.work > MAX_WORK) throw chainError(line, message('source-too-long-run', { snippet: RECORDER_SNIPPET }));
  }

  run(statements: readonly Statement[], scope: Scope, owner: ClassValue | null = null): Ending {
    for (const statement of statements) {
      const ending = this.statement(statement, scope, owner);
      if (ending !== null) return ending;
    }
    return null;
  }

  private statement(statement: Statement, scope: Scope, owner: ClassValue | null): Ending {
    const { line } = statement;
    this.count(line);
    switch (statement.type) {
      case 'expression':
        this.evaluate(statement.value, scope);
        return null;
      case 'assign': {
        const value = this.evaluate(statement.value, scope);
        for (const target of statement.targets) this.assign(target, value, scope);
        return null;
      }
      case 'augmented': {
        const { target, operator, value } = statement;
        const before = this.evaluate(target, scope);
        const added = this.evaluate(value, scope);
        if (operator === '+' && before instanceof List && !before.isTuple)
          before.items.push(...this.items(added, line));
        else this.assign(target, this.operate(operator, before, added, line), scope);
        return null;
      }
      case 'if':
        return this.run(this.truth(this.evaluate(statement.test, scope), line) ? statement.yes : statement.no, scope);
      case 'for': {
        for (const item of this.items(this.evaluate(statement.over, scope), line)) {
          this.assign(statement.target, item, scope);
          const ending = this.run(statement.body, scope);
          if (ending === 'break') return null;
          if (ending instanceof Returned) return ending;
        }
        return this.run(statement.otherwise, scope);
      }
      case 'while': {
        while (this.truth(this.evaluate(statement.test, scope), line)) {
          this.count(line);
          const ending = this.run(statement.body, scope);
          if (ending === 'break') return null;
          if (ending instanceof Returned) return ending;
        }
        return null;
      }
      case 'with':
        return this.run(statement.body, scope);
      case 'return':
        return new Returned(statement.value ? this.evaluate(statement.value, scope) : null);
      case 'pass':
        return null;
      case 'break':
      case 'continue':
        return statement.type;
      case 'assert': {
        const holds = this.evaluate(statement.test, scope);
        if (!(holds instanceof Unknown) && !this.truth(holds, line))
          throw chainError(line, message('source-assert-fails'));
        return null;
      }
      case 'refused':
        return this.refuse(line, `"${statement.word}"`);
      case 'import':
        for (const { path, as } of statement.names) {
          if (as === '*') continue;
          const isTorch = path === 'torch' || path.startsWith('torch.');
          const isMath = path === 'math' || path.startsWith('math.');
          const isKnown =
            isTorch || isMath || /^(typing|collections|functools|numpy|warnings|copy|os|sys|logging)\b/.test(path);
          scope.names.set(as, isKnown ? new Library(path) : new Unknown(path));
        }
        return null;
      case 'def': {
        const made = this.functionOf(
          statement.name,
          statement.parameters,
          statement.body,
          scope,
          line,
          statement.decorators,
          owner,
        );
        scope.names.set(statement.name, made);
        return null;
      }
      case 'class': {
        const made = new ClassValue(
          statement.name,
          statement.bases.map((base) => this.evaluate(base, scope)),
          line,
        );
        const inside = new Scope(scope);
        scope.names.set(statement.name, made);
        this.run(statement.body, inside, made);
        for (const [name, value] of inside.names) made.members.set(name, value);
        return null;
      }
    }
  }

  private functionOf(
    name: string,
    parameters: readonly Parameter[],
    body: readonly Statement[] | Node,
    scope: Scope,
    line: number,
    decorators: readonly Node[] = [],
    owner: ClassValue | null = null,
  ): FunctionValue {
    let kind: FunctionValue['kind'] = 'plain';
    for (const decorator of decorators) {
      const inner = decorator.type === 'call' ? decorator.callee : decorator;
      const word = inner.type === 'name' ? inner.name : inner.type === 'attribute' ? inner.name : '';
      if (word === 'staticmethod') kind = 'static';
      else if (word === 'classmethod') kind = 'class';
      else if (word === 'property') kind = 'property';
      else if (!['no_grad', 'inference_mode', 'ignore', 'export', 'autocast', 'overload'].includes(word))
        this.refuse(decorator.line, `@${word}`);
    }
    const defaults = new Map<string, Value>();
    for (const parameter of parameters)
      if (parameter.usual) defaults.set(parameter.name, this.evaluate(parameter.usual, scope));
    // Names of a class are not seen from its methods.
    const outer = owner === null ? scope : (scope.outer ?? scope);
    return new FunctionValue(name, parameters, body, defaults, outer, line, kind, owner);
  }

  private assign(target: Node, value: Value, scope: Scope): void {
    const { line } = target;
    if (target.type === 'name') {
      scope.names.set(target.name, value);
      return;
    }
    if (target.type === 'attribute') {
      const of = this.evaluate(target.of, scope);
      if (of instanceof Instance) of.attributes.set(target.name, value);
      else if (of instanceof ClassValue) of.members.set(target.name, value);
      else if (!(of instanceof Unknown) && !(of instanceof Library)) {
        if (of instanceof TensorValue || of instanceof Layer) {
          // Values of weights say nothing about shapes; another module in place of a layer's part would.
          if (value instanceof TensorValue || value instanceof Unknown || typeof value === 'boolean') return;
        }
        this.refuse(line, `${typeName(of)}.${target.name} =`);
      }
      return;
    }
    if (target.type === 'subscript') {
      const of = this.evaluate(target.of, scope);
      const key = this.evaluate(target.index, scope);
      if (of instanceof List && typeof key === 'number') of.items[key < 0 ? of.items.length + key : key] = value;
      else if (of instanceof Dict) of.entries.set(key, value);
      else if (of instanceof Container && typeof key === 'string') of.entries.set(key, value);
      else this.refuse(line, message('source-assign-into', { what: typeName(of) }));
      return;
    }
    if (target.type === 'tuple' || target.type === 'list') {
      const items = this.items(value, line);
      const star = target.items.findIndex((item) => item.type === 'star');
      if (star >= 0) {
        const after = target.items.length - star - 1;
        const middle = items.slice(star, items.length - after);
        const rest = [...items.slice(0, star), new List(middle), ...items.slice(items.length - after)];
        for (const [i, item] of target.items.entries())
          this.assign(item.type === 'star' ? item.value : item, rest[i] ?? null, scope);
        return;
      }
      if (items.length !== target.items.length)
        throw chainError(line, message('source-unpack', { names: target.items.length, values: items.length }));
      for (const [i, item] of target.items.entries()) this.assign(item, items[i]!, scope);
      return;
    }
    this.refuse(line, 'this assignment');
  }

  evaluate(node: Node, scope: Scope): Value {
    const { line } = node;
    this.count(line);
    switch (node.type) {
      case 'number':
      case 'string':
        return node.value;
      case 'formatted': {
        if (!node.parts) return new Unknown('a formatted text');
        const words = node.parts.map((part) =>
          typeof part === 'string' ? part : printed(this.evaluate(part.value, scope), part.spec),
        );
        return words.includes(null) ? new Unknown('a formatted text') : words.join('');
      }
      case 'ellipsis':
        return new Unknown('...');
      case 'name':
        return this.name(node.name, line, scope);
      case 'list':
      case 'tuple':
      case 'set': {
        const items = node.items.flatMap((item) =>
          item.type === 'star' ? this.items(this.evaluate(item.value, scope), line) : [this.evaluate(item, scope)],
        );
        return new List(items, node.type === 'tuple');
      }
      case 'dict': {
        const made = new Dict();
        for (const { key, value } of node.entries) {
          const read = this.evaluate(value, scope);
          if (key) made.entries.set(this.evaluate(key, scope), read);
          else if (read instanceof Dict) for (const [k, v] of read.entries) made.entries.set(k, v);
          else this.refuse(line, '"**"');
        }
        return made;
      }
      case 'star':
        return this.refuse(line, '"*"');
      case 'slice': {
        const end = (part: Node | null): number | null => {
          if (!part) return null;
          const value = this.evaluate(part, scope);
          if (value === null) return null;
          if (typeof value !== 'number') this.refuse(line, message('source-slice-end', { what: typeName(value) }));
          return value;
        };
        return new Slice(end(node.from), end(node.to), end(node.step));
      }
      case 'attribute':
        return this.attribute(this.evaluate(node.of, scope), node.name, line);
      case 'subscript':
        return this.subscript(this.evaluate(node.of, scope), this.evaluate(node.index, scope), line);
      case 'unary':
        return this.unary(node.operator, this.evaluate(node.value, scope), line);
      case 'binary': {
        const left = this.evaluate(node.left, scope);
        if (node.operator === 'and') return this.truth(left, line) ? this.evaluate(node.right, scope) : left;
        if (node.operator === 'or') return this.truth(left, line) ? left : this.evaluate(node.right, scope);
        return this.operate(node.operator, left, this.evaluate(node.right, scope), line);
      }
      case 'choice':
        return this.evaluate(this.truth(this.evaluate(node.test, scope), line) ? node.yes : node.no, scope);
      case 'lambda':
        return this.functionOf('lambda', node.parameters, node.body, scope, line);
      case 'comprehension': {
        const inner = new Scope(scope);
        const made = new List([]);
        const dict = new Dict();
        this.loop(node.loops, 0, inner, () => {
          if (node.key) dict.entries.set(this.evaluate(node.key, inner), this.evaluate(node.result, inner));
          else made.items.push(this.evaluate(node.result, inner));
        });
        return node.key ? dict : made;
      }
      case 'call': {
        if (node.callee.type === 'name' && node.callee.name === 'super') return this.superOf(scope, line);
        const callee = this.evaluate(node.callee, scope);
        const { args, named } = this.arguments(node.args, scope, line);
        return this.call(callee, { args, named, line });
      }
    }
  }

  private loop(loops: readonly Loop[], at: number, scope: Scope, then: () => void): void {
    const loop = loops[at];
    if (!loop) return then();
    for (const item of this.items(this.evaluate(loop.over, scope), loop.over.line)) {
      this.assign(loop.target, item, scope);
      if (loop.tests.every((test) => this.truth(this.evaluate(test, scope), test.line)))
        this.loop(loops, at + 1, scope, then);
    }
  }

  private name(name: string, line: number, scope: Scope): Value {
    if (name === 'True') return true;
    if (name === 'False') return false;
    if (name === 'None') return null;
    const found = scope.find(name);
    if (found !== undefined) return found;
    const library = libraryName(name);
    if (library !== null) return library;
    throw chainError(line, message('source-no-name', { name, snippet: RECORDER_SNIPPET }));
  }

  private superOf(scope: Scope, line: number): Value {
    const self = scope.find('self');
    const owner = scope.find('__class__');
    if (!(self instanceof Instance) || !(owner instanceof ClassValue)) return this.refuse(line, 'super()');
    return new SuperValue(this, self, owner);
  }

  private arguments(
    args: readonly CallArgument[],
    scope: Scope,
    line: number,
  ): { args: Value[]; named: Map<string, Value> } {
    const plain: Value[] = [];
    const named = new Map<string, Value>();
    for (const { name, value } of args) {
      const read = this.evaluate(value, scope);
      if (name === '*') plain.push(...this.items(read, line));
      else if (name === '**') {
        if (!(read instanceof Dict)) this.refuse(line, `**${typeName(read)}`);
        for (const [key, item] of read.entries) if (typeof key === 'string') named.set(key, item);
      } else if (name !== null) named.set(name, read);
      else plain.push(read);
    }
    return { args: plain, named };
  }

  truth(value: Value, line: number): boolean {
    if (value === null) return false;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') return value !== 0;
    if (typeof value === 'string') return value !== '';
    if (value instanceof List) return value.items.length > 0;
    if (value instanceof Dict) return value.entries.size > 0;
    if (value instanceof Container) return value.entries.size > 0;
    if (value instanceof TensorValue || value instanceof Unknown)
      return this.refuse(line, message('source-if-on', { what: typeName(value) }));
    return true;
  }

  items(value: Value, line: number): Value[] {
    if (value instanceof List) return [...value.items];
    if (value instanceof Dict) return [...value.entries.keys()];
    if (value instanceof Container)
      return value.kind === 'ModuleDict' ? [...value.entries.keys()] : [...value.entries.values()];
    if (typeof value === 'string') return [...value];
    if (value instanceof Unknown && value.isQuiet) return [];
    if (value instanceof TensorValue) {
      const [first = 0] = value.shape;
      return Array.from({ length: Math.min(first, 10_000) }, (_, i) => this.graph.index(value, [i], line));
    }
    return this.refuse(line, message('source-loop-over', { what: typeName(value) }));
  }

  /** An attribute of an object, through its class and the bases of that. */
  attribute(of: Value, name: string, line: number): Value {
    if (of instanceof Library) return new Library(`${of.path}.${name}`);
    if (of instanceof Unknown) return new Unknown(`${of.what}.${name}`, of.isQuiet, of.isOutside);
    if (of instanceof TensorValue) return tensorAttribute(this, of, name, line);
    if (of instanceof Instance) {
      const own = of.attributes.get(name);
      if (own !== undefined) return own;
      const member = findMember(of.of, name);
      if (member instanceof FunctionValue) {
        if (member.kind === 'static') return member;
        if (member.kind === 'property') return this.call(new Bound(of, member), { args: [], named: new Map(), line });
        return new Bound(member.kind === 'class' ? of.of : of, member);
      }
      if (member !== undefined) return member;
      if (name === '__class__') return of.of;
      if (name === 'training') return false;
      const method = moduleMethod(this, of, name);
      if (method) return method;
      throw chainError(line, message('source-no-attribute', { of: of.of.name, name, snippet: RECORDER_SNIPPET }));
    }
    if (of instanceof ClassValue) {
      const member = findMember(of, name);
      if (member instanceof FunctionValue && member.kind === 'class') return new Bound(of, member);
      if (member !== undefined) return member;
      if (name === '__name__') return of.name;
    }
    if (of instanceof Layer || of instanceof Container) {
      if (name === 'training') return false;
      if (of instanceof Container) {
        const entry = of.entries.get(name);
        if (entry !== undefined) return entry;
      }
      if (of instanceof Layer) {
        const value = of.values[name];
        if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
          if (PAIRS.includes(name) && typeof value === 'number') return new List([value, value], true);
          if (name === 'bias' && typeof value === 'boolean')
            return value
              ? new TensorValue(null, [Number(of.values['out_channels'] ?? of.values['out_features'])])
              : null;
          return value;
        }
        if (Array.isArray(value)) return new List([...(value as readonly number[])], true);
        if (name === 'weight' || name === 'running_mean' || name === 'running_var')
          return new Unknown(`${of.kind}.${name}`, true);
      }
      const method = moduleMethod(this, of, name);
      if (method) return method;
    }
    const method = methodOf(this, of, name);
    if (method) return method;
    return this.refuse(line, `${typeName(of)}.${name}`);
  }

  private subscript(of: Value, key: Value, line: number): Value {
    if (of instanceof TensorValue) return this.graph.index(of, key instanceof List ? key.items : [key], line);
    if (of instanceof List || typeof of === 'string') {
      const all: readonly Value[] = of instanceof List ? of.items : [...of];
      if (key instanceof Slice) {
        const cut = sliceOf(all, key);
        return of instanceof List ? new List(cut, of.isTuple) : cut.join('');
      }
      if (typeof key === 'number' || typeof key === 'boolean') {
        const at = Number(key);
        const item = all[at < 0 ? all.length + at : at];
        if (item !== undefined) return item;
        throw chainError(line, message('source-index', { index: at, length: all.length }));
      }
    }
    if (of instanceof Dict) {
      const found = of.entries.get(key);
      if (found !== undefined) return found;
      throw chainError(line, message('source-no-key', { key: typeof key === 'object' ? typeName(key) : String(key) }));
    }
    if (of instanceof Container) {
      const all = [...of.entries.values()];
      if (typeof key === 'string' && of.entries.has(key)) return of.entries.get(key)!;
      if (typeof key === 'number' && all.at(key) !== undefined) return all.at(key)!;
      if (key instanceof Slice) {
        const made = new Container(of.kind, line);
        for (const [i, item] of sliceOf(all, key).entries()) made.entries.set(String(i), item);
        return made;
      }
    }
    if (of instanceof Unknown && of.isQuiet) return of;
    if (of instanceof Unknown && of.isOutside) return outside(`${of.what}[...]`);
    // `List[int]`, `Optional[Tensor]`
    if (of instanceof Library || of instanceof Unknown || of instanceof Builtin) return new Unknown('a type');
    return this.refuse(line, `${typeName(of)}[...]`);
  }

  private unary(operator: string, value: Value, line: number): Value {
    if (operator === 'not') return !this.truth(value, line);
    if (value instanceof TensorValue) return this.graph.pointwise('neg', [value], line);
    if (typeof value === 'number' || typeof value === 'boolean') {
      const number = Number(value);
      return operator === '-' ? -number : operator === '~' ? ~number : number;
    }
    return this.refuse(line, `${operator}${typeName(value)}`);
  }

  operate(operator: string, left: Value, right: Value, line: number): Value {
    if (operator === 'is' || operator === 'is not') {
      const same = left === right || (left instanceof Library && right instanceof Library && left.path === right.path);
      return (operator === 'is') === same;
    }
    if (left instanceof Unknown || right instanceof Unknown) {
      if ((left instanceof Unknown && left.isQuiet) || (right instanceof Unknown && right.isQuiet))
        return new Unknown('a value of a weight', true);
      if (operator === '%') return new Unknown('a formatted text');
      return this.refuse(line, left instanceof Unknown ? left.what : typeName(right));
    }
    if (operator === 'in' || operator === 'not in') {
      const has =
        typeof right === 'string' && typeof left === 'string'
          ? right.includes(left)
          : right instanceof Container && typeof left === 'string'
            ? right.entries.has(left)
            : this.items(right, line).some((item) => equal(item, left));
      return (operator === 'in') === has;
    }
    if (left instanceof TensorValue || right instanceof TensorValue) {
      const kind = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '**': 'pow', '//': 'div', '%': 'div' }[operator];
      if (operator === '@') return this.graph.matmul(left, right, line);
      if (kind === undefined) return this.refuse(line, message('source-if-on', { what: 'a tensor' }));
      return this.graph.pointwise(kind, [left, right], line);
    }
    if (operator === '==') return equal(left, right);
    if (operator === '!=') return !equal(left, right);
    if (left instanceof List && right instanceof List && operator === '+')
      return new List([...left.items, ...right.items], left.isTuple);
    if (operator === '*' && (left instanceof List || right instanceof List)) {
      const [list, times] = left instanceof List ? [left, right] : [right as List, left];
      if (typeof times === 'number' && times * list.items.length < 100_000)
        return new List(Array.from({ length: Math.max(0, times) }, () => list.items).flat(), list.isTuple);
    }
    if (typeof left === 'string' && typeof right === 'string') {
      if (operator === '+') return left + right;
      if (operator === '<') return left < right;
      if (operator === '>') return left > right;
    }
    if (typeof left === 'string' && operator === '%')
      return (
        percentFormat(left, right instanceof List && right.isTuple ? right.items : [right]) ??
        new Unknown('a formatted text')
      );
    const isNumber = (value: Value): value is number | boolean =>
      typeof value === 'number' || typeof value === 'boolean';
    if (left instanceof List && right instanceof List && ['<', '>', '<=', '>='].includes(operator)) {
      const at = left.items.findIndex((item, i) => !equal(item, right.items[i] ?? null));
      if (at >= 0) return this.operate(operator, left.items[at]!, right.items[at] ?? 0, line);
      return operator.includes('=');
    }
    if (!isNumber(left) || !isNumber(right))
      return this.refuse(line, `${typeName(left)} ${operator} ${typeName(right)}`);
    return this.arithmetic(operator, Number(left), Number(right), line);
  }

  private arithmetic(operator: string, a: number, b: number, line: number): Value {
    if ((operator === '/' || operator === '//' || operator === '%') && b === 0)
      throw chainError(line, message('source-division'));
    switch (operator) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '/':
        return a / b;
      case '//':
        return Math.floor(a / b);
      case '%':
        return a - b * Math.floor(a / b);
      case '**':
        return a ** b;
      case '<':
        return a < b;
      case '>':
        return a > b;
      case '<=':
        return a <= b;
      case '>=':
        return a >= b;
      case '<<':
        return a * 2 ** b;
      case '>>':
        return Math.floor(a / 2 ** b);
      case '&':
        return a & b;
      case '|':
        return a | b;
      case '^':
        return a ^ b;
      default:
        return this.refuse(line, `"${operator}"`);
    }
  }

  call(callee: Value, call: Call): Value {
    const { line } = call;
    this.count(line);
    if (++this.calls > MAX_CALLS) throw chainError(line, message('source-too-deep', { limit: MAX_CALLS }));
    try {
      return this.callOnce(callee, call);
    } finally {
      this.calls--;
    }
  }

  private callOnce(callee: Value, call: Call): Value {
    const { line, args, named } = call;
    const isModule = callee instanceof Layer || callee instanceof Container || callee instanceof Instance;
    if (isModule && this.calls <= 1 && args.some((value) => value instanceof TensorValue)) {
      this.applied ??= callee;
      this.onApply?.(callee);
    }
    if (callee instanceof Builtin) return callee.run(call);
    if (callee instanceof Library) return callLibrary(this, callee.path, call);
    if (callee instanceof FunctionValue) return this.apply(callee, call, null);
    if (callee instanceof Bound) return this.apply(callee.method, call, callee.self);
    if (callee instanceof ClassValue) {
      const made = new Instance(callee, line);
      const start = findMember(callee, '__init__');
      if (start instanceof FunctionValue) this.apply(start, call, made);
      else if (args.length > 0 || named.size > 0) {
        const base = libraryBase(callee);
        if (base === 'Sequential') fillSequential(this, made, call);
        else if (base !== null && base !== 'Module') this.refuse(line, `${callee.name}(nn.${base})`);
      }
      return made;
    }
    if (callee instanceof Layer) return this.graph.layer(callee, call);
    if (callee instanceof Container) {
      if (callee.kind !== 'Sequential')
        throw chainError(line, message('source-not-callable', { what: `nn.${callee.kind}` }));
      let value: Value = args[0] ?? null;
      for (const member of callee.entries.values())
        value = this.call(member, { args: [value], named: new Map(), line });
      return value;
    }
    if (callee instanceof Instance) {
      const forward = findMember(callee.of, 'forward') ?? findMember(callee.of, '__call__');
      if (forward instanceof FunctionValue) return this.apply(forward, call, callee);
      if (libraryBase(callee.of) === 'Sequential') {
        let value: Value = args[0] ?? null;
        for (const member of callee.attributes.values())
          value = this.call(member, { args: [value], named: new Map(), line });
        return value;
      }
      throw chainError(line, message('source-no-forward', { name: callee.of.name }));
    }
    if (callee instanceof Unknown) {
      if (callee.isQuiet) return callee;
      // What other libraries give is refused where a layer or a condition needs it.
      if (callee.isOutside) return outside(`${callee.what}()`);
      return callForeign(callee.what, args) ?? this.refuse(line, callee.what);
    }
    throw chainError(line, message('source-not-callable', { what: typeName(callee) }));
  }

  /** Binds arguments as Python does and runs the body. */
  private apply(callee: FunctionValue, { args, named, line }: Call, self: Instance | ClassValue | null): Value {
    const scope = new Scope(callee.scope);
    if (callee.owner) scope.names.set('__class__', callee.owner);
    const queue: Value[] = self === null ? [...args] : [self, ...args];
    const left = new Map(named);
    for (const { name, kind } of callee.parameters) {
      if (kind === '*') scope.names.set(name, new List(queue.splice(0), true));
      else if (kind === '**') {
        const rest = new Dict();
        for (const [key, value] of left) rest.entries.set(key, value);
        left.clear();
        scope.names.set(name, rest);
      } else if (kind === 'plain' && queue.length > 0) scope.names.set(name, queue.shift()!);
      else if (left.has(name)) {
        scope.names.set(name, left.get(name)!);
        left.delete(name);
      } else if (callee.defaults.has(name)) scope.names.set(name, callee.defaults.get(name)!);
      else
        throw chainError(
          line,
          message('source-missing-argument', { name, callee: nameOfFunction(callee), snippet: RECORDER_SNIPPET }),
        );
    }
    const [extra] = left.keys();
    if (queue.length > 0 || extra !== undefined)
      throw chainError(line, message('source-extra-argument', { callee: nameOfFunction(callee), name: extra ?? '' }));
    if (!Array.isArray(callee.body)) return this.evaluate(callee.body as Node, scope);
    const ending = this.run(callee.body as readonly Statement[], scope);
    return ending instanceof Returned ? ending.value : null;
  }
}

/** What `super()` stands for: the instance, seen from the bases of the class that asks. */
class SuperValue extends Instance {
  constructor(interpreter: Interpreter, self: Instance, owner: ClassValue) {
    super(new ClassValue(`super of ${owner.name}`, owner.bases, owner.line), self.line);
    // Bound to the real instance, so that what is assigned lands there.
    for (const base of owner.bases) bindAll(base, self, this.attributes);
    const start = this.attributes.get('__init__');
    if (start === undefined)
      this.attributes.set('__init__', new Builtin('__init__', (call) => plainInit(interpreter, self, owner, call)));
    for (const quiet of ['load_state_dict', 'train', 'eval'])
      if (!this.attributes.has(quiet)) this.attributes.set(quiet, new Builtin(quiet, () => null));
    if (!this.attributes.has('forward') && libraryBase(owner) === 'Sequential')
      this.attributes.set('forward', new Builtin('forward', ({ line }) => refuse(line, 'super().forward')));
  }
}

function plainInit(interpreter: Interpreter, self: Instance, owner: ClassValue, call: Call): Value {
  if (libraryBase(owner) === 'Sequential') fillSequential(interpreter, self, call);
  return null;
}

function bindAll(base: Value, self: Instance, into: Map<string, Value>): void {
  if (!(base instanceof ClassValue)) return;
  for (const [name, member] of base.members) {
    if (!into.has(name))
      into.set(name, member instanceof FunctionValue && member.kind === 'plain' ? new Bound(self, member) : member);
  }
  for (const further of base.bases) bindAll(further, self, into);
}

function fillSequential(interpreter: Interpreter, made: Instance, call: Call): void {
  const members = callLibrary(interpreter, 'torch.nn.Sequential', call);
  if (members instanceof Container) for (const [name, member] of members.entries) made.attributes.set(name, member);
}

function nameOfFunction({ name, owner }: FunctionValue): string {
  return owner ? (name === '__init__' ? owner.name : `${owner.name}.${name}`) : name;
}

/** Methods every module has. */
function moduleMethod(interpreter: Interpreter, of: Instance | Layer | Container, name: string): Value | null {
  switch (name) {
    case 'modules':
      return new Builtin(name, () => new List([of, ...modulesIn(of).map(([, member]) => member)]));
    case 'named_modules':
      return new Builtin(name, () => pairs([['', of], ...modulesIn(of)]));
    case 'children':
      return new Builtin(name, () => new List(childrenOf(of).map(([, member]) => member)));
    case 'named_children':
      return new Builtin(name, () => pairs(childrenOf(of)));
    case '_modules':
      return dictOf(childrenOf(of));
    case 'parameters':
    case 'named_parameters':
    case 'state_dict':
      return new Builtin(name, () => new Unknown(`${name}()`, true));
    case 'apply':
    case 'eval':
    case 'train':
    case 'to':
    case 'cuda':
    case 'cpu':
    case 'float':
    case 'half':
    case 'requires_grad_':
    case 'load_state_dict':
      return new Builtin(name, () => of);
    case 'register_buffer':
    case 'register_parameter':
      if (!(of instanceof Instance)) return null;
      return new Builtin(name, ({ args, line }) => {
        of.attributes.set(interpreter.text(args[0], line), args[1] ?? null);
        return null;
      });
    case 'add_module':
    case 'register_module':
      return new Builtin(name, ({ args, line }) => {
        if (of instanceof Instance) of.attributes.set(interpreter.text(args[0], line), args[1] ?? null);
        else if (of instanceof Container) of.entries.set(interpreter.text(args[0], line), args[1] ?? null);
        return null;
      });
    case 'forward':
      return new Builtin(name, (call) => interpreter.call(of, call));
    default:
      return of instanceof Container ? (methodOf(interpreter, of, name) ?? null) : null;
  }
}

function modulesIn(of: Value, prefix = '', seen = new Set<Value>()): [string, Value][] {
  return childrenOf(of).flatMap(([name, member]): [string, Value][] => {
    if (seen.has(member)) return [];
    seen.add(member);
    return [[prefix + name, member], ...modulesIn(member, `${prefix}${name}.`, seen)];
  });
}

const outside = (what: string): Unknown => new Unknown(what, false, true);

const pairs = (entries: readonly (readonly [string, Value])[]): List =>
  new List(entries.map(([name, member]) => new List([name, member], true)));

function dictOf(entries: readonly (readonly [string, Value])[]): Dict {
  const made = new Dict();
  for (const [name, member] of entries) made.entries.set(name, member);
  return made;
}

function sliceOf(all: readonly Value[], { from, to, step }: Slice): Value[] {
  const by = step ?? 1;
  if (by === 1) return all.slice(from ?? 0, to ?? undefined);
  const found: Value[] = [];
  const length = all.length;
  const place = (at: number): number => (at < 0 ? length + at : at);
  if (by > 0) for (let i = place(from ?? 0); i < Math.min(length, place(to ?? length)); i += by) found.push(all[i]!);
  if (by < 0) {
    const stop = to === null ? -1 : place(to);
    for (let i = Math.min(length - 1, from === null ? length - 1 : place(from)); i > stop; i += by) found.push(all[i]!);
  }
  return found;
}
