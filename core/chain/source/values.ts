import type { Shape } from '../../tensor/tensor';
import type { Values } from '../layers';
import type { FunctionNode, Node, Parameter, Statement } from './syntax';

/** What a name can stand for while model code is followed. */
export type Value =
  | number
  | boolean
  | string
  | null
  | List
  | Dict
  | Slice
  | TensorValue
  | Layer
  | Container
  | Instance
  | ClassValue
  | FunctionValue
  | Bound
  | Builtin
  | Library
  | Unknown;

export class List {
  constructor(
    readonly items: Value[],
    readonly isTuple = false,
  ) {}
}
export class Dict {
  readonly entries = new Map<Value, Value>();
}
export class Slice {
  constructor(
    readonly from: number | null,
    readonly to: number | null,
    readonly step: number | null,
  ) {}
}
/** A tensor: the step that made it (null for a constant or a parameter) and its shape. */
export class TensorValue {
  /** The pooling whose positions these are. */
  positionsOf: string | null = null;
  isParameter = false;
  constructor(
    readonly step: string | null,
    readonly shape: Shape,
  ) {}
}
/** A layer of PyTorch with its arguments. */
export class Layer {
  /** Name of its first step, once it was applied. */
  applied: string | null = null;
  /** Parameters that a wrapper such as weight_norm adds. */
  extra = 0;
  constructor(
    readonly kind: string,
    readonly values: Values,
    readonly line: number,
  ) {}
}
export class Container {
  readonly entries = new Map<string, Value>();
  constructor(
    readonly kind: 'Sequential' | 'ModuleList' | 'ModuleDict' | 'ParameterList',
    readonly line: number,
  ) {}
}
export class ClassValue {
  readonly members = new Map<string, Value>();
  constructor(
    readonly name: string,
    readonly bases: readonly Value[],
    readonly line: number,
  ) {}
}
export class Instance {
  readonly attributes = new Map<string, Value>();
  constructor(
    readonly of: ClassValue,
    readonly line: number,
  ) {}
}
export class FunctionValue {
  constructor(
    readonly name: string,
    readonly parameters: readonly Parameter[],
    readonly body: readonly Statement[] | Node,
    readonly defaults: ReadonlyMap<string, Value>,
    readonly scope: Scope,
    readonly line: number,
    readonly kind: 'plain' | 'static' | 'class' | 'property' = 'plain',
    /** The class it was defined in, for `super()`. */
    readonly owner: ClassValue | null = null,
  ) {}
}
export class Bound {
  constructor(
    readonly self: Instance | ClassValue,
    readonly method: FunctionValue,
  ) {}
}
export interface Call {
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  readonly line: number;
}
export class Builtin {
  constructor(
    readonly name: string,
    readonly run: (call: Call) => Value,
  ) {}
}
/** `torch`, `torch.nn.functional`, or a name in them. */
export class Library {
  constructor(readonly path: string) {}
}
/** Something that the text names but does not hold, or that only matters for what is not followed. */
export class Unknown {
  /**
   * @param isQuiet values of weights: whatever is done with them changes no shape
   * @param isOutside made by a library that knows nothing of layers, such as os: refused where something depends on it
   */
  constructor(
    readonly what: string,
    readonly isQuiet = false,
    readonly isOutside = false,
  ) {}
}

export class Scope {
  readonly names = new Map<string, Value>();
  constructor(readonly outer: Scope | null = null) {}
  find(name: string): Value | undefined {
    return this.names.get(name) ?? (this.names.has(name) ? null : this.outer?.find(name));
  }
}

export type { FunctionNode };

/** What Python calls the type of a value, for sentences. */
export function typeName(value: Value): string {
  if (value === null) return 'None';
  if (typeof value !== 'object')
    return { number: 'a number', boolean: 'True or False', string: 'a text' }[typeof value as 'number'];
  if (value instanceof List) return value.isTuple ? 'a tuple' : 'a list';
  if (value instanceof Dict) return 'a dict';
  if (value instanceof TensorValue) return 'a tensor';
  if (value instanceof Layer) return value.kind;
  if (value instanceof Container) return value.kind;
  if (value instanceof ClassValue) return value.name;
  if (value instanceof Instance) return value.of.name;
  if (value instanceof FunctionValue) return value.name;
  if (value instanceof Bound) return value.method.name;
  if (value instanceof Builtin) return value.name;
  if (value instanceof Library) return value.path;
  return value instanceof Unknown ? value.what : 'a slice';
}
