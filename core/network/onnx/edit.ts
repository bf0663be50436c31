import type { Shape } from '../../tensor/tensor';
import { fieldsOf, textOf, Writer } from './wire';

interface GraphEdit {
  /** Tensors that become outputs too. */
  readonly outputs?: readonly string[];
  /** Tensors whose shape becomes an output, named `shapeName(tensor)`. */
  readonly shapesOf?: readonly string[];
  /** Tensors that come in from outside in place of what the graph computes. */
  readonly cuts?: readonly { readonly name: string; readonly shape: Shape; readonly type: number }[];
}

export const shapeName = (tensor: string): string => `${tensor}::shape`;

/** The model with its graph changed so; every other field is written as it was read. */
export function editModel(bytes: Uint8Array, edit: GraphEdit, name: string): Uint8Array {
  const writer = new Writer();
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === 7 && field.wire === 2) writer.bytes(7, editGraph(field.bytes, edit, name));
    else writer.copy(field);
  }
  return writer.done();
}

function editGraph(bytes: Uint8Array, { outputs = [], shapesOf = [], cuts = [] }: GraphEdit, name: string): Uint8Array {
  const writer = new Writer();
  const cut = new Set(cuts.map((each) => each.name));
  const own = new Set<string>();
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === 12 && field.wire === 2)
      for (const inner of fieldsOf(field.bytes, name)) if (inner.number === 1) own.add(textOf(inner));
    if (field.number === 1 && field.wire === 2 && cut.size > 0) writer.bytes(1, renameOutputs(field.bytes, cut, name));
    else writer.copy(field);
  }
  for (const tensor of shapesOf) {
    const node = new Writer().text(1, tensor).text(2, shapeName(tensor)).text(4, 'Shape').done();
    writer.bytes(1, node).bytes(12, valueInfo(shapeName(tensor), 7, null));
  }
  for (const tensor of new Set(outputs)) if (!own.has(tensor)) writer.bytes(12, new Writer().text(1, tensor).done());
  for (const each of cuts) writer.bytes(11, valueInfo(each.name, each.type, each.shape));
  return writer.done();
}

function renameOutputs(bytes: Uint8Array, cut: ReadonlySet<string>, name: string): Uint8Array {
  const writer = new Writer();
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === 2 && field.wire === 2 && cut.has(textOf(field))) writer.text(2, `${textOf(field)}::cut`);
    else writer.copy(field);
  }
  return writer.done();
}

/** A ValueInfoProto; without a shape the runtime works it out. */
export function valueInfo(name: string, type: number, shape: Shape | null): Uint8Array {
  const tensor = new Writer().number(1, type);
  if (shape) {
    const axes = new Writer();
    for (const size of shape) axes.bytes(1, new Writer().number(1, size).done());
    tensor.bytes(2, axes.done());
  }
  return new Writer().text(1, name).bytes(2, new Writer().bytes(1, tensor.done()).done()).done();
}
