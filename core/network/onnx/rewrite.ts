import { message, type Message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { Values } from '../network';
import type { OnnxModel, OnnxNode } from './model';
import type { Constants } from './toNetwork';
import { fieldsOf, Writer } from './wire';

export type Target = 'pixel-shuffle' | 'conv-transpose';

/** New nodes in place of old ones, with the tensors they bring. */
export interface Rewrite {
  /** Indices of the nodes that go. */
  readonly removed: readonly number[];
  readonly nodes: readonly Uint8Array[];
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly data: Float32Array | BigInt64Array;
  }[];
  /** Tensor that goes in and the one that comes out, which keep their names. */
  readonly input: string;
  readonly output: string;
  readonly parameters: number;
  /** A bound of the sum of magnitudes per unit of input. */
  readonly weightSum: number;
}

const FIRST_WITH_CRD = 11;

function refuse(layer: string, why: Message): UpbenchError {
  return new UpbenchError('invalid-parameter', message('rewrite-not-exact', { layer, why }));
}

/** The same function of a layer by another layer. Refused where it is not the same. */
export function rewriteLayer(model: OnnxModel, constants: Constants, layer: string, to: Target): Rewrite {
  const { nodes } = model.graph;
  const index = nodes.findIndex((node, i) => (node.name === '' ? `${node.operator}_${i}` : node.name) === layer);
  const node = nodes[index];
  if (!node) {
    const names = nodes.flatMap((each, i) =>
      ['ConvTranspose', 'DepthToSpace'].includes(each.operator)
        ? [each.name === '' ? `${each.operator}_${i}` : each.name]
        : [],
    );
    throw new UpbenchError('invalid-parameter', message('onnx-no-layer', { name: layer, names }));
  }
  if (model.opset < FIRST_WITH_CRD) throw refuse(layer, message('rewrite-opset', { opset: model.opset }));
  if (node.operator === 'ConvTranspose' && to === 'pixel-shuffle') return toShuffle(node, index, constants, layer);
  if (node.operator === 'DepthToSpace' && to === 'conv-transpose')
    return toTransposed(node, index, model, constants, layer);
  throw refuse(layer, message('rewrite-no-form', { operator: node.operator, target: to }));
}

const listOf = (node: OnnxNode, name: string, usual: readonly number[]): readonly number[] => {
  const value = node.attributes.get(name);
  return Array.isArray(value) ? (value as readonly number[]) : usual;
};

function weightsOf(node: OnnxNode, constants: Constants, layer: string): { weight: Values; bias: Values | null } {
  const weight = constants.values(node.inputs[1]);
  const bias = node.inputs[2] === undefined || node.inputs[2] === '' ? null : constants.values(node.inputs[2]);
  if (!weight || weight.shape.length !== 4) throw refuse(layer, message('rewrite-no-weights'));
  if (node.inputs[2] !== undefined && node.inputs[2] !== '' && !bias) throw refuse(layer, message('rewrite-no-bias'));
  return { weight, bias };
}

/**
 * Output y = s q + i takes input q + d with the weight ky = i + p - s d. So a convolution over d, one set of channels per
 * phase, then a pixel shuffle, then what is more than the layer gave is cut off.
 */
