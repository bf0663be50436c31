import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { damaged, fieldsOf, floatsOf, textOf, varintsOf } from './wire';

export type Attribute = number | string | readonly number[] | readonly string[] | OnnxTensor | OnnxGraph;

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Places in the file of the nodes it stands for; its own place where left out. */
  readonly sources?: readonly number[] | undefined;
}

/** A tensor as it is stored; `numbers` decodes it. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** ONNX's number of the type: 1 float, 7 int64, 10 float16, ... */
  readonly type: number;
  readonly raw: Uint8Array | null;
  readonly floats: readonly number[];
  readonly integers: readonly bigint[];
  readonly doubles: Uint8Array | null;
  /** Where the values lie outside of the file. */
  readonly external: ReadonlyMap<string, string> | null;
}

export interface OnnxValue {
  readonly name: string;
  /** Element type; 0 where it is no tensor. */
  readonly type: number;
  /** null for an axis without a number; the whole is null where no shape is stated. */
  readonly shape: readonly (number | null)[] | null;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly values: readonly OnnxValue[];
}

export interface OnnxModel {
  readonly opset: number;
  readonly producer: string;
  /** Properties that say what the model is for. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Functions that the file brings along, by `domain:name`, with the nodes within. */
  readonly functions: ReadonlyMap<string, readonly OnnxNode[]>;
  readonly graph: OnnxGraph;
}

/** Whether the network takes pictures of one size alone: then what is computed of sizes is the same every time. */
export const hasOneSize = ({ graph }: OnnxModel): boolean =>
  graph.inputs.every(({ shape }) => shape?.slice(2).every((size) => size !== null) === true);

const MAX_DEPTH = 12;

/** Tags of a model's fields: number * 8 + wire type. 0xa2 and 0xca begin the two tags of two bytes. */
const FIRST_BYTES = [0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72, 0xa2, 0xca];

/** Reads a model. Whatever is not understood is left; damage is one sentence. */
export function readOnnx(bytes: Uint8Array, name = 'The file'): OnnxModel {
  if (bytes.length > 0 && !FIRST_BYTES.includes(bytes[0]!))
    throw new UpbenchError('corrupt-file', message('onnx-other', { name }));
  let opset = 0;
  let producer = '';
  let graph: OnnxGraph | null = null;
  const metadata = new Map<string, string>();
  const functions = new Map<string, readonly OnnxNode[]>();
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === 2 && field.wire === 2) producer = textOf(field);
    else if (field.number === 7 && field.wire === 2) graph = readGraph(field.bytes, name, 0);
    else if (field.number === 25 && field.wire === 2) {
      const [key, nodes] = readFunction(field.bytes, name);
      functions.set(key, nodes);
    } else if (field.number === 14 && field.wire === 2) {
      let [key, value] = ['', ''];
      for (const inner of fieldsOf(field.bytes, name)) {
        if (inner.number === 1) key = textOf(inner);
        if (inner.number === 2) value = textOf(inner);
      }
      metadata.set(key, value);
    } else if (field.number === 8 && field.wire === 2) {
      let domain = '';
      let version = 0;
      for (const inner of fieldsOf(field.bytes, name)) {
        if (inner.number === 1) domain = textOf(inner);
        if (inner.number === 2) version = Number(inner.value);
      }
      if (domain === '' || domain === 'ai.onnx') opset = version;
    }
  }
  if (!graph || graph.nodes.length === 0) throw new UpbenchError('corrupt-file', message('onnx-no-graph', { name }));
  return { opset, producer, metadata, functions, graph };
}

function readFunction(bytes: Uint8Array, name: string): readonly [string, readonly OnnxNode[]] {
  const nodes: OnnxNode[] = [];
  let [own, domain] = ['', ''];
  for (const field of fieldsOf(bytes, name)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) own = textOf(field);
    else if (field.number === 7) nodes.push(readNode(field.bytes, name, 0));
    else if (field.number === 10) domain = textOf(field);
  }
  return [`${domain}:${own}`, nodes];
}

function readGraph(bytes: Uint8Array, name: string, depth: number): OnnxGraph {
  if (depth > MAX_DEPTH) throw damaged(name);
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const values: OnnxValue[] = [];
  for (const field of fieldsOf(bytes, name)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) nodes.push(readNode(field.bytes, name, depth));
    else if (field.number === 5) {
      const tensor = readTensor(field.bytes, name);
      initializers.set(tensor.name, tensor);
    } else if (field.number === 15) {
      const tensor = readSparse(field.bytes, name);
      initializers.set(tensor.name, tensor);
    } else if (field.number === 11) inputs.push(readValue(field.bytes, name));
    else if (field.number === 12) outputs.push(readValue(field.bytes, name));
    else if (field.number === 13) values.push(readValue(field.bytes, name));
  }
  return { nodes, initializers, inputs: inputs.filter((value) => !initializers.has(value.name)), outputs, values };
}

function readNode(bytes: Uint8Array, name: string, depth: number): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Attribute>();
  let own = '';
  let operator = '';
  let domain = '';
  for (const field of fieldsOf(bytes, name)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) inputs.push(textOf(field));
    else if (field.number === 2) outputs.push(textOf(field));
    else if (field.number === 3) own = textOf(field);
    else if (field.number === 4) operator = textOf(field);
    else if (field.number === 7) domain = textOf(field);
    else if (field.number === 5) {
      const attribute = readAttribute(field.bytes, name, depth);
      if (attribute) attributes.set(...attribute);
    }
  }
  return { name: own, operator, domain, inputs, outputs, attributes };
}

