import type { Shape } from '../../tensor/tensor';
import type { Convolution, Enlarging, Network, NetworkLayer, Values } from '../network';
import type { OnnxModel, OnnxNode, OnnxTensor } from './model';
import { numbersOf, type ExternalFiles } from './numbers';

/** Operators whose stored floats are learnt, and which of their inputs hold them. */
const LEARNT: Readonly<Record<string, readonly number[]>> = {
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  ConvInteger: [1],
  QLinearConv: [3, 8],
  DeformConv: [1, 3],
  Gemm: [0, 1, 2],
  MatMul: [0, 1],
  MatMulInteger: [1],
  QLinearMatMul: [3],
  Gather: [0],
  // Scale and shift; mean and variance are statistics.
  BatchNormalization: [1, 2],
  InstanceNormalization: [1, 2],
  LayerNormalization: [1, 2],
  GroupNormalization: [1, 2],
  RMSNormalization: [1],
  PRelu: [1],
  LSTM: [1, 2, 3],
  GRU: [1, 2, 3],
  RNN: [1, 2, 3],
  Add: [0, 1],
  Sub: [0, 1],
  Mul: [0, 1],
  Div: [0, 1],
  Concat: [0, 1, 2, 3],
  Expand: [0],
};
/** Sums and products with a single number are constants of the code, not weights. */
const NEEDS_MANY = ['Add', 'Sub', 'Mul', 'Div', 'Concat', 'Expand', 'Gather'];
/** What passes on a stored tensor: inputs of these are looked through. */
const TRANSPARENT = [
  'DequantizeLinear',
  'Cast',
  'Identity',
  'Transpose',
  'Reshape',
  'Unsqueeze',
  'Squeeze',
  'QuantizeLinear',
];
const FLOATS = [1, 10, 11, 16, 17, 18, 19, 20];
const QUANTISED = [2, 3, 21, 22];

export interface Shapes {
  get(tensor: string): Shape | undefined;
}

/** Stored and constant tensors of a graph, decoded when they are asked for. */
export class Constants {
  private readonly makers = new Map<string, OnnxNode>();
  private readonly storesFloats: boolean;
  constructor(
    readonly model: OnnxModel,
    private readonly files: ExternalFiles,
    private readonly file: string,
  ) {
    for (const node of model.graph.nodes) for (const output of node.outputs) this.makers.set(output, node);
    this.storesFloats = [...model.graph.initializers.values()].some(({ type }) => FLOATS.includes(type));
  }

  maker(name: string): OnnxNode | undefined {
    return this.makers.get(name);
  }

  /** The initializer behind a name, through dequantising and casting. */
  stored(name: string, depth = 0): OnnxTensor | null {
    const own = this.model.graph.initializers.get(name);
    if (own) return own;
    const node = this.makers.get(name);
    // Some exporters keep weights in nodes of their own.
    if (node?.operator === 'Constant') {
      const value = node.attributes.get('value');
      return typeof value === 'object' && !Array.isArray(value) && 'raw' in value ? value : null;
    }
    if (!node || depth > 6 || !TRANSPARENT.includes(node.operator)) return null;
    return this.stored(node.inputs[0] ?? '', depth + 1);
  }

  /** Whether a tensor in a node of its own is a constant of the code: so it is where weights are stored apart. */
  isOfCode(tensor: OnnxTensor): boolean {
    return this.storesFloats && this.model.graph.initializers.get(tensor.name) !== tensor;
  }

  values(name: string | undefined, depth = 0): Values | null {
    if (name === undefined || name === '' || depth > 6) return null;
    const own = this.model.graph.initializers.get(name);
    if (own) return { shape: own.shape, data: numbersOf(own, this.files, this.file) };
    const node = this.makers.get(name);
    if (!node) return null;
    if (node.operator === 'Constant') return this.constant(node);
    if (node.operator === 'Identity' || node.operator === 'Cast') return this.values(node.inputs[0], depth + 1);
    if (node.operator === 'DequantizeLinear') return this.dequantised(node, depth);
    return null;
  }

