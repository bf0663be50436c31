import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { Shape } from '../../tensor/tensor';
import { layerShape } from '../layerShape';
import { SIGNATURES, type Value as LayerValue, type Values } from '../layers';
import { INPUT, type Step } from '../program';
import { chainError } from '../python';
import { RECORDER_SNIPPET } from '../recorder';
import { refuse } from './refuse';
import type { Layer } from './values';
import { List, Slice, TensorValue, typeName, Unknown, type Call, type Value } from './values';

/** Where the text was left because a step does not fit; the steps up to it stand. */
export class Stopped {
  constructor(readonly step: string) {}
}

const MAX_STEPS = 5000;

/** The steps that model code makes, with the shape of each. */
export class Graph {
  readonly steps: Step[] = [];
  readonly shapes = new Map<string, Shape>();
  private readonly taken = new Set<string>([INPUT]);

  constructor(readonly nameOf: (layer: Layer) => string | null) {}

  /** What goes in, as a tensor. */
  input(name: string, shape: Shape): TensorValue {
    this.shapes.set(name, shape);
    this.taken.add(name);
    return new TensorValue(name, shape);
  }

  push(
    kind: string,
    values: Values,
    inputs: readonly TensorValue[],
    line: number,
    extra: Partial<Pick<Step, 'outputSize' | 'indicesOf' | 'sharedWith' | 'madeAt'>> & {
      readonly wanted?: string | null;
    } = {},
  ): TensorValue {
    const { wanted, ...rest } = extra;
    if (this.steps.length >= MAX_STEPS)
      throw chainError(line, message('source-too-long-run', { snippet: RECORDER_SNIPPET }));
    const name = this.unique(wanted ?? null, kind);
    const step: Step = { name, line, kind, values, inputs: inputs.map((input) => input.step ?? INPUT), ...rest };
    this.steps.push(step);
    try {
      const shape = layerShape(step, {
        inputs: inputs.map((input) => input.shape),
        shapeOf: (of) => this.shapes.get(of) ?? null,
      });
      this.shapes.set(name, shape);
      return new TensorValue(name, shape);
    } catch (error) {
      if (error instanceof UpbenchError) throw new Stopped(name);
      throw error;
    }
  }