function readAttribute(bytes: Uint8Array, name: string, depth: number): readonly [string, Attribute] | null {
  let own = '';
  let value: Attribute | null = null;
  const floats: number[] = [];
  const integers: number[] = [];
  const texts: string[] = [];
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === 1 && field.wire === 2) own = textOf(field);
    else if (field.number === 2 && field.wire === 5) value = floatsOf(field)[0] ?? 0;
    else if (field.number === 3 && field.wire === 0) value = Number(field.value);
    else if (field.number === 4 && field.wire === 2) value = textOf(field);
    else if (field.number === 5 && field.wire === 2) value = readTensor(field.bytes, name);
    else if (field.number === 6 && field.wire === 2) value = readGraph(field.bytes, name, depth + 1);
    else if (field.number === 7) floats.push(...floatsOf(field));
    else if (field.number === 8) integers.push(...varintsOf(field, name).map(Number));
    else if (field.number === 9 && field.wire === 2) texts.push(textOf(field));
  }
  if (floats.length > 0) value = floats;
  else if (integers.length > 0) value = integers;
  else if (texts.length > 0) value = texts;
  return own === '' || value === null ? null : [own, value];
}

function readTensor(bytes: Uint8Array, name: string): OnnxTensor {
  const shape: number[] = [];
  const floats: number[] = [];
  const integers: bigint[] = [];
  let type = 0;
  let own = '';
  let raw: Uint8Array | null = null;
  let doubles: Uint8Array | null = null;
  let external: Map<string, string> | null = null;
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === 1) for (const size of varintsOf(field, name)) shape.push(Number(size));
    else if (field.number === 2) type = Number(field.value);
    else if (field.number === 4) for (const value of floatsOf(field)) floats.push(value);
    else if (field.number === 5 || field.number === 7 || field.number === 11)
      for (const value of varintsOf(field, name)) integers.push(value);
    else if (field.number === 8) own = textOf(field);
    else if (field.number === 9) raw = field.bytes;
    else if (field.number === 10) doubles = field.bytes;
    else if (field.number === 13) {
      external ??= new Map();
      let key = '';
      let value = '';
      for (const inner of fieldsOf(field.bytes, name)) {
        if (inner.number === 1) key = textOf(inner);
        if (inner.number === 2) value = textOf(inner);
      }
      external.set(key, value);
    }
  }
  if (shape.some((size) => !Number.isSafeInteger(size) || size < 0)) throw damaged(name);
  return { name: own, shape, type, raw, floats, integers, doubles, external };
}

/** Of more values a sparse tensor is not written out. */
const MOST_SPARSE = 2 ** 27;

/** A stored tensor of which only some values are not 0, as a whole one. */
function readSparse(bytes: Uint8Array, name: string): OnnxTensor {
  let values: OnnxTensor | null = null;
  let places: OnnxTensor | null = null;
  const shape: number[] = [];
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === 1 && field.wire === 2) values = readTensor(field.bytes, name);
    else if (field.number === 2 && field.wire === 2) places = readTensor(field.bytes, name);
    else if (field.number === 3) for (const size of varintsOf(field, name)) shape.push(Number(size));
  }
  const size = shape.reduce((total, each) => total * each, 1);
  const isPlain = values?.type === 1 && !values.external && places && !places.external;
  if (!values || !places || !isPlain || !(size >= 0 && size <= MOST_SPARSE)) throw damaged(name);
  const given = values.raw
    ? Array.from({ length: values.raw.length >> 2 }, (_, i) =>
        new DataView(values.raw!.buffer, values.raw!.byteOffset).getFloat32(i * 4, true),
      )
    : values.floats;
  const indices = places.raw
    ? Array.from({ length: places.raw.length >> 3 }, (_, i) =>
        Number(new DataView(places.raw!.buffer, places.raw!.byteOffset).getBigInt64(i * 8, true)),
      )
    : places.integers.map(Number);
  const axes = places.shape.length === 2 ? shape.length : 1;
  if (indices.length !== given.length * axes) throw damaged(name);
  const whole = new Float32Array(size);
  for (const [i, value] of given.entries()) {
    const own = indices.slice(i * axes, (i + 1) * axes);
    const at = own.reduce((sum, index, axis) => (axes === 1 ? index : sum * shape[axis]! + index), 0);
    if (!(at >= 0 && at < size)) throw damaged(name);
    whole[at] = value;
  }
  return { ...values, shape, floats: [], raw: new Uint8Array(whole.buffer) };
}

function readValue(bytes: Uint8Array, name: string): OnnxValue {
  let own = '';
  let type = 0;
  let shape: (number | null)[] | null = null;
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === 1 && field.wire === 2) own = textOf(field);
    else if (field.number === 2 && field.wire === 2) {
      for (const kind of fieldsOf(field.bytes, name)) {
        if (kind.number !== 1 || kind.wire !== 2) continue;
        for (const part of fieldsOf(kind.bytes, name)) {
          if (part.number === 1) type = Number(part.value);
          else if (part.number === 2 && part.wire === 2) {
            shape = [];
            for (const axis of fieldsOf(part.bytes, name)) {
              let size: number | null = null;
              for (const inner of fieldsOf(axis.bytes, name)) if (inner.number === 1) size = Number(inner.value);
              shape.push(size !== null && size > 0 ? size : null);
            }
          }
        }
      }
    }
  }
  return { name: own, type, shape };
}
