import { message } from '../../messages';
import { FLOAT, tensorBytes, type StoredTensor } from './makeNode';
import type { OnnxModel } from './model';
import { phaseFormOf, refuse, type PhaseForm } from './phaseForm';
import { asNearest, asShuffle, asTransposed, type Written } from './phaseWriters';
import type { Target } from './targets';
import type { Constants, Shapes } from './toNetwork';
import { fieldsOf, textOf, Writer } from './wire';

/** New nodes in place of old ones, with the tensors they bring. */
export interface Rewrite extends Written {
  /** Indices of the nodes that go. */
  readonly removed: readonly number[];
  readonly tensors: readonly StoredTensor[];
  /** Tensor that goes in and the one that comes out, which keep their names. */
  readonly input: string;
  readonly output: string;
  /** A bound of the sum of magnitudes per unit of input. */
  readonly weightSum: number;
}

/**
 * The same function of a layer by another layer. Refused where it is not the same.
 * @param shapes of a run: a resizing alone does not say how many channels it has
 */
export function rewriteLayer(
  model: OnnxModel,
  constants: Constants,
  layer: string,
  to: Target,
  shapes?: Shapes,
): Rewrite {
  const found = phaseFormOf(model, constants, layer, shapes);
  if (found.kind === to) throw refuse(layer, message('rewrite-already', { kind: to }));
  const channels = shapes?.get(found.input)?.[1] ?? 0;
  const form = found.isRepeat ? { ...found, inC: channels, outC: channels } : found;
  const written =
    to === 'pixel-shuffle'
      ? asShuffle(form, model.opset, layer)
      : to === 'conv-transpose'
        ? asTransposed(form, layer)
        : asNearest(form, model.opset, layer);
  const { input, output } = form;
  const removed = form.removed.flatMap((at) => model.graph.nodes[at]!.sources ?? [at]).sort((a, b) => a - b);
  return { ...written, removed, input, output, weightSum: weightSumOf(form) };
}

/** The largest sum of magnitudes that makes one output value, with its bias. */
function weightSumOf({ isRepeat, outC, factors: [s, t], weight, bias }: PhaseForm): number {
  if (isRepeat) return 1;
  const size = weight.length / (outC * s * t);
  let most = 0;
  for (let at = 0; at < outC * s * t; at++) {
    let sum = Math.abs(bias?.[at] ?? 0);
    for (let i = 0; i < size; i++) sum += Math.abs(weight[at * size + i]!);
    most = Math.max(most, sum);
  }
  return most;
}

/**
 * The model with the layer's nodes replaced; everything else is written as it was read, in its order.
 * @param type ONNX's number of the floats that the layer computes with
 */
export function applyRewrite(
  bytes: Uint8Array,
  { removed, nodes, tensors }: Rewrite,
  name: string,
  type: number = FLOAT,
): Uint8Array {
  const writer = new Writer();
  for (const field of fieldsOf(bytes, name)) {
    if (field.number !== 7 || field.wire !== 2) {
      writer.copy(field);
      continue;
    }
    const graph = new Writer();
    const left = leftBehind(field.bytes, removed, name);
    let at = -1;
    for (const inner of fieldsOf(field.bytes, name)) {
      if (inner.number === 5 && inner.wire === 2 && left.has(partOf(inner.bytes, 8, name))) continue;
      if (inner.number === 1 && inner.wire === 2) {
        at++;
        if (at === removed.at(-1)) for (const node of nodes) graph.bytes(1, node);
        if (removed.includes(at)) continue;
      }
      graph.copy(inner);
    }
    for (const tensor of tensors) graph.bytes(5, tensorBytes(tensor, type));
    writer.bytes(7, graph.done());
  }
  return writer.done();
}

const partOf = (bytes: Uint8Array, number: number, name: string): string => {
  for (const field of fieldsOf(bytes, name)) if (field.number === number && field.wire === 2) return textOf(field);
  return '';
};

/** Stored tensors that only the removed nodes took: without them the file holds no weights twice. */
function leftBehind(graph: Uint8Array, removed: readonly number[], name: string): ReadonlySet<string> {
  const gone = new Set<string>();
  const kept = new Set<string>();
  let at = -1;
  for (const field of fieldsOf(graph, name)) {
    if (field.wire !== 2) continue;
    // Tensors that are named as inputs or outputs of the graph must stay.
    if (field.number === 11 || field.number === 12) kept.add(partOf(field.bytes, 1, name));
    if (field.number !== 1) continue;
    at++;
    const names = removed.includes(at) ? gone : kept;
    for (const inner of fieldsOf(field.bytes, name)) {
      if (inner.number === 1 && inner.wire === 2) names.add(textOf(inner));
      // A graph within a node may name anything.
      if (inner.number === 5 && inner.wire === 2 && hasGraph(inner.bytes, name)) return new Set();
    }
  }
  return new Set([...gone].filter((each) => !kept.has(each)));
}

function hasGraph(attribute: Uint8Array, name: string): boolean {
  for (const { number, wire } of fieldsOf(attribute, name))
    if ((number === 6 || number === 11) && wire === 2) return true;
  return false;
}
