import { message, type Message } from '../../messages';
import type { Shape } from '../../tensor/tensor';
import type { OnnxModel, OnnxNode } from './model';
import { pair, transposedPadding, type Constants, type Shapes } from './toNetwork';

/** Shapes on another size of picture: rows and columns of every tensor grow by its rate, the rest stays. */
export function shapesAt(
  { places, inputAxes }: Reach,
  shapes: ReadonlyMap<string, Shape>,
  input: Shape,
  rows: number,
  columns: number,
): Map<string, Shape> {
  const more = [rows - input[inputAxes[0]]!, columns - input[inputAxes[1]]!] as const;
  return new Map(
    [...shapes].map(([name, shape]) => {
      const place = places.get(name);
      if (!place) return [name, shape];
      const grown = shape.map((size, axis) => {
        const which = place.axes.indexOf(axis);
        return which < 0 ? size : Math.max(1, Math.round(size + more[which]! * place.rate[which]!));
      });
      return [name, grown];
    }),
  );
}

/** A whole-number ratio, so that no rate is off by a rounding. */
interface Ratio {
  readonly up: number;
  readonly down: number;
}

/** Along one axis value i of a tensor looks at the input from i / rate + least to i / rate + most. */
interface Sight {
  readonly rate: Ratio;
  readonly least: number;
  readonly most: number;
}

/** A tensor with places: which of its axes are rows and columns, and where these look. */
interface Placed {
  readonly axes: readonly [number, number];
  readonly sight: readonly [Sight, Sight];
}

/** What a tensor depends on: places of the picture, only its size, or nothing. */
type Known = Placed | 'size' | 'constant';

export interface Reach {
  /** Output values per input value, rows and columns. */
  readonly rate: readonly [number, number];
  /** How far an output value looks before and after its place, in input values. */
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
  /** Tiles begin at multiples of this, or they would meet another phase of the network's strides. */
  readonly step: readonly [number, number];
  /** Whether the picture's sides have to be multiples of the step: something is resized or cut to a measured size. */
  readonly needsMultiple: boolean;
  /** Axes of rows and columns in input and output. */
  readonly inputAxes: readonly [number, number];
  readonly outputAxes: readonly [number, number];
  /** Rows and columns of every tensor, and how many of them there are per row and column of the input. */
  readonly places: ReadonlyMap<
    string,
    { readonly axes: readonly [number, number]; readonly rate: readonly [number, number] }
  >;
  /** Whether an axis is taken apart into a measured and a stored number: a second size has to show which is which. */
  readonly isDivided: boolean;
}

/** Why a network cannot be run in tiles. */
class NotLocal extends Error {
  constructor(readonly said: Message) {
    super();
  }
}

const SAME_PLACE = new Set(
  `Abs Acos Add And Asin Atan BatchNormalization BitwiseAnd Cast CastLike Ceil Celu Clip Cos DequantizeLinear Div Dropout Elu
  Equal Erf Exp Floor Gelu Greater GreaterOrEqual HardSigmoid HardSwish Identity IsInf IsNaN LRN LeakyRelu Less LessOrEqual Log
  Max Mean Min Mish Mod Mul Neg Not Or PRelu Pow QuantizeLinear Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Softplus
  Softsign Sqrt Sub Sum Swish Tan Tanh ThresholdedRelu Where Xor`.split(/\s+/),
);
const OF_SIZE = ['Shape', 'Size'];
const REDUCING = /^Reduce|^ArgM(?:ax|in)$/;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const lcm = (a: number, b: number): number => (a / gcd(a, b)) * b;
const reduced = (up: number, down: number): Ratio => ({ up: up / gcd(up, down), down: down / gcd(up, down) });

/** A scale as a ratio of small whole numbers; null where it is none. */
function ratioOf(value: number): Ratio | null {
  for (let down = 1; down <= 64; down++) {
    const up = Math.round(value * down);
    if (up > 0 && Math.abs(value * down - up) < 1e-5 * down) return reduced(up, down);
  }
  return null;
}