function toShuffle(node: OnnxNode, index: number, constants: Constants, layer: string): Rewrite {
  const { weight, bias } = weightsOf(node, constants, layer);
  const [inC = 0, perGroup = 0, kH = 1, kW = 1] = weight.shape;
  const strides = listOf(node, 'strides', [1, 1]);
  const s = strides[0] ?? 1;
  const auto = node.attributes.get('auto_pad');
  if (strides[1] !== s || s < 2) throw refuse(layer, message('rewrite-one-factor'));
  if (listOf(node, 'dilations', [1, 1]).some((d) => d !== 1)) throw refuse(layer, message('rewrite-dilated'));
  if (node.attributes.has('output_shape') || (typeof auto === 'string' && auto !== 'NOTSET' && auto !== 'VALID'))
    throw refuse(layer, message('rewrite-padding-follows'));
  const pads = listOf(node, 'pads', [0, 0, 0, 0]);
  const added = listOf(node, 'output_padding', [0, 0]);
  const groups = Number(node.attributes.get('group') ?? 1);
  const axes = ([0, 1] as const).map((axis) => {
    const k = axis === 0 ? kH : kW;
    const p = pads[axis] ?? 0;
    const least = Math.min(0, Math.ceil((p - k + 1) / s));
    const most = Math.max(0, Math.floor((s - 1 + p) / s));
    const taps = most - least + 1;
    const over = k - s - p - (pads[2 + axis] ?? 0) + (added[axis] ?? 0);
    const after = Math.max(0, Math.ceil(over / s) + least + taps - 1);
    // Cells of the convolution beyond the input, times s, less what the layer gives beyond s times the input.
    const cut = (-least + after - taps + 1) * s - over;
    return { k, p, least, taps, after, cut };
  });
  const [y, x] = axes as [(typeof axes)[0], (typeof axes)[0]];
  const outC = perGroup * groups;
  const data = new Float32Array(outC * s * s * (inC / groups) * y.taps * x.taps);
  let weightSum = 0;
  for (let co = 0; co < outC; co++) {
    const group = Math.floor(co / perGroup);
    for (let i = 0; i < s; i++)
      for (let j = 0; j < s; j++) {
        let sum = Math.abs(bias?.data[co] ?? 0);
        for (let c = 0; c < inC / groups; c++)
          for (let a = 0; a < y.taps; a++)
            for (let b = 0; b < x.taps; b++) {
              const ky = i + y.p - s * (a + y.least);
              const kx = j + x.p - s * (b + x.least);
              if (ky < 0 || ky >= kH || kx < 0 || kx >= kW) continue;
              const from = (((group * inC) / groups + c) * perGroup + (co % perGroup)) * kH * kW + ky * kW + kx;
              const to = ((((co * s + i) * s + j) * (inC / groups) + c) * y.taps + a) * x.taps + b;
              data[to] = weight.data[from]!;
              sum += Math.abs(weight.data[from]!);
            }
        weightSum = Math.max(weightSum, sum);
      }
  }
  const input = node.inputs[0]!;
  const output = node.outputs[0]!;
  const name = (part: string): string => `${output}::${part}`;
  const tensors: Rewrite['tensors'][number][] = [
    { name: name('weight'), shape: [outC * s * s, inC / groups, y.taps, x.taps], data },
  ];
  if (bias)
    tensors.push({
      name: name('bias'),
      shape: [outC * s * s],
      data: Float32Array.from({ length: outC * s * s }, (_, i) => bias.data[Math.floor(i / (s * s))]!),
    });
  const isCut = y.cut > 0 || x.cut > 0;
  const nodes = [
    nodeBytes('Conv', [input, name('weight'), ...(bias ? [name('bias')] : [])], name('conv'), `${layer}/Conv`, [
      ['kernel_shape', [y.taps, x.taps]],
      ['strides', [1, 1]],
      ['pads', [-y.least, -x.least, y.after, x.after]],
      ['group', groups],
    ]),
    nodeBytes('DepthToSpace', [name('conv')], isCut ? name('whole') : output, `${layer}/DepthToSpace`, [
      ['blocksize', s],
      ['mode', 'CRD'],
    ]),
  ];
  if (isCut) {
    const end = (cut: number): bigint => (cut > 0 ? BigInt(-cut) : 2n ** 62n);
    tensors.push({ name: name('starts'), shape: [2], data: BigInt64Array.of(0n, 0n) });
    tensors.push({ name: name('ends'), shape: [2], data: BigInt64Array.of(end(y.cut), end(x.cut)) });
    tensors.push({ name: name('axes'), shape: [2], data: BigInt64Array.of(2n, 3n) });
    nodes.push(
      nodeBytes('Slice', [name('whole'), name('starts'), name('ends'), name('axes')], output, `${layer}/Slice`, []),
    );
  }
  return {
    removed: [index],
    nodes,
    tensors,
    input,
    output,
    parameters: data.length + (bias ? outC * s * s : 0),
    weightSum,
  };
}