  private unique(wanted: string | null, kind: string): string {
    const base = wanted ?? SIGNATURES[kind]?.short ?? kind;
    if (wanted !== null && !this.taken.has(wanted)) {
      this.taken.add(wanted);
      return wanted;
    }
    for (let n = wanted === null ? 1 : 2; ; n++) {
      const name = wanted === null ? `${base}${n}` : `${base}_${n}`;
      if (this.taken.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }

  /** A layer applied to a tensor: `layer(x)`, `unpool(x, indices, output_size=...)`. */
  layer(layer: Layer, { args, named, line }: Call): Value {
    const [input, ...more] = args.length > 0 ? args : [named.get('input') ?? named.get('x') ?? null];
    if (!(input instanceof TensorValue))
      throw chainError(
        line,
        message('source-applied-to', { layer: layer.kind, what: typeName(input ?? null), snippet: RECORDER_SNIPPET }),
      );
    if (layer.kind === 'Identity') return input;
    const extra: { outputSize?: readonly number[]; indicesOf?: string } = {};
    const give = (key: string, value: Value): void => {
      if (key === 'output_size' && (layer.kind === 'ConvTranspose2d' || layer.kind === 'MaxUnpool2d')) {
        if (value === null) return;
        extra.outputSize = numbersOf(value, line).slice(-2);
      } else if (key === 'indices' && layer.kind === 'MaxUnpool2d') {
        if (!(value instanceof TensorValue) || value.positionsOf === null)
          throw chainError(line, message('source-positions'));
        extra.indicesOf = value.positionsOf;
      } else throw chainError(line, message('source-extra-argument', { callee: layer.kind, name: key }));
    };
    for (const [i, value] of more.entries())
      give((layer.kind === 'MaxUnpool2d' ? ['indices', 'output_size'] : ['output_size'])[i] ?? 'more', value);
    for (const [key, value] of named) if (key !== 'input' && key !== 'x') give(key, value);
    const shared = layer.applied;
    const made = this.push(layer.kind, layer.values, [this.placed(input)], line, {
      ...extra,
      ...(shared === null ? {} : { sharedWith: shared }),
      ...(layer.line === line ? {} : { madeAt: layer.line }),
      wanted: this.nameOf(layer),
    });
    layer.applied ??= made.step;
    return this.withPositions(layer.kind, layer.values, made);
  }

  withPositions(kind: string, values: Values, made: TensorValue): Value {
    if (kind !== 'MaxPool2d' || values['return_indices'] !== true) return made;
    const positions = new TensorValue(made.step, made.shape);
    positions.positionsOf = made.step;
    return new List([made, positions], true);
  }

  /** A constant has no step of its own; what is made of constants alone stays one. */
  private placed(input: TensorValue): TensorValue {
    return input.step === null ? this.constant(input.shape) : input;
  }

  private constant(shape: Shape): TensorValue {
    return this.push('constant', { shape: [...shape] }, [], 0);
  }

  /** An operation whose output has `shape`, whatever its input. */
  shaped(kind: string, inputs: readonly TensorValue[], shape: Shape, line: number, values: Values = {}): TensorValue {
    if (inputs.every((input) => input.step === null)) return new TensorValue(null, shape);
    const steps = inputs.filter((input) => input.step !== null);
    return this.push(kind, { ...values, shape: [...shape] }, steps, line);
  }

  /** Sums, products and the like of tensors and numbers, broadcast as PyTorch does. */
  pointwise(kind: string, operands: readonly Value[], line: number): TensorValue {
    const tensors = operands.filter((value): value is TensorValue => value instanceof TensorValue);
    const odd = operands.find(
      (value) =>
        !(value instanceof TensorValue) && typeof value !== 'number' && typeof value !== 'boolean' && !isQuiet(value),
    );
    if (odd !== undefined) refuse(line, `${kind}(${typeName(odd)})`);
    const shape = broadcast(tensors.map((tensor) => tensor.shape));
    const moving = tensors.filter((tensor) => tensor.step !== null);
    const isPlain = tensors.every((tensor) => tensor.shape.join() === tensors[0]!.shape.join());
    if (kind === 'add' && moving.length === tensors.length && tensors.length > 1 && (isPlain || shape === null))
      return this.push('add', {}, tensors, line);
    if (shape === null)
      throw chainError(line, message('source-broadcast', { shapes: tensors.map((tensor) => tensor.shape.join('×')) }));
    return this.shaped(kind, tensors, shape, line);
  }

  matmul(left: Value, right: Value, line: number): TensorValue {
    if (!(left instanceof TensorValue) || !(right instanceof TensorValue)) return refuse(line, 'matmul');
    const [a, b] = [left.shape, right.shape];
    const inner = a.at(-1) ?? 1;
    if (a.length < 2 || b.length < 2 || inner !== b.at(-2))
      throw chainError(line, message('source-broadcast', { shapes: [a.join('×'), b.join('×')] }));
    const front = broadcast([a.slice(0, -2), b.slice(0, -2)]) ?? a.slice(0, -2);
    return this.shaped('matmul', [left, right], [...front, a.at(-2)!, b.at(-1)!], line, { inner });
  }

  /** `x[:, :, :h, :w]`, `x[:, 0]`, `x[None]`, `x[..., ::2, ::2]`. */
  index(of: TensorValue, keys: readonly Value[], line: number): TensorValue {
    const taken = keys.filter((key) => key !== null && !isEllipsis(key)).length;
    const at = keys.findIndex(isEllipsis);
    const all = new Slice(null, null, null);
    const gap = Array.from({ length: Math.max(0, of.shape.length - taken) }, () => all);
    const full = at < 0 ? [...keys, ...gap] : [...keys.slice(0, at), ...gap, ...keys.slice(at + 1)];
    const shape: number[] = [];
    const bounds: (readonly [number, number])[] = [];
    let axis = 0;
    let isCrop = of.shape.length === 4;
    for (const key of full) {
      if (key === null) {
        shape.push(1);
        isCrop = false;
        continue;
      }
      const size = of.shape[axis++];
      if (size === undefined) throw chainError(line, message('source-index', { index: axis, length: of.shape.length }));
      if (typeof key === 'number') {
        if (key >= size || key < -size) throw chainError(line, message('source-index', { index: key, length: size }));
        isCrop = false;
        continue;
      }
      if (!(key instanceof Slice)) return refuse(line, `[${typeName(key)}]`);
      const place = (end: number): number => Math.min(size, Math.max(0, end < 0 ? size + end : end));
      const [from, to] = [place(key.from ?? 0), place(key.to ?? size)];
      const by = key.step ?? 1;
      shape.push(Math.max(0, Math.ceil((to - from) / by)));
      bounds.push([key.from ?? 0, key.to ?? Infinity]);
      if (by !== 1 || (axis <= 2 && (from !== 0 || to !== size))) isCrop = false;
    }
    if (isCrop) return this.crop(of, bounds, line);
    const isOfChannels =
      of.shape.length === 4 && shape.length === 4 && shape[2] === of.shape[2] && shape[3] === of.shape[3];
    return this.shaped(isOfChannels ? 'channels' : 'slice', [of], shape, line);
  }

  private crop(of: TensorValue, bounds: readonly (readonly [number, number])[], line: number): TensorValue {
    const [rows = [0, Infinity], columns = [0, Infinity]] = bounds.slice(2);
    const isWhole = [rows, columns].every(([from, to]) => from === 0 && to === Infinity);
    if (isWhole || of.step === null) return of;
    return this.push('crop', { rows: [...rows], columns: [...columns] }, [of], line);
  }
}

const isEllipsis = (value: Value): boolean => value instanceof Unknown && value.what === '...';
const isQuiet = (value: Value): boolean => value instanceof Unknown && value.isQuiet;

/** The common shape, or null where there is none. */
function broadcast(shapes: readonly Shape[]): number[] | null {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result: number[] = [];
  for (let axis = 1; axis <= rank; axis++) {
    const sizes = shapes.map((shape) => shape.at(-axis) ?? 1);
    const size = sizes.find((one) => one !== 1) ?? 1;
    if (sizes.some((one) => one !== 1 && one !== size)) return null;
    result.unshift(size);
  }
  return result;
}

/** Whole numbers in a list or a shape. */
export function numbersOf(value: Value, line: number): number[] {
  const items = value instanceof List ? value.items : [value];
  return items.map((item) => {
    if (typeof item === 'number') return item;
    return refuse(line, message('source-number', { what: typeName(item) }));
  });
}

/** An argument of a layer: a number, a word, a list of numbers. */
export function layerValue(value: Value, line: number): LayerValue {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof List) return numbersOf(value, line);
  return refuse(line, typeName(value));
}
