import { UpbenchError } from '../tensor/errors';
import type { Shape } from '../tensor/tensor';
import { FUNCTIONS, SIGNATURES, usualLayer, type Value, type Values } from './layers';
import { INPUT, inputComment, type Chain, type Step } from './program';
import { isPrinted, readPrinted } from './printed';
import { isSource, readSource, readSourceSoFar } from './source/readSource';
import { chainError, parsePython, type Argument, type Expression, type Statement } from './python';
import { lastName, nameOf, readValue, readValues } from './readValues';

type Call = Extract<Expression, { type: 'call' }>;
type Assign = Extract<Statement, { type: 'assign' }>;

/** A layer that was defined but is applied somewhere else, by its name. */
interface Module {
  readonly layers: readonly {
    readonly kind: string;
    readonly values: Values;
    readonly line: number;
    readonly name: string | null;
  }[];
  /** Names of its steps at the first use; later uses share their weights. */
  applied: string[] | null;
}

/**
 * Reads PyTorch layer lines. A layer is applied to the line before it, or to what stands in the brackets behind it:
 * `nn.Conv2d(3, 8, 3)(enc1)`. A layer whose name is called further down (`x = self.up(x)`) is only a definition.
 * Throws the first line that cannot be read.
 */
export function parseChain(text: string, input: Shape | null = null, model: string | null = null): Chain {
  if (isPrinted(text)) return readPrinted(text);
  if (isSource(text)) return readSource(text, input, model);
  try {
    return new Reader(parsePython(text)).read();
  } catch (error) {
    // Lines with names, sums and lists are code without a class.
    const isCode =
      error instanceof UpbenchError &&
      /^[ \t]*\w+\s*=/m.test(text) &&
      !/nn\.\w+\([^\n]*\)\s*$/m.test(text.split('\n')[0] ?? '');
    if (!isCode) throw error;
    return followOr(error, text, () => readSource(text, input, model));
  }
}

/** What can be read of a text, and what ended the reading. */
interface ReadText {
  /** The layers before the error, or all of them; null where not even one was read. */
  readonly chain: Chain | null;
  readonly error: UpbenchError | null;
}

/** How often the text is cut before an error to see what stands before it. */
const MOST_CUTS = 6;

/** As `parseChain`, but an error leaves the layers before it. */
export function readText(text: string, input: Shape | null = null, model: string | null = null): ReadText {
  try {
    const isFollowed = !isPrinted(text) && isSource(text);
    const chain = isFollowed ? readSourceSoFar(text, input, model) : parseChain(text, input, model);
    return { chain, error: chain.broken ?? null };
  } catch (error) {
    if (!(error instanceof UpbenchError)) throw error;
    return { chain: before(text, error, input, model), error };
  }
}

/** What the lines before an error say. */
function before(text: string, first: UpbenchError, input: Shape | null, model: string | null): Chain | null {
  const lines = text.split('\n');
  let line = errorLine(first);
  for (let cut = 0; cut < MOST_CUTS && line !== null && line > 1; cut++) {
    const part = lines.slice(0, line - 1).join('\n');
    try {
      const chain =
        isSource(part) && !isPrinted(part) ? readSourceSoFar(part, input, model) : parseChain(part, input, model);
      return chain.steps.length > 0 ? chain : null;
    } catch (error) {
      if (!(error instanceof UpbenchError)) throw error;
      line = Math.min(line - 1, errorLine(error) ?? 0);
    }
  }
  return null;
}

/** The line that an error names; null where it names none. */
export function errorLine({ said }: UpbenchError): number | null {
  const line = said?.code === 'at-line' ? (said.values as { readonly line?: unknown }).line : undefined;
  return typeof line === 'number' ? line : null;
}