  private constant({ attributes }: OnnxNode): Values | null {
    const value = attributes.get('value');
    if (typeof value === 'object' && !Array.isArray(value) && 'raw' in value)
      return { shape: value.shape, data: numbersOf(value, this.files, this.file) };
    for (const key of ['value_float', 'value_int']) {
      const number = attributes.get(key);
      if (typeof number === 'number') return { shape: [], data: Float64Array.of(number) };
    }
    for (const key of ['value_floats', 'value_ints']) {
      const numbers = attributes.get(key);
      if (Array.isArray(numbers)) return { shape: [numbers.length], data: Float64Array.from(numbers as number[]) };
    }
    return null;
  }

  /** (q - zero) * scale, with one scale or one per index of an axis. */
  private dequantised(node: OnnxNode, depth: number): Values | null {
    const [values, scale, zero] = [0, 1, 2].map((i) => this.values(node.inputs[i], depth + 1));
    if (!values || !scale) return null;
    const count = scale.data.length;
    const given = Number(node.attributes.get('axis') ?? 1);
    const axis = given < 0 ? values.shape.length + given : given;
    const inner = values.shape.slice(axis + 1).reduce((total, size) => total * size, 1);
    const at = (i: number): number => (count === 1 ? 0 : Math.floor(i / inner) % count);
    return {
      shape: values.shape,
      data: Float64Array.from(
        values.data,
        (value, i) => (value - (zero?.data[zero.data.length === 1 ? 0 : at(i)] ?? 0)) * scale.data[at(i)]!,
      ),
    };
  }
}

const product = (shape: Shape): number => shape.reduce((total, size) => total * size, 1);

/** What each node is called, in their order: every name once. Constants are no layers and take no name from one. */
export function layerNames(nodes: readonly OnnxNode[]): string[] {
  const taken = new Set<string>();
  return nodes.map(({ name: own, operator }, i) => {
    if (operator === 'Constant') return '';
    let name = own === '' ? `${operator}_${i}` : own;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  });
}

/** The layers of an ONNX graph with what each costs, given the shapes of its tensors. */
export function onnxNetwork(
  model: OnnxModel,
  constants: Constants,
  shapes: Shapes,
  inputs: readonly { readonly name: string; readonly shape: Shape }[],
): Network {
  const { graph } = model;
  const counted = new Set<OnnxTensor>();
  const names = layerNames(graph.nodes);
  const layers = graph.nodes.flatMap((node, i): NetworkLayer[] => {
    if (node.operator === 'Constant') return [];
    const inputShape = shapes.get(node.inputs[0] ?? '') ?? null;
    const outputShape = shapes.get(node.outputs[0] ?? '') ?? null;
    const parameters = parametersOf(node, constants, counted);
    const enlarging = enlargingOf(node, constants, inputShape, outputShape);
    const cost = costOf(node, constants, shapes, inputShape, outputShape);
    return [
      {
        name: names[i]!,
        kind: enlarging?.kind ?? KINDS[node.operator] ?? node.operator,
        inputs: node.inputs,
        outputs: node.outputs,
        inputShape,
        outputShape,
        parameters,
        ...cost,
        enlarging,
        convolution: convolutionOf(node, constants, shapes),
        detail: detailOf(node, inputShape, outputShape),
      },
    ];
  });
  return {
    source: 'onnx',
    inputs,
    outputs: graph.outputs.map(({ name }) => ({ name, shape: shapes.get(name) ?? null })),
    layers,
    parameters: layers.reduce((total, layer) => total + layer.parameters, 0),
    opaque: layers
      .filter(
        (layer) => layer.outputShape === null && graph.nodes.find((node) => node.name === layer.name)?.domain !== '',
      )
      .map(({ name }) => name),
  };
}

function convolutionOf(
  { operator, attributes, inputs }: OnnxNode,
  constants: Constants,
  shapes: Shapes,
): Convolution | null {
  if (operator !== 'Conv') return null;
  const name = inputs[1] ?? '';
  const [, , height, width, more] = constants.stored(name)?.shape ?? shapes.get(name) ?? [];
  if (height === undefined || width === undefined || more !== undefined) return null;
  return {
    kernel: [height, width],
    stride: pair(attributes.get('strides'), 1),
    dilation: pair(attributes.get('dilations'), 1),
    groups: Number(attributes.get('group') ?? 1),
  };
}

