/** Writes the smallest ONNX model with one node, as protocol buffers, field numbers from onnx.proto. */

const OPSET = 13;
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const bytes = (field: number, content: readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...content,
];
const text = (field: number, value: string): number[] => bytes(field, [...new TextEncoder().encode(value)]);

const FLOAT_BYTES = (value: number): number[] => [...new Uint8Array(Float32Array.of(value).buffer)];
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_STRING = 3;

function attribute(name: string, value: number | string | readonly number[], isFloat: boolean): number[] {
  if (typeof value === 'string') return [...text(1, name), ...text(4, value), ...number(20, ATTRIBUTE_STRING)];
  if (isFloat && typeof value === 'number')
    return [...text(1, name), ...varint(2 * 8 + 5), ...FLOAT_BYTES(value), ...number(20, ATTRIBUTE_FLOAT)];
  if (typeof value === 'number') return [...text(1, name), ...number(3, value), ...number(20, ATTRIBUTE_INT)];
  return [...text(1, name), ...value.flatMap((one) => number(8, one)), ...number(20, ATTRIBUTE_INTS)];
}

/** A ValueInfoProto; without a shape the runtime works it out. */
function valueInfo(name: string, type: number, shape?: readonly number[]): number[] {
  const dims =
    shape === undefined
      ? []
      : bytes(
          2,
          shape.flatMap((size) => bytes(1, number(1, size))),
        );
  return [...text(1, name), ...bytes(2, bytes(1, [...number(1, type), ...dims]))];
}

interface OnnxExtras {
  readonly opset?: number;
  /** Of a Resize: the wanted shape, a constant behind two inputs that are left out. */
  readonly sizes?: readonly number[];
  /** Attributes that are floats. */
  readonly floats?: readonly string[];
}

/** Inputs x0, x1, ... of the given shapes; outputs y0 and, for the indices of MaxPool, y1. */
export function onnxModel(
  operator: string,
  inputs: readonly (readonly number[])[],
  attributes: Readonly<Record<string, number | string | readonly number[]>>,
  outputs: number,
  { opset = OPSET, sizes, floats = [] }: OnnxExtras = {},
): Uint8Array {
  const results = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const node = [
    ...inputs.flatMap((_, i) => text(1, `x${i}`)),
    ...(sizes ? ['', '', 'sizes'].flatMap((name) => text(1, name)) : []),
    ...results.flatMap((name) => text(2, name)),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap(([name, value]) => bytes(5, attribute(name, value, floats.includes(name)))),
  ];
  const graph = [
    ...bytes(1, node),
    ...text(2, 'graph'),
    ...(sizes
      ? bytes(5, [
          ...number(1, sizes.length),
          ...number(2, INT64),
          ...sizes.flatMap((size) => number(7, size)),
          ...text(8, 'sizes'),
        ])
      : []),
    ...inputs.flatMap((shape, i) => bytes(11, valueInfo(`x${i}`, FLOAT, shape))),
    ...results.flatMap((name, i) => bytes(12, valueInfo(name, i === 0 ? FLOAT : INT64))),
  ];
  const operators = [...text(1, ''), ...number(2, opset)];
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, operators)]);
}