/** W_T[ci, c, i + r(K-1-a), j + r(K-1-b)] = W[c r² + i r + j, ci, a, b], k = K r, s = r, p = P r. */
function toTransposed(node: OnnxNode, index: number, model: OnnxModel, constants: Constants, layer: string): Rewrite {
  const r = Number(node.attributes.get('blocksize') ?? 1);
  const isDcr = node.attributes.get('mode') !== 'CRD';
  const before = model.graph.nodes.findIndex(({ outputs }) => outputs[0] === node.inputs[0]);
  const conv = model.graph.nodes[before];
  if (conv?.operator !== 'Conv') throw refuse(layer, message('rewrite-no-convolution'));
  const users = model.graph.nodes.filter(({ inputs }) => inputs.includes(node.inputs[0]!)).length;
  if (users !== 1 || model.graph.outputs.some(({ name }) => name === node.inputs[0]))
    throw refuse(layer, message('rewrite-used-elsewhere'));
  const { weight, bias } = weightsOf(conv, constants, layer);
  const [rows = 0, inC = 0, kH = 1, kW = 1] = weight.shape;
  const groups = Number(conv.attributes.get('group') ?? 1);
  const auto = conv.attributes.get('auto_pad');
  if (groups !== 1) throw refuse(layer, message('rewrite-grouped'));
  if ([...listOf(conv, 'strides', [1, 1]), ...listOf(conv, 'dilations', [1, 1])].some((d) => d !== 1))
    throw refuse(layer, message('rewrite-strided'));
  if (typeof auto === 'string' && auto !== 'NOTSET' && auto !== 'VALID')
    throw refuse(layer, message('rewrite-padding-follows'));
  const pads = listOf(conv, 'pads', [0, 0, 0, 0]);
  const outC = rows / (r * r);
  const row = (c: number, i: number, j: number): number => (isDcr ? (i * r + j) * outC + c : (c * r + i) * r + j);
  const data = new Float32Array(inC * outC * kH * r * kW * r);
  let weightSum = 0;
  for (let c = 0; c < outC; c++)
    for (let i = 0; i < r; i++)
      for (let j = 0; j < r; j++) {
        if (bias && bias.data[row(c, i, j)] !== bias.data[row(c, 0, 0)])
          throw refuse(layer, message('rewrite-bias-differs'));
        let sum = Math.abs(bias?.data[row(c, i, j)] ?? 0);
        for (let ci = 0; ci < inC; ci++)
          for (let a = 0; a < kH; a++)
            for (let b = 0; b < kW; b++) {
              const value = weight.data[((row(c, i, j) * inC + ci) * kH + a) * kW + b]!;
              data[((ci * outC + c) * kH * r + i + r * (kH - 1 - a)) * kW * r + j + r * (kW - 1 - b)] = value;
              sum += Math.abs(value);
            }
        weightSum = Math.max(weightSum, sum);
      }
  const input = conv.inputs[0]!;
  const output = node.outputs[0]!;
  const tensors: Rewrite['tensors'][number][] = [
    { name: `${output}::weight`, shape: [inC, outC, kH * r, kW * r], data },
  ];
  if (bias)
    tensors.push({
      name: `${output}::bias`,
      shape: [outC],
      data: Float32Array.from({ length: outC }, (_, c) => bias.data[row(c, 0, 0)]!),
    });
  // k = K r and p_T = (K - 1 - P) r, for a transposed convolution without padding gives (in + K - 1) r.
  const p = [kH - 1 - (pads[0] ?? 0), kW - 1 - (pads[1] ?? 0), kH - 1 - (pads[2] ?? 0), kW - 1 - (pads[3] ?? 0)].map(
    (side) => side * r,
  );
  if (p.some((side) => side < 0)) throw refuse(layer, message('rewrite-pads-more'));
  const made = nodeBytes(
    'ConvTranspose',
    [input, `${output}::weight`, ...(bias ? [`${output}::bias`] : [])],
    output,
    `${layer}/ConvTranspose`,
    [
      ['kernel_shape', [kH * r, kW * r]],
      ['strides', [r, r]],
      ['pads', p],
    ],
  );
  return {
    removed: [before, index],
    nodes: [made],
    tensors,
    input,
    output,
    parameters: data.length + (bias ? outC : 0),
    weightSum,
  };
}

function nodeBytes(
  operator: string,
  inputs: readonly string[],
  output: string,
  name: string,
  attributes: readonly (readonly [string, number | string | readonly number[]])[],
): Uint8Array {
  const writer = new Writer();
  for (const input of inputs) writer.text(1, input);
  writer.text(2, output).text(3, name).text(4, operator);
  for (const [key, value] of attributes) {
    const attribute = new Writer().text(1, key);
    if (typeof value === 'number') attribute.number(3, value).number(20, 2);
    else if (typeof value === 'string') attribute.text(4, value).number(20, 3);
    else {
      for (const item of value) attribute.number(8, item);
      attribute.number(20, 7);
    }
    writer.bytes(5, attribute.done());
  }
  return writer.done();
}

/** The model with the layer's nodes replaced; everything else is written as it was read, in its order. */
export function applyRewrite(bytes: Uint8Array, { removed, nodes, tensors }: Rewrite, name: string): Uint8Array {
  const writer = new Writer();
  for (const field of fieldsOf(bytes, name)) {
    if (field.number !== 7 || field.wire !== 2) {
      writer.copy(field);
      continue;
    }
    const graph = new Writer();
    let at = -1;
    for (const inner of fieldsOf(field.bytes, name)) {
      if (inner.number === 1 && inner.wire === 2) {
        at++;
        if (at === removed.at(-1)) for (const node of nodes) graph.bytes(1, node);
        if (removed.includes(at)) continue;
      }
      graph.copy(inner);
    }
    for (const { name: own, shape, data } of tensors) {
      const tensor = new Writer();
      for (const size of shape) tensor.number(1, size);
      tensor.number(2, data instanceof Float32Array ? 1 : 7).text(8, own);
      tensor.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      graph.bytes(5, tensor.done());
    }
    writer.bytes(7, graph.done());
  }
  return writer.done();
}