/** The sight of a layer whose value i looks at values i * step + from .. i * step + to of what it is given. */
function through({ rate, least, most }: Sight, step: Ratio, from: number, to: number): Sight {
  const each = rate.down / rate.up;
  return {
    rate: reduced(rate.up * step.down, rate.down * step.up),
    least: least + from * each,
    most: most + to * each,
  };
}

const whole = (value: number): Ratio => ({ up: value, down: 1 });

/**
 * How far the first output looks, from the graph: exact for strides and kernels, from above where a kernel leaves gaps.
 * Or why a value may depend on the whole picture, with the layer.
 * @param shapes of a run, on sides that all strides divide where the file leaves them open
 * @param values of the run: those of tensors that do not depend on the input hold for every run
 */
export function reachOf(
  model: OnnxModel,
  constants: Constants,
  shapes: Shapes,
  inputAxes: readonly [number, number],
  values: ReadonlyMap<string, ArrayLike<number>> = new Map(),
): Reach | { readonly said: Message } {
  try {
    return new Walk(model, constants, shapes, values).run(inputAxes);
  } catch (error) {
    if (!(error instanceof NotLocal)) throw error;
    return { said: attentionOf(model, constants) ?? normalisedOf(model, error.said) };
  }
}

/** Attention is named as such: the layer that first mixes places is only its beginning. */
function attentionOf({ graph }: OnnxModel, constants: Constants): Message | null {
  const isProduct = (name: string, depth: number): boolean => {
    const maker = constants.maker(name);
    if (!maker || depth > 6) return false;
    if (maker.operator === 'MatMul' || maker.operator === 'Einsum')
      return maker.inputs.every((input) => constants.stored(input) === null && constants.values(input) === null);
    return SAME_PLACE.has(maker.operator) || maker.operator === 'Reshape'
      ? maker.inputs.some((input) => isProduct(input, depth + 1))
      : false;
  };
  const softmax = graph.nodes.find(({ operator, inputs }) => operator === 'Softmax' && isProduct(inputs[0] ?? '', 0));
  const named = graph.nodes.find(({ operator }) => /attention/i.test(operator));
  const found = softmax ?? named;
  return found ? message('tiles-attention', { layer: nameOf(found) }) : null;
}

/** Normalising in groups is written as another grouping of the axes first. */
function normalisedOf({ graph }: OnnxModel, said: Message): Message {
  if (said.code !== 'tiles-mixed') return said;
  const mixing = graph.nodes.find((node) => nameOf(node) === said.values['layer']);
  const norm = graph.nodes.find(
    ({ operator, inputs }) => operator === 'InstanceNormalization' && inputs[0] === mixing?.outputs[0],
  );
  return norm ? message('tiles-normalised', { layer: nameOf(norm), operator: 'GroupNorm' }) : said;
}

const nameOf = (node: OnnxNode): string =>
  node.name === '' ? `${node.operator} (${node.outputs[0] ?? ''})` : node.name;

class Walk {
  private readonly known = new Map<string, Known>();
  private readonly step: [number, number] = [1, 1];
  private needsMultiple = false;
  private isDivided = false;

  constructor(
    private readonly model: OnnxModel,
    private readonly constants: Constants,
    private readonly shapes: Shapes,
    private readonly values: ReadonlyMap<string, ArrayLike<number>>,
  ) {}