/** `3→64, k3 s2 p1`; of other operators the one setting that has a name. */
function detailOf({ operator, attributes }: OnnxNode, input: Shape | null, output: Shape | null): string {
  const one = (key: string, letter: string, usual: number): string => {
    const values = attributes.get(key);
    if (!Array.isArray(values)) return '';
    const numbers = values as readonly number[];
    const isPlain = numbers.every((value) => value === numbers[0]);
    return isPlain && numbers[0] === usual ? '' : ` ${letter}${isPlain ? numbers[0] : numbers.join('·')}`;
  };
  const group = Number(attributes.get('group') ?? 1);
  const window = `${one('kernel_shape', 'k', 0)}${one('strides', 's', 1)}${one('pads', 'p', 0)}${one('dilations', 'd', 1)}${group > 1 ? ` g${group}` : ''}`;
  if (operator === 'Conv' || operator === 'ConvTranspose')
    return `${input?.[1] ?? '?'}→${output?.[1] ?? '?'},${window}`;
  if (operator === 'DepthToSpace') return `${Number(attributes.get('blocksize') ?? 1)}`;
  const mode = attributes.get('mode');
  return typeof mode === 'string' ? mode : window.trim();
}

const KINDS: Readonly<Record<string, string>> = {
  Conv: 'Conv2d',
  MaxPool: 'MaxPool2d',
  AveragePool: 'AvgPool2d',
  Gemm: 'Linear',
};

function parametersOf(node: OnnxNode, constants: Constants, counted: Set<OnnxTensor>): number {
  const places = LEARNT[node.operator] ?? [];
  let total = 0;
  for (const place of places) {
    const tensor = constants.stored(node.inputs[place] ?? '');
    if (!tensor || counted.has(tensor)) continue;
    const isLearnt =
      FLOATS.includes(tensor.type) || (place > 0 && (QUANTISED.includes(tensor.type) || tensor.type === 6));
    const size = product(tensor.shape);
    if (!isLearnt || (NEEDS_MANY.includes(node.operator) && size < 2)) continue;
    // Ones and zeros that an exporter writes for a norm without scale and shift are no parameters.
    const mayBeOfCode = NEEDS_MANY.includes(node.operator) || node.operator.endsWith('Normalization');
    if (mayBeOfCode && constants.isOfCode(tensor)) continue;
    counted.add(tensor);
    total += size;
  }
  return total;
}

export function pair(values: unknown, usual: number): readonly [number, number] {
  if (!Array.isArray(values)) return [usual, usual];
  const [a = usual, b = a] = values as readonly number[];
  return [a, b];
}

function enlargingOf(
  node: OnnxNode,
  constants: Constants,
  input: Shape | null,
  output: Shape | null,
): Enlarging | null {
  const { operator, attributes } = node;
  const grows =
    input !== null &&
    output !== null &&
    input.length === 4 &&
    output.length === 4 &&
    (output[2]! > input[2]! || output[3]! > input[3]!);
  const none = {
    kernel: null,
    padding: [0, 0] as const,
    outputPadding: [0, 0] as const,
    dilation: [1, 1] as const,
    groups: 1,
    mode: null,
    alignCorners: false,
    weight: null,
    bias: null,
  };
  const ratio: readonly [number, number] =
    input && output && input.length === 4 ? [output[2]! / input[2]!, output[3]! / input[3]!] : [1, 1];
  switch (operator) {
    case 'ConvTranspose': {
      const weight = constants.values(node.inputs[1]);
      const stride = pair(attributes.get('strides'), 1);
      const isStrided = stride[0] > 1 || stride[1] > 1;
      if (input === null ? !isStrided : !grows) return null;
      const kernel = weight
        ? ([weight.shape[2] ?? 1, weight.shape[3] ?? 1] as const)
        : pair(attributes.get('kernel_shape'), 1);
      const dilation = pair(attributes.get('dilations'), 1);
      return {
        ...none,
        kind: 'ConvTranspose2d',
        stride,
        kernel,
        dilation,
        groups: Number(attributes.get('group') ?? 1),
        ...transposedPadding(node, input, output, kernel, stride, dilation),
        weight,
        bias: constants.values(node.inputs[2]),
      };
    }
    case 'Resize':
    case 'Upsample': {
      if (!grows) return null;
      const mode = attributes.get('mode');
      const words = { linear: 'bilinear', cubic: 'bicubic' };
      const text = typeof mode === 'string' ? mode : 'nearest';
      const transform = attributes.get('coordinate_transformation_mode');
      return {
        ...none,
        kind: 'Resize',
        stride: ratio,
        mode: words[text as 'linear'] ?? text,
        alignCorners: transform === 'align_corners',
      };
    }
    case 'DepthToSpace': {
      const mode = attributes.get('mode') === 'CRD' ? null : 'DCR';
      return { ...none, kind: 'PixelShuffle', stride: pair([Number(attributes.get('blocksize') ?? 1)], 1), mode };
    }
    case 'MaxUnpool':
      return {
        ...none,
        kind: 'MaxUnpool2d',
        stride: pair(attributes.get('strides'), 1),
        kernel: pair(attributes.get('kernel_shape'), 1),
        padding: pair(attributes.get('pads'), 0),
      };
    default:
      return grows &&
        ['GridSample', 'CenterCropPad', 'Col2Im', 'ConvTransposeInteger', 'UpsampleNearest'].includes(operator)
        ? { ...none, kind: operator, stride: ratio }
        : null;
  }
}

