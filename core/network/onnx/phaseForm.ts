import { message, type Message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { Shape } from '../../tensor/tensor';
import type { Values } from '../network';
import { hasOneSize, type OnnxModel, type OnnxNode } from './model';
import { usersOf } from './users';
import { layerNames, type Constants, type Shapes } from './toNetwork';

/** Along one axis: output s q + i looks at inputs q + least .. q + most; the output has `over` values beyond s times the input. */
export interface PhaseAxis {
  readonly least: number;
  readonly most: number;
  readonly over: number;
}

/**
 * What every layer is that enlarges by whole factors s and t: one small convolution per output phase.
 * y[c, s q + i, t r + j] = bias[c, i, j] + sum over ci, d, e of weight[c, i, j, ci, d, e] x[ci, q + d, r + e],
 * with zeros beyond the border. `ci` counts within the channel's group.
 */
export interface PhaseForm {
  /** Rows and columns of phases. */
  readonly factors: readonly [number, number];
  readonly outC: number;
  readonly inC: number;
  readonly groups: number;
  readonly axes: readonly [PhaseAxis, PhaseAxis];
  /** [outC, s, t, inC / groups, rows, columns] */
  readonly weight: Float64Array;
  /** [outC, s, t], or null. */
  readonly bias: Float64Array | null;
  /** Indices of the nodes it stands for. */
  readonly removed: readonly number[];
  readonly input: string;
  readonly output: string;
  /** What it is now. */
  readonly kind: 'pixel-shuffle' | 'conv-transpose' | 'nearest-conv';
  /** Nearest resizing and nothing else: every value is repeated. */
  readonly isRepeat: boolean;
}

export function refuse(layer: string, why: Message): UpbenchError {
  return new UpbenchError('invalid-parameter', message('rewrite-not-exact', { layer, why }));
}

const listOf = (node: OnnxNode, name: string, usual: readonly number[]): readonly number[] => {
  const value = node.attributes.get(name);
  return Array.isArray(value) ? (value as readonly number[]) : usual;
};
const modulo = (a: number, b: number): number => ((a % b) + b) % b;

function weightsOf(node: OnnxNode, constants: Constants, layer: string): { weight: Values; bias: Values | null } {
  const weight = constants.values(node.inputs[1]);
  const hasBias = node.inputs[2] !== undefined && node.inputs[2] !== '';
  const bias = hasBias ? constants.values(node.inputs[2]) : null;
  if (!weight || weight.shape.length !== 4 || (hasBias && !bias)) throw refuse(layer, message('rewrite-not-stored'));
  return { weight, bias };
}

/**
 * The padding, [top, left, bottom, right].
 * @param reach of the kernel beyond one value, rows and columns: SAME adds so much less what a stride leaves out
 */
function padsOf(node: OnnxNode, layer: string, reach: readonly [number, number]): readonly number[] {
  const auto = node.attributes.get('auto_pad');
  if (auto === 'VALID') return [0, 0, 0, 0];
  if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER') return listOf(node, 'pads', [0, 0, 0, 0]);
  const isTransposed = node.operator === 'ConvTranspose';
  const [strides, added] = [listOf(node, 'strides', [1, 1]), listOf(node, 'output_padding', [0, 0])];
  const ends = ([0, 1] as const).map((axis): readonly [number, number] => {
    // The output of a transposed convolution is stride times the input; that of a convolution without a stride is the input.
    const total = reach[axis] + (isTransposed ? (added[axis] ?? 0) + 1 - strides[axis]! : 0);
    if (total < 0) throw refuse(layer, message('rewrite-padding-follows'));
    const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
    return auto === 'SAME_UPPER' ? [less, more] : [more, less];
  });
  return [ends[0]![0], ends[1]![0], ends[0]![1], ends[1]![1]];
}

/** The padding with which a transposed convolution has its stated output_shape; only where the network has one input size. */
function padsForSize(
  node: OnnxNode,
  layer: string,
  reach: readonly [number, number],
  input: Shape | null,
): readonly number[] {
  const wanted = listOf(node, 'output_shape', []).slice(-2);
  if (!input || wanted.length !== 2) throw refuse(layer, message('rewrite-padding-follows'));
  const [strides, added] = [listOf(node, 'strides', [1, 1]), listOf(node, 'output_padding', [0, 0])];
  const ends = ([0, 1] as const).map((axis): readonly [number, number] => {
    const total = strides[axis]! * (input[2 + axis]! - 1) + (added[axis] ?? 0) + reach[axis] + 1 - wanted[axis]!;
    if (total < 0) throw refuse(layer, message('rewrite-padding-follows'));
    const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
    return node.attributes.get('auto_pad') === 'SAME_UPPER' ? [less, more] : [more, less];
  });
  return [ends[0]![0], ends[1]![0], ends[0]![1], ends[1]![1]];
}

/** Collects weights at places; the span of the places is known at the end. */
class Gathered {
  private readonly parts: { co: number; i: number; j: number; ci: number; d: number; e: number; value: number }[] = [];
  private readonly spans: [number, number][] = [
    [0, 0],
    [0, 0],
  ];

  add(co: number, i: number, j: number, ci: number, d: number, e: number, value: number): void {
    this.parts.push({ co, i, j, ci, d, e, value });
    for (const [axis, at] of [d, e].entries()) {
      const span = this.spans[axis]!;
      span[0] = Math.min(span[0], at);
      span[1] = Math.max(span[1], at);
    }
  }

  form(
    given: Omit<PhaseForm, 'axes' | 'weight' | 'isRepeat'> & { readonly over: readonly [number, number] },
  ): PhaseForm {
    const { over, ...rest } = given;
    const { outC, inC, groups } = rest;
    const [s, t] = rest.factors;
    const [rows, columns] = this.spans.map(([least, most], axis) => ({ least, most, over: over[axis]! })) as [
      PhaseAxis,
      PhaseAxis,
    ];
    const [tall, wide] = [rows.most - rows.least + 1, columns.most - columns.least + 1];
    const weight = new Float64Array(outC * s * t * (inC / groups) * tall * wide);
    for (const { co, i, j, ci, d, e, value } of this.parts)
      weight[((((co * s + i) * t + j) * (inC / groups) + ci) * tall + d - rows.least) * wide + e - columns.least]! +=
        value;
    return { ...rest, axes: [rows, columns], weight, isRepeat: false };
  }
}

/** The tensor whose shape must be known before the phases of a layer are; null where they follow from the file alone. */
export function shapedBy(model: OnnxModel, layer: string): string | null {
  const node = layer === '' ? undefined : model.graph.nodes[layerNames(model.graph.nodes).indexOf(layer)];
  return node?.operator === 'ConvTranspose' && node.attributes.has('output_shape') ? (node.inputs[0] ?? null) : null;
}

/** The phases of a layer, by its name: of the enlarging node, or of the convolution that belongs to it. */
export function phaseFormOf(model: OnnxModel, constants: Constants, layer: string, shapes?: Shapes): PhaseForm {
  const { nodes } = model.graph;
  const all = layerNames(nodes);
  const index = layer === '' ? -1 : all.indexOf(layer);
  const node = nodes[index];
  switch (node?.operator) {
    case 'ConvTranspose':
      return ofTransposed(node, index, model, constants, layer, shapes);
    case 'DepthToSpace':
      return ofShuffle(node, index, model, constants, layer);
    case 'Resize':
    case 'Upsample':
      return ofNearest(node, index, model, constants, layer);
    case 'Conv': {
      // The convolution before a pixel shuffle or behind a resizing is named as well as its partner.
      const partner = nodes.findIndex(
        (other) =>
          (other.operator === 'DepthToSpace' && other.inputs[0] === node.outputs[0]) ||
          (['Resize', 'Upsample'].includes(other.operator) && other.outputs[0] === node.inputs[0]),
      );
      if (partner >= 0) return phaseFormOf(model, constants, all[partner]!, shapes);
    }
  }
  const names = nodes.flatMap((each, i) =>
    ['ConvTranspose', 'DepthToSpace', 'Resize', 'Upsample'].includes(each.operator) ? [all[i]!] : [],
  );
  throw new UpbenchError('invalid-parameter', message('onnx-no-layer', { name: layer, names }));
}

/** o = s j + ky d - p: the tap ky of phase i = (ky d - p) mod s looks at q + (i + p - ky d) / s. */
function ofTransposed(
  node: OnnxNode,
  index: number,
  model: OnnxModel,
  constants: Constants,
  layer: string,
  shapes?: Shapes,
): PhaseForm {
  const { weight, bias } = weightsOf(node, constants, layer);
  const [inC = 0, perGroup = 0, kH = 1, kW = 1] = weight.shape;
  const [s = 1, t = 1] = listOf(node, 'strides', [1, 1]);
  if (s * t < 2) throw refuse(layer, message('rewrite-one-factor'));
  const [dH = 1, dW = 1] = listOf(node, 'dilations', [1, 1]);
  const reach = [dH * (kH - 1), dW * (kW - 1)] as const;
  const pads = node.attributes.has('output_shape')
    ? padsForSize(node, layer, reach, hasOneSize(model) ? (shapes?.get(node.inputs[0]!) ?? null) : null)
    : padsOf(node, layer, reach);
  const added = listOf(node, 'output_padding', [0, 0]);
  const groups = Number(node.attributes.get('group') ?? 1);
  const outC = perGroup * groups;
  const gathered = new Gathered();
  for (let ci = 0; ci < inC; ci++)
    for (let o = 0; o < perGroup; o++)
      for (let ky = 0; ky < kH; ky++)
        for (let kx = 0; kx < kW; kx++) {
          const [i, j] = [modulo(ky * dH - pads[0]!, s), modulo(kx * dW - pads[1]!, t)];
          const group = Math.floor(ci / (inC / groups));
          const value = weight.data[((ci * perGroup + o) * kH + ky) * kW + kx]!;
          const [d, e] = [(i + pads[0]! - ky * dH) / s, (j + pads[1]! - kx * dW) / t];
          gathered.add(group * perGroup + o, i, j, ci % (inC / groups), d, e, value);
        }
  const over = ([0, 1] as const).map(
    (axis) => reach[axis] + 1 - [s, t][axis]! - pads[axis]! - pads[2 + axis]! + (added[axis] ?? 0),
  );
  return gathered.form({
    kind: 'conv-transpose',
    factors: [s, t],
    outC,
    inC,
    groups,
    removed: [index],
    input: node.inputs[0]!,
    output: node.outputs[0]!,
    bias: bias && Float64Array.from({ length: outC * s * t }, (_, at) => bias.data[Math.floor(at / (s * t))]!),
    over: [over[0]!, over[1]!],
  });
}

/** The nodes that take a tensor, graphs within nodes included; none where it leaves the network. */
function only({ graph }: OnnxModel, tensor: string): OnnxNode[] {
  if (graph.outputs.some(({ name }) => name === tensor)) return [];
  return [...new Set(usersOf(graph).get(tensor) ?? [])].map((at) => graph.nodes[at]!);
}

function ofShuffle(node: OnnxNode, index: number, model: OnnxModel, constants: Constants, layer: string): PhaseForm {
  const s = Number(node.attributes.get('blocksize') ?? 1);
  const isDcr = node.attributes.get('mode') !== 'CRD';
  const before = model.graph.nodes.findIndex(({ outputs }) => outputs[0] === node.inputs[0]);
  const conv = model.graph.nodes[before];
  if (conv?.operator !== 'Conv') throw refuse(layer, message('rewrite-no-convolution-before'));
  if (only(model, node.inputs[0]!).length !== 1) throw refuse(layer, message('rewrite-used-elsewhere'));
  const { weight, bias } = weightsOf(conv, constants, layer);
  const [rows = 0, perGroup = 0, kH = 1, kW = 1] = weight.shape;
  if (listOf(conv, 'strides', [1, 1]).some((stride) => stride !== 1)) throw refuse(layer, message('rewrite-strided'));
  const [dH = 1, dW = 1] = listOf(conv, 'dilations', [1, 1]);
  const pads = padsOf(conv, layer, [dH * (kH - 1), dW * (kW - 1)]);
  const given = Number(conv.attributes.get('group') ?? 1);
  const inC = perGroup * given;
  const outC = rows / (s * s);
  // Groups stay groups where every one makes whole channels; else each channel takes all, with zeros.
  const groups = !isDcr && outC % given === 0 ? given : 1;
  const row = (c: number, i: number, j: number): number => (isDcr ? (i * s + j) * outC + c : (c * s + i) * s + j);
  const gathered = new Gathered();
  for (let c = 0; c < outC; c++)
    for (let i = 0; i < s; i++)
      for (let j = 0; j < s; j++)
        for (let ci = 0; ci < perGroup; ci++)
          for (let a = 0; a < kH; a++)
            for (let b = 0; b < kW; b++) {
              const own = row(c, i, j);
              const channel = groups === 1 ? Math.floor(own / (rows / given)) * perGroup + ci : ci;
              const value = weight.data[((own * perGroup + ci) * kH + a) * kW + b]!;
              gathered.add(c, i, j, channel, a * dH - pads[0]!, b * dW - pads[1]!, value);
            }
  const over = [pads[0]! + pads[2]! - dH * (kH - 1), pads[1]! + pads[3]! - dW * (kW - 1)].map((cells) => cells * s);
  return gathered.form({
    kind: 'pixel-shuffle',
    factors: [s, s],
    outC,
    inC,
    groups,
    removed: [before, index].sort((a, b) => a - b),
    input: conv.inputs[0]!,
    output: node.outputs[0]!,
    bias:
      bias &&
      Float64Array.from(
        { length: outC * s * s },
        (_, at) => bias.data[row(Math.floor(at / (s * s)), Math.floor(at / s) % s, at % s)]!,
      ),
    over: [over[0]!, over[1]!],
  });
}

/** The factors of a nearest resizing that repeats every value; refused for any other. */
function repeatOf(node: OnnxNode, model: OnnxModel, constants: Constants, layer: string): readonly [number, number] {
  const isOld = node.operator === 'Upsample' || model.opset < 11;
  const text = (name: string, usual: string): string => {
    const value = node.attributes.get(name);
    return typeof value === 'string' ? value : usual;
  };
  if (text('mode', 'nearest') !== 'nearest') throw refuse(layer, message('rewrite-not-nearest'));
  const stored = constants.values(node.inputs[isOld ? 1 : 2])?.data ?? node.attributes.get('scales');
  const scales =
    stored !== undefined && typeof stored === 'object' && 'length' in stored
      ? Array.from(stored as ArrayLike<number>)
      : [];
  const [n, c, s = 0, t = 0] = scales;
  const areWhole = [s, t].every((factor) => Number.isInteger(factor) && factor >= 1);
  if (n !== 1 || c !== 1 || !areWhole || s * t < 2) throw refuse(layer, message('rewrite-whole-factor'));
  const how = isOld ? 'asymmetric' : text('coordinate_transformation_mode', 'half_pixel');
  const round = isOld ? 'floor' : text('nearest_mode', 'round_prefer_floor');
  const place = (o: number, factor: number): number =>
    how === 'asymmetric' ? o / factor : how === 'tf_half_pixel_for_nn' ? (o + 0.5) / factor : (o + 0.5) / factor - 0.5;
  const nearest = (x: number): number =>
    round === 'floor'
      ? Math.floor(x)
      : round === 'ceil'
        ? Math.ceil(x)
        : round === 'round_prefer_ceil'
          ? Math.floor(x + 0.5)
          : Math.ceil(x - 0.5);
  const known = [
    'asymmetric',
    'half_pixel',
    'pytorch_half_pixel',
    'half_pixel_symmetric',
    'tf_half_pixel_for_nn',
  ].includes(how);
  const repeats = [s, t].every((factor) =>
    Array.from({ length: 4 * factor }, (_, o) => o).every(
      (o) => Math.max(0, nearest(place(o, factor))) === Math.floor(o / factor),
    ),
  );
  if (!known || !repeats) throw refuse(layer, message('rewrite-not-repeated'));
  return [s, t];
}

/** y[s q + i] = sum over a of W[a] x[floor((s q + i + a d - p) / s)]: the taps that meet one input value are added up. */
function ofNearest(node: OnnxNode, index: number, model: OnnxModel, constants: Constants, layer: string): PhaseForm {
  const [s, t] = repeatOf(node, model, constants, layer);
  const users = only(model, node.outputs[0]!);
  const conv = users.length === 1 && users[0]!.operator === 'Conv' ? users[0]! : null;
  const common = { kind: 'nearest-conv' as const, factors: [s, t] as const, input: node.inputs[0]! };
  if (!conv) {
    return {
      ...common,
      outC: 0,
      inC: 0,
      groups: 1,
      bias: null,
      weight: new Float64Array(0),
      axes: [
        { least: 0, most: 0, over: 0 },
        { least: 0, most: 0, over: 0 },
      ],
      removed: [index],
      output: node.outputs[0]!,
      isRepeat: true,
    };
  }
  const { weight, bias } = weightsOf(conv, constants, layer);
  const [outC = 0, perGroup = 0, kH = 1, kW = 1] = weight.shape;
  if (listOf(conv, 'strides', [1, 1]).some((stride) => stride !== 1)) throw refuse(layer, message('rewrite-strided'));
  const [dH = 1, dW = 1] = listOf(conv, 'dilations', [1, 1]);
  const pads = padsOf(conv, layer, [dH * (kH - 1), dW * (kW - 1)]);
  const groups = Number(conv.attributes.get('group') ?? 1);
  const gathered = new Gathered();
  for (let c = 0; c < outC; c++)
    for (let i = 0; i < s; i++)
      for (let j = 0; j < t; j++)
        for (let ci = 0; ci < perGroup; ci++)
          for (let a = 0; a < kH; a++)
            for (let b = 0; b < kW; b++) {
              const [d, e] = [Math.floor((i + a * dH - pads[0]!) / s), Math.floor((j + b * dW - pads[1]!) / t)];
              gathered.add(c, i, j, ci, d, e, weight.data[((c * perGroup + ci) * kH + a) * kW + b]!);
            }
  return gathered.form({
    ...common,
    outC,
    inC: perGroup * groups,
    groups,
    output: conv.outputs[0]!,
    removed: [index, model.graph.nodes.indexOf(conv)].sort((a, b) => a - b),
    bias: bias && Float64Array.from({ length: outC * s * t }, (_, at) => bias.data[Math.floor(at / (s * t))]!),
    over: [pads[0]! + pads[2]! - dH * (kH - 1), pads[1]! + pads[3]! - dW * (kW - 1)],
  });
}

/** Whether every phase of every channel has the same bias. */
export const hasEvenBias = ({ bias, factors: [s, t] }: PhaseForm): boolean =>
  bias === null || bias.every((value, at) => value === bias[Math.floor(at / (s * t)) * s * t]);