  run(inputAxes: readonly [number, number]): Reach {
    const { graph } = this.model;
    const here: Sight = { rate: whole(1), least: 0, most: 0 };
    const [first] = graph.inputs;
    if (first) this.known.set(first.name, { axes: inputAxes, sight: [here, here] });
    for (const node of graph.nodes) {
      const result = this.of(node);
      for (const output of node.outputs) if (output !== '') this.known.set(output, result);
      if (typeof result === 'object')
        for (const axis of [0, 1] as const) this.step[axis] = lcm(this.step[axis], result.sight[axis].rate.down);
    }
    const output = this.known.get(graph.outputs[0]?.name ?? '');
    if (typeof output !== 'object') throw new NotLocal(message('tiles-no-place'));
    const of = <T>(what: (axis: 0 | 1) => T): readonly [T, T] => [what(0), what(1)];
    return {
      rate: of((axis) => output.sight[axis].rate.up / output.sight[axis].rate.down),
      before: of((axis) => Math.max(0, -output.sight[axis].least)),
      after: of((axis) => Math.max(0, output.sight[axis].most)),
      step: [...this.step],
      needsMultiple: this.needsMultiple,
      inputAxes,
      outputAxes: output.axes,
      places: new Map(
        [...this.known].flatMap(([name, kind]) => {
          if (typeof kind !== 'object') return [];
          const [rows, columns] = kind.sight.map(({ rate }) => rate.up / rate.down);
          return [[name, { axes: kind.axes, rate: [rows!, columns!] as const }] as const];
        }),
      ),
      isDivided: this.isDivided,
    };
  }

  private kind(name: string): Known {
    if (name === '') return 'constant';
    return this.known.get(name) ?? 'constant';
  }

  private of(node: OnnxNode): Known {
    const { operator, inputs } = node;
    if (OF_SIZE.includes(operator)) return typeof this.kind(inputs[0] ?? '') === 'object' ? 'size' : 'constant';
    const kinds = inputs.map((input) => this.kind(input));
    const placed = kinds.filter((kind): kind is Placed => typeof kind === 'object');
    if (placed.length === 0) return kinds.includes('size') ? 'size' : 'constant';
    const [first] = kinds;
    if (SAME_PLACE.has(operator)) return this.together(node, kinds);
    if (typeof first !== 'object' && operator !== 'Concat' && operator !== 'MatMul') throw this.refusal(node);
    const own = placed[0]!;
    switch (operator) {
      case 'Conv':
      case 'ConvInteger':
      case 'QLinearConv':
      case 'MaxPool':
      case 'AveragePool':
      case 'LpPool':
        return this.windowed(node, own);
      case 'ConvTranspose':
        return this.transposed(node, own);
      case 'DepthToSpace': {
        const r = Number(node.attributes.get('blocksize') ?? 1);
        return this.both(own, [2, 3], node, (sight) => through(sight, reduced(1, r), -(r - 1) / r, 0));
      }
      case 'SpaceToDepth': {
        const r = Number(node.attributes.get('blocksize') ?? 1);
        return this.both(own, [2, 3], node, (sight) => through(sight, whole(r), 0, r - 1));
      }
      case 'Resize':
      case 'Upsample':
        return this.resized(node, own);
      case 'Pad':
        return this.padded(node, own);
      case 'Slice':
        return this.sliced(node, own);
      case 'Concat':
        return this.together(node, kinds, Number(node.attributes.get('axis') ?? 1));
      case 'Split':
        this.refuseAxes(node, own, [Number(node.attributes.get('axis') ?? 0)]);
        return own;
      case 'Transpose': {
        const rank = this.rank(node.inputs[0]!);
        const order = node.attributes.get('perm');
        const perm = Array.isArray(order)
          ? (order as readonly number[])
          : Array.from({ length: rank }, (_, i) => rank - 1 - i);
        return { ...own, axes: [perm.indexOf(own.axes[0]), perm.indexOf(own.axes[1])] };
      }
      case 'Reshape':
      case 'Squeeze':
      case 'Unsqueeze':
      case 'Flatten':
        return this.reshaped(node, own);
      case 'Softmax':
      case 'LogSoftmax':
      case 'Hardmax':
        return this.normalised(node, own, this.model.opset < 13 ? 1 : -1, this.model.opset < 13);
      case 'LayerNormalization':
      case 'RMSNormalization':
        return this.normalised(node, own, -1, true);
      case 'LpNormalization':
        return this.normalised(node, own, -1, false);
      case 'MatMul':
      case 'Gemm':
        return this.product(node, kinds);
      case 'Gather': {
        this.refuseAxes(node, own, [Number(node.attributes.get('axis') ?? 0)]);
        return this.reshaped(node, own);
      }
      case 'InstanceNormalization':
      case 'GroupNormalization':
        throw new NotLocal(message('tiles-normalised', { layer: nameOf(node), operator }));
      case 'GlobalAveragePool':
      case 'GlobalMaxPool':
      case 'GlobalLpPool':
        throw new NotLocal(message('tiles-global', { layer: nameOf(node), operator }));
      default:
        if (REDUCING.test(operator)) return this.reduced(node, own);
        throw this.refusal(node);
    }
  }