/** pads, auto_pad and output_shape as padding before and outputPadding. */
export function transposedPadding(
  { attributes }: OnnxNode,
  input: Shape | null,
  output: Shape | null,
  kernel: readonly [number, number],
  stride: readonly [number, number],
  dilation: readonly [number, number],
): { readonly padding: readonly [number, number]; readonly outputPadding: readonly [number, number] } {
  const pads = attributes.get('pads');
  const auto = attributes.get('auto_pad');
  const added = pair(attributes.get('output_padding'), 0);
  const isAuto = typeof auto === 'string' && auto.startsWith('SAME');
  if (!isAuto && !attributes.has('output_shape')) {
    const padding = pair(pads, 0);
    return { padding, outputPadding: added };
  }
  const axes = ([0, 1] as const).map((axis) => {
    const from = input?.[2 + axis] ?? 1;
    const to = output?.[2 + axis] ?? from * stride[axis];
    const total = stride[axis] * (from - 1) + added[axis] + dilation[axis] * (kernel[axis] - 1) + 1 - to;
    return auto === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
  });
  return { padding: [Math.max(0, axes[0]!), Math.max(0, axes[1]!)], outputPadding: added };
}

function costOf(
  node: OnnxNode,
  constants: Constants,
  shapes: Shapes,
  input: Shape | null,
  output: Shape | null,
): { readonly macs: number | null; readonly macsAtOutputSize: number | null } {
  const both = (macs: number | null): { macs: number | null; macsAtOutputSize: number | null } => ({
    macs,
    macsAtOutputSize: macs,
  });
  const weightShape = (place: number): Shape | null => {
    const name = node.inputs[place] ?? '';
    return constants.stored(name)?.shape ?? shapes.get(name) ?? null;
  };
  const places = (shape: Shape | null): number | null =>
    shape === null ? null : (shape[0] ?? 1) * product(shape.slice(2));
  const times = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a * b);
  switch (node.operator) {
    case 'Conv':
    case 'ConvInteger':
    case 'QLinearConv':
    case 'DeformConv': {
      const weight = weightShape(node.operator === 'QLinearConv' ? 3 : 1);
      return both(times(weight && product(weight), places(output)));
    }
    case 'ConvTranspose': {
      const weight = weightShape(1);
      const size = weight && product(weight);
      return { macs: times(size, places(input)), macsAtOutputSize: times(size, places(output)) };
    }
    case 'Gemm': {
      const weight = weightShape(1);
      return both(times(weight && product(weight), output && (output[0] ?? 1)));
    }
    case 'MatMul':
      return both(times(output && product(output), input && (input.at(-1) ?? 1)));
    case 'Resize':
    case 'Upsample': {
      // Resizing that makes smaller costs as much, but is no enlarging layer.
      const taps = { linear: 4, cubic: 16 }[String(node.attributes.get('mode'))] ?? 0;
      return both(output && taps * product(output));
    }
    default:
      return both(0);
  }
}
