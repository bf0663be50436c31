/** ONNX models as protocol buffers, field numbers from onnx.proto: just what the benchmark's rows need. */

const FLOAT = 1;
const INT64 = 7;
const OPSET = 17;

type Attribute = number | string | readonly number[];

export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | readonly bigint[];
}

export interface OnnxGraph {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[]; readonly isIndex?: boolean }[];
  readonly constants: readonly OnnxConstant[];
  readonly nodes: readonly OnnxNode[];
  readonly output: string;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

const number = (field: number, value: number): Buffer => Buffer.from([...varint(field * 8), ...varint(value)]);
const part = (field: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(body.length)]), body]);
};
const text = (field: number, value: string): Buffer => part(field, Buffer.from(value));

function attribute([name, value]: readonly [string, Attribute]): Buffer {
  if (typeof value === 'number') return part(5, text(1, name), number(3, value), number(20, 2));
  if (typeof value === 'string') return part(5, text(1, name), text(4, value), number(20, 3));
  return part(5, text(1, name), ...value.map((one) => number(8, one)), number(20, 7));
}

function constant({ name, shape, data }: OnnxConstant): Buffer {
  const raw =
    data instanceof Float32Array
      ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
      : Buffer.from(BigInt64Array.from(data).buffer);
  return part(
    5,
    ...shape.map((size) => number(1, size)),
    number(2, data instanceof Float32Array ? FLOAT : INT64),
    text(8, name),
    part(9, raw),
  );
}

const valueInfo = (field: number, name: string, type: number, shape: readonly number[] | undefined): Buffer =>
  part(
    field,
    text(1, name),
    part(2, part(1, number(1, type), ...(shape ? [part(2, ...shape.map((size) => part(1, number(1, size))))] : []))),
  );

export function encodeModel({ inputs, constants, nodes, output }: OnnxGraph): Uint8Array {
  const graph = part(
    7,
    ...nodes.map((node) =>
      part(
        1,
        ...node.inputs.map((name) => text(1, name)),
        text(2, node.output),
        text(4, node.type),
        ...Object.entries(node.attributes ?? {}).map(attribute),
      ),
    ),
    text(2, 'graph'),
    ...constants.map(constant),
    ...inputs.map(({ name, shape, isIndex }) => valueInfo(11, name, isIndex ? INT64 : FLOAT, shape)),
    valueInfo(12, output, FLOAT, undefined),
  );
  return Buffer.concat([number(1, 8), graph, part(8, text(1, ''), number(2, OPSET))]);
}