/** The result of the code, or the first refusal if the text is not code either. */
function followOr(refusal: unknown, text: string, follow: () => Chain): Chain {
  try {
    return follow();
  } catch (error) {
    // A list of layers is code and nothing else.
    if (error instanceof UpbenchError && !/^\w+\s*=\s*\[/m.test(text)) throw refusal;
    throw error;
  }
}

class Reader {
  private readonly steps: Step[] = [];
  private readonly comments: { before: number; text: string }[] = [];
  private readonly modules = new Map<string, Module>();
  /** What a name in the text stands for now. */
  private readonly names = new Map<string, string>([
    [INPUT, INPUT],
    ['input', INPUT],
  ]);
  /** Names that hold the positions of a pooling: `x, idx = pool(x)`. */
  private readonly positions = new Map<string, string>();
  private readonly unpaired: string[] = [];
  private input: number[] | null = null;

  constructor(private readonly statements: readonly Statement[]) {}

  read(): Chain {
    const called = new Set<string>();
    for (const statement of this.statements) if (statement.type === 'assign') collectCalled(statement.value, called);
    for (const statement of this.statements) {
      if (statement.type === 'comment') this.comment(statement.text);
      else this.assign(statement, called);
    }
    return { input: this.input, comments: this.comments, steps: this.steps };
  }

  private comment(text: string): void {
    const shape = this.input === null ? inputComment(text) : null;
    if (shape) this.input = shape;
    else this.comments.push({ before: this.steps.length, text });
  }

  private assign({ targets, value, comment, line }: Assign, called: ReadonlySet<string>): void {
    const [target, second] = targets;
    if (target !== undefined && called.has(target) && value.type === 'call' && isDefinition(value)) {
      this.modules.set(target, { layers: this.layersOf(value), applied: null });
      return;
    }
    const before = this.steps.length;
    const result = this.apply(value, target);
    const made = this.steps.at(-1);
    if (comment !== null && made && this.steps.length > before)
      this.steps[this.steps.length - 1] = { ...made, comment };
    if (target !== undefined) this.names.set(target, result);
    if (second !== undefined) {
      if (made?.kind !== 'MaxPool2d')
        throw chainError(line, `Expected one name before "=", for only max-pooling gives two results.`);
      this.positions.set(second, result);
    }
  }

  private get last(): string {
    return this.steps.at(-1)?.name ?? INPUT;
  }

  /** Adds the steps of an expression; returns the name of its result. */
  private apply(expression: Expression, wanted?: string, input = this.last): string {
    const { line } = expression;
    const name = nameOf(expression);
    if (name !== null) return this.resolve(name, line);
    if (expression.type === 'add') {
      return this.push('add', {}, [this.apply(expression.left), this.apply(expression.right)], line, wanted);
    }
    if (expression.type === 'subscript') return this.crop(expression, wanted);
    if (expression.type !== 'call') throw chainError(line, 'Expected a layer such as nn.Conv2d(3, 8, 3).');
    return this.call(expression, wanted, input);
  }

  private call(call: Call, wanted: string | undefined, input: string): string {
    const { callee, args, line } = call;
    if (callee.type === 'call') return this.applied(this.layersOf(callee), args, line, wanted, null);
    const own = nameOf(callee);
    const module = own === null ? undefined : this.modules.get(own);
    if (module) return this.applied(module.layers, args, line, wanted, module);
    const kind = lastName(callee);
    if (kind === null) throw chainError(line, 'Expected the name of a layer.');
    if (kind === 'Sequential' || (Object.hasOwn(SIGNATURES, kind) && /^[A-Z]/.test(kind))) {
      return this.run(this.layersOf(call), input, wanted, {}, null);
    }
    return this.functional(kind, args, line, wanted);
  }

  /** `layer(x)`, `layer(x, output_size=enc1.shape)`, `unpool(x, indices)`. */
  private applied(
    layers: Module['layers'],
    args: readonly Argument[],
    line: number,
    wanted: string | undefined,
    module: Module | null,
  ): string {
    const [first, ...rest] = args;
    if (!first || first.name !== null) throw chainError(line, 'Expected what the layer is applied to, as in layer(x).');
    const input = this.apply(first.value);
    const extra: { outputSize?: Step['outputSize']; indicesOf?: string } = {};
    const kind = layers.at(-1)?.kind;
    for (const [i, { name, value }] of rest.entries()) {
      const key = name ?? (kind === 'MaxUnpool2d' ? ['indices', 'output_size'] : ['output_size'])[i];
      if (key === 'output_size' && (kind === 'ConvTranspose2d' || kind === 'MaxUnpool2d'))
        extra.outputSize = this.size(readValue(value), line);
      else if (key === 'indices' && kind === 'MaxUnpool2d') extra.indicesOf = this.pooling(value);
      else throw chainError(line, `${kind ?? 'The layer'} is applied to one input; "${key ?? 'more'}" is not known.`);
    }
    return this.run(layers, input, wanted, extra, module);
  }

  private size(value: Value, line: number): readonly number[] | string {
    if (Array.isArray(value)) return value as readonly number[];
    if (typeof value === 'object' && value !== null && 'ref' in value) return this.resolve(value.ref, line);
    throw chainError(line, 'Expected output_size as (H, W) or as a shape such as enc1.shape.');
  }

  /** `idx`, `pool1`, `pool1.indices` -> the pooling. */
  private pooling(expression: Expression): string {
    const inner = expression.type === 'attribute' && expression.name === 'indices' ? expression.of : expression;
    const name = nameOf(inner);
    const step = name === null ? undefined : (this.positions.get(name) ?? this.names.get(name));
    const pool = this.steps.find((candidate) => candidate.name === step);
    if (pool?.kind !== 'MaxPool2d')
      throw chainError(expression.line, 'Expected the positions of a max-pooling, as in pool1.indices.');
    return pool.name;
  }

  private run(
    layers: Module['layers'],
    input: string,
    wanted: string | undefined,
    extra: { readonly outputSize?: Step['outputSize']; readonly indicesOf?: string },
    module: Module | null,
  ): string {
    let at = input;
    const made: string[] = [];
    for (const [i, { kind, values, line, name }] of layers.entries()) {
      const isLast = i === layers.length - 1;
      const own = isLast ? (wanted ?? name) : name;
      const shared = module?.applied?.[i];
      at = this.push(kind, values, [at], line, own ?? undefined, {
        ...(isLast ? extra : {}),
        ...(shared === undefined ? {} : { sharedWith: shared }),
      });
      made.push(at);
    }
    if (module) module.applied ??= made;
    return at;
  }

  /** The layers of `nn.X(...)` or of an `nn.Sequential(...)` of them, in order. */
  private layersOf(call: Call): Module['layers'] {
    const { callee, args, line } = call;
    const kind = lastName(callee);
    if (kind === 'Sequential' || kind === 'OrderedDict')
      return args.flatMap(({ name, value }) => this.members(name, value));
    if (kind === null || !Object.hasOwn(SIGNATURES, kind) || !/^[A-Z]/.test(kind)) {
      const known = Object.keys(SIGNATURES).filter((layer) => /^[A-Z]/.test(layer));
      throw chainError(
        line,
        `There is no layer ${kind ?? 'of that name'} here; known are ${known.join(', ')} and Sequential.`,
      );
    }
    return [{ ...usualLayer(kind, readValues(kind, args, line)), line, name: null }];
  }

  private members(name: string | null, value: Expression): Module['layers'] {
    // OrderedDict([('conv', nn.Conv2d(...)), ...])
    if (value.type === 'list') {
      const [label, layer] = value.items;
      if (label?.type === 'string' && layer) return this.members(label.value, layer);
      return value.items.flatMap((item) => this.members(null, item));
    }
    if (value.type !== 'call') throw chainError(value.line, 'Expected a layer in nn.Sequential.');
    const layers = this.layersOf(value);
    const label = name !== null && /^[A-Za-z_]/.test(name) ? name : null;
    return layers.map((layer, i) => (i === layers.length - 1 ? { ...layer, name: layer.name ?? label } : layer));
  }

  private functional(kind: string, args: readonly Argument[], line: number, wanted: string | undefined): string {
    if (kind === 'cat' || kind === 'concat' || kind === 'concatenate') return this.cat(args, line, wanted);
    const [first, ...rest] = args;
    if (!first) throw chainError(line, `Expected what ${kind} is applied to.`);
    if (kind === 'add') {
      if (rest.length !== 1) throw chainError(line, 'Expected two results to add.');
      return this.push('add', {}, [this.apply(first.value), this.apply(rest[0]!.value)], line, wanted);
    }
    const layer = Object.hasOwn(FUNCTIONS, kind) ? FUNCTIONS[kind]! : kind === 'pad' ? 'pad' : null;
    if (layer === null) throw chainError(line, `There is no layer or function ${kind} here.`);
    return this.push(layer, readValues(layer, rest, line), [this.apply(first.value)], line, wanted);
  }

  private cat(args: readonly Argument[], line: number, wanted: string | undefined): string {
    const [list, axis] = args;
    if (list?.value.type !== 'list' || list.value.items.length < 1)
      throw chainError(line, 'Expected torch.cat([a, b], 1).');
    const dim = axis ? readValue(axis.value) : 0;
    if (dim !== 1 && dim !== -3)
      throw chainError(line, `Expected dim=1 (the channels) for torch.cat but received ${String(dim)}.`);
    return this.push(
      'cat',
      {},
      list.value.items.map((item) => this.apply(item)),
      line,
      wanted,
    );
  }

  /** `x[..., 2:10, :8]` or `x[:, :, 2:10, :8]`. */
  private crop(expression: Extract<Expression, { type: 'subscript' }>, wanted: string | undefined): string {
    const { items, line } = expression;
    const [rows, columns] = items.slice(-2);
    const open = items.slice(0, -2);
    const isAll = open.every((item) => item.type === 'ellipsis' || (item.type === 'slice' && !item.from && !item.to));
    const isPicture = (open.length === 1 && open[0]!.type === 'ellipsis') || open.length === 2;
    if (rows?.type !== 'slice' || columns?.type !== 'slice' || !isAll || !isPicture) {
      throw chainError(line, 'Expected rows and columns to keep, as in x[..., :224, :224].');
    }
    const bounds = (slice: typeof rows): number[] => [slice.from, slice.to].map((end, i) => this.bound(end, i));
    return this.push(
      'crop',
      { rows: bounds(rows), columns: bounds(columns) },
      [this.apply(expression.of)],
      line,
      wanted,
    );
  }

  /** A slice's end; left out it is 0 at the start and Infinity at the end. */
  private bound(end: Expression | null, side: number): number {
    if (!end) return side === 0 ? 0 : Infinity;
    const value = readValue(end);
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw chainError(end.line, 'Expected whole numbers in the slice.');
  }

  private resolve(name: string, line: number): string {
    const found = this.names.get(name);
    if (found !== undefined) return found;
    const known = [...this.names.keys()].filter((key) => key !== 'input');
    throw chainError(line, `There is no result called ${name} yet; there are ${known.slice(-12).join(', ')}.`);
  }

  private push(
    kind: string,
    values: Values,
    inputs: readonly string[],
    line: number,
    wanted?: string,
    extra: Partial<Pick<Step, 'outputSize' | 'indicesOf' | 'sharedWith'>> = {},
  ): string {
    const name = this.unique(wanted, kind);
    const resolved = Object.entries(values).map(([key, value]): [string, Value] => [
      key,
      typeof value === 'object' && value !== null && 'ref' in value ? { ref: this.resolve(value.ref, line) } : value,
    ]);
    // The latest pooling that no unpooling has used yet: decoders mirror their encoders.
    const paired = kind === 'MaxUnpool2d' ? (extra.indicesOf ?? this.unpaired.at(-1)) : undefined;
    if (paired !== undefined && this.unpaired.includes(paired))
      this.unpaired.splice(this.unpaired.lastIndexOf(paired), 1);
    this.steps.push({
      name,
      line,
      kind,
      values: Object.fromEntries(resolved),
      inputs,
      ...extra,
      ...(paired === undefined ? {} : { indicesOf: paired }),
    });
    if (kind === 'MaxPool2d') this.unpaired.push(name);
    this.names.set(name, name);
    return name;
  }

  private unique(wanted: string | undefined, kind: string): string {
    const taken = (name: string): boolean => name === INPUT || this.steps.some((step) => step.name === name);
    const base = wanted ?? SIGNATURES[kind]!.short;
    if (wanted !== undefined && !taken(wanted) && !RESERVED.has(wanted)) return wanted;
    for (let n = wanted === undefined ? 1 : 2; ; n++) {
      const name = wanted === undefined ? `${base}${n}` : `${base}_${n}`;
      if (!taken(name)) return name;
    }
  }
}

/** Names that would read as something else when written back. */
const RESERVED: ReadonlySet<string> = new Set([
  'self',
  'nn',
  'F',
  'torch',
  'input',
  'True',
  'False',
  'None',
  'import',
  'from',
  'class',
  'def',
  'return',
  'super',
  'pass',
  'if',
  'with',
  'print',
  'model',
  'assert',
]);

function isDefinition(call: Call): boolean {
  const kind = lastName(call.callee);
  return kind !== null && (kind === 'Sequential' || (Object.hasOwn(SIGNATURES, kind) && /^[A-Z]/.test(kind)));
}

/** Names that are called: `up(x)`, `self.up(x)`. */
function collectCalled(expression: Expression, into: Set<string>): void {
  switch (expression.type) {
    case 'call': {
      const name = nameOf(expression.callee);
      if (name !== null) into.add(name);
      collectCalled(expression.callee, into);
      for (const { value } of expression.args) collectCalled(value, into);
      return;
    }
    case 'add':
      collectCalled(expression.left, into);
      collectCalled(expression.right, into);
      return;
    case 'list':
      for (const item of expression.items) collectCalled(item, into);
      return;
    case 'subscript':
    case 'attribute':
      collectCalled(expression.of, into);
  }
}