  private refusal(node: OnnxNode): NotLocal {
    return new NotLocal(message('tiles-unknown', { layer: nameOf(node), operator: node.operator }));
  }

  /** Numbers that are the same for every input. */
  private numbers(name: string | undefined): ArrayLike<number> | null {
    if (name === undefined || name === '') return null;
    const stored = this.constants.values(name);
    if (stored) return stored.data;
    return this.kind(name) === 'constant' ? (this.values.get(name) ?? null) : null;
  }

  private shape(name: string): Shape {
    return this.shapes.get(name) ?? this.constants.values(name)?.shape ?? [];
  }

  private rank(name: string): number {
    return this.shape(name).length;
  }

  /** Changes both axes where they are the ones that the operator means. */
  private both(
    own: Placed,
    axes: readonly [number, number],
    node: OnnxNode,
    change: (sight: Sight, axis: 0 | 1) => Sight,
  ): Placed {
    if (own.axes[0] !== axes[0] || own.axes[1] !== axes[1]) throw this.refusal(node);
    return { axes, sight: [change(own.sight[0], 0), change(own.sight[1], 1)] };
  }

  private windowed(node: OnnxNode, own: Placed): Placed {
    const weight = node.operator === 'QLinearConv' ? node.inputs[3] : node.inputs[1];
    const stored = node.operator.includes('Pool') ? null : this.shape(weight ?? '').slice(2);
    const kernel = pair(node.attributes.get('kernel_shape') ?? stored ?? undefined, 1);
    const strides = pair(node.attributes.get('strides'), 1);
    const dilation = pair(node.attributes.get('dilations'), 1);
    const pads = pair(node.attributes.get('pads'), 0);
    const auto = node.attributes.get('auto_pad');
    return this.both(own, [2, 3], node, (sight, axis) => {
      const span = dilation[axis] * (kernel[axis] - 1);
      const s = strides[axis];
      let before = pads[axis];
      if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
        const total = Math.max(0, span + 1 - s);
        before = auto === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
        if (s > 1) this.needsMultiple = true;
      } else if (auto === 'VALID') before = 0;
      return through(sight, whole(s), -before, span - before);
    });
  }

  private transposed(node: OnnxNode, own: Placed): Placed {
    const kernel = pair(node.attributes.get('kernel_shape') ?? this.shape(node.inputs[1] ?? '').slice(2), 1);
    const strides = pair(node.attributes.get('strides'), 1);
    const dilation = pair(node.attributes.get('dilations'), 1);
    if (node.attributes.has('output_shape')) throw this.refusal(node);
    const [input, output] = [this.shape(node.inputs[0]!), this.shape(node.outputs[0]!)];
    const { padding } = transposedPadding(node, input, output, kernel, strides, dilation);
    return this.both(own, [2, 3], node, (sight, axis) => {
      const [s, p] = [strides[axis], padding[axis]];
      return through(sight, reduced(1, s), (p - dilation[axis] * (kernel[axis] - 1)) / s, p / s);
    });
  }

  private resized(node: OnnxNode, own: Placed): Placed {
    const [input, output] = [this.shape(node.inputs[0]!), this.shape(node.outputs[0]!)];
    const scales = this.numbers(node.inputs[node.operator === 'Upsample' || this.model.opset < 11 ? 1 : 2]);
    const isStated = (scales !== null && scales.length > 0) || Array.isArray(node.attributes.get('scales'));
    const sizes = this.numbers(node.inputs[3]);
    if (sizes !== null && sizes.length > 0) this.refuseFixed(node);
    if (!isStated) this.needsMultiple = true;
    const transform = node.attributes.get('coordinate_transformation_mode');
    const how =
      node.operator === 'Upsample' || this.model.opset < 11
        ? 'asymmetric'
        : typeof transform === 'string'
          ? transform
          : 'half_pixel';
    const mode = node.attributes.get('mode');
    const support = mode === 'cubic' ? 2 : 1;
    const places = own.axes.map((axis, i): Sight => {
      const sight = own.sight[i]!;
      const scale = ratioOf((output[axis] ?? 0) / (input[axis] ?? 1));
      if (!scale) throw this.refusal(node);
      if (scale.up === 1 && scale.down === 1) return sight;
      if (how === 'align_corners' || how === 'tf_crop_and_resize')
        throw new NotLocal(message('tiles-corners', { layer: nameOf(node), mode: how }));
      const each = scale.down / scale.up;
      const shift = how === 'asymmetric' ? 0 : how === 'tf_half_pixel_for_nn' ? each / 2 : each / 2 - 0.5;
      // Where a picture is made smaller without gaps, every value sees as many more.
      const wide = support * (node.attributes.get('antialias') === 1 ? Math.max(1, each) : 1);
      return through(sight, reduced(scale.down, scale.up), shift - wide, shift + wide);
    });
    return { axes: own.axes, sight: [places[0]!, places[1]!] };
  }

  /** A size written into the file holds for one size of the input: fine where the file states that one, too. */
  private refuseFixed(node: OnnxNode): void {
    const [first] = this.model.graph.inputs;
    const isFixed = first?.shape?.every((size, axis) => axis === 0 || size !== null) ?? false;
    if (!isFixed) throw new NotLocal(message('tiles-fixed-size', { layer: nameOf(node) }));
  }

  private padded(node: OnnxNode, own: Placed): Placed {
    const rank = this.rank(node.inputs[0]!);
    const given = node.attributes.get('pads');
    const pads = Array.isArray(given) ? (given as readonly number[]) : this.numbers(node.inputs[1]);
    const [input, output] = [this.shape(node.inputs[0]!), this.shape(node.outputs[0]!)];
    if (node.inputs[3] !== undefined && node.inputs[3] !== '') throw this.refusal(node);
    const mode = node.attributes.get('mode');
    const sight = own.axes.map((axis, i): Sight => {
      if (!pads) {
        // It depends on the present size: it pads to a multiple of something.
        if (input[axis] !== output[axis]) throw this.refusal(node);
        this.needsMultiple = true;
        return own.sight[i]!;
      }
      const [before, after] = [pads[axis] ?? 0, pads[rank + axis] ?? 0];
      if (mode === 'wrap') throw this.refusal(node);
      // What is mirrored or repeated is taken from that far on the other side of the border.
      const back = mode === 'reflect' ? 2 : mode === 'edge' ? 1 : 0;
      return through(
        own.sight[i]!,
        whole(1),
        -before - back * Math.max(0, after),
        -before + back * Math.max(0, before),
      );
    });
    return { axes: own.axes, sight: [sight[0]!, sight[1]!] };
  }

  private sliced(node: OnnxNode, own: Placed): Placed {
    const list = (place: number, name: string): ArrayLike<number> | null => {
      const attribute = node.attributes.get(name);
      if (Array.isArray(attribute)) return attribute as readonly number[];
      return this.numbers(node.inputs[place]);
    };
    const [starts, ends, axes, steps] = [list(1, 'starts'), list(2, 'ends'), list(3, 'axes'), list(4, 'steps')];
    const [input, output] = [this.shape(node.inputs[0]!), this.shape(node.outputs[0]!)];
    const order = axes ? Array.from(axes, (axis) => (axis < 0 ? axis + input.length : axis)) : null;
    const sight = own.axes.map((axis, i): Sight => {
      const at = order ? order.indexOf(axis) : starts === null || axis < starts.length ? axis : -1;
      if (at < 0) return own.sight[i]!;
      if (input[axis] === output[axis] && (starts === null || ends === null)) {
        this.needsMultiple = true;
        return own.sight[i]!;
      }
      const [start, end, step] = [starts?.[at], ends?.[at], steps?.[at] ?? 1];
      if (start === undefined || end === undefined || start < 0 || step < 1) throw this.refusal(node);
      if (end > 0 && end < 2 ** 31 - 1) this.refuseFixed(node);
      return through(own.sight[i]!, whole(step), start, start);
    });
    return { axes: own.axes, sight: [sight[0]!, sight[1]!] };
  }

  /** Values of equal places: all that have places have to have the same ones. */
  private together(node: OnnxNode, kinds: readonly Known[], joined?: number): Placed {
    const rank = this.rank(node.outputs[0]!);
    let result: Placed | null = null;
    node.inputs.forEach((input, i) => {
      const kind = kinds[i]!;
      if (input === '') return;
      const off = joined === undefined ? rank - this.rank(input) : 0;
      if (typeof kind !== 'object') {
        if (kind === 'size') throw new NotLocal(message('tiles-of-size', { layer: nameOf(node) }));
        return;
      }
      const axes: readonly [number, number] = [kind.axes[0] + off, kind.axes[1] + off];
      if (!result) {
        result = { axes, sight: kind.sight };
        return;
      }
      const other: Placed = result;
      const sight = ([0, 1] as const).map((axis): Sight => {
        const [a, b] = [other.sight[axis], kind.sight[axis]];
        if (other.axes[axis] !== axes[axis] || a.rate.up !== b.rate.up || a.rate.down !== b.rate.down)
          throw this.refusal(node);
        return { rate: a.rate, least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) };
      });
      result = { axes, sight: [sight[0]!, sight[1]!] };
    });
    const placed = result as Placed | null;
    if (!placed) throw this.refusal(node);
    if (joined !== undefined) {
      if (placed.axes.includes(joined < 0 ? joined + rank : joined)) throw this.refusal(node);
    }
    // Stored values along rows or columns belong to places of one size of picture.
    node.inputs.forEach((input, i) => {
      if (typeof kinds[i] === 'object' || input === '') return;
      const shape = this.shape(input);
      const off = joined === undefined ? rank - shape.length : 0;
      const isPerChannel = ['BatchNormalization', 'QuantizeLinear', 'DequantizeLinear'].includes(node.operator);
      if (!isPerChannel && placed.axes.some((axis) => (shape[axis - off] ?? 1) > 1))
        throw new NotLocal(message('tiles-fixed-place', { layer: nameOf(node) }));
    });
    return placed;
  }

  /** Rows and columns after another grouping of the axes: kept where they stay whole, finer where a part is joined behind. */
  private reshaped(node: OnnxNode, own: Placed): Placed {
    const from = this.shape(node.inputs[0]!);
    const to = this.shape(node.outputs[0]!);
    const mixed = (): NotLocal =>
      new NotLocal(message('tiles-mixed', { layer: nameOf(node), operator: node.operator }));
    if (node.operator === 'Gather' && from.length !== to.length) {
      const axis = Number(node.attributes.get('axis') ?? 0);
      const gone = axis < 0 ? axis + from.length : axis;
      if (to.length !== from.length - 1) throw mixed();
      return { ...own, axes: [own.axes[0] - (gone < own.axes[0] ? 1 : 0), own.axes[1] - (gone < own.axes[1] ? 1 : 0)] };
    }
    if (node.operator === 'Gather') return own;
    const axes: number[] = [];
    const sight: Sight[] = [];
    for (const group of groupsOf(from, to)) {
      const places = ([0, 1] as const).filter((i) => group.from.includes(own.axes[i]));
      if (places.length === 0) continue;
      const [place] = places;
      // Axes of length one belong to no group.
      const inner = group.from.filter((axis) => from[axis] !== 1 || axis === own.axes[place!]);
      const outer = group.to.filter((axis) => to[axis] !== 1);
      if (places.length > 1 || inner[0] !== own.axes[place!] || (outer.length !== 1 && inner.length !== 1))
        throw mixed();
      axes[place!] = outer[0]!;
      const finer = inner.slice(1).reduce((total, axis) => total * from[axis]!, 1);
      const coarser = outer.slice(1).reduce((total, axis) => total * to[axis]!, 1);
      if (coarser > 1) this.isDivided = true;
      sight[place!] =
        coarser > 1
          ? through(own.sight[place!]!, whole(coarser), 0, coarser - 1)
          : through(own.sight[place!]!, reduced(1, finer), -(finer - 1) / finer, 0);
    }
    if (axes.length < 2 || axes[0] === undefined || axes[1] === undefined) throw mixed();
    return { axes: [axes[0], axes[1]], sight: [sight[0]!, sight[1]!] };
  }

  private refuseAxes(node: OnnxNode, own: Placed, axes: readonly number[]): void {
    const rank = this.rank(node.inputs[0]!);
    if (axes.some((axis) => own.axes.includes(axis < 0 ? axis + rank : axis)))
      throw new NotLocal(message('tiles-mixed', { layer: nameOf(node), operator: node.operator }));
  }

  private normalised(node: OnnxNode, own: Placed, usual: number, toTheEnd: boolean): Placed {
    const rank = this.rank(node.inputs[0]!);
    const given = Number(node.attributes.get('axis') ?? usual);
    const axis = given < 0 ? given + rank : given;
    const all = toTheEnd ? Array.from({ length: rank - axis }, (_, i) => axis + i) : [axis];
    if (all.some((each) => own.axes.includes(each)))
      throw new NotLocal(message('tiles-normalised', { layer: nameOf(node), operator: node.operator }));
    return own;
  }

  private reduced(node: OnnxNode, own: Placed): Placed {
    const rank = this.rank(node.inputs[0]!);
    const given = node.attributes.get('axes');
    const single = node.attributes.get('axis');
    const listed = Array.isArray(given)
      ? (given as readonly number[])
      : typeof single === 'number'
        ? [single]
        : Array.from(this.numbers(node.inputs[1]) ?? Array.from({ length: rank }, (_, i) => i));
    const axes = listed.map((axis) => (axis < 0 ? axis + rank : axis));
    if (axes.some((axis) => own.axes.includes(axis)))
      throw new NotLocal(message('tiles-global', { layer: nameOf(node), operator: node.operator }));
    if (node.attributes.get('keepdims') !== 0) return own;
    const moved = (axis: number): number => axis - axes.filter((gone) => gone < axis).length;
    return { ...own, axes: [moved(own.axes[0]), moved(own.axes[1])] };
  }

  private product(node: OnnxNode, kinds: readonly Known[]): Placed {
    const [a] = kinds;
    const isWeight = typeof a === 'object' && kinds.slice(1).every((kind) => kind === 'constant');
    const rank = this.rank(node.inputs[0]!);
    const out = this.rank(node.outputs[0]!);
    if (!isWeight || rank !== out || a.axes.includes(rank - 1))
      throw new NotLocal(message('tiles-mixed', { layer: nameOf(node), operator: node.operator }));
    return a;
  }
}

/** Axes of two shapes of as many values, in groups that hold the same values. */
function groupsOf(from: Shape, to: Shape): { readonly from: number[]; readonly to: number[] }[] {
  const groups: { from: number[]; to: number[] }[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const group = { from: [] as number[], to: [] as number[] };
    let [a, b] = [1, 1];
    if (i < from.length) {
      a = from[i]!;
      group.from.push(i++);
    }
    if (j < to.length) {
      b = to[j]!;
      group.to.push(j++);
    }
    while (a !== b && (i < from.length || j < to.length)) {
      if ((a < b && i < from.length) || j >= to.length) {
        a *= from[i]!;
        group.from.push(i++);
      } else {
        b *= to[j]!;
        group.to.push(j++);
      }
    }
    groups.push(group);
  }
  return groups;
}
